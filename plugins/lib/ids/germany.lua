-- Numbers of people and firms in Germany.
local checks = require "lib.ids.checks"

local function tax_id(d)
  if d:find("^0") or not checks.mod11_10(d) then
    return false
  end
  local seen = {}
  for c in d:sub(1, 10):gmatch("%d") do
    seen[c] = (seen[c] or 0) + 1
    if seen[c] > 3 then
      return false
    end
  end
  return true
end

-- Of 13 digits, the state (01 to 16) first.
local function tax_number(d)
  return #d < 13 or d:sub(1, 2) >= "01" and d:sub(1, 2) <= "16"
end

local function bsnr(d)
  return d:sub(1, 2) ~= "00" and not checks.same(d)
end

local function lanr(d)
  local sum = checks.weigh(d, { 4, 9, 4, 9, 4, 9 })
  return (10 - sum % 10) % 10 == d:byte(7) - 48
end

-- Digits doubled in turn, with the sums of their digits; a letter is its place in two digits.
local function doubled(digits, weights)
  local sum = 0
  for i, weight in ipairs(weights) do
    local product = weight * (digits:byte(i) - 48)
    sum = sum + product // 10 + product % 10
  end
  return sum % 10
end

local function with_letter(s, at)
  return s:sub(1, at - 1) .. ("%02d"):format(s:byte(at) - 64) .. s:sub(at + 1)
end

local function health(s)
  return doubled(with_letter(s, 1), { 1, 2, 1, 2, 1, 2, 1, 2, 1, 2 }) == s:byte(10) - 48
end

local function pension(s)
  local day = tonumber(s:sub(3, 4))
  return checks.day(day > 50 and day - 50 or day, s:sub(5, 6))
    and doubled(with_letter(s, 9), { 2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1 }) == s:byte(12) - 48
end

-- Cards of the series T had no check digit.
local function id_card(s)
  return s:find("^T%d+$") ~= nil or checks.icao(s)
end

-- Without the right check digit a number has the form of a VAT id all the same.
local function vat(text)
  local digits = text:gsub("%D", "")
  return true, checks.mod11_10(digits) and 0.9 or 0.4
end

-- The marks of districts, as in the first part of a plate.
local districts = {}
for district in require("data.districts"):gmatch("%S+") do
  districts[district] = true
end

local function plate(text)
  local district = text:match("^([^ -]+)")
  local upper = district:upper():gsub("ä", "Ä"):gsub("ö", "Ö"):gsub("ü", "Ü")
  return districts[upper] == true, text:find("%l") and 0.05 or text:find("-", 1, true) and 0.5
    or 0.3
end

return {
  {
    label = "national_id", rule = "de_tax_id", country = "de", layouts = "11 2-3-3-3",
    check = tax_id, score = 0.35, near = 0.9,
    words = "steuer-id steuerid idnr identifikationsnummer steueridentifikationsnummer steuer tin",
  },
  {
    label = "national_id", rule = "de_tax_number", country = "de",
    layouts = "13 3/3/5 2/3/4 2/4/4 3/4/4", check = tax_number, score = 0.4, bare = 0.1,
    near = 0.85,
    words = "steuernummer steuer-nr steuernr finanzamt",
  },
  {
    label = "medical", rule = "de_bsnr", country = "de", layouts = "9", check = bsnr, score = 0.03,
    near = 0.85, words = "bsnr betriebsstättennummer betriebsstätte praxis",
  },
  {
    label = "medical", rule = "de_lanr", country = "de", layouts = "9", check = lanr, score = 0.08,
    near = 0.85, words = "lanr arztnummer arzt",
  },
  {
    label = "medical", rule = "de_health_insurance", country = "de", lengths = { 10, 10 },
    shape = "^%u%d%d%d%d%d%d%d%d%d$", check = health, score = 0.5, near = 0.9,
    words = "kvnr krankenkasse krankenversicherung egk versichertennummer",
  },
  {
    label = "national_id", rule = "de_social_security", country = "de", lengths = { 12, 12 },
    shape = "^%d%d[0-8]%d[01]%d%d%d%u%d%d%d$", check = pension, score = 0.7, near = 0.95,
    words = "rvnr rentenversicherung rentenversicherungsnummer sozialversicherungsnummer",
  },
  {
    label = "national_id", rule = "de_id_card", country = "de", lengths = { 9, 9 },
    shape = "^[CFGHJ-NPRTV-Z][CFGHJ-NPRTV-Z%d]+%d$", check = id_card, score = 0.25, near = 0.9,
    words = "personalausweis ausweis personalausweisnummer ausweisnummer",
  },
  {
    label = "passport", rule = "de_passport", country = "de", lengths = { 9, 9 },
    shape = "^[CFGHJ-NPRTV-Z][CFGHJ-NPRTV-Z%d]+%d$", check = checks.icao, score = 0.2, near = 0.9,
    words = "reisepass pass passnummer pass-nr reisepassnummer passport",
  },
  {
    label = "driver_license", rule = "de_fuehrerschein", country = "de", lengths = { 11, 11 },
    shape = "^%u%u%d%d%d%d%d%d%d%d[%u%d]$", score = 0.3, near = 0.9,
    words = "führerschein führerscheinnummer fahrerlaubnis",
  },
  {
    label = "national_id", rule = "de_vat_id", country = "de", check = vat, near = 0.95,
    words = "ust-idnr ust vat umsatzsteuer ustid",
    pattern = galley.re([[(?xi) (?<! [\w-] ) de [ .-]? \d{3} [ .-]? \d{3} [ .-]? \d{3} (?! \w )]]),
  },
  {
    label = "national_id", rule = "de_handelsregister", country = "de", score = 0.8, near = 0.9,
    words = "handelsregister amtsgericht handelsregisternummer",
    pattern = galley.re([[(?xi) (?<! [\w-] ) hr[ab] [ ]? \d{1,6} (?! \w )]]),
  },
  {
    label = "license_plate", rule = "de_kfz", country = "de", check = plate, near = 0.85,
    words = "kennzeichen fahrzeug auto wagen pkw",
    pattern = galley.re([[(?xi) (?<! [\w\x{c0}-\x{17f}-] )
      (?: [a-zäöü]{1,3} - [a-z]{1,2} - | [a-zäöü]{1,3} [ ] [a-z]{1,2} [ ] )
      [1-9]\d{0,3} [eh]? (?! [\w-] )]]),
  },
}
