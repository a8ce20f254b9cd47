local name = galley.re[[\b[A-Z]\w (?:Lee|Kim)|\bAnn Lee]]

return {
  api = 1,
  summary = "Mark some names, after an edit.",
  labels = { person = "personal" },
  process = function(doc)
    for a, b in doc:each(name) do
      doc:mark(a, b, "person", { rule = "two", score = 0.5 })
    end
    doc:insert(1, "> ")
  end,
}
