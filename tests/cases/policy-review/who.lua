-- Marks the first mention of each name, and of each address; of some it is not sure.
local name = galley.re[[\b(?:(?<title>Mr\.|Ms\.) )?[A-Z][a-z]+(?: [A-Z]['’A-Za-z]+)+]]
local address = galley.re[[\b[\w.]{1,64}@[\w.]+\w]]

local function mark_first(doc, pattern, label, score)
  local seen = {}
  for a, b in doc:each(pattern) do
    local text = doc:text(a, b)
    if not seen[text] then
      seen[text] = true
      doc:mark(a, b, label, { rule = "first", score = text:find("Junior") and 0.3 or score })
    end
  end
end

return {
  api = 1,
  summary = "Mark first mentions only.",
  labels = { person = "personal", email = "personal" },
  process = function(doc)
    mark_first(doc, name, "person", 0.9)
    mark_first(doc, address, "email", 0.9)
  end,
}
