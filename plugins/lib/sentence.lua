-- Sentences as lists of words. Plain string work: the pieces are short.
local english = require "lib.english"

local sentence = {}

-- A word without the punctuation behind it, and that punctuation.
local function bare(w)
  if w:byte(-1) > 64 or english.title[w] or w:find("^%u%.%f[^%l]") then
    return w, ""
  end
  return w:match("^(.-)(%p*)$")
end

-- Whether the word that ends at byte `b` of `s` is one that a full stop does not end.
local function shortened(s, b)
  local w = s:sub(b > 6 and b - 6 or 1, b):match("(%S+)$")
  return english.title[w] or w:find("^%u%.$") or w:find("^%u%.%u%.$")
end

-- Where the last sentence of `s` begins; behind the end if all are complete.
local function last_start(s)
  local start, from = 1, 1
  while true do
    local a, b = s:find("[.?!][\"')%]\x80-\xFF]*%s+", from)
    if not a then
      break
    elseif b == #s or not (s:find("^%l", b + 1) or shortened(s, a)) then
      start = b + 1
    end
    from = b + 1
  end
  return start
end

local function words(s, from, stop)
  local at, word, mark, n = {}, {}, {}, 0
  for a, w in s:gmatch("()(%S+)", from) do
    n = n + 1
    at[n], word[n], mark[n] = a, bare(w)
    if stop and mark[n]:find("[.?!;]") then
      break
    end
  end
  return { at = at, word = word, mark = mark, n = n }
end

-- The first sentence of `s`: n words, for each its first byte (at), itself (word) and the
-- punctuation behind it (mark).
function sentence.first(s)
  return words(s, 1, true)
end

-- The last sentence of `s`, as far as it goes; `new` if another one ends in `s`.
function sentence.last(s)
  if #s < 2 then
    return { at = {}, word = {}, mark = {}, n = 0, new = false }
  end
  local start = last_start(s)
  local t = words(s, start)
  t.new = start > 1
  return t
end

-- The bytes of words i to j.
function sentence.span(t, i, j)
  return t.at[i], t.at[j] + #t.word[j] - 1
end

return sentence
