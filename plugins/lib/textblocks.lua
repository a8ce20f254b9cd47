-- The blocks of plain text or Markdown, in order: { a = , b = , kind = , level = , text = }. Kinds:
-- "heading" (written as one, with its level), "item" of a list, "line" for all other text. Fences,
-- tables, rules, comments, pictures and boilerplate stand between blocks and are left out.
local FENCE = galley.re[[^(?:```|~~~)]]
local HEADING = galley.re[[^#{1,6}[ \t]+\K[^\s#](?:[^\n]*[^\s#])?]]
local ITEM = galley.re[[^(?:[-*+•·][ \t]+|\d{1,3}[.)][ \t]+)\K\S]]
local QUOTED = galley.re[[^(?:>[ \t]?)+\K\S]]
local NO_TEXT = galley.re[[^(?:\||!\[|\[!\[|<!--|\{\{[<%]|\[\{\{|\[[^\]\n]{1,80}\]:[ \t]|(?:[-*_][ \t]*){3,}$)]]
local UNDERLINE = galley.re[[^(?:={3,}|-{3,})$]]

local MIN, MAX = 45, 100 -- bytes of a line that was wrapped

local textblocks = {}

-- Lines that are one paragraph, wrapped by hand: all but the last are about as long.
local function wrapped(run)
  local n = #run
  for i, line in ipairs(run) do
    local bytes = line.b - line.a + 1
    if bytes > MAX or i < n and bytes < MIN then
      return false
    end
  end
  return n > 2 or n == 2 and run[2].text:find("^[%l\x80-\xFF]") ~= nil
end

local function flush(list, run, doc, markdown)
  if #run > 1 and (markdown or wrapped(run)) then
    local a, b = run[1].a, run[#run].b
    run = { { a = a, b = b, kind = "line", text = doc:text(a, b) } }
  end
  table.move(run, 1, #run, #list + 1, list)
  return {}
end

-- A block of what is written as one line, or nil.
local function special(line, a, b)
  local x, y = HEADING:find(line)
  if x then
    return { a = a + x - 1, b = a + y - 1, kind = "heading", level = #line:match("^#+"),
      text = line:sub(x, y) }
  end
  x = ITEM:find(line)
  if x then
    return { a = a + x - 1, b = b, kind = "item", text = line:sub(x) }
  end
end

-- Blocks from byte `start` on. In Markdown all lines without a blank one between are one paragraph.
function textblocks.read(doc, start, markdown)
  local list, run, fenced = {}, {}, false
  for a, b in doc:lines(start, doc:len()) do
    local line = doc:text(a, b)
    local indent = line:find("%S")
    if indent then
      line = line:match("^(.*%S)", indent)
      a = a + indent - 1
      b = a + #line - 1
    end
    local marked = indent and not line:find("^[%w\xC3-\xF4]")
    if marked and FENCE:test(line) then
      fenced = not fenced
      run = flush(list, run, doc, markdown)
    elseif fenced then
      indent = nil
    elseif marked and #run == 1 and UNDERLINE:test(line) then
      run[1].kind, run[1].level = "heading", line:sub(1, 1) == "=" and 1 or 2
      run = flush(list, run, doc, markdown)
    elseif not indent or doc:within(a, b, "boilerplate") or marked and NO_TEXT:test(line) then
      run = flush(list, run, doc, markdown)
    else
      local block = (marked or line:find("^%d")) and special(line, a, b)
      if block then
        run = flush(list, run, doc, markdown)
        list[#list + 1] = block
      else
        local x = marked and QUOTED:find(line) or 1
        run[#run + 1] = { a = a + x - 1, b = b, kind = "line", text = line:sub(x) }
      end
    end
  end
  flush(list, run, doc, markdown)
  return list
end

return textblocks
