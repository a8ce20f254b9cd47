return {
  api = 1,
  summary = "Replace names.",
  redacts = true,
  options = {
    list = { type = "file", help = "names, one a line" },
    whole = { type = "boolean", optional = true, help = "whole words only" },
  },
  open = function(opt)
    if opt.whole == nil then
      return opt.list:words({ fold = true })
    end
    return opt.list:words({ fold = true, whole = opt.whole })
  end,
  process = function(doc, _, names)
    for a, b in doc:each(names) do
      doc:redact(a, b, "[NAME]", "name")
    end
  end,
}
