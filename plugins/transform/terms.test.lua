return {
  {
    name = "terms are replaced as whole words",
    options = { list = "terms.test.csv" },
    input = "The web\nsite sends e-mail; colours stay, colour goes, E-mail is another word.",
    text = "The website sends email; colours stay, color goes, E-mail is another word.",
  },
  {
    name = "a text without them is left alone",
    options = { list = "terms.test.csv" },
    input = "Nothing here.",
    text = "Nothing here.",
  },
}
