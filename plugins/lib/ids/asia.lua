-- Numbers of people and firms in Asia, Africa and Australia.
local checks = require "lib.ids.checks"

local function abn(d)
  local sum = checks.weigh(d, { 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 }) - 10
  return d:sub(1, 1) ~= "0" and sum % 89 == 0
end

local function acn(d)
  return (10 - checks.weigh(d, { 8, 7, 6, 5, 4, 3, 2, 1 }) % 10) % 10 == d:byte(9) - 48
end

local function tfn(d)
  return checks.weigh(d, { 1, 4, 3, 7, 5, 8, 6, 9, 10 }) % 11 == 0 and not checks.same(d)
end

local function au_medicare(d)
  return d:find("^[2-6]") ~= nil
    and checks.weigh(d, { 1, 3, 7, 9, 1, 3, 7, 9 }) % 10 == d:byte(9) - 48
end

local function aadhaar(d)
  return d:find("^[2-9]") ~= nil and d ~= d:reverse() and checks.verhoeff(d)
end

local function gstin(s)
  local state = tonumber(s:sub(1, 2))
  return state >= 1 and state <= 37
end

local states = {}
for state in ([[AN AP AR AS BH BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL
  OD OR PB PY RJ SK TN TR TS UA UK UP UT WB]]):gmatch("%u+") do
  states[state] = true
end

local function plate_in(s)
  return states[s:sub(1, 2)] == true
end

local function brn(d)
  local sum = checks.weigh(d, { 1, 3, 7, 1, 3, 7, 1, 3, 5 }) + (d:byte(9) - 48) * 5 // 10
  return (10 - sum % 10) % 10 == d:byte(10) - 48
end

-- The seventh digit tells century and sex: 1 to 4 of citizens, 5 to 8 of foreigners.
local function registered(from, to)
  return function(d)
    local kind = d:sub(7, 7)
    return kind >= from and kind <= to and checks.day(d:sub(5, 6), d:sub(3, 4))
  end
end

local function kr_driver(d)
  local region = tonumber(d:sub(1, 2))
  return region >= 11 and region <= 28
end

local function tnin(d)
  local sum = checks.weigh(d, { 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 })
  local province = d:sub(2, 3)
  return d:find("^[1-8]") and province > "09" and province < "97"
    and (11 - sum % 11) % 10 == d:byte(13) - 48
end

local function ph_tin(d)
  return checks.weigh(d, { 9, 8, 7, 6, 5, 4, 3, 2 }) % 11 == d:byte(9) - 48 and not checks.same(d)
end

-- The letters for the rest modulo 11: of citizens, of foreigners, and of foreigners since 2022. T
-- and G have 4 added to the sum, M has 3.
local fin_letters = {
  S = "JZIHGFEDCBA", T = "JZIHGFEDCBA", F = "XWUTRQPNMLK", G = "XWUTRQPNMLK", M = "XWUTRQPNJLK",
}
local fin_more = { S = 0, T = 4, F = 0, G = 4, M = 3 }

-- Without the right letter it has the form of such a number all the same.
local function fin(s)
  local first = s:sub(1, 1)
  local letters = fin_letters[first]
  local rest = (checks.weigh(s:sub(2, 8), { 2, 7, 6, 5, 4, 3, 2 }) + (fin_more[first] or 0)) % 11
  return true, letters and letters:sub(rest + 1, rest + 1) == s:sub(9) and 0.75 or 0.1
end

local uen_digits = "ABCDEFGHJKLMNPQRSTUVWX0123456789"

local function uen(s)
  if #s == 9 then
    local rest = checks.weigh(s, { 10, 4, 9, 3, 8, 2, 7, 1 }) % 11
    return ("XMKECAWLJDB"):sub(rest + 1, rest + 1) == s:sub(9)
  elseif s:find("^%d") then
    local rest = checks.weigh(s, { 10, 8, 6, 4, 9, 7, 5, 3, 1 }) % 11
    return ("ZKCMDNERGWH"):sub(rest + 1, rest + 1) == s:sub(10)
  end
  local sum = 0
  for i, weight in ipairs { 4, 3, 5, 3, 10, 2, 2, 5, 7 } do
    sum = sum + weight * ((uen_digits:find(s:sub(i, i), 1, true) or 1) - 1)
  end
  local rest = (sum - 5) % 11
  return uen_digits:sub(rest + 1, rest + 1) == s:sub(10)
end

local function tckn(d)
  local odd = checks.weigh(d, { 1, 0, 1, 0, 1, 0, 1, 0, 1 })
  local even = checks.weigh(d, { 0, 1, 0, 1, 0, 1, 0, 1 })
  local all = checks.weigh(d, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })
  return d:sub(1, 1) ~= "0" and (odd * 7 - even) % 10 == d:byte(10) - 48
    and all % 10 == d:byte(11) - 48
end

-- Birth, number, 0 to 2 for the kind of resident, 8 or 9, and Luhn's check.
local function za_id(d)
  return d:find("^..........[012][89]") ~= nil and checks.luhn(d)
    and checks.day(d:sub(5, 6), d:sub(3, 4), (d:sub(1, 2) == "00" and 2000 or 1900) + d:sub(1, 2))
end

return {
  {
    label = "national_id", rule = "au_abn", country = "au", layouts = "2-3-3-3 11", check = abn,
    score = 0.6, bare = 0.4, near = 0.9, words = "abn business",
  },
  {
    label = "national_id", rule = "au_acn", country = "au", layouts = "3-3-3 9", check = acn,
    score = 0.2, bare = 0.1, near = 0.85, words = "acn company",
  },
  {
    label = "national_id", rule = "au_tfn", country = "au", layouts = "3-3-3 9", check = tfn,
    score = 0.25, bare = 0.1, near = 0.9, words = "tfn tax",
  },
  {
    label = "medical", rule = "au_medicare", country = "au", layouts = "4-5-1 10",
    check = au_medicare, score = 0.5, bare = 0.15, near = 0.9, words = "medicare",
  },
  {
    label = "national_id", rule = "in_aadhaar", country = "in", layouts = "4-4-4 12 4:4:4",
    check = aadhaar, score = 0.5, bare = 0.3, near = 0.95, words = "aadhaar aadhar uidai uid",
  },
  {
    label = "national_id", rule = "in_pan", country = "in", lengths = { 10, 10 },
    shape = "^%u%u%u%u%u%d%d%d%d%u$", score = 0.6, near = 0.9,
    words = "pan permanent income tax",
  },
  {
    label = "national_id", rule = "in_gstin", country = "in", lengths = { 15, 15 },
    shape = "^%d%d%u%u%u%u%u%d%d%d%d%u[%d%u]Z[%d%u]$", check = gstin, score = 0.9, near = 0.95,
    words = "gstin gst",
  },
  {
    label = "passport", rule = "in_passport", country = "in", lengths = { 8, 8 },
    shape = "^[A-PR-WY][1-9]%d%d%d%d%d[1-9]$", score = 0.15, near = 0.85,
    words = "passport passports travel",
  },
  {
    label = "national_id", rule = "in_voter", country = "in", lengths = { 10, 10 },
    shape = "^%u%u%u%d%d%d%d%d%d%d$", score = 0.25, near = 0.85,
    words = "voter vote epic elector electoral",
  },
  {
    label = "license_plate", rule = "in_vehicle_registration", country = "in", lengths = { 8, 10 },
    shape = "^%u%u%d%d?%u%u?%u?%d%d%d%d$", check = plate_in, score = 0.5, near = 0.9,
    words = "registration vehicle plate car bike",
  },
  {
    label = "license_plate", rule = "in_vehicle_registration", country = "in", lengths = { 6, 7 },
    shape = "^%u%u?%u?%d%d%d%d%d?$", score = 0.05, near = 0.6,
    words = "registration vehicle plate",
  },
  {
    label = "national_id", rule = "kr_rrn", country = "kr", layouts = "6-7 13",
    check = registered("1", "4"), score = 0.7, bare = 0.2, near = 0.9,
    words = "rrn resident 주민등록번호 주민번호 korean",
  },
  {
    label = "national_id", rule = "kr_frn", country = "kr", layouts = "6-7 13",
    check = registered("5", "8"), score = 0.7, bare = 0.2, near = 0.9,
    words = "frn foreigner 외국인등록번호 korean",
  },
  {
    label = "national_id", rule = "kr_brn", country = "kr", layouts = "3-2-5 10", check = brn,
    score = 0.5, bare = 0.1, near = 0.9, words = "brn 사업자등록번호 business",
  },
  {
    label = "driver_license", rule = "kr_driver_license", country = "kr", layouts = "2-2-6-2 12",
    check = kr_driver, score = 0.5, bare = 0.05, near = 0.85,
    words = "license licence 운전면허 면허",
  },
  {
    label = "passport", rule = "kr_passport", country = "kr", lengths = { 9, 9 },
    shape = "^[MSRODG]%d%d%d[%u%d]%d%d%d%d$", score = 0.2, near = 0.85,
    words = "passport 여권 여권번호 여권번호는",
  },
  {
    label = "national_id", rule = "ng_nin", country = "ng", layouts = "11",
    check = checks.verhoeff, score = 0.1, near = 0.85, words = "nin nimc",
  },
  {
    label = "national_id", rule = "ph_tin", country = "ph", layouts = "3-3-3-3 3-3-3 9 12",
    check = ph_tin, score = 0.4, bare = 0.05, near = 0.85, words = "tin bir tax",
  },
  {
    label = "national_id", rule = "sg_nric_fin", country = "sg", lengths = { 9, 9 },
    shape = "^%u%d%d%d%d%d%d%d%u$", check = fin, near = 0.9, words = "nric fin ic singapore",
  },
  {
    label = "national_id", rule = "sg_uen", country = "sg", lengths = { 9, 9 },
    shape = "^%d%d%d%d%d%d%d%d%u$", check = uen, score = 0.4, near = 0.9, words = "uen",
  },
  {
    label = "national_id", rule = "sg_uen", country = "sg", lengths = { 10, 10 },
    shape = "^[12][90]%d%d%d%d%d%d%d%u$", check = uen, score = 0.5, near = 0.9, words = "uen",
  },
  {
    label = "national_id", rule = "sg_uen", country = "sg", lengths = { 10, 10 },
    shape = "^[STR]%d%d%u[%u%d]%d%d%d%d%u$", check = uen, score = 0.7, near = 0.9, words = "uen",
  },
  {
    label = "national_id", rule = "th_tnin", country = "th", layouts = "13 1-4-5-2-1",
    check = tnin, score = 0.5, bare = 0.35, near = 0.9,
    words = "tnin thai เลขประจำตัวประชาชน เลขบัตรประชาชน",
  },
  {
    label = "national_id", rule = "tr_national_id", country = "tr", layouts = "11", check = tckn,
    score = 0.5, near = 0.95, words = "tckn kimlik tc turkish türk",
  },
  {
    label = "national_id", rule = "za_id_number", country = "za", layouts = "13 6-4-3",
    check = za_id, score = 0.5, near = 0.9, words = "rsa african resident refugee",
  },
}
