-- The YAML block between --- lines at the start of a Markdown file: the few simple keys that
-- name an article's parts. It is read by line: what is not "key: value" or a list of plain
-- items is let be.
local BLOCK = galley.re[[\A---[ \t]*\r?\n(?:(?!---)[^\n]*\n){0,500}?---[ \t]*(?:\r?\n|\z)]]
local KEY = galley.re([[^(?<key>[A-Za-z_]{3,20})[ \t]*:[ \t]*+["']?\K]]
  .. [[[^\n"'#\[{>|]?[^\n"]*?(?=["']?[ \t]*$)]])
local ITEM = galley.re[[^[ \t]*-[ \t]+["']?\K[^\r\n"']+?(?=["']?[ \t]*$)]]

local names = {
  title = "headline", headline = "headline",
  author = "byline", authors = "byline", byline = "byline",
  date = "date", published = "date",
}

local frontmatter = {}

-- The first byte behind the block, and for each field found its spans { { a, b }, ... }; or 1.
function frontmatter.read(doc)
  if doc:sub(1, 3) ~= "---" then
    return 1, {}
  end
  local _, stop = doc:find(BLOCK)
  if not stop then
    return 1, {}
  end
  local found, field = {}, nil
  for a, b in doc:lines(1, stop) do
    local line = doc:text(a, b)
    local x, y, cap = KEY:find(line)
    if x then
      field = names[cap.key:lower()]
      if field and y >= x and not found[field] then
        found[field] = { { a + x - 1, a + y - 1 } }
      end
    elseif field then
      x, y = ITEM:find(line)
      if x then
        found[field] = found[field] or {}
        table.insert(found[field], { a + x - 1, a + y - 1 })
      end
    end
  end
  return stop + 1, found
end

return frontmatter
