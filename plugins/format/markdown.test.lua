return {
  {
    name = "a plain text becomes paragraphs",
    input = "The boat came back.\n\nNobody *was* aboard.\n",
    output = "The boat came back.\n\nNobody \\*was\\* aboard.\n",
  },
  {
    name = "an article with its headline, byline and headings",
    before = { "clean.boilerplate", "extract.article" },
    input = [[
Ferry returns after storm
By Ann Lee

The boat came back on Monday, two days late, with all of its passengers and most of its paint.

A long night

The crew had waited for the wind to turn behind the island, the captain told reporters.

Please read our comment policy before commenting.
]],
    output = [[
# Ferry returns after storm

*Ann Lee*

The boat came back on Monday, two days late, with all of its passengers and most of its paint.

## A long night

The crew had waited for the wind to turn behind the island, the captain told reporters.
]],
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
