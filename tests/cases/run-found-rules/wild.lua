return {
  api = 1,
  summary = "Find what it did not tell of.",
  process = function(doc)
    doc:found("x")
  end,
}
