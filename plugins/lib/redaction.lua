-- From marks to stretches of text: what goes and what stays, by policy, lists and decisions. Marks
-- that overlap are one stretch, so that no tail of any is left. The strictest operator among them
-- decides, then the earlier line of the policy; keep never wins over another.
local calendar = require "lib.calendar"
local canonical = require "lib.canonical"
local naming = require "lib.naming"

local redaction = {}

local KEEP = { operator = "keep" }

local function add_mark(marks, a, b, label, rule, forced)
  marks[#marks + 1] = {
    a = a, b = b, label = label, rule = rule, forced = forced, personal = true, score = 1,
    attrs = {},
  }
end

-- What a person decided about this document: marks that are redacted whatever the policy says, and
-- spans in which nothing is.
local function add_decisions(at, decisions)
  for _, d in ipairs(decisions) do
    local a, b = at.doc:reviewed(d)
    if a then
      at.doc:count("decisions." .. d.decision)
    end
    if a and d.decision == "redact" then
      add_mark(at.marks, a, b, d.label, d.rule, "decision")
    elseif a then
      at.keeps[#at.keeps + 1] = { a = a, b = b, label = d.label, rule = d.rule, attrs = {} }
    end
  end
end

-- Values that begin inside of the one at a, b, which a search from the left passes over: of "Jane
-- Roe" and "Roe Ltd", both go from "Jane Roe Ltd".
local function add_overlapping(at, words, label, a, b)
  local last = math.min(b, at.doc:len())
  while a < last do
    local c, d = at.doc:find(words, a + 1)
    if not c or c > last then
      break
    end
    add_mark(at.marks, c, d, label, "deny_list", "deny")
    a = c
  end
end

local function add_denied(at, deny)
  for label, words in pairs(deny) do
    for a, b in at.doc:each(words) do
      at.doc:found("deny:" .. label)
      add_mark(at.marks, a, b, label, "deny_list", "deny")
      add_overlapping(at, words, label, a, b)
    end
  end
end

local function by_place(x, y)
  if x.a ~= y.a then
    return x.a < y.a
  end
  return x.b > y.b
end

local function collect(at, state)
  for mark in at.doc:marks() do
    at.marks[#at.marks + 1] = mark
  end
  local n = #at.marks
  add_denied(at, state.deny)
  add_decisions(at, state.decisions[at.doc:path()] or {})
  if #at.marks > n then
    table.sort(at.marks, by_place)
  end
end

local named = { person = true, place = true, organisation = true }

-- The words of all names in the document, without their case.
local function names_in(at)
  local names = {}
  for _, mark in ipairs(at.marks) do
    if named[mark.label] then
      for _, word in ipairs(naming.parts(at.doc:sub(mark.a, mark.b)).words) do
        names[galley.fold(word)] = true
      end
    end
  end
  return names
end

-- The latest year that a date of the document has in four digits, or false.
local function latest_in(at)
  local latest = false
  for _, mark in ipairs(at.marks) do
    local year = mark.label == "date" and calendar.year_of(at.doc:sub(mark.a, mark.b))
    latest = year and math.max(year, latest or 0) or latest
  end
  return latest
end

-- What is known of a document: its marks; value(mark), what a mark stands for; names(), the words
-- that surrogates must not have; latest(), the latest year of its dates, or false; used,
-- the surrogates by what has them; pair(with, value, label), which notes that `with` stands for a
-- value; guarded, the values whose parts are told already.
function redaction.look(doc, state)
  local at = {
    doc = doc, state = state, marks = {}, keeps = {}, used = {}, held = {}, guarded = {},
  }
  local entities, names, latest
  collect(at, state)
  function at.value(mark)
    entities = entities or canonical.entities(doc, at.marks, state.alias)
    return canonical.of(doc, mark, entities, state.alias)
  end
  function at.names()
    names = names or names_in(at)
    return names
  end
  function at.latest()
    if latest == nil then
      latest = latest_in(at)
    end
    return latest
  end
  function at.pair(with, value, label)
    doc:pair(with, value, label)
  end
  return at
end

-- ---- what becomes of a mark ------------------------------------------------------------------

local function names_of(doc, mark)
  return {
    score = mark.score, rule = mark.rule or "", why = mark.attrs.why or "", label = mark.label,
    personal = mark.personal, entity = tonumber(mark.attrs.entity) or 0, attrs = mark.attrs,
    within = function(label)
      return doc:within(mark.a, mark.b, label) ~= nil
    end,
  }
end

local unknown = {
  __index = function(_, name)
    error(("there is no `%s` in `when`, only score, rule, why, label, personal, entity, attrs "
      .. "and within"):format(tostring(name)), 0)
  end,
}

local function test(at, mark, line)
  local yes = line.holds(setmetatable(names_of(at.doc, mark), unknown))
  if type(yes) ~= "boolean" then
    error(("the policy's line for %s: `when` must be true or false"):format(line.name), 0)
  end
  return yes
end

-- Whether the line's condition holds for any mention of the mark's entity.
local function holds_for_any(at, mark, line)
  local entity = mark.attrs.entity
  local key = mark.label .. "\0" .. entity
  if at.held[key] == nil then
    at.held[key] = false
    for _, other in ipairs(at.marks) do
      if other.attrs.entity == entity and other.label == mark.label and test(at, other, line) then
        at.held[key] = true
        break
      end
    end
  end
  return at.held[key]
end

local function holds(at, mark, line)
  if line.scope == "entity" and mark.attrs.entity then
    return holds_for_any(at, mark, line)
  end
  return test(at, mark, line)
end

local function is_all_of(words, text)
  local a, b = words:find(text)
  return a == 1 and b == #text
end

local function is_allowed(at, mark, line)
  local allow = at.state.allow
  if not allow then
    return false
  end
  local text = at.doc:sub(mark.a, mark.b)
  if is_all_of(allow, text) or is_all_of(allow, naming.plain(text)) then
    return true
  end
  return line.scope == "entity" and mark.attrs.entity ~= nil and is_all_of(allow, at.value(mark))
end

local function is_decided_kept(at, mark)
  for _, span in ipairs(at.keeps) do
    if span.a <= mark.a and mark.b <= span.b then
      span.marked = true
      return true
    end
  end
  return false
end

-- The line is carried out: what the policy says of a label counts as found.
local function used(at, line)
  if line.called then
    at.doc:found(line.called)
  end
  return line
end

-- The line that decides about the mark, and what evidence is to call it; nil for structure that
-- the policy does not name.
local function verdict(at, mark)
  local policy = at.state.policy
  local line = policy.lines[mark.label] or mark.personal and policy.rest
  if not line then
    return nil
  elseif mark.forced then
    return line.operator == "keep" and policy.forced or used(at, line), mark.forced
  elseif is_decided_kept(at, mark) then
    return KEEP, "decision"
  elseif is_allowed(at, mark, line) then
    at.doc:found("allow")
    return KEEP, "allow"
  elseif line.holds and not holds(at, mark, line) then
    return line.otherwise, line.name
  end
  return used(at, line), line.name
end

-- ---- stretches -------------------------------------------------------------------------------

local function begin(mark, line, name)
  return {
    a = mark.a, b = mark.b, mark = mark, label = mark.label, line = line, name = name,
    rule = mark.rule or mark.label, forced = mark.forced,
  }
end

local function join(stretch, mark, line, name)
  local rule = mark.rule or mark.label
  stretch.b = math.max(stretch.b, mark.b)
  stretch.mixed = stretch.mixed or mark.label ~= stretch.label
  stretch.forced = stretch.forced or mark.forced
  if not ("+" .. stretch.rule .. "+"):find("+" .. rule .. "+", 1, true) then
    stretch.rule = stretch.rule .. "+" .. rule
  end
  local more = line.how.strict - stretch.line.how.strict
  if more > 0 or more == 0 and line.rank < stretch.line.rank then
    stretch.mark, stretch.label, stretch.line, stretch.name = mark, mark.label, line, name
  end
end

-- What a person decided to keep where there is no mark: a finding of the leak guard.
local function add_unmarked(at, kept)
  local n = #kept
  for _, span in ipairs(at.keeps) do
    if not span.marked then
      kept[#kept + 1] = begin(span, KEEP, "decision")
    end
  end
  if #kept > n then
    table.sort(kept, by_place)
  end
end

-- The stretches that are redacted, by place, and the marks that are kept, each with its line.
function redaction.decide(at)
  local stretches, kept = {}, {}
  for _, mark in ipairs(at.marks) do
    local line, name = verdict(at, mark)
    local last = stretches[#stretches]
    if line and line.operator == "keep" then
      kept[#kept + 1] = begin(mark, line, name)
    elseif line and last and mark.a <= last.b then
      join(last, mark, line, name)
    elseif line then
      stretches[#stretches + 1] = begin(mark, line, name)
    end
  end
  add_unmarked(at, kept)
  return stretches, kept
end

-- Calls fn(mark) for those kept that no stretch takes in.
function redaction.each_kept(stretches, kept, fn)
  local i = 1
  for _, one in ipairs(kept) do
    while stretches[i] and stretches[i].b < one.a do
      i = i + 1
    end
    if not stretches[i] or stretches[i].a > one.b then
      fn(one)
    end
  end
end

return redaction
