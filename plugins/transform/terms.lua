return {
  api = 1,
  summary = "Put preferred terms in place of others, by a list.",
  options = {
    list = { type = "file", help = "CSV: a term, and what stands in its place" },
  },
  open = function(opt)
    local terms, preferred = {}, {}
    for row in opt.list:csv() do
      terms[#terms + 1] = row[1]
      preferred[row[1]] = row[2]
    end
    return { words = galley.words(terms, { whole = true }), preferred = preferred }
  end,
  process = function(doc, _, list)
    for a, b in doc:each(list.words) do
      local term = doc:sub(a, b):gsub("%s+", " ")
      doc:replace(a, b, list.preferred[term], "term")
    end
  end,
}
