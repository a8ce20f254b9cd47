local rules = { sure = galley.re[[X-\d]], weak = galley.re[[K-\d+]] }

return {
  api = 1,
  summary = "Mark codes, by two rules.",
  labels = { code = "personal" },
  open = function()
    for name in pairs(rules) do
      galley.looks_for("rule:code." .. name)
    end
  end,
  process = function(doc)
    for name, pattern in pairs(rules) do
      for a, b in doc:each(pattern) do
        doc:mark(a, b, "code", { rule = name, score = name == "sure" and 0.9 or 0.3 })
      end
    end
  end,
}
