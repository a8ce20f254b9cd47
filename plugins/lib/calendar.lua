-- Dates as people write them in English and in figures: read, moved, and written again in the same
-- form. What is not understood is nil: then nothing of it may be left.
local calendar = {}

local months, weekdays = {}, {}
local month_names = { "January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December" }
local weekday_names = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  "Sunday" }
for i, name in ipairs(month_names) do
  months[name:lower()], months[name:sub(1, 3):lower()] = i, i
end
months.sept = 9
for i, name in ipairs(weekday_names) do
  weekdays[name:lower()], weekdays[name:sub(1, 3):lower()] = i, i
end
weekdays.tues, weekdays.thur, weekdays.thurs = 2, 4, 4

local filling = { of = true, the = true, on = true, ["in"] = true, st = true, nd = true,
  rd = true, th = true, t = true }

-- Days since 1970-01-01 of the proleptic Gregorian calendar, and back (Hinnant, "chrono-Compatible
-- Low-Level Date Algorithms").
local function to_days(y, m, d)
  y = m <= 2 and y - 1 or y
  local era = y // 400
  local year_of_era = y - era * 400
  local day_of_year = (153 * (m + (m > 2 and -3 or 9)) + 2) // 5 + d - 1
  return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    - 719468
end

local function from_days(days)
  days = days + 719468
  local era = days // 146097
  local doe = days - era * 146097
  local yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
  local doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
  local mp = (5 * doy + 2) // 153
  local m = mp < 10 and mp + 3 or mp - 9
  return yoe + era * 400 + (m <= 2 and 1 or 0), m, doy - (153 * mp + 2) // 5 + 1
end

local function piece(a, text)
  return { a = a, b = a + #text - 1, text = text, value = tonumber(text) }
end

-- The words and numbers of the text: a list of numbers, and month and weekday by name; nil when
-- there is a word that no date has. A time of day behind the date is not looked at.
local function pieces(text)
  local found = { numbers = {} }
  local stop = text:find("[ T,]+%d%d?:%d%d") or #text + 1
  for a, token in text:sub(1, stop - 1):gmatch("()(%w+)") do
    local digits, rest = token:match("^(%d+)(%a*)$")
    local word = (digits and rest or token):lower()
    if digits then
      found.numbers[#found.numbers + 1] = piece(a, digits)
    end
    if months[word] and not found.month then
      found.month = piece(a + (digits and #digits or 0), digits and rest or token)
      found.month.value = months[word]
    elseif weekdays[word] and not digits then
      found.weekday = piece(a, token)
      found.weekday.value = weekdays[word]
    elseif word ~= "" and not filling[word] then
      return nil
    end
  end
  return found
end

local PIVOT = 2030 -- years of two digits are before it

-- The year that is meant. One of two digits is not later than `latest`, if that is known: a date
-- of birth is not in the future of the document that tells it.
local function full_year(p, latest)
  if #p.text ~= 2 then
    return p.value
  end
  local year = 2000 + p.value
  return (year >= PIVOT or latest and year > latest) and year - 100 or year
end

local function is_year(p)
  return #p.text == 4
end

-- Says which number is what where the month is a word.
local function with_word(found)
  local n = found.numbers
  if #n > 2 then
    return nil
  end
  for _, p in ipairs(n) do
    if is_year(p) or found.day then
      found.year = p
    else
      found.day = p
    end
  end
  return found
end

-- The same where all is in figures: 2024-03-05, 5.3.2024, 3/5/24, 03/2024, 2024.
local function in_figures(found, order)
  local n = found.numbers
  if #n == 3 and is_year(n[1]) then
    found.year, found.month, found.day = n[1], n[2], n[3]
  elseif #n == 3 then
    local first_is_day = order == "dmy" and n[2].value <= 12 or n[1].value > 12
    found.day, found.month = n[first_is_day and 1 or 2], n[first_is_day and 2 or 1]
    found.year = n[3]
  elseif #n == 2 and is_year(n[2]) then
    found.month, found.year = n[1], n[2]
  elseif #n == 2 and is_year(n[1]) then
    found.year, found.month = n[1], n[2]
  elseif #n == 1 and is_year(n[1]) then
    found.year = n[1]
  else
    return nil
  end
  return found
end

local function is_sound(d)
  local m, day = d.month and d.month.value, d.day and d.day.value
  if m and (m < 1 or m > 12) or day and (day < 1 or day > 31) or day and not m then
    return false
  elseif m and day then
    local y = d.year and full_year(d.year) or 2000
    return select(3, from_days(to_days(y, m, day))) == day
  end
  return true
end

-- The parts of a date: year, month, day, weekday, each with its place in the text; nil when it is
-- not understood. `order` (mdy or dmy) is for figures that can be either.
function calendar.read(text, order)
  local found = pieces(text)
  if not found then
    return nil
  elseif found.month then
    found.word = true
    found = with_word(found)
  else
    found = in_figures(found, order)
  end
  return found and (found.year or found.month) and is_sound(found) and found or nil
end

-- `name` as long and in the case of `like`.
local function written_like(like, name)
  if #like <= 4 and #name > #like then
    name = name:sub(1, 3)
  end
  if like == like:upper() then
    return name:upper()
  end
  return like == like:lower() and name:lower() or name
end

local function year_like(like, year)
  return #like == 2 and ("%02d"):format(year % 100) or ("%04d"):format(year)
end

-- Day and month in figures: of two digits where both were, or where one began with 0.
local function pads(d)
  local both = not d.word
  for _, p in ipairs({ d.day or false, not d.word and d.month or false }) do
    if p and p.text:sub(1, 1) == "0" then
      return true
    end
    both = both and p and #p.text == 2
  end
  return both
end

local suffixes = { "st", "nd", "rd" }

-- 1st, 2nd, 3rd, 4th, 11th
local function ordinal(n)
  local teen = n % 100 // 10 == 1
  return not teen and suffixes[n % 10] or "th"
end

-- The text with the parts in place of its own, `changes` being a list of { piece, text }.
local function rewrite(text, changes)
  table.sort(changes, function(x, y) return x[1].a > y[1].a end)
  for _, change in ipairs(changes) do
    local p, with = change[1], change[2]
    local behind = text:sub(p.b + 1)
    if p.value and tonumber(p.text) then
      behind = behind:gsub("^[snrt][tdh]%f[%A]", ordinal(tonumber(with)))
    end
    text = text:sub(1, p.a - 1) .. with .. behind
  end
  return text
end

-- The date `days` later, in the same form. Where it has no day or no year, the middle of the month
-- or year, and a year with 365 days, stand for them.
function calendar.shift(text, days, order)
  local d = calendar.read(text, order)
  if not d then
    return nil
  end
  local m = d.month and d.month.value or 7
  local at = to_days(d.year and full_year(d.year) or 2001, m, d.day and d.day.value or 15) + days
  local year, month, day = from_days(at)
  local figures = pads(d) and "%02d" or "%d"
  local changes = {}
  if d.year then
    changes[#changes + 1] = { d.year, year_like(d.year.text, year) }
  end
  if d.month then
    changes[#changes + 1] = { d.month, d.word and written_like(d.month.text, month_names[month])
      or figures:format(month) }
  end
  if d.day then
    changes[#changes + 1] = { d.day, figures:format(day) }
  end
  if d.weekday then
    local weekday = weekday_names[(d.weekday.value - 1 + days) % 7 + 1]
    changes[#changes + 1] = { d.weekday, written_like(d.weekday.text, weekday) }
  end
  return rewrite(text, changes)
end

-- The year that is written in four digits in the date; nil when there is none.
function calendar.year_of(text)
  local d = calendar.read(text)
  return d and d.year and is_year(d.year) and d.year.value or nil
end

-- The month, year or decade of the date, and its year; nil when it does not say. A year of two
-- digits is not later than `latest`; of one since 2000 the year a century before, which it may be
-- as well, comes third.
function calendar.generalise(text, to, order, latest)
  local d = calendar.read(text, order)
  if not d or not d.year or to == "month" and not d.month then
    return nil
  end
  local year = full_year(d.year, latest)
  local before = not is_year(d.year) and year >= 2000 and year - 100 or nil
  if to == "month" then
    return d.word and ("%s %d"):format(month_names[d.month.value], year)
      or ("%04d-%02d"):format(year, d.month.value), year, before
  elseif to == "year" then
    return ("%d"):format(year), year, before
  end
  return ("%ds"):format(year - year % 10), year, before
end

return calendar
