local say = galley.re[[(?m)^\w+ \d+]]

return {
  api = 1,
  summary = "Fail, drop or split some letters.",
  process = function(doc)
    local text = doc:text()
    if text:find("7") then
      error("a seven")
    elseif text:find("9") then
      doc:drop("a nine")
    elseif text:find("4") then
      for a, b in doc:each(say) do
        doc:emit(a, b)
      end
    end
  end,
}
