-- What stands around a span, in the text or in the string field that it lies in.
local around = {}

-- Positions of the `n` bytes before byte a, fewer at the start; never half a character.
function around.before(doc, a, n)
  local from = math.max(a > doc:len() and doc:len() + 1 or 1, a - n)
  while from < a and doc:sub(from, from):find("^[\x80-\xbf]") do
    from = from + 1
  end
  return from, a - 1
end

-- The same of the `n` bytes after byte b.
function around.after(doc, b, n)
  local to = b + n
  if b <= doc:len() then
    to = math.min(to, doc:len())
  end
  while to > b and doc:sub(to + 1, to + 1):find("^[\x80-\xbf]") do
    to = to - 1
  end
  return b + 1, to
end

-- Whether the span is all there is on its line, as in a column of numbers.
function around.alone(doc, a, b)
  local before, after = doc:sub(around.before(doc, a, 1)), doc:sub(around.after(doc, b, 1))
  return (before == "" or before == "\n") and (after == "" or after == "\n" or after == "\r")
end

return around
