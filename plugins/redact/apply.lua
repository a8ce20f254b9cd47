-- Marks that overlap are redacted as one stretch, so that no tail of any of them is left. What
-- becomes of it is decided by the strictest operator among them, then by the earlier policy line.

local strictness = { mask = 1, replace = 2, remove = 3 }
local operators = { "replace", "remove", "mask", "keep" }

local function check(label, what)
  if what.with and what.operator ~= "replace" then
    error(label .. ": 'with' is for the operator replace, not " .. what.operator, 0)
  elseif what.char and what.operator ~= "mask" then
    error(label .. ": 'char' is for the operator mask, not " .. what.operator, 0)
  elseif what.char and utf8.len(what.char) ~= 1 then
    error(label .. ": 'char' must be one character", 0)
  end
end

local function replacement(doc, group)
  local what = group.what
  if what.operator == "remove" then
    return ""
  elseif what.operator == "mask" then
    return (what.char or "*"):rep(utf8.len(doc:sub(group.a, group.b)))
  end
  return what.with or "[" .. group.label:upper() .. "]"
end

local function start(mark, what)
  return {
    a = mark.a, b = mark.b, what = what, label = mark.label,
    rule = mark.label, seen = { [mark.label] = true },
  }
end

local function join(group, mark, what)
  group.b = math.max(group.b, mark.b)
  if not group.seen[mark.label] then
    group.seen[mark.label] = true
    group.rule = group.rule .. "+" .. mark.label
  end
  local more = strictness[what.operator] - strictness[group.what.operator]
  if more > 0 or more == 0 and what.order < group.what.order then
    group.what, group.label = what, mark.label
  end
end

local function finish(doc, group)
  if group then
    doc:redact(group.a, group.b, replacement(doc, group), group.rule)
  end
end

local line = {
  type = "map", shorthand = "operator", help = "what is done to this label",
  keys = {
    operator = {
      type = "string", choices = operators, default = "replace",
      help = "put a text in its place, remove it, mask each character, or keep it",
    },
    with = { type = "string", optional = true, help = "replace: the text; else [LABEL]" },
    char = { type = "string", optional = true, help = "mask: the character; else *" },
  },
}

local policy = {
  type = "map", file = true, default = {}, help = "what is done to which label",
  keys = {
    default = {
      type = "string", choices = operators, default = "replace",
      help = "what is done to a label of personal data that has no line",
    },
    labels = {
      type = "map", labels = true, each = line, default = {},
      help = "a line for each label; structure is redacted only if it has one",
    },
  },
}

return {
  api = 1,
  summary = "Redact what earlier stages marked, as a policy says.",
  redacts = true,
  options = { policy = policy },
  open = function(opt)
    local lines, labels = {}, galley.keys(opt.policy.labels)
    for i, label in ipairs(labels) do
      local given = opt.policy.labels[label]
      check(label, given)
      lines[label] = {
        operator = given.operator, with = given.with, char = given.char, order = i,
      }
    end
    return { lines = lines, default = { operator = opt.policy.default, order = #labels + 1 } }
  end,
  process = function(doc, _, state)
    local group
    for mark in doc:marks() do
      local what = state.lines[mark.label] or mark.personal and state.default
      if what and what.operator ~= "keep" then
        if group and mark.a <= group.b then
          join(group, mark, what)
        else
          finish(doc, group)
          group = start(mark, what)
        end
      end
    end
    finish(doc, group)
  end,
}
