-- Deny by default: marks each word with a capital that no rule has dealt with and that is not
-- known to be safe.
local capitals = require "lib.capitals"

local shape, link = capitals.shape, capitals.link
local START, HEADLINE, INITIAL, UPPER = shape.START, shape.HEADLINE, shape.INITIAL, shape.UPPER
local DIGIT, MIXED = shape.DIGIT, shape.MIXED

local namedeny = {}

-- What is asked of the lexicon.
function namedeny.masks(lexicon)
  return {
    title = lexicon:mask("title"), person = lexicon:mask("first", "last"),
    thing = lexicon:mask("org", "org_end", "org_head", "place_end", "event", "country", "region",
      "demonym", "day", "month", "title", "role", "basic", "city"),
    common = lexicon:mask("common"), time = lexicon:mask("month", "day"),
    place = lexicon:mask("place"), place_head = lexicon:mask("place_head"),
    area = lexicon:mask("country", "region"), demonym = lexicon:mask("demonym"),
    org = lexicon:mask("org"), first_common = lexicon:mask("first_common"),
    last_common = lexicon:mask("last_common"), ["function"] = lexicon:mask("function"),
  }
end

-- Peoples and followers, in the plural: Samoans, Parisians.
local plural = galley.re[[(?:ians|ists|isms?|[^l]ans)$]]
-- Words for things that cannot be seen: Christianity, Astrology.
local abstract = galley.re[[(?:ity|ment|ness|ology|ship|sion|tion)$]]
-- Two words in one, but not McCoy or DeSantis: SpaceX, JetBlue.
local joined = galley.re[[^(?!Mac|Van|Fitz|Del)\p{Lu}?[\p{Ll}\d]{3,}\p{Lu}]]

-- Words that name no person wherever they stand, or none where they stand.
local function is_safe(t, m, k)
  local f, s = t.flags[k], t.shape[k]
  if s & DIGIT ~= 0 or f & m.title ~= 0 or t.other[k] then
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

-- The words of t with a capital that names are not made of (t.taken) and that may be people:
-- {a, b}, joined where they stand side by side.
function namedeny.find(t, m)
  local list, last = {}, nil
  for k = 1, t.n do
    local near = t.link[k] == link.SPACE or t.link[k] == link.PARTICLE
    local open = not t.taken[k] and not is_safe(t, m, k)
    if open and last and near then
      last.b = t.b[k]
    elseif open and t.shape[k] & INITIAL == 0 and not is_odd(t, m, k) then
      last = { a = t.a[k], b = t.b[k] }
      list[#list + 1] = last
    else
      last = nil
    end
  end
  return list
end

return namedeny
