local word = galley.re[[[^\s]+]]

local measure = {}

function measure.bytes(doc)
  return doc:len()
end

function measure.characters(doc)
  return utf8.len(doc:text())
end

function measure.words(doc)
  local n = 0
  for _ in doc:each(word) do
    n = n + 1
  end
  return n
end

return {
  api = 1,
  summary = "Keep the documents that are neither too short nor too long.",
  options = {
    min = { type = "number", min = 0, default = 0, help = "the least length" },
    max = { type = "number", min = 0, optional = true, help = "the greatest length" },
    unit = {
      type = "string", choices = { "bytes", "characters", "words" }, default = "characters",
      help = "what is counted; words are what stands between white space",
    },
  },
  open = function(opt)
    if opt.max and opt.max < opt.min then
      error("max is less than min", 0)
    end
  end,
  process = function(doc, opt)
    local n = measure[opt.unit](doc)
    if n < opt.min then
      doc:drop(("%d %s, fewer than %d"):format(n, opt.unit, opt.min))
    elseif opt.max and n > opt.max then
      doc:drop(("%d %s, more than %d"):format(n, opt.unit, opt.max))
    end
  end,
}
