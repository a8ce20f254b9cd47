-- The blocks of plain text or Markdown, in order: { a = , b = , kind = , level = , text = }.
-- Kinds: "heading" (written as one, with its level), "item" of a list, "line" for all other
-- text. Fences, tables, rules, comments, pictures and boilerplate stand between blocks and are
-- left out.
local FENCE = galley.re[[^(?:```|~~~)]]
local HEADING = galley.re[[^#{1,6}[ \t]+\K[^\s#](?:[^\n]*[^\s#])?]]
local ITEM = galley.re[[^(?:[-*+•·][ \t]+|\d{1,3}[.)][ \t]+)\K\S]]
local QUOTED = galley.re[[^(?:>[ \t]?)+\K\S]]
local NO_TEXT = galley.re([[^(?:\||!\[|\[!\[|<!--|\{\{[<%]|\[\{\{|\[[^\]\n]{1,80}\]:[ \t]|]]
  .. [[(?:[-*_][ \t]*){3,}$)]])
local UNDERLINE = galley.re[[^(?:={3,}|-{3,})$]]

local MIN, MAX = 45, 100 -- bytes of a line that was wrapped
local LONG = 65536 -- bytes of a line that nobody wrote: it is taken as it is

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
  return n > 2 or n == 2 and run[2].text:find("^%l") ~= nil
end

-- Adds the lines since the last gap to the list: each for itself, or as one paragraph.
local function flush(state)
  local run = state.run
  if #run > 1 and (state.markdown or wrapped(run)) then
    local a, b = run[1].a, run[#run].b
    run = { { a = a, b = b, kind = "line", text = state.doc:text(a, b) } }
  end
  table.move(run, 1, #run, #state.list + 1, state.list)
  state.run = {}
end

-- A heading or an item, or nil.
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

-- A line that begins with no letter: a fence, an underline, a picture ... True if that is all
-- it is.
local function take_sign(state, line)
  if FENCE:test(line) then
    state.fenced = not state.fenced
  elseif state.fenced then
    return true
  elseif #state.run == 1 and UNDERLINE:test(line) then
    local block = state.run[1]
    block.kind, block.level = "heading", line:sub(1, 1) == "=" and 1 or 2
  elseif not NO_TEXT:test(line) then
    return false
  end
  flush(state)
  return true
end

local function take_line(state, line, a, b)
  local sign = not line:find("^[%a\xC3-\xF4]")
  if sign and take_sign(state, line) or state.fenced then
    return
  elseif state.doc:within(a, b, "boilerplate") then
    flush(state)
    return
  end
  local block = sign and special(line, a, b)
  if block then
    flush(state)
    table.insert(state.list, block)
  else
    local x = sign and QUOTED:find(line) or 1
    table.insert(state.run, { a = a + x - 1, b = b, kind = "line", text = line:sub(x) })
  end
end

-- Blocks from byte `start` on. In Markdown all lines without a blank one between are one
-- paragraph.
function textblocks.read(doc, start, markdown)
  local state = { doc = doc, markdown = markdown, list = {}, run = {}, fenced = false }
  for a, b in doc:lines(start, doc:len()) do
    local line = b - a < LONG and doc:text(a, b) or ""
    local x = line:find("%S")
    if b - a >= LONG then
      flush(state)
      table.insert(state.list, { a = a, b = b, kind = "line", text = "" })
    elseif x then
      if x > 1 or line:find("%s", -1) then
        line = line:match("^.*%S", x)
      end
      take_line(state, line, a + x - 1, a + x + #line - 2)
    elseif not state.fenced then
      flush(state)
    end
  end
  flush(state)
  return state.list
end

return textblocks
