local function quoted(text)
  return '"' .. galley.escape(text, "json") .. '"'
end

local function span(doc, a, b)
  doc:output('"')
  doc:output(a, b, "json")
  doc:output('"')
end

-- The mark's bytes, half open from 0: in the text, or in the field of that name.
local function offsets(doc, mark)
  for name, _, a, b in doc:fields() do
    if a > doc:len() and a <= mark.a and mark.b <= b then
      return mark.a - a, mark.b - a + 1, name
    end
  end
  return mark.a - 1, mark.b
end

local function write_mark(doc, mark)
  local from, to, field = offsets(doc, mark)
  doc:output(('{"start":%d,"end":%d,'):format(from, to))
  if field then
    doc:output('"field":', quoted(field), ",")
  end
  doc:output('"text":')
  span(doc, mark.a, mark.b)
  doc:output((',"score":%.4g'):format(mark.score))
  if mark.rule then
    doc:output(',"rule":', quoted(mark.rule))
  end
  local between = ',"attrs":{'
  for name, value in pairs(mark.attrs) do
    doc:output(between, quoted(name), ":", quoted(value))
    between = ","
  end
  doc:output(between == "," and "}}" or "}")
end

local write = {}

function write.path(doc)
  doc:output(quoted(doc:path()))
end

function write.text(doc)
  span(doc, 1, doc:len())
end

function write.fields(doc, opt)
  local names = opt.fields or {}
  if not opt.fields then
    for name in doc:fields() do
      names[#names + 1] = name
    end
  end
  doc:output("{")
  for i, name in ipairs(names) do
    doc:output(i > 1 and "," or "", quoted(name), ":")
    local value, a, b = doc:get(name)
    if value then
      span(doc, a, b)
    else
      doc:output("null")
    end
  end
  doc:output("}")
end

local function grouped(doc, wanted)
  local groups = {}
  for _, label in ipairs(wanted or {}) do
    groups[label] = {}
  end
  for mark in doc:marks() do
    if not wanted then
      groups[mark.label] = groups[mark.label] or {}
    end
    local group = groups[mark.label]
    if group then
      group[#group + 1] = mark
    end
  end
  return groups
end

function write.marks(doc, opt)
  local between = "{"
  for label, group in pairs(grouped(doc, opt.labels)) do
    doc:output(between, quoted(label), ":[")
    for i, mark in ipairs(group) do
      doc:output(i > 1 and "," or "")
      write_mark(doc, mark)
    end
    doc:output("]")
    between = ","
  end
  doc:output(between == "{" and "{}" or "}")
end

return {
  api = 1,
  summary = "Write one JSON object a line: path, text, fields and marks.",
  extension = "json",
  options = {
    include = {
      type = "list", choices = { "path", "text", "fields", "marks" },
      default = { "path", "text", "fields", "marks" },
      help = "what is in the object, in this order",
    },
    fields = {
      type = "list", fields = true, optional = true,
      help = "the fields to write, null where one is not set; else all that are set",
    },
    labels = {
      type = "list", labels = true, optional = true,
      help = "the labels to write, [] where nothing is marked; else all that are",
    },
  },
  process = function(doc, opt)
    doc:output("{")
    for i, part in ipairs(opt.include) do
      doc:output(i > 1 and ',"' or '"', part, '":')
      write[part](doc, opt)
    end
    doc:output("}\n")
  end,
}
