-- What is quoted in one kind of quotation marks: the opening one is the anchor.
local quoted = galley.re([[(['"`])\w+\1]], { anchor = "['\"`]", back = 0 })

return {
  api = 1,
  summary = "Mark words in quotation marks.",
  labels = { word = "structure" },
  process = function(doc)
    for a, b in doc:each(quoted) do
      doc:mark(a, b, "word")
    end
  end,
}
