return {
  {
    name = "true keeps",
    options = { expr = "len > 3 and path == 'a/b.txt'" },
    path = "a/b.txt",
    input = "a text",
    text = "a text",
  },
  {
    name = "false drops",
    options = { expr = "len > 100" },
    input = "short",
    drops = "not where len > 100",
  },
  {
    name = "a field that is not set is nil, and nil drops",
    options = { expr = "fields.section and fields.section == 'sport'" },
    input = "a text",
    drops = "not where",
  },
  {
    name = "fields can be compared",
    options = { expr = "fields.section == 'sport'" },
    given = { section = "sport" },
    input = "a text",
    text = "a text",
  },
  {
    name = "a value that is neither fails",
    options = { expr = "fields.section" },
    given = { section = "sport" },
    input = "a text",
    fails = "must be true or false, not a string",
  },
}
