-- Writes a name that is not in the text, as the head of a page might.
return {
  api = 1,
  summary = "Write a name of its own.",
  extension = "txt",
  options = { says = { type = "string", help = "what is written", default = "" } },
  process = function(doc, opt)
    doc:output(opt.says .. "\n")
    doc:output(1, doc:len(), "html")
  end,
}
