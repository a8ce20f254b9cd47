return {
  {
    name = "a plain text becomes paragraphs",
    input = "The boat came back.\n\nNobody *was* aboard.\n",
    output = "The boat came back.\n\nNobody \\*was\\* aboard.\n",
  },
  {
    name = "fields as front matter",
    options = { front_matter = true },
    given = { section = 'A "quoted" name\\' },
    input = "The boat came back.",
    output = '---\n"section": "A \\"quoted\\" name\\\\"\n---\n\nThe boat came back.\n',
  },
  {
    name = "the text as redacted is what is written",
    before = { "redact.email" },
    options = {},
    input = "Write to jane@example.com.",
    output = "Write to \\[EMAIL\\].\n",
  },
}
