-- Check digits and dates, as published with the numbers that have them. A number is a string of
-- digits, or of digits and capitals.
local checks = {}

local function digit(s, i)
  return s:byte(i) - 48
end

-- 0 to 9 for digits, 10 to 35 for A to Z
local function value(s, i)
  local byte = s:byte(i)
  return byte < 65 and byte - 48 or byte - 55
end

-- The sum of the first digits, each times its weight.
local function weigh(s, weights)
  local sum = 0
  for i, weight in ipairs(weights) do
    sum = sum + weight * digit(s, i)
  end
  return sum
end
checks.weigh = weigh

-- Whether all digits, but for the last `n`, are the same: no such number is given to anybody.
function checks.same(s, n)
  local run = #s - (n or 0)
  return s:sub(1, run) == s:sub(1, 1):rep(run)
end

-- ISO/IEC 7812-1 annex B: from the right, each second digit is doubled and the digits summed.
function checks.luhn(s)
  local sum, double = 0, false
  for i = #s, 1, -1 do
    local d = digit(s, i)
    if double then
      d = d > 4 and 2 * d - 9 or 2 * d
    end
    sum, double = sum + d, not double
  end
  return sum % 10 == 0
end

-- ISO/IEC 7064 mod 97-10 over letters as two digits, the first four characters moved to the end.
function checks.iban(s)
  local moved, rest = s:sub(5) .. s:sub(1, 4), 0
  for i = 1, #moved do
    local v = value(moved, i)
    rest = (rest * (v > 9 and 100 or 10) + v) % 97
  end
  return rest == 1
end

-- ISO/IEC 7064 mod 11,10
function checks.mod11_10(s)
  local product = 10
  for i = 1, #s - 1 do
    local sum = (digit(s, i) + product) % 10
    product = (sum == 0 and 10 or sum) * 2 % 11
  end
  return (11 - product) % 10 == digit(s, #s)
end

-- Verhoeff 1969: the dihedral group of order ten, and the permutation by place.
local permutation = { [0] = 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 }

local function dihedral(x, y)
  if x < 5 then
    return y < 5 and (x + y) % 5 or (x + y - 5) % 5 + 5
  end
  return y < 5 and (x - y - 5) % 5 + 5 or (x - y) % 5
end

function checks.verhoeff(s)
  local c = 0
  for i = #s, 1, -1 do
    local d = digit(s, i)
    for _ = 1, (#s - i) % 8 do
      d = permutation[d]
    end
    c = dihedral(c, d)
  end
  return c == 0
end

-- ICAO 9303: weights 7, 3, 1 over digits and letters, the last digit the sum modulo 10.
function checks.icao(s)
  local sum = 0
  for i = 1, #s - 1 do
    sum = sum + value(s, i) * (({ 7, 3, 1 })[(i - 1) % 3 + 1])
  end
  return sum % 10 == digit(s, #s)
end

local days = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

-- Whether there is such a day in some year; with a year of four digits, in that year.
function checks.day(day, month, year)
  day, month, year = tonumber(day), tonumber(month), tonumber(year)
  if not days[month] or day < 1 or day > days[month] then
    return false
  end
  local leap = not year or year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return leap or month ~= 2 or day < 29
end

return checks
