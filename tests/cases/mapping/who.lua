local name = galley.re[[(?i)\b(?:jane roe|bo kim|cy poe)]]

return {
  api = 1,
  summary = "Mark some names.",
  labels = { person = "personal" },
  process = function(doc)
    for a, b in doc:each(name) do
      doc:mark(a, b, "person")
    end
  end,
}
