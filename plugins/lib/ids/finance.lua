-- Numbers of cards, bank accounts and wallets.
local checks = require "lib.ids.checks"
local countries = require "lib.countries"
local wallet = require "lib.ids.wallet"

-- Who issues a card is told by its first digits. Of all other numbers one in ten passes Luhn's
-- check by chance.
local issuers = galley.re([[(?x) \A (?: 4 | 5[1-5] | 2[2-7] | 3[47] | 3(?: 0[0-5] | [689] ) | 35
  | 6(?: 011 | 2 | 4[4-9] | 5 ) | 5[06-9] | 6[0367] | 1800 | 2131 )]])

local function card(digits)
  if #digits < 12 or #digits > 19 or checks.same(digits) or not checks.luhn(digits) then
    return false
  end
  return true, issuers:test(digits) and not digits:find("^0") and 0.75 or 0.35
end

-- The lengths of IBANs, from the registry of SWIFT; then those of countries that use them without
-- being in it. Checked against npm ibantools 4.5.4.
local iban_lengths = {}
for country, length in ([[
  AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18
  DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23
  IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27
  MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19
  SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
  AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28
  SN28 TD27 TG28]]):gmatch("(%u%u)(%d%d)") do
  iban_lengths[country] = tonumber(length)
end

-- What is longer than its country's IBANs may have a word behind it: the rest is cut off.
local function iban(text)
  local flat = text:gsub("[ -]", ""):gsub("\u{a0}", ""):upper()
  local length = iban_lengths[flat:sub(1, 2)]
  if not length or #flat < length or not checks.iban(flat:sub(1, length)) then
    return false
  end
  local n, at = 0, 0
  while n < length do
    at = at + 1
    n = n + (text:find("^%w", at) and 1 or 0)
  end
  return not text:find("^%w", at + 1), nil, at
end

-- ISO 9362: bank, country, place, and a branch or none.
local function bic(text)
  return countries[text:sub(5, 6)] == true and not text:find("[01]", 8, true)
end

local function aba(d)
  local sum = checks.weigh(d, { 3, 7, 1, 3, 7, 1, 3, 7, 1 })
  local district = tonumber(d:sub(1, 2))
  local known = district <= 12 or district >= 21 and district <= 32
    or district >= 61 and district <= 72 or district == 80
  return known and sum % 10 == 0 and not checks.same(d)
end

return {
  {
    label = "card", rule = "payment_card", counts = { 12, 19 }, check = card, near = 0.95,
    words = "card cards credit debit visa mastercard amex discover diners jcb maestro cc cvv "
      .. "karte kreditkarte carte tarjeta carta",
  },
  {
    label = "iban", rule = "iban", score = 0.95, near = 0.99, check = iban,
    words = "iban account bank konto",
    pattern = galley.re([[(?xi) (?<! [\w+/=-] )
      [a-z]{2} \d{2} [ \x{a0}-]? (?: [a-z\d] [ \x{a0}-]? ){10,30} (?<! [ \x{a0}-] ) (?! \w )]]),
  },
  {
    label = "bic", rule = "bic", score = 0.85, why = "bic", check = bic,
    pattern = galley.re([[(?x) (?i: \b (?: bic | swift ) \b
      [^\n]{0,20}? ) \b \K [A-Z]{6} [A-Z2-9] [A-NP-Z\d] (?: [A-Z\d]{3} )? \b]]),
  },
  {
    label = "account", rule = "us_aba", country = "us", layouts = "9 4-4-1", score = 0.25,
    near = 0.85, check = aba, words = "aba routing rtn transit bank fedwire ach",
  },
  {
    label = "account", rule = "us_bank", country = "us", layouts = "8 9 10 11 12 13 14 15 16 17",
    score = 0.05, near = 0.6, words = "account acct checking savings debit bank",
  },
  {
    label = "crypto", rule = "bitcoin", score = 0.95, near = 0.99, lengths = { 26, 35 },
    check = wallet.base58, case = true, words = "wallet bitcoin btc address",
  },
  {
    label = "crypto", rule = "bech32", score = 0.95, near = 0.99, lengths = { 42, 62 },
    shape = "^%l+1[02-9ac-hj-np-z]+$", check = wallet.bech32, case = true,
    words = "wallet bitcoin btc address",
  },
  {
    label = "crypto", rule = "ethereum", score = 0.9, near = 0.99, lengths = { 42, 42 },
    shape = "^0x%x+$", case = true, words = "wallet ethereum eth address",
  },
}
