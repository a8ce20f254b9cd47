-- The anchor is wrong: single quotation marks do not have it.
local quoted = galley.re([[(['"`])\w+\1]], { anchor = "\"", back = 0 })

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
