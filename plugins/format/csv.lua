local columns = {}

function columns.path(doc)
  doc:output(galley.escape(doc:path(), "csv"))
end

function columns.text(doc, mark)
  doc:output(mark.a, mark.b, "csv")
end

function columns.start(doc, mark)
  doc:output(mark.b <= doc:len() and tostring(mark.a - 1) or "")
end

columns["end"] = function(doc, mark)
  doc:output(mark.b <= doc:len() and tostring(mark.b) or "")
end

function columns.label(doc, mark)
  doc:output(galley.escape(mark.label, "csv"))
end

function columns.rule(doc, mark)
  doc:output(galley.escape(mark.rule or "", "csv"))
end

function columns.score(doc, mark)
  doc:output(("%.4g"):format(mark.score))
end

local function write(doc, mark, column)
  local kind, name = column:match("^(%a+)%.(.+)$")
  if kind == "attrs" then
    doc:output(galley.escape(mark.attrs[name] or "", "csv"))
  elseif kind == "fields" then
    local value, a, b = doc:get(name)
    if value then
      doc:output(a, b, "csv")
    end
  else
    columns[column](doc, mark)
  end
end

return {
  api = 1,
  summary = "Write a CSV row for each mark of one label.",
  extension = "csv",
  options = {
    label = { type = "string", labels = true, help = "the label whose marks are the rows" },
    columns = {
      type = "list", default = { "path", "start", "end", "text" },
      help = "of path, start, end, text, label, rule, score, fields.NAME and attrs.NAME; "
        .. "start and end are bytes of the text, half open from 0, empty for a string field",
    },
  },
  head = function(opt)
    local names = {}
    for i, column in ipairs(opt.columns) do
      names[i] = galley.escape(column, "csv")
    end
    return table.concat(names, ",") .. "\n"
  end,
  open = function(opt)
    for _, column in ipairs(opt.columns) do
      local named = column:find("^fields%..") or column:find("^attrs%..")
      if not columns[column] and not named then
        error("there is no column " .. column, 0)
      end
    end
  end,
  process = function(doc, opt)
    for mark in doc:marks(opt.label) do
      for i, column in ipairs(opt.columns) do
        doc:output(i > 1 and "," or "")
        write(doc, mark, column)
      end
      doc:output("\n")
    end
  end,
}
