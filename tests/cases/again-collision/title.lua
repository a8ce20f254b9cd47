local line = galley.re[[^[^\n]+]]
return {
  api = 1,
  summary = "The first line is the title.",
  fields = { "title" },
  process = function(doc)
    local a, b = doc:find(line)
    if a then doc:set("title", a, b) end
  end,
}
