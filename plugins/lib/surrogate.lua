-- Values that look like others and belong to nobody: made-up names, numbers and addresses that are
-- kept free for fiction and documentation. The key and the value choose; the same value has the
-- same surrogate everywhere.
local canonical = require "lib.canonical"
local naming = require "lib.naming"
local data = require "data.surrogates"

local surrogate = {}

local CANDIDATES = 20

-- A source of choices out of the hex digits of a hash.
local function choices(hash)
  local at = 1
  return function(list)
    local n = tonumber(hash:sub(at, at + 7), 16)
    at = at + 8
    return type(list) == "number" and n % list or list[n % #list + 1]
  end
end

local function surname(pick)
  return pick(data.root) .. pick(data.surname)
end

local function is_capitals(text)
  return text == text:upper() and text:find("%u%u") ~= nil
end

local function like(text, with)
  return is_capitals(text) and with:upper() or with
end

-- The form that a mention has: the surname alone, the first name alone, an initial, or all of it.
local function person_form(mention, full, first, last)
  local words = naming.parts(full).words
  local only = mention[1]
  if #mention == 1 and #words > 1 and galley.fold(only) == galley.fold(words[1]) then
    return first
  elseif #mention == 1 then
    return last
  elseif only:find("^%u%.?$") then
    return first:sub(1, 1) .. only:sub(2) .. " " .. last
  end
  return first .. " " .. last
end

-- Each maker gives the surrogate in the form that the text has of the value. Of names it also
-- gives: `plain`, without what only stands around it; `words`, which must not be names in the
-- document; `whole`, which no other value in the document must have.
local make = {}

function make.person(pick, text, value)
  local first, last = pick(data.first), surname(pick)
  local parts = naming.parts(text)
  local form = person_form(parts.words, value, first, last)
  return {
    text = parts.title .. like(table.concat(parts.words, " "), form) .. parts.tail,
    plain = form, words = { first, last }, whole = first .. " " .. last,
  }
end

function make.place(pick, text)
  local name = pick(data.root) .. pick(data.town)
  local parts = naming.parts(text)
  return { text = like(text, name) .. parts.tail, plain = name, words = { name }, whole = name }
end

local legal = { inc = true, ltd = true, llc = true, corp = true, plc = true, gmbh = true,
  ag = true, sa = true, co = true, llp = true, nv = true, bv = true }

function make.organisation(pick, text)
  local name = surname(pick)
  local parts = naming.parts(text)
  local last = parts.words[#parts.words] or ""
  local suffix = legal[galley.fold((last:gsub("%.", "")))] and " " .. last or ""
  local full = name .. " " .. pick(data.firm) .. suffix
  return { text = like(text, full) .. parts.tail, plain = full, words = { name }, whole = full }
end

function make.email(pick)
  local first, last = pick(data.first), surname(pick)
  local domain = pick({ "example.com", "example.net", "example.org" })
  return { text = ("%s.%s%d@%s"):format(first, last, pick(90) + 10, domain):lower() }
end

-- The digits of `text`, one by one, replaced by those of `with`.
local function digits_like(text, with)
  local at = 0
  return (text:gsub("%d", function()
    at = at + 1
    return with:sub(at, at)
  end))
end

function make.phone(pick, text)
  local number = pick(data.area) .. "55501" .. ("%02d"):format(pick(100))
  local digits = text:gsub("%D", "")
  if #digits == 10 and not text:find("%a") then
    return { text = digits_like(text, number) }
  elseif #digits == 11 and digits:sub(1, 1) == "1" and not text:find("%a") then
    return { text = digits_like(text, "1" .. number) }
  end
  return { text = ("+1 %s-%s-%s"):format(number:sub(1, 3), number:sub(4, 6), number:sub(7)) }
end

function make.url(pick)
  return { text = ("https://example.org/%06x"):format(pick(0x1000000)) }
end

function make.ip(pick, text)
  if text:find(":", 1, true) then
    return { text = ("2001:db8::%x:%x"):format(pick(0x10000), pick(0x10000)) }
  end
  local net = pick({ "192.0.2", "198.51.100", "203.0.113" })
  return { text = ("%s.%d"):format(net, pick(254) + 1) }
end

function make.mac(pick)
  return { text = ("00:00:5E:00:53:%02X"):format(pick(0x100)) }
end

function make.ssn(pick, text)
  local number = ("000%02d%04d"):format(pick(99) + 1, pick(9999) + 1)
  return { text = #text:gsub("%D", "") == 9 and digits_like(text, number)
    or number:gsub("(...)(..)", "%1-%2-") }
end

function make.address(pick)
  return { text = ("%d %s %s"):format(pick(190) + 10, surname(pick), pick(data.street)) }
end

function surrogate.makes(label)
  return make[label] ~= nil
end

local function is_free(found, value, names, used)
  for _, word in ipairs(found.words or {}) do
    if names[galley.fold(word)] then
      return false
    end
  end
  return not found.whole or (used[found.whole] or value) == value
end

-- The surrogate of a value of this label, in the form that `text` has of it, and which candidate
-- it is. One whose words are among the folded `names` of the document, or that another value has
-- according to `used`, is passed over.
function surrogate.of(label, value, text, names, used)
  for n = 1, CANDIDATES do
    local found = make[label](choices(canonical.hash(label, value, n)), text, value)
    if is_free(found, value, names, used) then
      used[found.whole or found.text] = value
      return found, n
    end
  end
  error(("no surrogate of the label %s is free in this document"):format(label), 0)
end

return surrogate
