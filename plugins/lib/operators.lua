-- What a policy can do to a stretch of text. Each operator is a table: `keys`, those of a line of
-- the policy that it takes (true: it needs them); `strict`, where overlapping marks disagree;
-- `keyed`, if it needs the run's key; `ready(line, label)`, which readies a line once; and
-- `apply(stretch, line, at)`, which gives the text that is put in its place and, where it is not
-- the operator's name, what evidence is to call it. nil says that the operator cannot: then
-- replace does it.
--
-- A stretch has a, b, label, text, the mark that decided (mark.a, mark.b), and `mixed` where marks
-- of other labels overlap it: then an operator that leaves some of the text does not, since that
-- may be theirs. `at` is what is known of the document: see lib/redaction.lua.
local around = require "lib.around"
local calendar = require "lib.calendar"
local canonical = require "lib.canonical"
local naming = require "lib.naming"
local small = require "data.zip3"
local surrogate = require "lib.surrogate"
local template = require "lib.template"

local operators = {}

local WORD = galley.re[[[^\s]+]]
local LETTER = galley.re("[\\p{L}\\p{N}]", { ucp = true })
local DIGIT = galley.re("\\p{N}", { ucp = true })

local function count(text, pattern)
  local n, at = 0, 1
  while at <= #text do
    local _, b = pattern:find(text, at)
    if not b then
      break
    end
    n, at = n + 1, b + 1
  end
  return n
end

local placeholders = { label = true, exemption = true, chars = true, words = true }

local function text_of(stretch, line)
  return line.template({
    label = stretch.label:upper(), exemption = line.exemption,
    chars = utf8.len(stretch.text), words = count(stretch.text, WORD),
  })
end

local function ready_text(line, otherwise)
  line.template = template.compile(line.with or otherwise, placeholders)
end

operators.replace = {
  keys = { with = false }, strict = 8,
  ready = function(line)
    ready_text(line, "[{label}]")
  end,
  apply = text_of,
}

operators.exemption = {
  keys = { exemption = true, with = false }, strict = 8,
  ready = function(line)
    ready_text(line, "[[REDACTED-EX {exemption}]]")
  end,
  apply = function(stretch, line, at)
    local name = "exemption." .. line.exemption:gsub("[^%w_.-]", "_")
    at.doc:count(name)
    at.doc:count(name .. ".chars", utf8.len(stretch.text))
    return text_of(stretch, line), "exemption " .. line.exemption
  end,
}

operators.remove = {
  keys = {}, strict = 9,
  apply = function()
    return ""
  end,
}

local function mask(text, line)
  return (line.char or "*"):rep(utf8.len(text))
end

operators.mask = {
  keys = { char = false }, strict = 7,
  apply = function(stretch, line)
    return mask(stretch.text, line)
  end,
}

-- The place behind the nth letter or digit of the text.
local function behind(text, n)
  local at = 1
  for _ = 1, n do
    local _, b = LETTER:find(text, at)
    if not b then
      return #text + 1
    end
    at = b + 1
  end
  return at
end

operators.partial_mask = {
  keys = { char = false, first = false, last = false }, strict = 2,
  ready = function(line)
    if (line.first or 0) + (line.last or 0) < 1 then
      error("partial_mask needs `first` or `last`: how many characters stay", 0)
    end
  end,
  -- More than half of the letters and digits must go; else all do. So does what other marks add.
  apply = function(stretch, line)
    local text, n = stretch.text, count(stretch.text, LETTER)
    local first, last = line.first or 0, line.last or 0
    local alone = stretch.a == stretch.mark.a and stretch.b == stretch.mark.b
    if not alone or stretch.mixed or 2 * (first + last) >= n then
      return mask(text, line), "mask"
    end
    local from, to = behind(text, first), behind(text, n - last)
    if last == 0 then
      to = #text + 1
    end
    return text:sub(1, from - 1) .. mask(text:sub(from, to - 1), line) .. text:sub(to)
  end,
}

local names = { person = true, place = true, organisation = true }

operators.pseudonym = {
  keys = { with = false, length = false }, strict = 6, keyed = true,
  ready = function(line)
    line.template = template.compile(line.with or "{label}_{code}", { label = true, code = true })
    if line.template({ label = "", code = "A" }) == line.template({ label = "", code = "B" }) then
      error("a pseudonym without {code} is the same for all: that is `replace`", 0)
    end
  end,
  apply = function(stretch, line, at)
    local label, value = stretch.label, at.value(stretch.mark)
    local code = canonical.hash(label, value):upper():sub(1, line.length or 6)
    local text = line.template({ label = label:upper(), code = code })
    at.pair(text, value, label)
    local alone = names[label] and stretch.a == stretch.mark.a and stretch.b == stretch.mark.b
    return text .. (alone and naming.parts(stretch.text).tail or "")
  end,
}

operators.surrogate = {
  keys = {}, strict = 4, keyed = true,
  ready = function(_, label)
    if not surrogate.makes(label) then
      error(("there are no surrogates for the label %s"):format(label), 0)
    end
  end,
  apply = function(stretch, _, at)
    local label, mark = stretch.label, stretch.mark
    local text, value = at.doc:sub(mark.a, mark.b), at.value(mark)
    local found, n = surrogate.of(label, value, text, at.names(), at.used)
    local plain = names[label] and found.plain ~= found.whole and naming.plain(text) or value
    at.pair(found.plain or found.text, plain, label)
    return found.text, n > 1 and "surrogate candidate " .. n or nil
  end,
}

-- From -days to days, but not 0: the same for all dates of the document, or of all documents that
-- have the same value in the field.
local function offset(line, at)
  local basis = "path\0" .. at.doc:path()
  if line.field then
    local value = at.doc:get(line.field)
    if not value then
      error(("date_shift: the document has no field `%s`"):format(line.field), 0)
    end
    basis = "field\0" .. galley.fold(value)
  end
  local hash = galley.hmac("date_shift\0" .. basis)
  local days = tonumber(hash:sub(1, 8), 16) % (line.days or 365) + 1
  return tonumber(hash:sub(9, 9), 16) % 2 == 0 and days or -days
end

operators.date_shift = {
  keys = { days = false, field = false, order = false }, strict = 3, keyed = true,
  apply = function(stretch, line, at)
    if stretch.mixed then
      return nil
    end
    local text = at.doc:sub(stretch.mark.a, stretch.mark.b)
    return calendar.shift(text, offset(line, at), line.order)
  end,
}

local function zip3(text)
  local digits = text:match("^(%d%d%d%d%d)$") or text:match("^(%d%d%d%d%d)[- ]?%d%d%d%d$")
  local prefix = digits and digits:sub(1, 3)
  return prefix and (small[prefix] and "000" or prefix)
end

-- Ages over 89 are one group: 45 CFR 164.514(b)(2)(i)(C).
local function age(text)
  local a, b, n = text:find("%f[%w](%d+)%f[%D]")
  if not a or count(text, DIGIT) ~= #n then
    return nil
  end
  return tonumber(n) > 89 and text:sub(1, a - 1) .. "90+" .. text:sub(b + 1) or text
end

local birth = galley.re[[(?xi)
  \b (?: born | birth (?: day | date )? | d\.?o\.?b | geb(?: oren )? | née? )
  [^\n\d]{0,20} \z]]

-- Whether the words before the stretch say that it is when somebody was born.
local function of_birth(stretch, at)
  return birth:test(at.doc:sub(around.before(at.doc, stretch.mark.a, 40)))
end

operators.generalise = {
  keys = { to = true, order = false, earliest = false }, strict = 5,
  apply = function(stretch, line, at)
    local text = at.doc:sub(stretch.mark.a, stretch.mark.b)
    if line.to == "zip3" then
      return zip3(text)
    elseif line.to == "age" then
      return not stretch.mixed and age(text) or nil
    end
    local less, year, before = calendar.generalise(text, line.to, line.order, at.latest())
    if not line.earliest or not year then
      return less
    elseif year < line.earliest or before and before < line.earliest and of_birth(stretch, at) then
      return nil
    end
    return less
  end,
}

operators.keep = { keys = {}, strict = 0 }

return operators
