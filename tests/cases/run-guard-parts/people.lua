-- Redacts the first mention of each of three people, and says which parts of it tell who it was.
local people = {
  { galley.re[[Sergey O'Larov]], parts = { "O'Larov" }, doubtful = { "Sergey" } },
  { galley.re[[Gordon Brown]], parts = { "Gordon" }, doubtful = { "Brown" } },
  { galley.re[[larov_s@example\.org]], parts = { "larov_s" } },
}
local kept = galley.re[[Brown & Sons]]

return {
  api = 1,
  summary = "Redact the first mentions only.",
  redacts = true,
  process = function(doc)
    for _, one in ipairs(people) do
      local a, b = doc:find(one[1])
      if a then
        doc:redact(a, b, "[X]", "name", { parts = one.parts, doubtful = one.doubtful })
      end
    end
    for a, b in doc:each(kept) do
      doc:keep(a, b, "firm")
    end
  end,
}
