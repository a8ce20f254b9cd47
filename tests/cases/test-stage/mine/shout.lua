local word = galley.re[[\bhello\b]]
return {
  api = 1,
  summary = "Shout the greeting.",
  process = function(doc)
    for a, b in doc:each(word) do doc:replace(a, b, "HELLO") end
  end,
}
