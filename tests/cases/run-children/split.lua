-- Each paragraph becomes a document of its own.
local paragraph = galley.re[[[^\n]+(?:\n[^\n]+)*]]

return {
  api = 1,
  summary = "Split into paragraphs.",
  process = function(doc)
    for a, b in doc:each(paragraph) do
      if doc:sub(a, b) == "poison" then doc:fail("poison") end
      doc:emit(a, b)
    end
  end,
}
