return {
  api = 1,
  summary = "Make each line a document of its own.",
  process = function(doc)
    for a, b in doc:lines() do
      doc:emit(a, b)
    end
  end,
}
