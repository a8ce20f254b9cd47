local article = require "lib.article"

local before = {
  headline = "# ", heading = "## ", byline = "*", date = "*", dateline = "**", credit = "*",
}
local after = { byline = "*", date = "*", dateline = "**", credit = "*" }

local function front_matter(doc)
  doc:output("---\n")
  for name, _, a, b in doc:fields() do
    doc:output('"', galley.escape(name, "yaml"), '": "')
    doc:output(a, b, "yaml")
    doc:output('"\n')
  end
  doc:output("---\n\n")
end

return {
  api = 1,
  summary = "Write the article as Markdown.",
  extension = "md",
  options = {
    front_matter = {
      type = "boolean", default = false, help = "put the fields before it, as YAML",
    },
  },
  process = function(doc, opt)
    if opt.front_matter then
      front_matter(doc)
    end
    for i, label, a, b in article.parts(doc) do
      doc:output(i > 1 and "\n" or "", before[label] or "")
      doc:output(a, b, "markdown")
      doc:output(after[label] or "", "\n")
    end
  end,
}
