return {
  api = 1,
  summary = "Own \27]0;owned\7 the \u{9b}31m terminal.",
  labels = { a = "structure" },
  fields = { "f" },
  options = {
    o = { type = "string", default = "\27[4m\r\n\u{85}", help = "h\27[5m" },
  },
  process = function(doc)
    print("p\27[6m")
    doc:mark(1, 2, "a", { rule = "r\27[7m", ["q\27"] = "\27q" })
    doc:set("f", "v\27[8m")
    doc:replace(1, 1, "\27[9m", "w\27[7m")
    if doc:path():find("x", 1, true) then
      error("e\27[1m" .. doc:text())
    end
  end,
}
