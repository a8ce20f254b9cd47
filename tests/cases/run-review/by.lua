-- Sets a field that is a string of its own.
return {
  api = 1,
  summary = "Set a field.",
  fields = { "by" },
  process = function(doc)
    doc:set("by", "Élan <0.1:Field> é")
  end,
}
