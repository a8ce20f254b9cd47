local words = require "helper"

return {
  api = 1,
  summary = "Swap words by a list.",
  options = { list = { type = "file", help = "old,new" } },
  open = function(opt) return words.read(opt.list) end,
  process = function(doc, _, swaps)
    for _, swap in ipairs(swaps) do
      local a, b = doc:find(swap[1])
      if a then doc:replace(a, b, swap[2]) end
    end
  end,
}
