return {
  api = 1,
  summary = "Print the length.",
  process = function(doc) print("length", doc:len(), doc:find("no such text")) end,
}
