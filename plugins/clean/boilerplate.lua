-- Newsletter lines, credits, contact lines and the like are marked with their class; they go only
-- when asked, since a credit may be owed and a contact line is where personal data stands.
local boilerplate = require "lib.boilerplate"

local LINE_END = galley.re[[\r?\n(?:[ \t]*+\r?\n)*+]]

local function to_remove(opt, classes)
  local known, remove = { all = true }, {}
  for _, class in ipairs(classes) do
    known[class] = true
  end
  for _, class in ipairs(opt.remove) do
    if not known[class] then
      error(("remove: there is no class '%s' (%s, all)"):format(class,
        table.concat(classes, ", ")), 0)
    end
    remove[class] = true
  end
  return remove
end

return {
  api = 1,
  summary = "Mark lines that are no part of the article, by class; remove them when asked.",
  labels = { boilerplate = "structure" },
  options = {
    remove = { type = "list", default = {}, help = "classes of lines to remove, or all: "
      .. table.concat(boilerplate.classes, " ") },
    rules = { type = "map", default = {}, help = "more classes: name (letters, digits, -) to "
      .. "the pattern of a line's beginning, tried before the rules there are" },
  },
  open = function(opt)
    local classes = table.move(boilerplate.classes, 1, #boilerplate.classes, 1, {})
    for _, class in ipairs(galley.keys(opt.rules)) do
      classes[#classes + 1] = class
    end
    return { line = boilerplate.pattern(opt.rules), remove = to_remove(opt, classes) }
  end,
  process = function(doc, _, state)
    for a, b, cap in doc:each(state.line) do
      local class = boilerplate.class(cap)
      doc:count(class)
      if state.remove.all or state.remove[class] then
        local from, to = doc:find(LINE_END, b + 1)
        doc:replace(a, from == b + 1 and to or b, "", class)
      else
        doc:mark(a, b, "boilerplate", { class = class, rule = class })
      end
    end
  end,
}
