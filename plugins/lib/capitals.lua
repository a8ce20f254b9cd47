-- The words with a capital of a document: what doc:capitals gives, and the names of its bits. What
-- they mean is in docs/stages.md.
local capitals = {}

capitals.shape = {
  START = 1, UPPER = 2, INITIAL = 4, POSSESSIVE = 8, HYPHEN = 16, DIGIT = 32, MIXED = 64,
  STOP = 128, COMMA = 256, HEADLINE = 512, BEGIN = 1024, GLUED = 2048,
}

capitals.link = { NONE = 0, SPACE = 1, PARTICLE = 2, JOINT = 3, AND = 4, COMMA = 5 }

-- Reads them all, as parallel lists that count from 1; `n` is how many there are.
function capitals.read(doc, lexicon)
  local t = doc:capitals(lexicon)
  t.doc, t.taken = doc, {}
  return t
end

return capitals
