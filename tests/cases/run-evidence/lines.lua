return {
  api = 1,
  summary = "Make a document of each line.",
  process = function(doc)
    for a, b in doc:lines() do
      doc:emit(a, b)
    end
  end,
}
