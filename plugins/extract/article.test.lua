local body = "The old ferry came back to the harbour on Monday after two weeks in dock, and the whole "
  .. "of the town came out to see her."

return {
  {
    name = "plain text with everything",
    before = { "clean.boilerplate" },
    input = "Ferry comes home\nBy Ada Marlow and Ivo Brandt | Staff\nMonday, 3 March 2031\n\n"
      .. "HARBOUR TOWN, Norland (NPA) — " .. body .. "\n\nTwo weeks in dock\n\n" .. body .. "\n\n"
      .. "(Reporting by Ada Marlow; Editing by Lena Osei.)\n• Photo: Bo Lind.\n",
    fields = {
      headline = "Ferry comes home",
      byline = "Ada Marlow and Ivo Brandt",
      date = "Monday, 3 March 2031",
      dateline = "HARBOUR TOWN, Norland (NPA)",
      lead = "HARBOUR TOWN, Norland (NPA) — " .. body,
      credits = "Reporting by Ada Marlow; Editing by Lena Osei.)\n• Photo: Bo Lind.",
    },
    marks = {
      { "headline", "Ferry comes home" },
      { "byline", "Ada Marlow and Ivo Brandt" },
      { "date", "Monday, 3 March 2031" },
      { "paragraph", "HARBOUR TOWN, Norland (NPA) — " .. body },
      { "dateline", "HARBOUR TOWN, Norland (NPA)" },
      { "heading", "Two weeks in dock", level = "2" },
      { "paragraph", body },
      { "credit", "Reporting by Ada Marlow; Editing by Lena Osei.)" },
      { "credit", "Photo: Bo Lind." },
    },
  },
  {
    name = "no headline is none",
    input = body .. "\nWhat comes next?\n" .. body .. "\n",
    fields = { headline = false, byline = false, date = false, dateline = false, credits = false,
      lead = body },
    marks = {
      { "paragraph", body },
      { "heading", "What comes next?" },
      { "paragraph", body },
    },
  },
  {
    name = "short lines that are no headings",
    input = body .. "\n\n“Is she back?”\n\n" .. body .. "\n\nShe is back.\n\nat the pier\n\n" .. body
      .. "\n\nThe last line",
    marks = {
      { "paragraph", body },
      { "paragraph", "“Is she back?”" },
      { "paragraph", body },
      { "paragraph", "She is back." },
      { "paragraph", "at the pier" },
      { "paragraph", body },
      { "paragraph", "The last line" },
    },
  },
  {
    name = "a paragraph wrapped by hand is one",
    input = "The old ferry came back to the harbour on Monday after\ntwo weeks in dock, and the whole of"
      .. " the town came out to see\nher.\n\nShe sails again in May.\n",
    marks = {
      { "paragraph", "The old ferry came back to the harbour on Monday after\ntwo weeks in dock, and "
        .. "the whole of the town came out to see\nher." },
      { "paragraph", "She sails again in May." },
    },
  },
  {
    name = "Markdown with front matter",
    path = "news/ferry.md",
    input = "---\ntitle: \"Ferry: she is home\"\ndate: 2031-03-03 09:00\nauthors:\n  - ada-marlow\n"
      .. "  - ivo-brandt\ntags:\n  - sea\n---\n\nShe is back\nat the pier.\n\n## Two weeks\n\n"
      .. "* a new engine\n* a new coat\n\n```\ncode is no text\n```\n\nThe end\n---\n\n> Quoted line.\n",
    fields = { headline = "Ferry: she is home", date = "2031-03-03 09:00",
      byline = "ada-marlow, ivo-brandt", lead = "She is back\nat the pier." },
    marks = {
      { "headline", "Ferry: she is home" },
      { "date", "2031-03-03 09:00" },
      { "byline", "ada-marlow" },
      { "byline", "ivo-brandt" },
      { "paragraph", "She is back\nat the pier." },
      { "heading", "Two weeks", level = "2" },
      { "paragraph", "a new engine", kind = "item" },
      { "paragraph", "a new coat", kind = "item" },
      { "heading", "The end", level = "2" },
      { "paragraph", "Quoted line." },
    },
  },
  {
    name = "Markdown without front matter",
    path = "ferry.md",
    input = "# Ferry comes home\n\nBy Ada Marlow\n\nShe is back.\n",
    fields = { headline = "Ferry comes home", byline = "Ada Marlow", lead = "She is back." },
  },
  {
    name = "HTML",
    input = [[
<!DOCTYPE html>
<html><head><title>Quay | Ferry</title><meta name="author" content="Ada Marlow">
<script>var p = "<p>no text</p>";</script></head>
<body><nav><p>Menu</p></nav><h1>Ferry comes home</h1>
<p>3 mai 2031. - She is <b>back</b>.</p><h2>In dock</h2><ul><li>a new coat </li></ul><p></p>
<footer><p>Imprint</p></footer></body></html>
]],
    fields = { headline = "Ferry comes home", byline = "Ada Marlow", dateline = "3 mai 2031",
      lead = "3 mai 2031. - She is <b>back</b>." },
    marks = {
      { "byline", "Ada Marlow" },
      { "headline", "Ferry comes home" },
      { "paragraph", "3 mai 2031. - She is <b>back</b>." },
      { "dateline", "3 mai 2031" },
      { "heading", "In dock", level = "2" },
      { "paragraph", "a new coat", kind = "item" },
    },
  },
  {
    name = "CRLF and blanks stay outside of the spans",
    input = "Ferry comes home \r\n\r\n  She is back.\t\r\n",
    fields = { headline = "Ferry comes home", lead = "She is back." },
  },
  {
    name = "front matter that is not closed is text",
    input = "---\n" .. body .. "\n",
    fields = { headline = false, lead = body },
  },
  {
    name = "an empty document",
    input = "",
    marks = {},
    fields = { lead = false },
  },
}
