local twice = galley.re[[(?i)\b([a-z]+) \1\b]]

return {
  api = 1,
  summary = "Mark words that stand twice.",
  labels = { twice = "structure" },
  process = function(doc)
    for a, b in doc:each(twice) do
      doc:mark(a, b, "twice")
    end
  end,
}
