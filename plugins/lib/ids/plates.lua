-- Plates of cars, by the forms of Britain, Turkey and Nigeria. That what looks like one is a plate
-- is unsure without a word beside it.
local words = "plate plates registration reg vehicle vehicles car plaka plakası plakasi"

-- Britain since 2001: area, half-year of issue (02 to 29 from March, 51 to 79 from September).
local function current(text)
  local age = tonumber(text:match("%d%d"))
  local mixed = text:find("%l") and text:find("%u")
  return not mixed and (age >= 2 and age <= 29 or age >= 51 and age <= 79),
    text:find("%l") and 0.1 or 0.55
end

local function province(text)
  local number = tonumber(text:sub(1, 2))
  return number >= 1 and number <= 81, text:find("%l") and 0.1 or 0.3 -- 15 JAN 2015 is one, too
end

local function capitals(text)
  return true, text:find("%l") and 0.1 or 0.4
end

return {
  {
    label = "license_plate", rule = "uk_vehicle_registration", country = "gb", check = current,
    near = 0.9, words = words,
    pattern = galley.re([[(?xi) (?<! [\w-] )
      [a-hj-pr-y]{2} \d{2} [ -]? [a-hj-pr-z]{3} (?! [\w-] )]]),
  },
  {
    label = "license_plate", rule = "uk_vehicle_registration", country = "gb", score = 0.2,
    near = 0.85, words = words,
    pattern = galley.re([[(?x) (?<! [\w-] )
      (?: [A-HJ-NPR-TV-Y] [1-9]\d{0,2} [ ]? [A-HJ-PR-Y] [A-HJ-PR-Y]{2}
        | [A-HJ-PR-Y]{3} [ ]? [1-9]\d{0,2} [A-HJ-NPR-TV-Y] ) (?! [\w-] )]]),
  },
  {
    label = "license_plate", rule = "tr_license_plate", country = "tr", check = province,
    near = 0.9, words = words,
    pattern = galley.re([[(?xi) (?<! [\w-] ) \d{2}
      (?: [ ] [a-z]{1,3} [ ] | [a-z]{1,3} ) \d{2,4} (?! [\w-] )]]),
  },
  {
    label = "license_plate", rule = "ng_vehicle_registration", country = "ng", check = capitals,
    near = 0.9, words = words,
    pattern = galley.re([[(?xi) (?<! [\w-] ) [a-z]{3} [ -]? \d{3} [a-z]{2} (?! [\w-] )]]),
  },
}
