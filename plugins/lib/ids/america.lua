-- Numbers of people in the United States and Canada.
local checks = require "lib.ids.checks"

-- Areas never given are 000, 666 and 9xx, nor are groups 00 and serials 0000. Two numbers that
-- became known in advertisements are nobody's.
local function ssn(d)
  local area, group, serial = d:match("^(%d%d%d)(%d%d)(%d%d%d%d)$")
  return area ~= "000" and area ~= "666" and area < "900" and group ~= "00" and serial ~= "0000"
    and d ~= "078051120" and d ~= "219099999" and not checks.same(d)
end

local function itin(d)
  local group = tonumber(d:sub(4, 5))
  return d:sub(1, 1) == "9" and (group >= 50 and group <= 65 or group >= 70 and group <= 88
    or group >= 90 and group <= 92 or group >= 94 and group <= 99)
end

local no_ein = {}
for prefix in ("00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97"):gmatch("%d+") do
  no_ein[prefix] = true
end

local function ein(d)
  return not no_ein[d:sub(1, 2)]
end

-- Luhn's check over the number with the prefix 80840 of health cards.
local function npi(d)
  return d:find("^[12]") ~= nil and not checks.same(d, 1) and checks.luhn("80840" .. d)
end

-- The registration number of the Drug Enforcement Administration.
local function dea(s)
  local d = s:sub(3)
  local sum = checks.weigh(d, { 1, 2, 1, 2, 1, 2 })
  return sum % 10 == d:byte(7) - 48
end

local function sin(d)
  return not d:find("^[08]") and checks.luhn(d) and not checks.same(d)
end

return {
  {
    label = "ssn", rule = "us_ssn", country = "us", layouts = "3-2-4 9", check = ssn,
    score = 0.6, bare = 0.1, near = 0.9, words = "ssn ssns social",
  },
  { -- as a slip; 12345-6789 is rather a postal code
    label = "ssn", rule = "us_ssn", country = "us", layouts = "3-6 5-4", check = ssn,
    score = 0.05, near = 0.85, words = "ssn ssns social",
  },
  {
    label = "itin", rule = "us_itin", country = "us", layouts = "3-2-4 9", check = itin,
    score = 0.65, bare = 0.1, near = 0.85, words = "itin taxpayer tax tin",
  },
  {
    label = "itin", rule = "us_itin", country = "us", layouts = "3-6 5-4", check = itin,
    score = 0.05, near = 0.8, words = "itin taxpayer tax tin",
  },
  {
    label = "ein", rule = "us_ein", country = "us", layouts = "2-7", check = ein, score = 0.3,
    near = 0.85, words = "ein fein employer tax irs taxpayer",
  },
  {
    label = "passport", rule = "us_passport", country = "us", layouts = "9", score = 0.05,
    near = 0.7, words = "passport passports travel",
  },
  {
    label = "passport", rule = "us_passport", country = "us", lengths = { 9, 9 },
    shape = "^%u%d%d%d%d%d%d%d%d$", score = 0.15, near = 0.8, words = "passport passports travel",
  },
  {
    label = "driver_license", rule = "us_driver_license", country = "us",
    layouts = "6 7 8 9 10 11 12 13 14", least = 6, score = 0.02, near = 0.55,
    words = "license licence dl permit driving driver drivers driver's lic",
  },
  {
    label = "driver_license", rule = "us_driver_license", country = "us", lengths = { 7, 15 },
    shape = "^%u%u?%d%d%d%d%d%d+%u?$", score = 0.15, near = 0.65,
    words = "license licence dl permit driving driver drivers driver's lic",
  },
  {
    label = "medical", rule = "us_npi", country = "us", layouts = "10 4-3-3", check = npi,
    score = 0.4, bare = 0.15, near = 0.85,
    words = "npi provider prescriber physician national",
  },
  {
    label = "medical", rule = "us_mbi", country = "us", lengths = { 11, 11 }, groups = "11 4-3-4",
    shape = "^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y%d]%d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y%d]%d"
      .. "[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y]%d%d$",
    score = 0.6, near = 0.9, words = "mbi medicare beneficiary patient",
  },
  {
    label = "medical", rule = "us_dea", country = "us", lengths = { 9, 9 },
    shape = "^[A-HJ-MPR-UX][A-Z9]%d%d%d%d%d%d%d$", check = dea, score = 0.45, near = 0.85,
    words = "dea license licence certificate medical prescriber registration",
  },
  {
    label = "national_id", rule = "ca_sin", country = "ca", layouts = "3-3-3 9", check = sin,
    score = 0.35, bare = 0.1, near = 0.85, words = "sin nas insurance social assurance",
  },
}
