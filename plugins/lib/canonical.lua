-- What a mark stands for, whatever form it has in the text: the value by which pseudonyms and
-- surrogates are chosen. Marks of one entity stand for its fullest name.
local naming = require "lib.naming"

local canonical = {}

local named = { person = true, place = true, organisation = true }
-- Numbers and codes, which are the same with other spaces and hyphens.
local loose = { address = true, date = true, email = true, url = true, ip = true, quote = true }

local function value_of(label, text)
  if named[label] then
    return naming.plain(text)
  elseif loose[label] then
    return (text:gsub("%s+", " "))
  end
  local bare = text:gsub("[%s().,/-]+", "")
  return bare ~= "" and bare or text
end

-- The aliases of a CSV file (alias, canonical), as a function from a name to what it stands for.
function canonical.aliases(file)
  local of, row_of, row_n = {}, {}, 0
  for row in file:csv() do
    row_n = row_n + 1
    if #row ~= 2 or not row[1]:find("%S") or not row[2]:find("%S") then
      error(("%s: row %d is not: alias, canonical"):format(file.path, row_n), 0)
    end
    local alias = galley.fold(naming.plain(row[1]))
    if of[alias] and of[alias] ~= row[2] then
      error(("%s: row %d: the alias stands for another already"):format(file.path, row_n), 0)
    end
    of[alias], row_of[alias] = row[2], row_n
  end
  for alias, name in pairs(of) do
    local next_name = of[galley.fold(naming.plain(name))]
    if next_name and next_name ~= name then
      error(("%s: row %d: what the alias stands for is an alias itself"):format(file.path,
        row_of[alias]), 0)
    end
  end
  return function(name)
    return of[galley.fold(name)]
  end
end

-- The fullest name of each entity among the marks; an alias of any of its names goes before.
function canonical.entities(doc, marks, alias)
  local found = {}
  for _, mark in ipairs(marks) do
    local entity = mark.attrs.entity
    if entity then
      local words = naming.parts(doc:sub(mark.a, mark.b)).words
      local name = table.concat(words, " ")
      local e = found[entity] or { words = words, name = name }
      found[entity] = e
      if naming.fuller(words, e.words) then
        e.words, e.name = words, name
      end
      e.alias = e.alias or alias and alias(name)
    end
  end
  return found
end

-- The value of a mark, as people write it; without its case it is what is hashed.
function canonical.of(doc, mark, entities, alias)
  local entity = mark.attrs.entity and entities[mark.attrs.entity]
  if entity then
    return entity.alias or alias and alias(entity.name) or entity.name
  end
  local value = value_of(mark.label, doc:sub(mark.a, mark.b))
  return alias and alias(value) or value
end

-- Hex digits that stand for the value under the run's key; `n` tells candidates apart.
function canonical.hash(label, value, n)
  local text = label .. "\0" .. galley.fold(value)
  return galley.hmac(n and n > 1 and text .. "\0" .. n or text)
end

return canonical
