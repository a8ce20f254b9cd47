return {
  {
    name = "addresses are replaced",
    input = "Write to jane.roe@example.com or desk@news.example.org.\n",
    text = "Write to [EMAIL] or [EMAIL].\n",
  },
  {
    name = "by another text",
    options = { with = "(address withheld)" },
    input = "jane@example.com",
    text = "(address withheld)",
  },
  {
    name = "but for the domains of a list",
    options = { keep = "email.test.txt" },
    input = "desk@news.example.org, jane@mail.news.example.org, jane@example.com",
    text = "desk@news.example.org, [EMAIL], [EMAIL]",
  },
  {
    name = "string fields too",
    given = { byline = "Jane Roe, jane@example.com" },
    input = "The boat came back.",
    text = "The boat came back.",
    fields = { byline = "Jane Roe, [EMAIL]" },
  },
  {
    name = "a text without addresses is left alone",
    input = "Follow @example, or meet @ noon.",
    text = "Follow @example, or meet @ noon.",
  },
}
