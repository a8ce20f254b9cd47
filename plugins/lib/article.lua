-- The parts of an article in the order they stand, for the stages that write it.
local article = {}

local blank_line = galley.re[[\n[ \t\r]*\n]]
local visible = galley.re[[\S]]

local labels = {
  headline = true, byline = true, date = true, dateline = true, lead = true,
  heading = true, paragraph = true, credit = true,
}

-- Paragraphs are parted by blank lines, or, in a text that has none, each line is one.
local function paragraphs(doc)
  local apart, lines = doc:find(blank_line) ~= nil, doc:lines()
  local n, first, last = 0, nil, nil
  local function part(from, to)
    n = n + 1
    return n, "paragraph", from, to
  end
  return function()
    for a, b in lines do
      local ink = visible:test(doc:sub(a, b))
      if first and not (ink and apart) then
        local from, to = first, last
        first, last = ink and a or nil, ink and b or nil
        return part(from, to)
      elseif ink then
        first, last = first or a, b
      end
    end
    if first then
      local from = first
      first = nil
      return part(from, last)
    end
  end
end

-- Goes over the parts that extract.article marked, without any that lies in another, such as a
-- dateline in its paragraph; each gives its number, label, first and last byte. When it marked
-- none: the text's paragraphs. No list is made, since a document may have a million of them.
function article.parts(doc)
  local n, last = 0, 0
  local function marked(marks)
    for mark in marks do
      if labels[mark.label] and mark.a > last and mark.b <= doc:len() then
        n, last = n + 1, mark.b
        return n, mark.label, mark.a, mark.b
      end
    end
  end
  if not marked(doc:marks()) then
    return paragraphs(doc)
  end
  n, last = 0, 0
  return marked, doc:marks()
end

return article
