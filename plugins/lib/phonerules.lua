-- The rules by which detect.contact finds telephone numbers. A rule has a name, a pattern, and
-- either a score or check(text, doc, a, b), which gives the score of a match, how many of its
-- bytes are the number, what speaks for it and another name, one of `names`; nothing when it is no
-- number.
local around = require "lib.around"
local phones = require "lib.phones"

-- [ \x{a0}\x{2002}-\x{200a}\x{202f}] are the spaces that hold a number together,
-- [\x{2010}-\x{2015}] hyphens and dashes.
local S = [=[[ \x{a0}\x{2002}-\x{200a}\x{202f}.()/\x{2010}-\x{2015}-]]=]
local EXTENSION = [[(?: ,? [ ]? (?: x | ext\.? ) [ ]? \d{1,6} )?]]

local international = galley.re([[(?x)
  (?: (?<! [\d+] ) \+ | (?<! [\w.,+] ) 00 (?! 0 ) | (?<! [\w.,+] ) 011 [ -] )
  [(]? [1-9] (?: ]] .. S .. [[{0,3} \d ){5,14} ]] .. EXTENSION .. [[ (?! \d | [.,]\d )]])

-- (202) 555-0123, 202.555.0123x45, 1-800-555-TIPS, 001-202-555-0123
local american = galley.re([[(?x)
  (?<! [\w.,$€£/+-] | \+1[ .-] ) (?: (?: 00 )? [1-9]\d? [ .-] )?
  (?: \( [2-9]\d\d \) [ -]? | [2-9]\d\d [ .-] ) [2-9]\d\d [ .-] (?: \d{4} | [A-Z]{4} ) ]]
  .. EXTENSION .. [[ (?! \w | [.-]\d )]])

-- 01 99 00 12 34 as in France, 0490 75 40 81 as in Belgium, (020) 7946 0018 as in Britain
local national = galley.re[[(?x)
  (?<! [\w.,/+-] | \+\d\d[ ] | \+\d\d[ ][(] )
  (?: 0[1-9] (?: [ \x{a0}\x{202f}.-] \d\d ){4}
    | 0[1-9]\d\d (?: [ ] \d\d ){3}
    | (?: \( 0[1-9]\d{1,3} \) | 0[1-9]\d{1,3} ) [ /]
      (?: \d{3,4} [ ]? \d{3,4} | \d{3} [ ] \d\d [ ] \d\d ) )
  (?! \d | [.,/-]\d ) ]]

-- Any `least` digits and more that may be written as one number. By themselves they are none: a
-- word beside them or a country's plan must make them one. What most numbers in prose fail by, a
-- letter or comma close behind, is looked at first: galley can search for it. A date that no more
-- figures follow is none without the plan of a country, and is left out at once.
local function grouped(least, countries)
  local no_date = countries[1] and "" or [[ (?! (?: 1[5-9] | 20 ) \d\d - [01]?\d - [0-3]?\d
    (?! \d | [^\w\n]{0,3} \w ) )]]
  return galley.re([[(?x)
    (?= [(\d] [^a-zA-Z,;:"'\n]{]] .. least - 1 .. [[} )]] .. no_date .. [[
    (?<! [\w.,$€£/+#@-] | [$€£] [ ] )
    (?= (?: [^\d,\n]{0,3} \d ){]] .. least .. [[} )
    (?> (?: \( \d{1,5} (?: [ -] \d{1,5} )? \) | \d{1,14} )
      (?: ]] .. S .. [[{1,3} \d{1,10} ){0,6} ) ]]
    .. EXTENSION .. [[ (?<= \d ) (?! \w | [.,:/-]\d | [ ]? [%€$£°] )]])
end

local announces = galley.re[[(?xi) (?<! [\w'’-] )
  (?: tel | tél | telephone | téléphone | telefon | telefono | teléfono | telefone | phone | phones
    | fax | mobile | móvil | mobil | mobiel | cell | cellphone | cellular | cellulare | portable
    | handy | gsm | whatsapp | signal | hotline | helpline | landline | switchboard | pager | desk
    | call | text | dial | ring | reached | answering | messages | téléphoner | anrufen | rufnummer
    | numero | número | numéro | cep )
  [.]? (?: \s (?: us | me | him | her | them | number | numbers | no\. | nr\. | at | on | to | au
    | is | of | phone | mobile ) ){0,3}
  \s? [:#.=]{0,2} \s{0,2} \z]]

local follows = galley.re[[(?xi) \A [ \t,(\\-]{1,3}
  (?: office | fax | mobile | cell | home | work | desk | phone | tel )
  (?! \w | [ .:]{0,3} [\d+(] )]]

-- dates, pairs of years, and the numbers of laws and cases: 1430/2019
local date = galley.re[[(?x) \A (?: \d+ / (?: 19 | 20 ) \d\d
  | (?: 1[5-9] | 20 ) \d\d [ ./–-]{1,3} (?: 1[5-9] | 20 ) \d\d
  | (?: 1[5-9] | 20 ) \d\d [./-] [01]?\d [./-] [0-3]?\d
  | [0-3]?\d [./-] [0-3]?\d [./-] (?: (?: 1[5-9] | 20 ) \d\d | \d\d ) ) \z]]

-- 12 345 678 and 1.234.567 are sums as well
local sum = galley.re[[\A[1-9]\d{0,2}(?:[ .\x{a0}\x{202f}]\d{3})+\z]]

-- The number without a group of another number behind it: 202-555-0123 2019. Hyphens and dots are
-- not given up for a space.
local function whole(text)
  local at = text:find("[-.]%d+ %d", 2)
  local cut = at and text:find(" %d", at)
  return cut and text:sub(1, cut - 1) or text
end

local function digits_of(text)
  return (text:gsub(",? ?[xe][xt.]* ?%d+$", ""):gsub("%D", ""))
end

local function plus(text)
  local digits = digits_of(text)
  local from = text:sub(1, 1) == "+" and 1 or digits:sub(1, 2) == "00" and 3 or 4
  digits = digits:sub(from)
  local bare = digits_of((text:gsub("%(0%)", ""))):sub(from) -- +1 (0)202: nobody dials this 0
  if phones.international(digits) or phones.international(bare) then
    return 0.95, #text
  end
  local part = text -- the last groups may be a number of their own
  repeat
    part = part:match("^(.*%d)[^%d]+%d+$")
    if part and phones.international(digits_of(part):sub(from)) then
      return 0.9, #part
    end
  until not part
  return #digits >= 8 and 0.5 or nil, #text
end

-- How sure a number of a country is that nothing announces: by its trunk prefix, its grouping and
-- its length.
local function look(text, digits, trunk)
  if trunk == 0 then
    return 0.8
  elseif sum:test(text) then
    return 0.4
  elseif text:find("%d[^%d]+%d") or text:find("^%(") then
    return #digits >= 7 and 0.6 or 0.4
  end
  return #digits >= 9 and 0.5 or #digits >= 7 and 0.4 or nil
end

local function by_country(plans, digits)
  for _, plan in ipairs(plans) do
    local trunk = phones.national(plan, digits)
    if trunk then
      return trunk
    end
  end
end

local function beside(doc, a, b)
  if announces:test(doc:sub(around.before(doc, a, 60))) then
    return "announced"
  elseif follows:test(doc:sub(around.after(doc, b, 12))) then
    return "followed"
  end
end

local function any(plans)
  return function(text, doc, a, b)
    local digits, all = digits_of(text), #text
    local trunk = by_country(plans, digits)
    if not trunk then
      text = whole(text)
      digits = digits_of(text)
      trunk = by_country(plans, digits)
    end
    local open = text:find("%([^)]*$")
    if #digits > 15 or open or not trunk and (#digits < 7 or date:test(text)) then
      return nil
    end
    b = b - (all - #text)
    local why = beside(doc, a, b)
    if why then
      return trunk and 0.85 or 0.6, #text, why, trunk and "country" or "announced"
    elseif not trunk or date:test(text) then
      return nil
    end
    local score = look(text, digits, trunk)
    if not score and around.alone(doc, a, b) then
      score, why = 0.4, "alone"
    end
    return score, #text, why, "country"
  end
end

-- Short numbers there are only in some countries.
return function(countries)
  return {
    { label = "phone", name = "international", pattern = international, check = plus },
    { label = "phone", name = "american", pattern = american, score = 0.9 },
    { label = "phone", name = "national", pattern = national, score = 0.7 },
    {
      label = "phone", pattern = grouped(#countries > 0 and 4 or 7, countries),
      check = any(phones.plans(countries)),
      names = #countries > 0 and { "country", "announced" } or { "announced" },
    },
  }
end
