-- Rules that find people, places and organisations among the words with a capital of a document
-- (lib/capitals.lua), by what a lexicon knows of each and of its neighbours.
local capitals = require "lib.capitals"

local shape, link = capitals.shape, capitals.link
local START, UPPER, INITIAL = shape.START, shape.UPPER, shape.INITIAL
local POSSESSIVE, STOP, HEADLINE = shape.POSSESSIVE, shape.STOP, shape.HEADLINE
local GLUED, BEGIN = shape.GLUED, shape.BEGIN
local SPACE, PARTICLE, JOINT, AND = link.SPACE, link.PARTICLE, link.JOINT, link.AND

local namerules = {}

local NAME_MOST = 5 -- words in the name of a person
local NAMES = {
  "first", "first_common", "last", "last_common", "place", "city", "country", "region", "demonym",
  "common", "basic", "title", "role", "kin", "say", "life", "particle", "suffix", "month", "day",
  "storm", "function", "org", "org_end", "org_head", "place_end", "place_head", "event",
  "article", "locative",
}

-- What they are called, by label; same_name is that of lib/nameentities.
namerules.names = {
  person = {
    "title", "first_last", "initial", "context", "unknown_words", "first_alone", "last_alone",
    "same_name",
  },
  place = { "known", "city", "place", "place_head", "place_end" },
  organisation = { "known", "organisation_head", "organisation_end" },
}

-- What the rules ask of the lexicon: a mask for each of its flags, and for some of them together.
function namerules.masks(lexicon)
  local m = {}
  for _, name in ipairs(NAMES) do
    m[name] = lexicon:mask(name)
  end
  m.person = m.first | m.last
  m.thing = m.org | m.org_end | m.org_head | m.place_end | m.event | m.country | m.region
    | m.demonym | m.day | m.month | m.title | m.role | m.basic | m.city
  m.any_thing = m.org | m.org_end | m.org_head | m.place_end | m.event | m.demonym | m.day
    | m.month | m.title | m.role | m["function"]
  m.area = m.country | m.region
  m.before = m.title | m.role | m["function"] | m.common | m.area | m.city | m.demonym | m.org
  m.time = m.month | m.day
  m.speech = m.say | m.life
  m.known = m.common | m.person | m.place | m.thing | m.place_head
  return m
end

-- ---- one word ----------------------------------------------------------------------------------

-- Whether word k of t can be part of a name of a person, inside a chain.
local function is_name(t, m, k)
  local f, s = t.flags[k], t.shape[k]
  if s & INITIAL ~= 0 then
    return f & (m.country | m.org) == 0
  elseif f & (m.org | m.demonym | m.day | m.area) ~= 0 and f & m.first_common == 0 then
    return false
  elseif f & m.person == 0 and f & (m.thing | m.common) ~= 0 or f & m.suffix ~= 0 then
    return false
  elseif f & (m.org_end | m.place_end | m.event | m.org_head) ~= 0
    and f & (m.first_common | m.last_common) == 0 then
    return false
  elseif s & UPPER ~= 0 and f & m.first_common == 0 then
    local behind = k > 1 and t.link[k] == SPACE and t.shape[k - 1] & UPPER ~= 0
    return s & HEADLINE ~= 0 or behind and t.flags[k - 1] & m.first ~= 0
  end
  return true
end

-- ---- people ------------------------------------------------------------------------------------

-- Whether word k, behind a first name or initials, can be a surname although it is a word or a
-- place: Elon Musk, George Washington.
local function is_surname(t, m, k)
  local f, s, first = t.flags[k], t.shape[k - 1], t.flags[k - 1]
  local named = s & INITIAL ~= 0 or first & m.first_common ~= 0
    or first & m.first ~= 0 and first & m.common == 0
  return named and s & (POSSESSIVE | HEADLINE) == 0 and t.shape[k] & UPPER == 0
    and f & m.any_thing == 0 and (f & m.area == 0 or f & m.last ~= 0)
end

-- The last word of the name that begins at k, in the chain that ends at j.
local function name_end(t, m, k, j)
  local last = k
  while last < j and last - k + 1 < NAME_MOST and t.shape[last] & POSSESSIVE == 0
    and is_name(t, m, last + 1) do
    last = last + 1
  end
  if last < j and (last == k or t.shape[last] & INITIAL ~= 0) and is_surname(t, m, last + 1) then
    last = last + 1
  end
  while last > k and t.shape[last] & INITIAL ~= 0 do
    last = last - 1
  end
  if last > k and last < j and t.flags[last + 1] & m.suffix ~= 0
    and t.shape[last] & POSSESSIVE == 0 then
    last = last + 1
  end
  return last
end

-- What stands around the words k to e says that they are a person: the reason, or nil.
local function context(t, m, k, e)
  local before, after = t.before[k], t.after[e]
  if before & (m.role | m.kin | m.title) ~= 0 then
    return before & m.kin ~= 0 and "kin" or "role"
  elseif after & m.speech ~= 0 then
    return after & m.say ~= 0 and "speech" or "life"
  elseif before & m.say ~= 0 and before & m.common ~= 0 then
    return "speech"
  end
  return nil
end

-- A name of several words, k to e: rule, score and reason, or nil.
local function several(t, m, k, e)
  local first, last = t.flags[k], t.flags[e]
  if t.flags[e] & m.suffix ~= 0 and e > k + 1 then
    last = t.flags[e - 1]
  end
  local headline = t.shape[k] & HEADLINE ~= 0
  local why = context(t, m, k, e)
  if t.before[k] & m.storm ~= 0 then
    return nil
  elseif first & m.first ~= 0 then
    local usual = first & m.first_common ~= 0
    local risky = first & m.common ~= 0 and (not usual or t.shape[k] & START ~= 0) or headline
    if last & m.common ~= 0 and last & m.person == 0 and risky then
      return nil
    elseif first & m.common ~= 0 and last & m.common ~= 0 then
      if usual and not headline or why then
        return "first_last", 0.7, why
      end
      return nil
    elseif first & m.common ~= 0 and first & m.first_common == 0
      and (t.shape[k] & START ~= 0 or headline) and last & m.person == 0 then
      return nil
    end
    return "first_last", 0.9, why or "first"
  elseif t.shape[k] & INITIAL ~= 0 then
    if last & (m.common | m["function"]) ~= 0 and last & m.last_common == 0
      or t.shape[e] & (UPPER | HEADLINE) == UPPER then
      return nil -- D.C. Circuit, P.M. EDT
    end
    return "initial", 0.8, "initial"
  elseif t.before[k] & m.locative ~= 0 or t.after[e] & m.place_end ~= 0 then
    return nil
  elseif last & m.last ~= 0 and last & (m.common | m.place) == 0 and first & m.known == 0 then
    return "first_last", 0.75, why or "last"
  elseif last & m.last_common ~= 0 and first & m.known == 0 and not headline
    and t.before[k] & m.article == 0 then
    return "first_last", 0.6, why or "last"
  elseif why then
    return "context", 0.7, why
  elseif headline or t.before[k] & m.article ~= 0 then
    return nil
  end
  for i = k, e do
    if t.flags[i] & (m.common | m.place) ~= 0 then
      return nil
    end
  end
  return "unknown_words", 0.5, nil
end

-- A name of one word: rule, score and reason, or nil.
local function single(t, m, k)
  local f, s = t.flags[k], t.shape[k]
  if s & (INITIAL | GLUED) ~= 0 or s & (UPPER | HEADLINE) == UPPER
    or t.storms and t.storms[t.word[k]] then
    return nil
  end
  local why = context(t, m, k, k)
  local plain = f & (m.common | m.area | m.city | m.time | m.demonym) == 0
    or f & m.city ~= 0 and f & m.first_common ~= 0 and f & m.common == 0
  if f & (m.time | m.area) ~= 0 then
    return nil
  elseif why and plain then
    return "context", 0.7, why
  elseif s & HEADLINE ~= 0 or t.before[k] & (m.article | m.locative) ~= 0 then
    return nil
  elseif f & m.first_common ~= 0 and plain and f & (m.place | m.city) == 0 then
    return "first_alone", 0.4, "first"
  elseif f & m.last_common ~= 0 and plain and f & (m.place | m.city) == 0 and s & START == 0 then
    return "last_alone", 0.4, "last"
  end
  return nil
end

-- ---- finding them in a chain -------------------------------------------------------------------

local function found(list, t, k, e, label, rule, score, why)
  local b = t.b[e]
  if t.suffix and t.flags[e] & t.suffix ~= 0 and t.shape[e] & STOP ~= 0 then
    b = b + 1 -- Jr.
  end
  local a = rule == "title" and t.link[k] == PARTICLE and t.from[k] or t.a[k]
  list[#list + 1] = {
    k = k, e = e, a = a, b = b, label = label, rule = rule, score = score, why = why,
  }
  return e + 1
end

-- The word of an organisation's end, such as "University", that is the last in k to j.
local function organisation_end(t, m, k, j)
  local last
  for i = k, j do
    local f = t.flags[i]
    if i > k and f & m.org_end ~= 0 then
      last = i
    end
    if t.shape[i] & POSSESSIVE ~= 0 or f & m.title ~= 0 and f & m.org_end == 0 then
      break
    end
  end
  return last
end

-- Goes on over "of the" and "&": the last word of the chain behind e that belongs to it.
local function joined_end(t, m, e)
  while e < t.n and t.shape[e] & POSSESSIVE == 0 do
    local l = t.link[e + 1]
    if l ~= JOINT and l ~= AND and l ~= SPACE or t.flags[e + 1] & (m.title | m.day) ~= 0 then
      break
    end
    e = e + 1
  end
  return e
end

local function last_of_entry(t, k)
  local e = k
  while e < t.n and t.b[e] < t.to[k] do
    e = e + 1
  end
  return t.b[e] == t.to[k] and e or nil
end

-- An entry of several words at k: an organisation or a place.
local function entry(list, t, m, k)
  local e = t.to[k] > 0 and last_of_entry(t, k)
  if not e then
    return nil
  end
  local f = t.known[k]
  if f & m.org ~= 0 then
    return found(list, t, k, e, "organisation", "known", 0.9, "list")
  elseif f & (m.area | m.city) ~= 0 or f & m.place ~= 0 and t.flags[k] & m.first == 0 then
    return found(list, t, k, e, "place", "known", 0.9, "list")
  elseif f & m.demonym ~= 0 then
    return e + 1
  end
  return nil
end

-- Whether k and e are a first name and a surname that only happens to be such a word.
local function is_person_pair(t, m, k, e)
  return e == k + 1 and t.flags[k] & m.first_common ~= 0 and t.flags[e] & m.last_common ~= 0
    and t.before[k] & (m.article | m.locative) == 0
end

local function organisation(list, t, m, k, j)
  local f = t.flags[k]
  local e = k < j and organisation_end(t, m, k, j)
  if e and not is_person_pair(t, m, k, e) then
    return found(list, t, k, e, "organisation", "organisation_end", 0.7, "end")
  elseif f & m.org_head ~= 0 and j == k and t.link[k + 1] == JOINT then
    e = joined_end(t, m, k + 1)
    return found(list, t, k, e, "organisation", "organisation_head", 0.7, "head")
  elseif f & m.org ~= 0 then
    return found(list, t, k, k, "organisation", "known", 0.9, "list")
  end
  return nil
end

-- A name of a place that ends in a word for it: "London Bridge"; no person of two usual names.
local function place_with_end(list, t, m, k, j)
  local last
  for i = k + 1, j do
    if t.flags[i] & m.place_end ~= 0 then
      last = i
    end
    if t.shape[i - 1] & POSSESSIVE ~= 0 or t.flags[i] & m.title ~= 0 then
      break
    end
  end
  if not last or is_person_pair(t, m, k, last) then
    return nil
  end
  return found(list, t, k, last, "place", "place_end", 0.6, "end")
end

local function person(list, t, m, k, j)
  local f = t.flags[k]
  if not is_name(t, m, k) or f & m.place_head ~= 0 and f & m.first_common == 0 then
    return nil
  end
  local e = name_end(t, m, k, j)
  local rule, score, why
  if e > k then
    rule, score, why = several(t, m, k, e)
  else
    rule, score, why = single(t, m, k)
  end
  if rule then
    return found(list, t, k, e, "person", rule, score, why)
  end
  return nil
end

-- Behind a title any word that is none of a few is a name: "Mr. Brown".
local function titled(list, t, m, k, j)
  local next = k + 1
  while next <= j and t.flags[next] & m.title ~= 0 and next < j do
    next = next + 1
  end
  if next > j or t.shape[next - 1] & POSSESSIVE ~= 0 then
    return nil
  end
  local f, short = t.flags[next], t.shape[next - 1] & STOP ~= 0
  if f & m.person == 0 and (f & m.thing ~= 0 or f & m.common ~= 0 and not short) then
    return nil
  elseif next == j and f & (m.title | m.role) ~= 0
    and f & (m.first_common | m.last_common) == 0 then
    return nil -- Mr. President
  elseif not short and f & (m.title | m.basic | m.org_end | m.place_end | m.event) ~= 0
    and f & m.first_common == 0 then
    return nil
  end
  local e = name_end(t, m, next, j)
  if e == next and f & m.first ~= 0 and e < j and t.shape[e] & (POSSESSIVE | HEADLINE) == 0
    and t.flags[e + 1] & m.thing == 0 then
    e = e + 1 -- a surname that is a word: Emmanuel Macron
  end
  return found(list, t, next, e, "person", "title", 0.95, "title")
end

local function place(list, t, m, k, j)
  local f, s = t.flags[k], t.shape[k]
  if f & m.area ~= 0 then
    return found(list, t, k, k, "place", "known", 0.9, "list")
  elseif k < j and f & m.place_head ~= 0 and t.flags[k + 1] & m.common == 0 then
    return found(list, t, k, k + 1, "place", "place_head", 0.6, "head")
  elseif f & m.city ~= 0 and (f & m.common == 0 or t.before[k] & m.locative ~= 0) then
    return found(list, t, k, k, "place", "city", 0.8, "list")
  elseif f & m.place ~= 0 and t.before[k] & m.locative ~= 0 and s & HEADLINE == 0 then
    return found(list, t, k, k, "place", "place", 0.7, "locative")
  end
  return nil
end

-- A word that begins a sentence, or a headline's, and may be any word of the dictionary.
local function is_plain(t, m, k)
  local f, s = t.flags[k], t.shape[k]
  if s & (START | HEADLINE) == 0 and f & m.basic == 0 or f & m.common == 0
    or s & (INITIAL | STOP | START) == INITIAL | STOP then
    return false
  end
  return f & m.first == 0 or f & m.basic ~= 0 and f & m.first_common == 0
end

-- What begins with word k of the chain that ends at j: the word behind it, or nil.
local function at(list, t, m, k, j)
  local f, on = t.flags[k], nil
  if f & m.title ~= 0 and k < j and f & m.place_head == 0 then
    on = titled(list, t, m, k, j)
  end
  on = on or t.to[k] > 0 and entry(list, t, m, k)
  local plain = not on and is_plain(t, m, k)
  if not on and not (plain and (k < j or f & m.org_head == 0)) then
    on = organisation(list, t, m, k, j) or k < j and place_with_end(list, t, m, k, j)
  end
  if on or plain then
    return on
  end
  return person(list, t, m, k, j) or place(list, t, m, k, j)
end

local function chain(list, t, m, i, j)
  local k = i
  while k <= j do
    k = at(list, t, m, k, j) or k + 1
  end
  return k
end

-- Whether word k, the first of its line, is the surname of who is named at the end of the line
-- before: that has other words in it, and this one goes on. Names one below the other are lists.
local function is_split(t, m, k)
  local f, s, first, before = t.flags[k], t.shape[k], t.flags[k - 1], t.shape[k - 1]
  local behind = t.link[k - 1] == SPACE and t.flags[k - 2] or 0
  local middle = before & INITIAL ~= 0 and behind & (m.first | m.title) ~= 0 -- John F.
  if not middle and (first & (m.first | m.title) == 0 or before & INITIAL ~= 0)
    or f & m.last == 0 and f & m.known ~= 0 or f & m.thing ~= 0
    or f & m.common ~= 0 and f & m.last_common == 0
    or s & (UPPER | HEADLINE) ~= 0 or before & (POSSESSIVE | BEGIN | HEADLINE) ~= 0
    or t.link[k - 1] == SPACE and not middle and behind & m.title == 0
    or f & m.first_common ~= 0 and t.link[k + 1] == SPACE then
    return false
  end
  local gap = t.doc:sub(t.b[k - 1] + 1, t.a[k] - 1)
  return gap:find("^%.?[ \t]?\r?\n$") and t.doc:sub(t.b[k] + 1, t.b[k] + 1):find("[ .,;:'’)]")
    and (gap:sub(1, 1) ~= "." or middle or first & m.title ~= 0)
end

-- Notes which words are the names of storms, and where a name goes on in the next line.
local function prepare(t, m)
  local before, shapes, storm = t.before, t.shape, m.storm
  for k = 1, t.n do
    local s = shapes[k]
    if s & BEGIN ~= 0 and k > 1 and is_split(t, m, k) then
      t.link[k], shapes[k] = SPACE, s & ~START
    end
    if before[k] & storm ~= 0 then
      t.storms = t.storms or {}
      t.storms[t.word[k]] = true
    end
  end
  t.suffix = m.suffix
end

-- All that the rules find in t, in order of place.
function namerules.find(t, m)
  local list, i, n, links = {}, 1, t.n, t.link
  prepare(t, m)
  while i <= n do
    local j = i
    while j < n and (links[j + 1] == SPACE or links[j + 1] == PARTICLE) do
      j = j + 1
    end
    i = chain(list, t, m, i, j)
  end
  return list
end

return namerules
