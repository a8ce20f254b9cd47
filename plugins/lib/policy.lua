-- A redaction policy: what it may say, and what its lines come to once they are read.
local operators = require "lib.operators"

local policy = {}

local every = { "replace", "remove", "mask", "partial_mask", "pseudonym", "surrogate",
  "date_shift", "generalise", "exemption", "keep" }
-- Those that do for any label, without more being said.
local plain = { "replace", "remove", "mask", "pseudonym", "keep" }

local line = {
  operator = { type = "string", choices = every, default = "replace",
    help = "what is done: see the guide" },
  with = { type = "string", optional = true,
    help = "replace, exemption, pseudonym: the text; {label} {chars} {words} {exemption} {code}" },
  char = { type = "string", optional = true, min = 1, max = 1,
    help = "mask, partial_mask: the character; else *" },
  first = { type = "number", optional = true, min = 0, max = 20,
    help = "partial_mask: letters and digits that stay at the beginning" },
  last = { type = "number", optional = true, min = 0, max = 20,
    help = "partial_mask: letters and digits that stay at the end" },
  length = { type = "number", optional = true, min = 4, max = 32,
    help = "pseudonym: hex digits of the code; else 6" },
  days = { type = "number", optional = true, min = 1, max = 36500,
    help = "date_shift: the most days to either side; else 365" },
  field = { type = "string", optional = true, fields = true,
    help = "date_shift: documents with one value of this field are moved alike" },
  order = { type = "string", optional = true, choices = { "mdy", "dmy" },
    help = "date_shift, generalise: how to read 3/4/2024; else mdy" },
  to = { type = "string", optional = true, choices = { "month", "year", "decade", "zip3", "age" },
    help = "generalise: what is left; ages over 89 become 90+" },
  earliest = { type = "number", optional = true, min = 1000, max = 3000,
    help = "generalise: of years before this one nothing is left" },
  exemption = { type = "string", optional = true, min = 1, max = 40,
    help = "exemption: the code, such as B6" },
  scope = { type = "string", choices = { "mention", "entity" }, default = "mention",
    help = "entity: decide once for all mentions of an entity in the document" },
  when = { type = "string", optional = true,
    help = "an expression over the mark; where it does not hold, otherwise does" },
  otherwise = { type = "string", optional = true, choices = plain,
    help = "what is done when `when` does not hold; else the policy's default" },
}

policy.option = {
  type = "map", file = true, default = {}, help = "what is done to which label",
  keys = {
    default = { type = "string", choices = plain, default = "replace",
      help = "what is done to a label of personal data that has no line" },
    labels = {
      type = "map", labels = require "lib.labels", default = {},
      each = { type = "map", shorthand = "operator", help = "what is done to this label",
        keys = line },
      help = "a line for each label; structure is redacted only if it has one",
    },
  },
}

local general = { operator = true, scope = true, when = true, otherwise = true }

local function check_keys(given, operator)
  local takes = operators[operator].keys
  for key in pairs(given) do
    if not general[key] and takes[key] == nil then
      error(("`%s` is not for the operator %s"):format(key, operator), 0)
    elseif type(given[key]) == "number" and not math.tointeger(given[key]) then
      error(("`%s` must be a whole number"):format(key), 0)
    end
  end
  for key, needed in pairs(takes) do
    if needed and given[key] == nil then
      error(("the operator %s needs `%s`"):format(operator, key), 0)
    end
  end
  if given.when and not given.when:find("%S") then
    error("`when` is empty", 0)
  elseif given.otherwise and not given.when then
    error("`otherwise` stands beside a `when`", 0)
  end
  if given.exemption and not given.exemption:find("^[%w_.+ -]+$") then
    error("an exemption is of letters, digits, spaces, `_`, `-`, `.` and `+`", 0)
  end
end

-- A line that is ready: a copy of what was given, and its operator's table as `how`.
local function ready(given, operator, label, name, rank)
  local it = { operator = operator, how = operators[operator], name = name, rank = rank }
  for key, value in pairs(given) do
    it[key] = it[key] or value
  end
  if it.how.keyed then
    galley.hmac("") -- an error without a key: before any document is read
  end
  if it.how.ready then
    it.how.ready(it, label)
  end
  return it
end

local function line_of(given, label, rank, default)
  check_keys(given, given.operator)
  local it = ready(given, given.operator, label, label, rank)
  if given.when then
    it.holds = galley.expr(given.when)
    it.otherwise = ready({}, given.otherwise or default, label, label, rank)
    it.otherwise.conditional = true
  end
  return it
end

-- The lines by label; `rest`, for labels that have none; and `forced`, for what must go whatever
-- the policy says.
function policy.read(given)
  local lines, labels = {}, galley.keys(given.labels)
  for i, label in ipairs(labels) do
    local good, it = pcall(line_of, given.labels[label], label, i, given.default)
    if not good then
      error(("the policy's line for %s: %s"):format(label, it), 0)
    end
    lines[label] = it
    it.called = "policy:" .. label
    galley.looks_for(it.called)
  end
  local rest = ready({}, given.default, "", "default", #labels + 1)
  local forced = given.default == "keep" and ready({}, "replace", "", "default", #labels + 1)
  return { lines = lines, rest = rest, forced = forced or rest }
end

return policy
