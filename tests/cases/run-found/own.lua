local code = galley.re[[\bK-\d+\b]]

return {
  api = 1,
  summary = "Mark codes with a label that the options give, and redact none of them.",
  labels = { ["*"] = "personal", line = "structure" },
  redacts = true,
  options = { label = { type = "string", help = "the label" } },
  process = function(doc, opt)
    doc:mark(1, doc:len(), "line")
    for a, b in doc:each(code) do
      doc:mark(a, b, opt.label)
    end
  end,
}
