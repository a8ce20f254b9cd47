-- Numbers that have no form of their own: what they are is said by the word before them. The
-- pattern starts its match behind the word.
local S = [=[(?:[ ]|\x{a0}|\n(?!\n))]=]

-- A value holds a digit, and ends with a letter or digit.
local VALUE = [[ (?= [A-Z\d./:#-]{0,12}? \d ) [A-Z\d] [A-Z\d./:-]{2,24} (?<= [A-Z\d] ) (?! \w )]]

local function has_digit(text)
  return text:find("%d") ~= nil
end

-- `head`: the words; they need one of "number", "no.", "#", ":" between them and the value when
-- `sure` is not set, as in "case 12345", which may be no number of a case.
local function named(label, why, score, head, value, sure)
  local number = S .. [[{1,2} (?: numbers? | nos? | num | nr | nº | n° | id | code ) \b \.? ]]
  local is = "(?:" .. S .. "{1,2} (?: is | was | of | with | and ) \\b )?+"
  local link = sure and "(?:" .. number .. ")? " .. is .. " (?: " .. S .. "? [:#=] )?"
    or "(?: " .. number .. is .. " (?: " .. S .. "? [:#=] )? | " .. S .. "? [:#] )"
  return {
    label = label, rule = "named", why = why, score = score, check = has_digit,
    pattern = galley.re("(?xi) (?<! \\w ) (?:" .. head .. ") \\b" .. link .. S .. "{0,3} \\K"
      .. (value or VALUE)),
  }
end

local PLATE = [[ (?= [A-Z\d -]{0,8}? \d ) [A-Z\d]{1,4} (?: [ -] [A-Z]{1,3} )?
  (?: [ -]? (?-i: [A-Z\d]{2,6} ) )? (?<= [A-Z\d] ) (?! \w )]]

local docket = [[ (?: \d{1,2} : )? \d{2,4} [ -]? [A-Z]{1,4} [ -]? \d{1,7} (?: - [A-Z\d]{1,5} ){0,3}
  (?! \w )]]

return {
  named("account", "account", 0.75, [[ account | acct\.? | a/c | konto(?:nummer)? | compte | cuenta
    | routing | sort [ ] code | policy | member(?:ship)? | customer | subscriber | beneficiary
    | policyholder | certificate | kundennummer ]]),
  named("case_number", "case", 0.75, [[ case | docket | cause | civil [ ] action | criminal [ ]
    action | complaint | citation | warrant | incident | claim | aktenzeichen ]]),
  {
    label = "case_number", rule = "docket", score = 0.6,
    pattern = galley.re([[(?x) (?<! [\w.-] ) \d{1,2} : \d\d - (?: cv | cr | mc | mj | md | bk )
      - \d{3,6} (?: - [A-Z]{2,4} (?: - [A-Z]{2,4} )? )? (?! \w )]]),
  },
  named("case_number", "case", 0.7, [[ docket | case | az\.? | aktenzeichen ]], docket, true),
  named("license_plate", "plate", 0.75, [[ (?: licen[cs]e | number | registration | car ) [ ]
    plates? | licen[cs]e [ ] tag | kennzeichen | plaka | immatriculation ]], PLATE, true),
  named("license_plate", "plate", 0.75, [[ plates? | registration ]], PLATE),
  named("medical", "medical", 0.8, [[ mrn | medical [ ] record | patient | chart | health [ ] (?:
    plan | card | insurance ) | prescription | rx ]]),
  named("driver_license", "license", 0.75, [[ (?: driver['’]?s? | driving ) ['’]? [ ]
    licen[cs]e | führerschein(?:nummer)? | permis [ ] de [ ] conduire ]], [[
    (?= [A-Z]{0,6} \d ) [A-Z\d] [A-Z\d*-]{4,18} (?<= [A-Z\d] ) (?! \w )]], true),
  named("passport", "passport", 0.75, [[ passports? | reisepass(?:nummer)? | passeport | pasaporte
    | passaporto ]], [[ (?= [A-Z]{0,3} \d{5} ) [A-Z\d]{6,12} (?! \w )]], true),
}
