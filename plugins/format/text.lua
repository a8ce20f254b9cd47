local article = require "lib.article"

return {
  api = 1,
  summary = "Write plain text: the document as it is, or the article in it.",
  extension = "txt",
  options = {
    article = {
      type = "boolean", default = false,
      help = "write only the parts of the article, a blank line between two",
    },
  },
  process = function(doc, opt)
    if not opt.article then
      doc:output(1, doc:len())
      return
    end
    for i, _, a, b in article.parts(doc) do
      doc:output(i > 1 and "\n" or "")
      doc:output(a, b)
      doc:output("\n")
    end
  end,
}
