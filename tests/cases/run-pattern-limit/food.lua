local runaway = galley.re[[\b(a+)+$]]
local deep = galley.re[[(?:(a)|b|(c(?1)*))+(?<!a)$]]

return {
  api = 1,
  summary = "Look with patterns that give up.",
  process = function(doc)
    doc:find(doc:path():find("stack", 1, true) and deep or runaway)
  end,
}
