-- JSON as RFC 8259 has it, strictly: read far enough to find the members of an object, their
-- places, and the escapes in their strings. Keys that are given twice are an error at any level.
local SPECIAL = galley.re[=[["\\\x00-\x1f]]=]
local INK = galley.re[=[[^ \t\r\n]]=]

local short = {
  ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t",
}

local json = {}

local function wrong(at, what)
  error(("byte %d: %s"):format(at, what), 0)
end

-- The place of the next byte that is no white space, and that byte.
local function ink(s, i)
  local at = i <= #s and INK:find(s, i)
  if not at then
    wrong(#s + 1, "it ends in the middle")
  end
  return at, s:byte(at)
end

local function hex(s, at)
  local digits = s:sub(at, at + 5):match("^\\u(%x%x%x%x)$")
  return digits and tonumber(digits, 16)
end

-- What the escape at `at` stands for, and its last byte. With `bytes` \udc80 to \udcff by
-- themselves are the bytes of a name that is no UTF-8, as galley writes them.
local function escape(s, at, bytes)
  local plain = short[s:sub(at + 1, at + 1)]
  if plain then
    return plain, at + 1
  end
  local code = hex(s, at)
  if not code then
    wrong(at, "no escape that JSON knows")
  elseif code < 0xD800 or code > 0xDFFF then
    return utf8.char(code), at + 5
  elseif bytes and code >= 0xDC80 and code <= 0xDCFF then
    return string.char(code & 0xFF), at + 5
  end
  local low = code < 0xDC00 and hex(s, at + 6)
  if not low or low < 0xDC00 or low > 0xDFFF then
    wrong(at, "half of a pair of surrogates")
  end
  return utf8.char(0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00), at + 11
end

-- The string that opens at `open`: { a, b, escapes = { { a, b, with }, ... } }, without its
-- quotes, and the place behind them.
local function read_string(s, open, bytes)
  local found = { a = open + 1, escapes = {} }
  local at = SPECIAL:find(s, open + 1)
  while at and s:byte(at) == 92 do
    local with, last = escape(s, at, bytes)
    table.insert(found.escapes, { at, last, with })
    at = last < #s and SPECIAL:find(s, last + 1)
  end
  if not at then
    wrong(#s + 1, "a string does not end")
  elseif s:byte(at) ~= 34 then
    wrong(at, "a control character in a string")
  end
  found.b = at - 1
  return found, at + 1
end

local function is_number(token)
  local int, frac, exp = token:match("^%-?(%d+)(%.?%d*)([eE]?[-+]?%d*)$")
  return int and not int:find("^0%d") and (frac == "" or frac:find("^%.%d")) and
    (exp == "" or exp:find("^[eE][-+]?%d"))
end

local function read_word(s, i)
  local token = s:sub(i, i + 1000):match("^[%w.+-]*")
  if token ~= "true" and token ~= "false" and token ~= "null" and not is_number(token) then
    wrong(i, "no value that JSON knows")
  end
  return { word = token }, i + #token
end

local read_value

-- Goes over what stands between the bracket at `open` and `close`, calling item(i), which gives
-- the place behind the item.
local function read_items(s, open, close, item)
  local i, c = ink(s, open + 1)
  while c ~= close do
    i, c = ink(s, item(i))
    if c == 44 then -- a comma
      i = ink(s, i + 1)
    elseif c ~= close then
      wrong(i, "a comma is missing")
    end
  end
  return i + 1
end

local function read_object(s, open, depth, bytes)
  local seen, members = {}, {}
  local behind = read_items(s, open, 125, function(i)
    if s:byte(i) ~= 34 then
      wrong(i, "a key in quotes is missing")
    end
    local key, behind_key = read_string(s, i)
    local name = json.text(s, key)
    if seen[name] then
      wrong(i, "a key that is there twice")
    end
    seen[name] = true
    local colon, c = ink(s, behind_key)
    if c ~= 58 then
      wrong(colon, "a colon is missing")
    end
    local value, behind_value = read_value(s, (ink(s, colon + 1)), depth - 1, bytes)
    value.key = name
    table.insert(members, value)
    return behind_value
  end)
  return { members = members }, behind
end

function read_value(s, i, depth, bytes)
  local c = s:byte(i)
  if depth <= 0 and (c == 123 or c == 91) then
    wrong(i, "nested too deeply")
  elseif c == 34 then
    return read_string(s, i, bytes)
  elseif c == 123 then
    return read_object(s, i, depth, bytes)
  elseif c == 91 then
    return {}, read_items(s, i, 93, function(at)
      return select(2, read_value(s, at, depth - 1, bytes))
    end)
  end
  return read_word(s, i)
end

-- The text of a string that was read.
function json.text(s, found)
  local parts, from = {}, found.a
  for _, e in ipairs(found.escapes) do
    table.insert(parts, s:sub(from, e[1] - 1))
    table.insert(parts, e[3])
    from = e[2] + 1
  end
  table.insert(parts, s:sub(from, found.b))
  return table.concat(parts)
end

-- The members of the object that `s` is, as a list: each with its key, and either a, b and
-- escapes (a string), or word (a number, true, false, null), or none of these (it is nested).
-- With `bytes` strings may hold names that galley wrote, of any bytes. Errors say where.
function json.members(s, depth, bytes)
  local i, c = ink(s, 1)
  if c ~= 123 then
    wrong(i, "not an object")
  end
  local object, behind = read_value(s, i, depth, bytes)
  if behind <= #s and INK:find(s, behind) then
    wrong(behind, "something stands behind the object")
  end
  return object.members
end

return json
