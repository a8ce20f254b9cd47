return {
  api = 1,
  summary = "Take long for some.",
  process = function(doc)
    local n = 0
    for i = 1, doc:text(1, 4) == "slow" and 400000000 or 0 do
      n = n + i
    end
  end,
}
