-- What stands around a span, in the text or in the string field that it lies in.
local around = {}

-- The first and the last byte of the text, or of the string field, that holds the position.
local function borders(doc, at)
  if at > doc:len() then
    for _, _, a, b in doc:fields() do
      if a <= at and at <= b then
        return a, b
      end
    end
  end
  return 1, doc:len()
end

-- Positions of the `n` bytes before byte a, fewer at the start; never half a character.
function around.before(doc, a, n)
  local first = borders(doc, a)
  local from = math.max(first, a - n)
  while from < a and doc:sub(from, from):find("^[\x80-\xbf]") do
    from = from + 1
  end
  return from, a - 1
end

-- The same of the `n` bytes after byte b.
function around.after(doc, b, n)
  local _, last = borders(doc, b)
  local to = math.min(b + n, last)
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
