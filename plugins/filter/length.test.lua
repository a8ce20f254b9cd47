return {
  {
    name = "long enough",
    options = { min = 4, max = 4 },
    input = "café",
    text = "café",
  },
  {
    name = "too short, in characters",
    options = { min = 5 },
    input = "café",
    drops = "4 characters, fewer than 5",
  },
  {
    name = "too long, in bytes",
    options = { max = 4, unit = "bytes" },
    input = "café",
    drops = "5 bytes, more than 4",
  },
  {
    name = "in words",
    options = { min = 4, unit = "words" },
    input = " The boat\n\ncame ",
    drops = "3 words, fewer than 4",
  },
  {
    name = "an empty text has no words",
    options = { min = 1, unit = "words" },
    input = "",
    drops = "0 words, fewer than 1",
  },
  {
    name = "any length when nothing is asked",
    input = "",
    text = "",
  },
  {
    name = "max below min is a mistake",
    options = { min = 2, max = 1 },
    input = "x",
    fails = "max is less than min",
  },
}
