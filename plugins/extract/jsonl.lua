-- The text of a record is the stretch between the quotes of its member, with the escapes undone by
-- edits: so each byte of it keeps its place in the file.
local json = require "lib.json"

local INK = galley.re[=[[^ \t\r\n]]=]

local function emit(doc, from, s, opt, keep)
  local text, fields = nil, {}
  for _, m in ipairs(json.members(s, opt.depth)) do
    if m.key == opt.text then
      text = m
    elseif m.key ~= "" and (not keep or keep[m.key]) then
      local value = m.a and json.text(s, m) or m.word
      fields[m.key] = value ~= "null" and value or m.a and value or nil
    end
  end
  if not text or not text.a then
    error(("no text in a member %q"):format(opt.text), 0)
  end
  doc:emit(from + text.a - 1, from + text.b - 1, { fields = fields })
  for _, e in ipairs(text.escapes) do
    doc:replace(from + e[1] - 1, from + e[2] - 1, e[3], "escape")
  end
end

return {
  api = 1,
  summary = "Make a document of each line of a JSON Lines file: its text and fields.",
  fields = { "*" },
  options = {
    text = { type = "string", default = "text", min = 1, help = "the member that is the text" },
    fields = {
      type = "list", optional = true,
      help = "members that become fields; else all strings, numbers and booleans do",
    },
    depth = { type = "number", default = 100, min = 1, max = 150, help = "levels of nesting" },
  },
  open = function(opt)
    local keep = opt.fields and {}
    for _, name in ipairs(opt.fields or {}) do
      keep[name] = true
    end
    return { keep = keep }
  end,
  process = function(doc, opt, state)
    local number, records = 0, 0
    for a, b in doc:lines() do
      local s = doc:text(a, b)
      number = number + 1
      if INK:find(s) then
        local good, what = pcall(emit, doc, a, s, opt, state.keep)
        if not good then
          doc:fail(("line %d: %s"):format(number, what))
        end
        records = records + 1
      end
    end
    doc:count("records", records)
    if records == 0 then
      doc:drop("no records")
    end
  end,
}
