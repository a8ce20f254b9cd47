return {
  api = 1,
  summary = "The first word is the section.",
  fields = { "section" },
  process = function(doc)
    doc:set("section", doc:text():match("%w+"))
  end,
}
