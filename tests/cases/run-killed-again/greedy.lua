return {
  api = 1,
  summary = "Take all memory for some.",
  process = function(doc)
    local all = {}
    while doc:text(1, 3) == "all" do
      all[#all + 1] = ("x"):rep(2000) .. #all
    end
  end,
}
