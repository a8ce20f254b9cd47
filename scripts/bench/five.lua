-- Redactions of the benchmark, chosen by name: what five.pl does. Each stage that uses this file
-- takes one or two of them. Two in one stage must not overlap: such edits fail the document.
local rules = {
  url = { galley.re[[\bhttps?://[^\s<>"']+]], "[URL]" },
  email = { galley.re[[\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b]], "[EMAIL]" },
  ssn = { galley.re[[\b\d{3}-\d{2}-\d{4}\b]], "[SSN]" },
  ip = { galley.re[[\b(?:\d{1,3}\.){3}\d{1,3}\b]], "[IP]" },
  phone = {
    galley.re[[(?:\+\d{1,2}[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[.-])\d{3}[.-]\d{4}\b]],
    "[PHONE]",
  },
}

return {
  api = 1,
  summary = "Replace some kinds of contact detail.",
  redacts = true,
  options = {
    what = {
      type = "list",
      choices = { "url", "email", "ssn", "ip", "phone" },
      help = "what is replaced",
    },
  },
  process = function(doc, opt)
    for _, name in ipairs(opt.what) do
      local pattern, with = rules[name][1], rules[name][2]
      for a, b in doc:each(pattern) do
        doc:redact(a, b, with, name)
      end
    end
  end,
}
