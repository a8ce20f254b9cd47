-- People, places and organisations, by rules over the words with a capital and a lexicon of names.
-- The files are read in `open`: a stage that cannot have them stops the run before it begins.
local capitals = require "lib.capitals"
local looked = require "lib.looked"
local namedeny = require "lib.namedeny"

local labels = { "person", "place", "organisation" }

-- What marks are told by, beside the tagger.
local rules = {
  person = {
    "title", "first_last", "initial", "context", "unknown_words", "first_alone", "last_alone",
    "same_name",
  },
  place = { "known", "city", "place", "place_head", "place_end" },
  organisation = { "known", "organisation_head", "organisation_end" },
}

local function set(list)
  local t = {}
  for _, item in ipairs(list) do
    t[item] = true
  end
  return t
end

-- Whether an entry of the list is all of the text.
local function is_listed(words, text)
  local a, b = words:find(text)
  return a == 1 and b == #text
end

-- The finder of names. The tagger is not needed for rules alone.
local function finder(opt, lexicon)
  return lexicon:names(opt.mode ~= "rules" and opt.model:tagger(lexicon) or nil)
end

-- Marks the names of the document. `words`, if they are there, are those with a capital: `taken`
-- gets the numbers of those that names are made of.
local function mark_names(doc, state, words)
  local info, wanted, allow = {}, state.wanted, state.allow
  local names = doc:names(state.finder, state.recall, words)
  for a, b, label, score, rule, why, entity, first, last in names do
    if wanted[label] and not (allow and is_listed(allow, doc:sub(a, b))) then
      info.score, info.rule, info.why, info.entity = score, rule, why, entity
      doc:mark(a, b, label, info)
    end
    for k = first, words and last or 0 do
      words.taken[k] = true
    end
  end
end

-- Marks all words with a capital that are not known to be something else than a person.
local function mark_unknown(doc, state, words)
  local info = { score = 0.3, rule = "unknown_capital", why = "unknown" }
  for _, found in ipairs(namedeny.find(words, state.known)) do
    if not (state.allow and is_listed(state.allow, doc:sub(found.a, found.b))) then
      doc:mark(found.a, found.b, "person", info)
    end
  end
end

local function mark_listed(doc, state)
  for a, b in doc:each(state.deny) do
    doc:mark(a, b, "person", { score = 1, rule = "deny", why = "list" })
  end
end

local function tell(opt)
  for _, label in ipairs(opt.types) do
    looked.rules(label, rules[label])
    if opt.mode ~= "rules" then
      looked.rules(label, { "tagger" })
    end
  end
  if opt.mode == "deny_by_default" then
    looked.rules("person", { "unknown_capital" })
  end
  if opt.deny then
    galley.looks_for("rule:person.deny")
  end
end

return {
  api = 1,
  summary = "Mark names of people, places and organisations.",
  labels = { person = "personal", place = "personal", organisation = "personal" },
  options = {
    types = { type = "list", choices = labels, default = labels, help = "what to mark" },
    recall = {
      type = "number", default = 1, min = 0, max = 10,
      help = "how ready it is to see a name: what that gains and costs is in the guide",
    },
    mode = {
      type = "string", choices = { "rules", "rules+tagger", "deny_by_default" },
      default = "rules+tagger",
      help = "rules alone, or with the tagger; deny_by_default also marks, as persons, all words "
        .. "with a capital that are not known to be something else",
    },
    allow = {
      type = "file", optional = true,
      help = "names that are not marked, one a line, in any case; a mark must be all of the name",
    },
    deny = {
      type = "file", optional = true,
      help = "names of people that are marked wherever they stand as whole words, one a line, in "
        .. "any case",
    },
    model = {
      type = "file", default = "data/names.model",
      help = "the model of the tagger, as scripts/train makes it",
    },
    names = {
      type = "file", default = "data/names.lexicon",
      help = "the lexicon of names, as scripts/gazetteers/build makes it",
    },
  },
  open = function(opt)
    tell(opt)
    local flags = { fold = true, whole = true }
    local lexicon = opt.names:lexicon()
    return {
      finder = finder(opt, lexicon), known = namedeny.masks(lexicon), lexicon = lexicon,
      recall = opt.recall // 1, wanted = set(opt.types),
      allow = opt.allow and opt.allow:words(flags), deny = opt.deny and opt.deny:words(flags),
    }
  end,
  process = function(doc, opt, state)
    local words = opt.mode == "deny_by_default" and capitals.read(doc, state.lexicon) or nil
    mark_names(doc, state, words)
    if state.wanted.person and words then
      mark_unknown(doc, state, words)
    end
    if state.wanted.person and state.deny then
      mark_listed(doc, state)
    end
  end,
}
