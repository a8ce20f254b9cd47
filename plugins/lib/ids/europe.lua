-- Numbers of people and firms in Europe.
local checks = require "lib.ids.checks"

-- Months may carry an offset that tells the century: it is taken off before the day is checked.
local function pesel(d)
  local year, month = tonumber(d:sub(1, 2)), tonumber(d:sub(3, 4))
  local sum = checks.weigh(d, { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1 })
  return sum % 10 == 0 and checks.day(d:sub(5, 6), month % 20, 2000 + year)
end

-- Ten digits from the year on; a coordination number has 60 added to the day.
local function personnummer(d)
  local ten = d:sub(-10)
  local day = tonumber(ten:sub(5, 6))
  return checks.luhn(ten) and checks.day(day > 60 and day - 60 or day, ten:sub(3, 4))
    and (#d == 10 or d:find("^1[89]") ~= nil or d:find("^20") ~= nil)
end

local function organisation(d)
  return d:sub(3, 3) >= "2" and checks.luhn(d)
end

local hetu_digits = "0123456789ABCDEFHJKLMNPRSTUVWXY"

local function hetu(s)
  local day, month, year, number, check = s:match("^(%d%d)(%d%d)(%d%d).(%d%d%d)(%w)$")
  local rest = tonumber(day .. month .. year .. number) % 31
  return number >= "002" and checks.day(day, month)
    and hetu_digits:sub(rest + 1, rest + 1) == check
end

local nif_letters = "TRWAGMYFPDXBNJZSQVHLCKE"

local function nif(s)
  local rest = tonumber(s:sub(1, -2)) % 23
  return nif_letters:sub(rest + 1, rest + 1) == s:sub(-1)
end

local function nie(s)
  return nif(("XYZ"):find(s:sub(1, 1), 1, true) - 1 .. s:sub(2))
end

local function nhs(d)
  local check = 11 - checks.weigh(d, { 10, 9, 8, 7, 6, 5, 4, 3, 2 }) % 11
  return check % 11 == d:byte(10) - 48 and not checks.same(d)
end

-- Prefixes that HM Revenue and Customs does not use.
local function nino(text)
  local prefix = text:sub(1, 2):upper()
  local unused = { BG = true, GB = true, KN = true, NK = true, NT = true, TN = true, ZZ = true }
  return not unused[prefix]
end

-- Letters of the name, year, month (50 more for women) and day, initials, check.
local function uk_driver(s)
  local month, day = tonumber(s:sub(7, 8)), tonumber(s:sub(9, 10))
  return checks.day(day, month > 50 and month - 50 or month)
end

local function partita_iva(d)
  return checks.luhn(d) and not checks.same(d)
end

local odd = {}
for i, v in ipairs { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
  22, 25, 24, 23 } do
  odd[64 + i] = v
  if i <= 10 then
    odd[47 + i] = v
  end
end

-- The last letter; a number without the right one has the form of a fiscal code all the same.
local function fiscal(s)
  local sum = 0
  for i = 1, 15 do
    local byte = s:byte(i)
    sum = sum + (i % 2 == 1 and odd[byte] or byte < 65 and byte - 48 or byte - 65)
  end
  return true, sum % 26 == s:byte(16) - 65 and 0.95 or 0.5
end

return {
  {
    label = "nhs", rule = "uk_nhs", country = "gb", layouts = "3-3-4 10", check = nhs, score = 0.3,
    bare = 0.15, near = 0.9, words = "nhs patient health hospital",
  },
  {
    label = "nino", rule = "uk_nino", country = "gb", check = nino, score = 0.7, near = 0.95,
    words = "nino ni insurance national",
    pattern = galley.re([[(?xi) (?<! [\w-] ) [a-ceghj-prstw-z] [a-ceghj-nprstw-z] [ ]?
      \d{2} [ ]? \d{2} [ ]? \d{2} [ ]? [a-d] (?! [\w-] )]]),
  },
  {
    label = "driver_license", rule = "uk_driving_licence", country = "gb", lengths = { 16, 16 },
    shape = "^[%u9][%u9][%u9][%u9][%u9]%d[0156]%d[0-3]%d%d[%u9][%u9][%u%d]%u%u$",
    check = uk_driver, score = 0.8, near = 0.95, words = "licence license driving driver dvla",
  },
  {
    label = "passport", rule = "uk_passport", country = "gb", lengths = { 9, 9 },
    shape = "^%u%u%d%d%d%d%d%d%d$", score = 0.15, near = 0.8,
    words = "passport passports travel document",
  },
  {
    label = "national_id", rule = "es_nif", country = "es", lengths = { 8, 9 },
    groups = "8 9 7-1 8-1", shape = "^%d%d%d%d%d%d%d%d?%u$", check = nif, score = 0.6, near = 0.9,
    words = "nif dni documento identificación identidad",
  },
  {
    label = "national_id", rule = "es_nie", country = "es", lengths = { 9, 9 },
    groups = "9 8-1 1-7-1", shape = "^[XYZ]%d%d%d%d%d%d%d%u$", check = nie, score = 0.7,
    near = 0.9,
    words = "nie extranjero identificación",
  },
  {
    label = "passport", rule = "es_passport", country = "es", lengths = { 9, 9 },
    shape = "^%u%u%u%d%d%d%d%d%d$", score = 0.1, near = 0.8, words = "pasaporte passport viaje",
  },
  {
    label = "national_id", rule = "it_fiscal_code", country = "it", lengths = { 16, 16 },
    shape = "^%u%u%u%u%u%u[%dL-NP-V][%dL-NP-V][A-EHLMPR-T][%dL-NP-V][%dL-NP-V]%u[%dL-NP-V]"
      .. "[%dL-NP-V][%dL-NP-V]%u$",
    check = fiscal, near = 0.95, words = "codice fiscale cf",
  },
  {
    label = "driver_license", rule = "it_driver_license", country = "it", lengths = { 10, 10 },
    shape = "^%u%u%d%d%d%d%d%d%d%u$", score = 0.3, near = 0.85,
    words = "patente license licence guida",
  },
  {
    label = "driver_license", rule = "it_driver_license", country = "it", lengths = { 10, 10 },
    shape = "^U1[%dB-HJ-NPR-Z][%dB-HJ-NPR-Z][%dB-HJ-NPR-Z][%dB-HJ-NPR-Z][%dB-HJ-NPR-Z]"
      .. "[%dB-HJ-NPR-Z][%dB-HJ-NPR-Z]%u$",
    score = 0.6, near = 0.9, words = "patente license licence guida",
  },
  {
    label = "national_id", rule = "it_vat_code", country = "it", layouts = "11 8-3",
    check = partita_iva, score = 0.15, near = 0.85, words = "iva partita piva vat",
  },
  {
    label = "national_id", rule = "it_identity_card", country = "it", score = 0.1, near = 0.8,
    words = "carta identità identita identity card cie documento",
    pattern = galley.re([[(?xi) (?<! [\w-] )
      (?: [a-z]{2} [ ]? \d{7} | \d{7} [a-z]{2} | [a-z]{2} \d{5} [a-z]{2} ) (?! [\w-] )]]),
  },
  {
    label = "passport", rule = "it_passport", country = "it", lengths = { 9, 9 },
    shape = "^%u%u%d%d%d%d%d%d%d$", score = 0.15, near = 0.8, words = "passaporto passport",
  },
  {
    label = "national_id", rule = "pl_pesel", country = "pl", layouts = "11", check = pesel,
    score = 0.35, near = 0.9, words = "pesel",
  },
  {
    label = "national_id", rule = "se_personnummer", country = "se", layouts = "8-4 6-4 12 10",
    check = personnummer, score = 0.6, bare = 0.3, near = 0.9,
    words = "personnummer pnr samordningsnummer personal identity swedish",
  },
  {
    label = "national_id", rule = "se_organisationsnummer", country = "se", layouts = "6-4 10",
    check = organisation, score = 0.4, bare = 0.1, near = 0.9,
    words = "organisationsnummer orgnummer orgnr organisation company",
  },
  {
    label = "national_id", rule = "fi_personal_identity_code", country = "fi", check = hetu,
    score = 0.9, near = 0.95, words = "hetu henkilötunnus identity",
    pattern = galley.re([[(?xi)
      (?<! [\d+-] ) \d{6} [+a-fu-y-] \d{3} [\da-fhj-npr-y] (?! [\w-] )]]),
  },
}
