-- One of five redactions, chosen by name: what five.pl does, for the benchmark.
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
  summary = "Replace one kind of contact detail.",
  redacts = true,
  options = {
    what = {
      type = "string",
      choices = { "url", "email", "ssn", "ip", "phone" },
      help = "what is replaced",
    },
  },
  process = function(doc, opt)
    local pattern, with = rules[opt.what][1], rules[opt.what][2]
    for a, b in doc:each(pattern) do
      doc:redact(a, b, with, opt.what)
    end
  end,
}
