return {
  {
    name = "a row for each mark of the label",
    path = "a, b.txt",
    options = { label = "email" },
    before = { "detect.contact" },
    input = "Zoë: zoe@example.org, 192.0.2.1\nand jane@example.com",
    output = '"a, b.txt",6,21,zoe@example.org\n"a, b.txt",37,53,jane@example.com\n',
  },
  {
    name = "the columns asked for",
    options = { label = "ip", columns = { "label", "rule", "score", "fields.section", "attrs.class" } },
    given = { section = 'the "sea"' },
    before = { "detect.contact" },
    input = "192.0.2.1",
    output = 'ip,v4,0.9,"the ""sea""",\n',
  },
  {
    name = "a mark in a string field has no place in the text",
    options = { label = "email" },
    given = { contact = "zoe@example.org" },
    before = { "detect.contact" },
    input = "text",
    output = "test.txt,,,zoe@example.org\n",
  },
  {
    name = "a column that there is not",
    options = { label = "ip", columns = { "place" } },
    before = { "detect.contact" },
    input = "",
    fails = "there is no column place",
  },
}
