return {
  {
    name = "the text as it is",
    input = "One\r\n\r\n  Two & <three>",
    output = "One\r\n\r\n  Two & <three>",
  },
  {
    name = "the parts alone, from a plain text",
    options = { article = true },
    input = "\n\nOne\nand more\n\n\n\nTwo\n",
    output = "One\nand more\n\nTwo\n",
  },
  {
    name = "in a text without blank lines each line is a paragraph",
    options = { article = true },
    input = "One\nTwo",
    output = "One\n\nTwo\n",
  },
  {
    name = "the article without its boilerplate",
    options = { article = true },
    before = { "clean.boilerplate", "extract.article" },
    input = "Ferry returns after storm\nBy Ann Lee\n"
      .. "The boat came back on Monday, two days late, with all of its passengers.\n"
      .. "Please read our comment policy before commenting.",
    output = "Ferry returns after storm\n\nAnn Lee\n\n"
      .. "The boat came back on Monday, two days late, with all of its passengers.\n",
  },
  {
    name = "an empty text",
    input = "",
    output = "",
  },
}
