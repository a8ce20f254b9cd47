local article = require "lib.article"

local open = {
  headline = "<h1>", heading = "<h2>", paragraph = "<p>", byline = '<p class="byline">',
  date = '<p class="date">', dateline = '<p class="dateline">', lead = '<p class="lead">',
  credit = '<p class="credit">',
}
local close = { headline = "</h1>", heading = "</h2>" }

local function head(doc, lang)
  doc:output('<!DOCTYPE html>\n<html lang="', galley.escape(lang, "html"), '">\n<head>\n')
  doc:output('<meta charset="utf-8">\n<title>')
  local headline, a, b = doc:get("headline")
  if headline then
    doc:output(a, b, "html")
  else
    doc:output(galley.escape(doc:path(), "html"))
  end
  doc:output("</title>\n</head>\n<body>\n")
end

return {
  api = 1,
  summary = "Write the article as HTML.",
  extension = "html",
  options = {
    fragment = {
      type = "boolean", default = false,
      help = "write the <article> alone, to be put into a page",
    },
    lang = { type = "string", default = "en", help = "the language of the page, such as fr" },
  },
  process = function(doc, opt)
    if not opt.fragment then
      head(doc, opt.lang)
    end
    doc:output("<article>\n")
    for _, label, a, b in article.parts(doc) do
      doc:output(open[label])
      doc:output(a, b, "html")
      doc:output(close[label] or "</p>", "\n")
    end
    doc:output("</article>\n")
    if not opt.fragment then
      doc:output("</body>\n</html>\n")
    end
  end,
}
