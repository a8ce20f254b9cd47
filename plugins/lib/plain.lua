-- The text as a reader sees it: without characters that cannot be seen, with full-width and other
-- digits as 0 to 9, with character references resolved, and with values joined that a line end
-- splits. Detectors look at the text as it is; where there is something of this kind they look at
-- what stands around it once more, in a plain copy.
local around = require "lib.around"

local plain = {}

local MARGIN = 80 -- bytes of text on either side of it that are copied
local LONGEST = 4096 -- bytes of a window: each search in a string looks at all of it

local named = {
  commat = "@", period = ".", dot = ".", nbsp = " ", ensp = " ", emsp = " ", thinsp = " ",
  hyphen = "-", dash = "-", num = "#", lpar = "(", rpar = ")", plus = "+", colon = ":", sol = "/",
  lowbar = "_", shy = "", zwnj = "", zwj = "", ZeroWidthSpace = "", NoBreak = "",
}

-- Characters that stand for others, or for none.
local odd = galley.re[[(?x)
    \x{ad} | \x{200b} | \x{200c} | \x{200d} | \x{2060} | \x{feff} | [\x{ff01}-\x{ff5e}]
  | [\x{660}-\x{669}\x{6f0}-\x{6f9}]
  | \d \K [\x{a0}\x{2000}-\x{200a}\x{202f}\x{2010}\x{2011}\x{2212}] (?= \d ) ]]

-- What is written for a character, and line ends within a value. Line ends behind a digit, and
-- behind a digit and a sign, by themselves: so galley can search for each. An IBAN proves by its
-- check digits that it is one; where a URL in angle brackets ends, they say: its halves are within
-- MARGIN.
local line = [[ \r?\n [ \t]{0,8} ]]
local next_digits = [[ \K ]] .. line .. [[ (?= [.-]? \d ) (?! (?: 19 | 20 ) \d\d - ) ]]
local written = galley.re([[(?x)
    & (?: \# (?: \d{2,5} | [xX][\da-fA-F]{2,4} ) | commat | period | dot | nbsp | ensp | emsp
    | thinsp | hyphen | dash | num | lpar | rpar | plus | colon | sol | lowbar | shy | zwnj | zwj
    | ZeroWidthSpace | NoBreak ) ;
  | %40 | \\u00 [2-7] [\da-fA-F]
  | \w \K = \r?\n (?= \w )
  | \d ]] .. next_digits .. [[ | \d [.-] ]] .. next_digits .. [[
  | [(] (?! (?: 1[5-9] | 20 ) \d\d [)] ) \d{2,5} [)] \K ]] .. line .. [[ (?= \d{3} )
  | \w@ \K ]] .. line .. [[ (?= \w )
  | @ [\w.-]{1,63}+ (?<= [.-] ) \K ]] .. line .. [[ (?= [a-z\d] )
  | \b [A-Z]{2} \K ]] .. line .. [[ (?= \d\d (?: [ ]? [A-Z\d]{4} ){2} [ ]? [A-Z\d]{2} )
  | \b [A-Z]{2}\d\d [ ]? [A-Z\d]{4} [A-Z\d ]{0,24}+ \K ]] .. line .. [[ (?= [A-Z\d]{2} ) ]])
local angled = galley.re([[(?xi) < (?: https? | ftp ) :// [^\s<>]{1,72}+ \K ]] .. line .. [[
  (?= [^\s<>]{1,72} > ) ]])

local kinds = { odd, written, angled }
local all = galley.patterns(kinds)

-- Iterates over the matches of all kinds, in order of place, with the kind; nil when there are
-- none.
local function traps(doc)
  if not doc:each(all)() then
    return nil
  end
  local each, a, b = {}, {}, {}
  for n, kind in ipairs(kinds) do
    each[n] = doc:each(kind)
    a[n], b[n] = each[n]()
  end
  return function()
    local n
    for k = 1, #kinds do
      n = a[k] and (not n or a[k] < a[n]) and k or n
    end
    if n then
      local from, to = a[n], b[n]
      a[n], b[n] = each[n]()
      return from, to, kinds[n]
    end
  end
end

local function is_ignored(code)
  return code == 0xad or code >= 0x200b and code <= 0x200d or code == 0x2060 or code == 0xfeff
end

-- What a character stands for.
local function character(code)
  if is_ignored(code) then
    return ""
  elseif code >= 0xff01 and code <= 0xff5e then
    return string.char(code - 0xff01 + 0x21)
  elseif code >= 0x660 and code <= 0x669 or code >= 0x6f0 and code <= 0x6f9 then
    return string.char(0x30 + code % 16)
  elseif code == 0x2010 or code == 0x2011 or code == 0x2212 then
    return "-"
  elseif code == 0xa0 or code >= 0x2000 and code <= 0x200a or code == 0x202f then
    return " "
  end
  return code > 0 and code < 0xd800 and utf8.char(code) or nil
end

-- Numbers that stand alone on two lines are two numbers.
local function is_column(doc, a, b)
  local before, after = doc:sub(math.max(1, a - 40), a - 1), doc:sub(b + 1, b + 40)
  local first = before:match("\n([%d .-]+)$") or a <= 40 and before:match("^[%d .-]+$")
  return first and (after:find("^[%d .-]+\r?\n") or after:find("^[%d .-]+$")) and true or false
end

-- What stands for the bytes at a to b; nil for themselves. A line end between digits is a space,
-- or nothing: true says so.
local function replacement(doc, a, b, kind)
  local text = doc:sub(a, b)
  if kind == angled then
    return ""
  elseif text:byte() > 127 then
    return character(utf8.codepoint(text))
  end
  local entity = text:match("^&(.*);$")
  if entity then
    local code = entity:match("^#(%d+)$") or entity:match("^#[xX](%x+)$")
    return named[entity] or character(tonumber(code, entity:find("[xX]", 2) and 16 or 10))
  elseif text == "%40" then
    return "@"
  elseif text:find("^\\u") then
    return character(tonumber(text:sub(3), 16))
  elseif text:find("^=") or doc:sub(a - 1, a - 1):find("[@.-]") then
    return ""
  end
  return not is_column(doc, a, b) and " " or nil, true
end

-- Whether there can be something to find: an address, or digits enough. To look at what stands
-- around each soft hyphen and each line that ends with a year would take longer than all else.
local function is_near_value(doc, a, b)
  local _, last = around.after(doc, b, 40)
  local text = doc:sub(around.before(doc, a, 40), last)
  local _, digits = text:gsub("%d", "")
  return digits >= 6 or text:find("@", 1, true) or text:find("[%w-]%.%w")
end

-- ---- windows -----------------------------------------------------------------------------------

-- A window is a plain copy of a stretch: `text`, and parts in order of place, { at = position in
-- text, a =, b = bytes in the document, changed = } with the changed ones also in a list.
local Window = {}
Window.__index = Window

local function append(window, pieces, text, a, b, changed)
  local part = { at = window.length + 1, a = a, b = b, changed = changed }
  table.insert(window.parts, part)
  if changed then
    table.insert(window.changes, part)
  end
  table.insert(pieces, text)
  window.length = window.length + #text
end

-- The copy of the bytes a to b, with what is to be replaced in them; `tight` is without spaces for
-- line ends.
local function new_window(doc, a, b, found, tight)
  local window = setmetatable({ parts = {}, changes = {}, length = 0 }, Window)
  local pieces = {}
  for _, it in ipairs(found) do
    if it.a > a then
      append(window, pieces, doc:sub(a, it.a - 1), a, it.a - 1)
    end
    append(window, pieces, it.either and tight and "" or it.text, it.a, it.b, true)
    a = it.b + 1
  end
  if a <= b then
    append(window, pieces, doc:sub(a, b), a, b)
  end
  window.text = table.concat(pieces)
  return window
end

-- The last of the parts that begins at or before the position.
local function last_part(parts, at)
  local low, high = 0, #parts
  while low < high do
    local middle = (low + high + 1) // 2
    if parts[middle].at <= at then
      low = middle
    else
      high = middle - 1
    end
  end
  return parts[low]
end

-- The bytes of the document that are x to y in the copy; nil when nothing in them was changed.
function Window:origin(x, y)
  local change = last_part(self.changes, y)
  if not change or change.at < x or change.at == x and change.b < last_part(self.parts, x).a then
    return nil
  end
  local first, last = last_part(self.parts, x), last_part(self.parts, y)
  local a = first.changed and first.a or first.a + x - first.at
  return a, last.changed and last.b or last.a + y - last.at
end

-- Iterates over the matches in the copy of all patterns of a list, as doc:each does over those of
-- galley.patterns: first and last byte, and the number of the pattern.
function Window:each(patterns)
  local n, from = 1, 1
  return function()
    while patterns[n] do
      local x, y = patterns[n]:find(self.text, from)
      if x then
        from = y + 1
        return x, y, n
      end
      n, from = n + 1, 1
    end
  end
end

-- Goes over what is to be replaced: { a =, b =, text =, either = }, each with the group that it
-- belongs to: a stretch with its first byte, `reach` how far one more may be, and `last` its end.
local function replacements(doc, each)
  local group
  return function()
    for a, b, kind in each do
      local text, either = replacement(doc, a, b, kind)
      local near = group and a <= group.reach and a - group.from <= LONGEST
      if text and (near or kind == angled or text:find("[%d@]")
        or is_near_value(doc, a, b)) then
        if not near then
          local _, last = around.region(doc, a)
          group = { from = around.before(doc, a, MARGIN), last = last }
        end
        group.reach = math.min(b + MARGIN, group.last)
        group.either = group.either or either
        return { a = a, b = b, text = text, either = either }, group
      end
    end
  end
end

local function none()
  return nil
end

-- Iterates over the windows of a document; most have none. One with a line end between digits
-- comes twice. They are made one by one, since a document may be full of them.
function plain.windows(doc)
  local found = traps(doc)
  if not found then
    return none
  end
  local each, twin = replacements(doc, found), nil
  local it, group = each()
  return function()
    if twin then
      local window = twin
      twin = nil
      return window
    elseif not it then
      return nil
    end
    local list, this = {}, group
    while it and group == this do
      list[#list + 1] = it
      it, group = each()
    end
    local _, to = around.after(doc, list[#list].b, MARGIN)
    twin = this.either and new_window(doc, this.from, to, list, true) or nil
    return new_window(doc, this.from, to, list)
  end
end

return plain
