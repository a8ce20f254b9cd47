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
  local parts, last = {}, nil
  local apart = doc:find(blank_line) ~= nil
  for a, b in doc:lines() do
    if not visible:test(doc:sub(a, b)) then
      last = nil
    elseif last and apart then
      last.b = b
    else
      last = { label = "paragraph", a = a, b = b }
      parts[#parts + 1] = last
    end
  end
  return parts
end

-- The parts that extract.article marked as a list of {label=, a=, b=}, without any that lies in
-- another, such as a dateline in its paragraph. When it marked none: the text's paragraphs.
function article.parts(doc)
  local parts, last = {}, 0
  for mark in doc:marks() do
    if labels[mark.label] and mark.a > last and mark.b <= doc:len() then
      parts[#parts + 1] = { label = mark.label, a = mark.a, b = mark.b }
      last = mark.b
    end
  end
  if #parts == 0 then
    return paragraphs(doc)
  end
  return parts
end

return article
