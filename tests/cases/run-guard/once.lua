-- Redacts the first name it meets and misses the others.
local name = galley.re[[Jane Roe]]

return {
  api = 1,
  summary = "Redact the first mention only.",
  redacts = true,
  process = function(doc)
    local a, b = doc:find(name)
    if a then doc:redact(a, b, "[NAME]", "name") end
  end,
}
