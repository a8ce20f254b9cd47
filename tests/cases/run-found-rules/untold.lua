return {
  api = 1,
  summary = "Tell of another rule than its marks carry.",
  labels = { code = "personal" },
  open = function()
    galley.looks_for("rule:code.one")
  end,
  process = function(doc)
    doc:mark(1, 3, "code", { rule = "two" })
  end,
}
