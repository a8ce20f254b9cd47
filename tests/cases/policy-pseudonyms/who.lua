local name = galley.re[[(?i)\bjane\s+roe]]

return {
  api = 1,
  summary = "Mark some names.",
  labels = { person = "personal" },
  process = function(doc)
    for a, b in doc:each(name) do
      doc:mark(a, b, "person", { rule = "two", score = 0.5 })
    end
  end,
}
