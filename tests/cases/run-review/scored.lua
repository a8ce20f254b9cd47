-- Redacts `<SCORE:text>`, keeps `{text}` by a condition and `{{text}}` by a person's decision.
local angle = galley.re[[<(?<score>[\d.]+):(?<text>[^>]*)>]]
local brace = galley.re[[\{(?<more>\{?)[^}]*\}]]

return {
  api = 1,
  summary = "Redact and keep with evidence.",
  redacts = true,
  fields = { "by" },
  process = function(doc)
    for a, b, cap in doc:each(angle) do
      doc:redact(a, b, "[X]", "angle", {
        label = "thing", score = tonumber(cap.score), why = "brackets", operator = "replace",
        line = "default", parts = { cap.text },
      })
    end
    for a, b, cap in doc:each(brace) do
      local decided = cap.more ~= ""
      doc:keep(a, b, "brace", {
        label = "thing", score = 0.9, review = not decided,
        line = decided and "decision" or "thing",
      })
    end
  end,
}
