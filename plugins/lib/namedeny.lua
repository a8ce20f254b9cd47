-- Deny by default: marks each word with a capital that no rule has dealt with and that is not
-- known to be safe.
local capitals = require "lib.capitals"

local shape, link = capitals.shape, capitals.link
local START, HEADLINE, INITIAL, UPPER = shape.START, shape.HEADLINE, shape.INITIAL, shape.UPPER
local DIGIT, MIXED = shape.DIGIT, shape.MIXED

local namedeny = {}

-- Peoples and followers, in the plural: Samoans, Parisians.
local plural = galley.re[[(?:ians|ists|isms?|[^l]ans)$]]
-- Words for things that cannot be seen: Christianity, Astrology.
local abstract = galley.re[[(?:ity|ment|ness|ology|ship|sion|tion)$]]
-- Two words in one, but not McCoy or DeSantis: SpaceX, JetBlue.
local joined = galley.re[[^(?!Mac|Van|Fitz|Del)\p{Lu}?[\p{Ll}\d]{3,}\p{Lu}]]

-- Words that name no person wherever they stand, or none where they stand.
local function is_safe(t, m, k)
  local f, s = t.flags[k], t.shape[k]
  if s & DIGIT ~= 0 or f & m.title ~= 0 or t.other[k] or t.storms and t.storms[t.word[k]] then
    return true
  elseif f & m.person == 0 then
    return f & (m.thing | m.common | m.time | m.place | m.place_head | m["function"]) ~= 0
  elseif f & (m.area | m.time | m.demonym) ~= 0 then
    return true
  elseif f & m.org ~= 0 then
    return f & m.first_common == 0
  elseif s & (START | HEADLINE) ~= 0 and f & m.common ~= 0 then
    return f & m.first_common == 0 or f & m["function"] ~= 0
  end
  return f & m["function"] ~= 0 or f & (m.thing | m.common) ~= 0
    and f & (m.first_common | m.last_common) == 0
end

-- What no list knows, but is written as names of people are not: an abbreviation, or a brand.
local function is_odd(t, m, k)
  local s = t.shape[k]
  if t.flags[k] & m.person ~= 0 or s & (UPPER | MIXED) == 0 and t.b[k] - t.a[k] < 5 then
    return false
  elseif s & UPPER ~= 0 then
    return s & HEADLINE == 0 and t.b[k] - t.a[k] < 6
  end
  local word = t.doc:sub(t.a[k], t.b[k])
  return s & MIXED ~= 0 and joined:test(word) or plural:test(word) or abstract:test(word)
end

local function mark(t, k)
  return {
    k = k, e = k, a = t.a[k], b = t.b[k], label = "person", rule = "unknown_capital",
    score = 0.3, why = "unknown",
  }
end

-- Adds such words to the list, joined where they stand side by side.
function namedeny.add(t, m, list)
  local taken, last = {}, nil
  for _, found in ipairs(list) do
    for k = found.k, found.e do
      taken[k] = true
    end
  end
  for k = 1, t.n do
    local near = t.link[k] == link.SPACE or t.link[k] == link.PARTICLE
    local open = not taken[k] and not is_safe(t, m, k)
    if open and last and near then
      last.e, last.b = k, t.b[k]
    elseif open and t.shape[k] & INITIAL == 0 and not is_odd(t, m, k) then
      last = mark(t, k)
      list[#list + 1] = last
    else
      last = nil
    end
  end
  return list
end

return namedeny
