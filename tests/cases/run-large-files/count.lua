local seen = 0
return {
  api = 1,
  summary = "Count the workers that do anything.",
  process = function(doc)
    seen = seen + 1
    if seen == 1 then
      doc:count("workers", 1)
    end
    local n = 0
    for i = 1, 4 * doc:len() do
      n = n + i
    end
  end,
}
