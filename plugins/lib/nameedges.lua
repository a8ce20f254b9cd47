-- Where the name of a person begins and ends: takes off what stands before it, parts what is no
-- one name, and takes out what is called after a person.
local capitals = require "lib.capitals"

local shape, link = capitals.shape, capitals.link
local START, UPPER, INITIAL = shape.START, shape.UPPER, shape.INITIAL
local POSSESSIVE, HEADLINE, HYPHEN = shape.POSSESSIVE, shape.HEADLINE, shape.HYPHEN
local BEGIN = shape.BEGIN
local SPACE, PARTICLE, JOINT = link.SPACE, link.PARTICLE, link.JOINT

local nameedges = {}

local function set(...)
  local t = {}
  for _, word in ipairs({ ... }) do
    t[word] = true
  end
  return t
end

-- Ships, which have the names of people: USS Ronald Reagan.
local ship = set("USS", "USNS", "HMS", "HMAS", "HMCS", "RMS", "SS", "MV", "INS")
-- Ends of titles that are joined from two: Vice-President, Secretary-General.
local double = set("president", "minister", "general", "admiral", "governor", "secretary",
  "chairman", "elect", "designee", "chief", "chancellor", "mayor", "colonel", "marshal")
-- Words that are particles of names elsewhere.
local between = set(" as ", " at ")

local function text_of(t, k)
  return t.doc:sub(t.a[k], t.b[k])
end

local function is_double(word)
  return double[(word:match("%-(%a+)$") or ""):lower()]
end

-- Whether word k, with `next` behind it, stands before a name and is none: a title, a role, the
-- first word of a sentence, a place that somebody is mayor of.
local function is_before(t, m, k, next, e)
  local f, s = t.flags[k], t.shape[k]
  if s & INITIAL ~= 0 or f & m.before == 0 and s & HYPHEN == 0 then
    return false
  elseif f & (m.title | m.role) ~= 0 then
    return f & m.first_common == 0 or k > 1 and t.before[k] & (m.title | m.role) ~= 0
  elseif f & m["function"] ~= 0 then
    return f & m.first_common == 0
  elseif s & HYPHEN ~= 0 and f & m.person == 0 and is_double(text_of(t, k)) then
    return true
  elseif t.flags[next] & (m.first | m.particle) ~= m.first and t.shape[next] & INITIAL == 0 then
    return false
  elseif f & m.common ~= 0 and f & m.person == 0 then
    return true
  end
  return next < e and f & m.first_common == 0 and t.flags[next] & m.common == 0
    and f & (m.area | m.city | m.demonym | m.org) ~= 0
end

-- The word behind the place in the words k to e that a name is told after: "of the United States".
local function after_place(t, m, k, e)
  local to = t.known[k] & (m.area | m.city) ~= 0 and t.to[k] or 0
  local n = k
  while n < e and t.b[n] <= to do
    n = n + 1
  end
  if n == k and k < e and t.link[k] == JOINT and t.flags[k] & (m.area | m.city) ~= 0 then
    n = k + 1
  end
  return n
end

-- The first word of the name in the words k to e: behind the last title in them.
local function first_word(t, m, k, e)
  k = after_place(t, m, k, e)
  for i = e - 1, k + 1, -1 do
    if t.flags[i] & (m.title | m.role) ~= 0 and t.link[i] == SPACE
      and t.flags[i] & (m.first_common | m.last_common) == 0 then
      return i + 1
    end
  end
  while k < e and is_before(t, m, k, k + 1, e) do
    k = k + 1
  end
  return k
end

-- The last word of the name that begins with k, and whether what is behind it is another name.
-- Only blanks and particles, and a "the", are inside of one, and the end of a line if the name is
-- not told before it.
local function last_word(t, m, k, e)
  for i = k + 1, e do
    local l = t.link[i]
    local gap = l ~= SPACE and t.doc:sub(t.b[i - 1] + 1, t.a[i] - 1)
    if l == JOINT and gap ~= " the " or l == PARTICLE and between[gap]
      or i > k + 1 and t.shape[i] & BEGIN ~= 0 and t.flags[i] & m.last == 0
      and t.flags[i] & m.known ~= 0 then
      return i - 1, false
    elseif l ~= SPACE and l ~= PARTICLE and l ~= JOINT then
      return i - 1, true
    end
  end
  return e, false
end

-- Whether word k is the label of what stands behind it, as in forms: "Name: Ann Quell Title: CEO".
local function is_label(t, m, k)
  local f = t.flags[k]
  return f & m.common ~= 0 and f & m.last_common == 0 and t.doc:sub(t.b[k] + 1, t.b[k] + 1) == ":"
end

-- Whether the words k to e, which may name a person, are or begin the name of something else: of
-- a telescope, a mosque, a prize.
local function is_other(t, m, k, e)
  local thing, n = m.org_end | m.place_end | m.event, e + 1
  if e > k and t.flags[e] & thing ~= 0 and t.flags[e] & m.person == 0 then
    return true
  elseif n > t.n or t.link[n] ~= SPACE or t.shape[e] & (POSSESSIVE | HEADLINE) ~= 0
    or t.shape[n] & (START | UPPER | INITIAL | HEADLINE) ~= 0 then
    return false
  end
  local f = t.flags[n]
  return f & thing ~= 0 and f & m.title == 0
    or f & m.common ~= 0 and f & (m.person | m.title | m.role | m["function"] | m.demonym) == 0
      and t.doc:sub(t.b[n] + 1, t.b[n] + 1) ~= ":"
end

-- Peoples and followers, in the plural: Samoans, Parisians.
local function is_people(word)
  return word:find("[^l]ans$") or word:find("ists$") or word:find("isms?$")
end

-- Whether one word that no title stands before is no person, of which a guess says that it is.
local function is_none(t, m, k, guess)
  local f = t.flags[k]
  return f & m.person == 0 and is_people(text_of(t, k))
    or guess and (t.storms and t.storms[t.word[k]] or f & m.first_common == 0
      and f & (m.demonym | m.title | m.role | m["function"]) ~= 0)
end

local function is_ship(t, k)
  return k > 1 and t.link[k] == SPACE and t.shape[k - 1] & UPPER ~= 0 and ship[text_of(t, k - 1)]
end

-- Whether the one word k says what number, or what stands for one, is behind it: SSN 078-05-1120,
-- VAT no. GB999, IBAN [REDACTED].
local function is_of_number(t, m, k)
  if t.shape[k] & UPPER == 0 or t.flags[k] & m.org ~= 0 then
    return false
  end
  local rest = t.doc:sub(t.b[k] + 1, t.b[k] + 20)
  rest = rest:gsub("^ ?[Nn]o%f[%A]%.?", ""):gsub("^ ?[Nn]umber%f[%A]", "")
  return rest:find("^[ :#.]+%u*[%d -]*%d%d%d") or rest:find("^[ :#.]+%u*%d+%-%d")
    or rest:find("^[ :#.]+%u*[_%[*]")
end

-- Takes off what is no name at the edges of what was found; gives what is another name behind it.
local function trim(t, m, found)
  local k, last = first_word(t, m, found.k, found.e), found.e
  local e, more = last_word(t, m, k, last)
  while e > k and is_label(t, m, e) do
    e = e - 1
  end
  if k > found.k or found.a < t.a[k] and (t.link[k] ~= PARTICLE or found.a < t.from[k]) then
    found.a = t.link[k] == PARTICLE and k == found.k and t.from[k] or t.a[k]
    found.k = k
  end
  local rest
  if more then
    rest = { k = e + 1, e = last, a = t.a[e + 1], b = found.b }
    rest.label, rest.rule, rest.score, rest.why = found.label, found.rule, found.score, found.why
  end
  if e < last then
    found.e, found.b = e, t.b[e]
  end
  return rest
end

-- Notes that the words k to e are no person's, though they may be written like it.
local function bar(t, k, e)
  for i = k, e do
    t.other[i] = true
  end
end

-- Adds what was found to the list, without what is no person.
local function add(t, m, list, found)
  local person = found.label == "person" and found.e >= found.k
  local first = found.k
  local rest = person and trim(t, m, found)
  local k, e = found.k, found.e
  if k == e and found.label ~= "place" and is_of_number(t, m, k)
    or person and (is_other(t, m, k, e) or is_ship(t, k)) then
    bar(t, k, e)
  elseif person and k == e and k > first and t.flags[k] & (m.title | m.role) ~= 0 then
    bar(t, k, e) -- Chief Justice
  elseif not person or k < e or found.rule == "title"
    or not is_none(t, m, k, found.rule == "tagger") then
    list[#list + 1] = found
  end
  if rest then
    add(t, m, list, rest)
  end
end

-- The list without what is no person. `t.other` has the words that something else is called by.
function nameedges.trim(t, m, list)
  local kept = {}
  t.other = {}
  for _, found in ipairs(list) do
    add(t, m, kept, found)
  end
  return kept
end

return nameedges
