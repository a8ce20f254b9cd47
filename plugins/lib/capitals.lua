-- The words with a capital of a document, as parallel lists: what rules about names look at. What
-- they are: doc:capitals in docs/stages.md.
local capitals = {}

capitals.shape = {
  START = 1, UPPER = 2, INITIAL = 4, POSSESSIVE = 8, HYPHEN = 16, DIGIT = 32, MIXED = 64,
  STOP = 128, COMMA = 256, HEADLINE = 512, BEGIN = 1024, GLUED = 2048,
}

capitals.link = { NONE = 0, SPACE = 1, PARTICLE = 2, JOINT = 3, AND = 4, COMMA = 5 }

-- Reads them all; `n` is how many there are.
function capitals.read(doc, lexicon)
  local n = 0
  local as, bs, flags, shapes, links, befores, afters, froms = {}, {}, {}, {}, {}, {}, {}, {}
  local entries, entry_flags = {}, {}
  for a, b, flag, shape, link, before, after, from, entry, entry_flag in doc:capitals(lexicon) do
    n = n + 1
    as[n], bs[n], flags[n], shapes[n], links[n] = a, b, flag, shape, link
    befores[n], afters[n], froms[n] = before, after, from
    if entry then
      entries[n], entry_flags[n] = entry, entry_flag
    end
  end
  return {
    n = n, a = as, b = bs, flags = flags, shape = shapes, link = links, before = befores,
    after = afters, from = froms, entry = entries, entry_flags = entry_flags, doc = doc,
  }
end

-- A word without its case, to compare it with others of the same document.
function capitals.key(t, k)
  return t.doc:sub(t.a[k], t.b[k]):lower()
end

return capitals
