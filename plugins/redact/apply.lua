-- What goes is decided in lib/redaction.lua, what is put in its place in lib/operators.lua, and
-- what a policy may say in lib/policy.lua. Here is how it is carried out and put down.
local canonical = require "lib.canonical"
local clues = require "lib.clues"
local decisions = require "lib.decisions"
local policy = require "lib.policy"
local redaction = require "lib.redaction"

local function evidence_of(it, operator)
  local mark = it.mark
  return {
    label = it.label, score = mark.score, why = mark.attrs.why, entity = mark.attrs.entity,
    operator = operator, line = it.name, review = operator == "keep" and it.line.conditional,
  }
end

-- Once for each value is enough.
local function add_clues(at, it, told)
  local state, key = at.state, it.label .. "\0" .. it.text
  if state.parts[it.label] and not at.guarded[key] then
    at.guarded[key] = true
    told.parts, told.doubtful = clues.of(it.label, it.text, state.names)
  end
end

local function redact(at, it)
  local doc, line = at.doc, it.line
  it.text = doc:sub(it.a, it.b)
  local with, called = line.how.apply(it, line, at)
  if not with or it.forced and with == it.text then
    with, called = "[" .. it.label:upper() .. "]", "replace"
  end
  local evidence = evidence_of(it, called or line.operator)
  if with == it.text then
    doc:keep(it.a, it.b, it.rule, evidence)
  else
    add_clues(at, it, evidence)
    doc:redact(it.a, it.b, with, it.rule, evidence)
  end
end

local function set_of(list)
  local set = {}
  for _, item in ipairs(list) do
    set[item] = true
  end
  return set
end

local function lists_of(files, flags)
  local lists = {}
  for label, file in pairs(files) do
    lists[label] = file:words(flags)
    galley.looks_for("deny:" .. label)
  end
  return lists
end

local function allowed(file)
  if file then
    galley.looks_for("allow")
    return file:words({ whole = true })
  end
end

return {
  api = 1,
  summary = "Redact what earlier stages marked, as a policy says.",
  redacts = true,
  options = {
    policy = policy.option,
    allow = { type = "file", optional = true,
      help = "values that are kept, one a line, in this case and with these words" },
    deny = { type = "map", labels = require "lib.labels", default = {}, each = { type = "file" },
      help = "by label, a file of values that are redacted wherever they stand, in any case" },
    aliases = { type = "file", optional = true,
      help = "CSV of alias, canonical: names that have one pseudonym or surrogate" },
    decisions = { type = "file", optional = true,
      help = "what a person decided: the file that --review wrote, filled in" },
    parts = { type = "list", choices = clues.labels, default = clues.labels,
      help = "labels of whose values the leak guard also looks for parts: surnames, local parts" },
    names = { type = "file", default = "data/names.lexicon",
      help = "the lexicon that tells which parts may as well be ordinary words" },
  },
  open = function(opt)
    return {
      policy = policy.read(opt.policy),
      allow = allowed(opt.allow),
      deny = lists_of(opt.deny, { fold = true, whole = true }),
      alias = opt.aliases and canonical.aliases(opt.aliases),
      decisions = opt.decisions and decisions.read(opt.decisions) or {},
      parts = set_of(opt.parts),
      names = #opt.parts > 0 and opt.names:lexicon(),
    }
  end,
  process = function(doc, _, state)
    local at = redaction.look(doc, state)
    local stretches, kept = redaction.decide(at)
    for _, it in ipairs(stretches) do
      redact(at, it)
    end
    redaction.each_kept(stretches, kept, function(it)
      doc:keep(it.a, it.b, it.rule, evidence_of(it, "keep"))
    end)
  end,
}
