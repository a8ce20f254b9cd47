local address = galley.re[[(?i)\b[\w.+-]{1,64}@(?<domain>[\w-]+(?:\.[\w-]+)+)\b]]

return {
  api = 1,
  summary = "Replace e-mail addresses.",
  redacts = true,
  options = {
    with = { type = "string", default = "[EMAIL]", help = "what stands in place of an address" },
    keep = { type = "file", optional = true, help = "domains left as they are, one a line" },
  },
  open = function(opt)
    local kept = {}
    if opt.keep then
      for line in opt.keep:lines() do
        kept[line:lower()] = true
      end
    end
    return kept
  end,
  process = function(doc, opt, kept)
    for a, b, cap in doc:each(address) do
      if not kept[cap.domain:lower()] then
        doc:redact(a, b, opt.with, "email")
      end
    end
  end,
}
