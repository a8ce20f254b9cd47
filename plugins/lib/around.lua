-- What stands around a span, in the text or in the string field that it lies in.
local around = {}

-- First and last byte of the text, or of the string field, that byte a lies in.
function around.region(doc, a)
  if a > doc:len() then
    for _, _, from, to in doc:fields() do
      if from > doc:len() and from <= a and a <= to then
        return from, to
      end
    end
  end
  return 1, doc:len()
end

-- Positions of the `n` bytes before byte a, fewer at the start; never half a character.
function around.before(doc, a, n)
  local from = math.max((around.region(doc, a)), a - n)
  while from < a and doc:sub(from, from):find("^[\x80-\xbf]") do
    from = from + 1
  end
  return from, a - 1
end

-- The same of the `n` bytes after byte b.
function around.after(doc, b, n)
  local _, last = around.region(doc, b)
  local to = math.min(b + n, last)
  while to > b and doc:sub(to + 1, to + 1):find("^[\x80-\xbf]") do
    to = to - 1
  end
  return b + 1, to
end

local edge = { [""] = true, ["\n"] = true, ["\r"] = true, ["\t"] = true, ["|"] = true }

-- Whether the span is all there is on its line or in its cell, as in a column of numbers.
function around.alone(doc, a, b)
  local before, after = doc:sub(around.before(doc, a, 1)), doc:sub(around.after(doc, b, 1))
  return edge[before] and edge[after] or false
end

local WORD, HYPHENED = "[%w\x80-\xff'’]+", "[%w\x80-\xff'’-]+"

-- The words near the span, in lower case, as a set: those that lie whole in the 60 bytes before it
-- and the 30 after; of one with hyphens also its parts.
function around.words(doc, a, b)
  local words = {}
  local from, before_end = around.before(doc, a, 60)
  local after_start, to = around.after(doc, b, 30)
  local before, after = doc:sub(from, before_end), doc:sub(after_start, to)
  if doc:sub(around.before(doc, from, 1)):find(WORD) then
    before = before:gsub("^" .. WORD, "")
  end
  if doc:sub(around.after(doc, to, 1)):find(WORD) then
    after = after:gsub(WORD .. "$", "")
  end
  for word in (before .. " " .. after):lower():gmatch(HYPHENED) do
    words[word] = true
    if word:find("-", 1, true) then
      for part in word:gmatch(WORD) do
        words[part] = true
      end
    end
  end
  return words
end

return around
