return {
  api = 1,
  summary = "Set a string of its own.",
  fields = { "contact" },
  process = function(doc) doc:set("contact", "Contact jane.roe@example.org 202-555-0143") end,
}
