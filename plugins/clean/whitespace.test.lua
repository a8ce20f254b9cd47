return {
  {
    name = "a tidy text is left alone",
    input = "Ferry returns\n\nThe boat came back on Monday.\n  An indented line.\n",
    text = "Ferry returns\n\nThe boat came back on Monday.\n  An indented line.\n",
  },
  {
    name = "blanks at the end of lines go, also at the very end",
    input = "One \t\nTwo\n   \nThree  ",
    text = "One\nTwo\n\nThree",
  },
  {
    name = "runs of blank lines shrink to one",
    input = "One\n\n\n \n\nTwo\n\nThree\n",
    text = "One\n\nTwo\n\nThree\n",
  },
  {
    name = "no blank lines at the ends",
    input = "\n \nOne\n\n\n",
    text = "One\n",
  },
  {
    name = "only white is empty",
    input = " \n\t\n",
    text = "",
  },
  {
    name = "CRLF becomes LF, with the blanks before it",
    input = "One \r\n\r\n\r\nTwo\r\nThree\r\n",
    text = "One\n\nTwo\nThree\n",
  },
  {
    name = "CRLF stays when asked",
    options = { newlines = false },
    input = "One \r\n\r\n\r\nTwo\r\n",
    text = "One\r\n\r\nTwo\r\n",
  },
  {
    name = "a Markdown line break stays when asked",
    options = { trailing = false },
    input = "Rain,  \nthen sun.\n\n\nNoon.",
    text = "Rain,  \nthen sun.\n\nNoon.",
  },
  {
    name = "no blank lines at all",
    options = { blank_lines = 0 },
    input = "One\n\nTwo\nThree\n\n\n",
    text = "One\nTwo\nThree\n",
  },
  {
    name = "two blank lines",
    options = { blank_lines = 2 },
    input = "One\n\n\nTwo\n\n\n\nThree\n",
    text = "One\n\n\nTwo\n\n\nThree\n",
  },
  {
    name = "hard spaces and tabs are left alone unless asked",
    input = "20\u{a0}km\there\n",
    text = "20\u{a0}km\there\n",
  },
  {
    name = "hard spaces and tabs become plain",
    options = { nbsp = true, tabs = 2 },
    input = "20\u{a0}km,\u{202f}about\there\u{a0}\n\tIndented\t \n",
    text = "20 km, about  here\n  Indented\n",
  },
  {
    name = "letters of other scripts are not touched",
    input = "à \nя\u{a0}\n",
    text = "à\nя\n",
  },
}
