-- Who is who: joins the mentions of a person in a document, and finds those that no rule found.
local capitals = require "lib.capitals"

local shape = capitals.shape
local START, INITIAL, HEADLINE = shape.START, shape.INITIAL, shape.HEADLINE
local POSSESSIVE = shape.POSSESSIVE

local nameentities = {}

-- The words of a name that tell who it is: no initials, no suffixes.
local function words(t, m, found)
  local list = {}
  for k = found.k, found.e do
    if t.shape[k] & INITIAL == 0 and t.flags[k] & m.suffix == 0 then
      list[#list + 1] = t.word[k]
    end
  end
  return list
end

-- Whether two names with one surname can be one person's: one of them has no first name, or they
-- have the same.
local function compatible(entity, list)
  return not entity.first or #list < 2 or entity.first == list[1]
end

-- The entity that a name of these words means: the last one named before that fits.
local function resolve(people, list)
  local all = people[list[#list]]
  for i = all and #all or 0, 1, -1 do
    if compatible(all[i], list) then
      return all[i], i
    end
  end
  return nil
end

-- Puts the entity last among those of the name: the next that has it alone means this one.
local function put_last(people, name, entity)
  local all = people[name] or {}
  for i = #all, 1, -1 do
    if all[i] == entity then
      table.remove(all, i)
    end
  end
  all[#all + 1] = entity
  people[name] = all
end

-- A first name alone tells a person if it is not also a place, a month or a word.
local function is_telling(m, flags)
  return flags & m.first ~= 0 and flags & (m.area | m.city | m.time | m.common) == 0
end

local function learn(t, m, people, list, found)
  local entity = resolve(people, list) or { last = list[#list] }
  entity.first = entity.first or #list > 1 and list[1] or nil
  entity.particle = entity.particle or t.from[found.e] < t.a[found.e]
  put_last(people, list[#list], entity)
  if #list > 1 and is_telling(m, t.flags[found.k]) then
    put_last(people, list[1], entity)
  end
  return entity
end

-- Whether what was found tells more of the document: a surname that stands alone elsewhere. Of one
-- word it must be told by what stands beside it, and nothing may speak against it; a last word of
-- the dictionary by both, rules and tagger.
local function is_sure(t, m, found)
  if found.e > found.k then
    local last = t.flags[found.e]
    return found.score >= 0.7 and (last & m.common == 0 or last & m.person ~= 0 or found.both
      or found.why ~= "first" and found.why ~= "last")
  elseif found.rule == "title" then
    return true
  end
  return found.rule == "context" and found.why ~= "life"
    and not (t.votes and (t.votes[t.word[found.k]] or 0) < 0)
end

-- Gives each person its entity. A surname alone means the last person before it that has it.
local function join(t, m, list)
  local people, open = {}, {}
  for _, found in ipairs(list) do
    local names = found.label == "person" and found.e >= found.k and words(t, m, found) or {}
    if #names > 0 and is_sure(t, m, found) then
      found.entity = learn(t, m, people, names, found)
    elseif #names > 0 then
      found.entity = resolve(people, names)
      open[#open + 1] = not found.entity and { found, names } or nil
    end
  end
  for _, one in ipairs(open) do
    one[1].entity = resolve(people, one[2])
  end
  return people
end

-- Whether word k, a surname that is also a word such as "young", is told by what is behind it:
-- "Young said", "Young's".
local function is_told(t, m, k)
  return t.shape[k] & POSSESSIVE ~= 0 or t.after[k] & m.say ~= 0
end

-- Whether word k, which is that of a known person, may be another one here: a word where a
-- sentence begins, a month, a place after "in", a storm.
local function is_doubtful(t, m, k, surname)
  local f, s = t.flags[k], t.shape[k]
  if t.other[k] or t.votes and (t.votes[t.word[k]] or 0) < 0 then
    return true
  elseif s & (START | HEADLINE) ~= 0 and (f & m["function"] ~= 0 and not is_told(t, m, k)
    or f & m.common ~= 0 and (not surname or s & HEADLINE ~= 0)) then
    return true
  end
  return f & m.time ~= 0 and (not surname or f & m.common == 0)
    or f & (m.area | m.city) ~= 0 and t.before[k] & m.locative ~= 0
    or t.storms and t.storms[t.word[k]]
end

-- Notes for each name of a person who is named at k which person it means from there on.
local function remember(latest, entity)
  latest[entity.last] = entity
  if entity.first then
    latest[entity.first] = entity
  end
end

local function mention(t, k, entity, surname)
  return {
    k = k, e = k, a = surname and entity.particle and t.from[k] or t.a[k], b = t.b[k],
    label = "person", rule = "same_name", score = 0.8, why = "document", entity = entity,
  }
end

-- Words that are a known person's, where no rule saw anything: mentions of the last person before
-- them that has the name, or of the first behind them.
local function spread(t, m, list, people)
  local taken, more, latest = {}, {}, {}
  local shapes, names = t.shape, t.word
  for _, found in ipairs(list) do
    for k = found.k, found.e do
      taken[k] = (found.label == "person" or found.e > found.k) and found
    end
  end
  for k = 1, t.n do
    local found, name = taken[k], names[k]
    local all = not found and people[name]
    if found then
      if found.entity then
        remember(latest, found.entity)
      end
    elseif all and shapes[k] & INITIAL == 0 then
      local entity = latest[name] or all[1]
      if not is_doubtful(t, m, k, entity.last == name) then
        more[#more + 1] = mention(t, k, entity, entity.last == name)
      end
    end
  end
  return more
end

-- Numbers the entities of the list by their first mention.
local function number(list)
  local n = 0
  for _, found in ipairs(list) do
    if found.label == "person" then
      local entity = found.entity or {}
      if not entity.number then
        n = n + 1
        entity.number = n
      end
      found.entity = entity
    end
  end
end

-- Both lists as one: each is in order of place.
local function merge(x, y)
  local list, i = {}, 1
  for _, found in ipairs(y) do
    while x[i] and x[i].a <= found.a do
      list[#list + 1] = x[i]
      i = i + 1
    end
    list[#list + 1] = found
  end
  return table.move(x, i, #x, #list + 1, list)
end

-- The list with the mentions that were missed, in order of place; each person has an entity with a
-- number.
function nameentities.resolve(t, m, list)
  local people = join(t, m, list)
  list = merge(list, spread(t, m, list, people))
  number(list)
  return list
end

return nameentities
