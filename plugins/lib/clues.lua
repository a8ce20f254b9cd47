-- Parts of a value that give it away where they stand alone, for the leak guard: in two lists, of
-- those that are sure and of those that may as well be ordinary words.
local naming = require "lib.naming"

local clues = {}

-- Shorter words are too common to be looked for.
local LONG = 4

-- What stands behind a surname.
local behind = { jr = true, sr = true, ii = true, iii = true, iv = true, esq = true }

-- The number of the word that is the surname.
local function last_name(words)
  local n = #words
  while n > 1 and behind[galley.fold((words[n]:gsub("%.$", "")))] do
    n = n - 1
  end
  return n
end

-- The surname, and what can be nothing but one. A given name alone tells little.
local function of_person(text, lexicon)
  local sure, doubtful = {}, {}
  local words = naming.parts(text).words
  local last = last_name(words)
  for i, word in ipairs(words) do
    if i <= last and (utf8.len(word) or 0) >= LONG then
      local surname = i == last or lexicon:has(word, "last") and not lexicon:has(word, "first")
      local list = surname and not lexicon:has(word, "common") and sure or doubtful
      list[#list + 1] = word
    end
  end
  return sure, doubtful
end

-- What stands before the `@`.
local function of_email(text, lexicon)
  local name = text:match("^[^@]+")
  if not name then
    return {}, {}
  elseif lexicon:has(name, "common") then
    return {}, { name }
  end
  return { name }, {}
end

local ways = { person = of_person, email = of_email }

-- The labels whose values have parts.
clues.labels = galley.keys(ways)

-- The parts of `text`, a value with this label; nil for a label that has none.
function clues.of(label, text, lexicon)
  local way = ways[label]
  if way then
    return way(text, lexicon)
  end
  return nil
end

return clues
