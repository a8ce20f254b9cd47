return {
  api = 1,
  summary = "Replace names, taking its time.",
  redacts = true,
  options = { list = { type = "file", help = "names, one a line" } },
  open = function(opt)
    return opt.list:words()
  end,
  process = function(doc, _, names)
    local n = 0
    for i = 1, 200000 do
      n = n + i
    end
    for a, b in doc:each(names) do
      doc:redact(a, b, "[NAME]", "name")
    end
  end,
}
