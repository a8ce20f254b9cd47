-- An address is a core (a street with its number, a box) with what stands around it: a flat
-- before, and behind it flats, a town, a state, a country, a postcode, on the same line or the
-- next ones. A town is taken only where one of the other three follows: else it may be anything.
local around = require "lib.around"
local looked = require "lib.looked"
local postcodes = require "lib.postcodes"
local regions = require "lib.regions"

local function re(pattern)
  return galley.re("(?xJ)" .. pattern)
end

-- \x{c0}-\x{1fff} are the letters of Latin, Greek, Cyrillic and their neighbours.
local cap = [[ [A-Z\x{c0}-\x{1fff}] [\w\x{c0}-\x{1fff}'’]{0,30}+ ]]
local word = [[ [A-Za-z\x{c0}-\x{1fff}] [\w\x{c0}-\x{1fff}'’-]{0,30}+ ]]
local small = [[ (?: (?: d[aeiou] | de[ilrs] | del[lao]{1,2} | delle | degli | dell['’] | d['’]
  | dos | des | am | an | an [ ] der | im | auf | l[aeo] | les | los | l['’] | à | aux? | nad | of
  | on | pod | sur | the | upon | e | et | y | san | santa ) (?: [ ] | (?<= ['’] ) ) ){0,3} ]]
local name = cap .. [[ (?: \.? [ -] ]] .. small
  .. [[ (?! (?: Apt | Suite | Ste | Unit | Flat | Room | Floor | Level | Bldg | Box )\b ) ]] .. cap
  .. [[ ){0,4} ]]

-- A month or a day, with which no name of a street begins.
local no_day = [[ (?! (?: Jan | Feb | Mar | Apr | May\b | June? | July? | Aug | Sep | Oct | Nov
  | Dec | Mon | Tue | Wed | Thu | Fri | Sat | Sun ) (?: [a-z]{0,6}day | uary | ruary | ch | il
  | ust | (?: tem | o | em )? ber )? \b ) ]]

-- From one part to the next, or over the end of a line and what a quotation is marked with.
local gap = [[ (?: [ ]? , [ ]{0,2} | [ ]{1,3}
  | [ ]? ,? [ ]? \r?\n (?: [>|?*]{1,3} )? [ \t]{0,8} (?: , [ ] )? ) ]]
local free = [[ (?<! [\w.,:$€£%/+-] | [$€£][ ] ) ]]
local capital = [[ [A-Z\x{c0}-\x{1fff}] ]]
-- The lookahead says form by form what begins here. A number with a capital behind it is rare, and
-- galley can search for it; it could not for what comes behind a part that may be missing.
local number = free .. "(?= \\d{1,5} [ \\n] (?:" .. capital .. [[ | \d )
  | \d{1,5} [A-Za-z] [ \n] (?:]] .. capital .. [[ | \d ) | \d{1,5} [/–-] \d )
  \d{1,5} (?: [A-Za-z] | [/–-] \d{1,4} [A-Za-z]? )? [ \n] ]]
local house = [[ (?: n[.º°o]{1,2} [ ] )? \d{1,4}
  (?: [ ]? [a-dA-D] | [/-] \d{1,4} )? (?! [\w%] | [.,:]\d ) ]]
local unit = [[ (?: (?i: apt | apartment | suite | ste | unit | flat | room | floor | level | bldg
  | building | lot | wohnung | étage | etage | piso ) \.? [ ]? \#? (?: \d{1,5} [A-Za-z]? | [A-Z] )
  | \# [ ]? \d{1,5} [A-Z]? | \d{1,2} (?: st | nd | rd | th ) [ ] [Ff]loor )
  (?: [/-] \d{1,4} )? (?! \w ) ]]

local code = "(?:" .. postcodes.any .. [[ ) (?! [\w-] | [.,]\d ) ]]
local region = "(?:" .. regions.states .. "|" .. regions.countries .. [[ ) (?! \w ) ]]
local town = "(?:" .. gap .. "(?:" .. name .. [[ | [A-Z]{2,3} | \d\d ) (?! \w ) ){0,3}? ]]
-- A postcode proves that a doubtful core is one, but for what may be a year or a small number.
local no_year = [[ (?! (?: 1[6-9] | 20 ) \d\d (?! [\w-] ) ) ]]
local no_small = [[ (?! \d{4} (?! [\w-] ) ) ]]
local function proving(but)
  return "(?:" .. but .. "(?<proof>" .. code .. ")|" .. code .. ")"
end

-- What may stand before a core, and what may follow it, one after the other.
local head = re([[ (?: (?<! [\w#] ) (?<proof>]] .. unit .. [[ ) (?: ,? [ ] | / ) )?
  (?: \b \d{3,5} [ ] )? \z
  | (?<! [\w#] ) (?i: unit | flat | shop ) [ ] \z ]])
local units = re("^(?:" .. gap .. unit .. "){1,2}")
local place = re("^(?:" .. gap .. proving(no_year) .. "[ ]" .. name .. "|" .. town .. gap .. "(?:"
  .. proving(no_small) .. "|" .. region .. "))")
local more = re("^" .. gap .. "(?:" .. proving(no_year) .. "|" .. region .. ")")

local strong = [[ (?: (?: Street | Avenue | Road | Boulevard | Lane | Drive | Parkway | Highway
  | Crescent | Terrace | Turnpike ) \b
  | (?: St | Ave | Rd | Blvd | Ln | Dr | Pkwy | Hwy ) \b \.? ) ]]
local weak = [[ (?: (?: Way | Court | Place | Square | Circle | Close | Row | Alley | Plaza | Walk
  | Mews | Gardens | Grove | Hill | Rise | Quay | Trail | Loop | Path | Park | Wharf | Green
  | Broadway | Embarcadero ) \b | (?: Av | Ct | Pl | Sq | Cir | Gdns | Trl | Cres ) \b \.? ) ]]
local compass = [[ (?: [ ] (?: [NS]\.?[EW]\b\.? | [NESW]\b\.? | North\b | South\b | East\b
  | West\b ) )? ]]
local street = [[ (?: [NESW]\.? [ ] )?
  (?: \d{1,3} (?: st | nd | rd | th ) | ]] .. name .. [[ ) [ \n] ]]

-- The kind of street before its name, behind it, or joined to it.
-- In two, each of which galley can search for.
local kinds = {
  [[ (?i: rue | allée | chemin | impasse | viale | piazza | calle | c/ | avda\.? | avenida | paseo
    | rua | rúa | travessa | ul\. | ulica ) [ ] ]],
  [[ (?: (?i: strada | bulevardul | carrer | praça | straße [ ] de[sr] ) | [Qq]uai | Avenue | Av\.
    | Boulevard | Bd\.? | Pla (?: ce | za ) | Via | Corso | Largo | Route | Vicolo ) [ ] ]],
}
local kind_behind_number = "(?:" .. kinds[1] .. "|" .. kinds[2] .. [[
  | (?: avenue | av\. | boulevard | bd\.? | place | corso | largo | plaza | via ) [ ] ) ]]
local behind = [[ (?: útja | utca | u\. | gate | vei | väg | gata | Straße | Strasse | Weg
  | Allee | Platz | Gasse | Ring | Damm ) ]]
local joined = cap .. [[ (?= [ ] \d | [ ] n[.º°o] )
  (?<= straße | strasse | [Ss]tr\. | gasse | platz | allee | damm | ufer
  | straat | laan | gracht | kade | plein | gatan | gata | vägen | vegen | veien | [a-z]vej
  | [^i]gade | katu | kuja | polku | braut | stræti | vegur | utca | útja ) ]]

-- Words that say that an address follows.
local lead = [[ \b (?i: live[sd]? | living | resid(?: es? | ed | ing ) | address | located
  | offices? | station | letter | meet [ ] (?: me | you ) | move[ds]? | deliver(?: ed )? | send
  | sent | return | off | shipped | mailed ) \b (?: [ ] (?: is | are | it | them | arrived
  | please ) ){0,2} (?: [ ] (?: at | on | in | to ) | : ) [ ]{1,5} ]]

local function foreign(kind)
  return [[ (?<! [\w-] ) ]] .. kind .. small .. no_day .. cap .. "(?: \\.? [ -] " .. small .. word
    .. "){0,4}? ,? [ ]" .. house
end

local streets = {
  { name = "street", score = 0.9, why = "street", number .. street .. strong .. compass },
  { name = "street", score = 0.7, why = "proof", proof = true,
    number .. street .. weak .. compass },
  { name = "street", score = 0.6, why = "at",
    [[ \b (?: at | address: | live[sd]?[ ]on | living[ ]on ) [ ] \K ]]
      .. number .. street .. weak .. compass },
  { name = "foreign", score = 0.8, why = "street",
    free .. [[ (?= \d{1,4} [ ] (?i: [a-dilp-v] ) | \d{1,4} ,[ ] (?i: [abcilp-v] )
      | \d{1,4} [a-d] [ ,] | \d{1,4} (?: bis | ter ) )
      \d{1,4} (?: [ ]? (?: bis | ter | [a-d] ) \b )? ,? [ ] ]]
      .. kind_behind_number .. small .. "(?: (?<= \\b des[ ] | \\b les[ ] | \\b aux[ ] ) " .. word
      .. "[ ] )? " .. name },
  { name = "foreign", score = 0.8, why = "street", foreign(kinds[1]) },
  { name = "foreign", score = 0.8, why = "street", foreign(kinds[2]) },
  { name = "joined", score = 0.8, why = "street",
    [[ (?<! [\w-] ) ]] .. joined .. "[ ]" .. house },
  { name = "joined", score = 0.8, why = "street",
    [[ (?<! [\w-] ) ]] .. cap .. "[ ] (?:" .. word .. "[ ] ){0,2}?" .. behind .. "[ ]"
      .. house },
  { name = "house", score = 0.6, why = "proof", proof = true,
    free .. "(?= \\d{1,5} [ ]" .. capital .. "| \\d{1,5} [A-Za-z] [ ]" .. capital .. ")"
      .. [[ (?! (?: 1[6-9] | 20 ) \d\d [ ] ) \d{1,5} [A-Za-z]? [ ] ]] .. no_day .. name
      .. "(?: [ ]" .. house .. ")? (?= \\D{1,50} \\d )" },
  { name = "house", score = 0.6, why = "proof", proof = true,
    [[ (?<! [\w-] | [\w-][ ] | \.[ ] ) ]] .. no_day .. name .. "[ ]" .. house
      .. "(?= \\D{1,50} \\d )" },
  { name = "house", score = 0.6, why = "unit",
    free .. [[ \d{1,5} [ ] (?:]] .. word .. [[ \.? [ ] ){1,4}? (?: \d{1,4} [ ] )?
      (?= [A-Za-z] ) (?= ]] .. unit .. ")" },
  { name = "announced", score = 0.6, why = "word before",
    lead .. [[ \K (?: \d{1,5} [ ] )? ]] .. no_day .. name .. "[ ]" .. house },
  { name = "corner", score = 0.6, why = "corner",
    [[ \b (?: [Tt]he [ ] )? [Cc]orner [ ] of [ ] (?: \d{1,5} [ ] )? (?:]] .. word
      .. [[ \.? [ ] ){1,4}? (?: \d{1,4} [ ] )? (?: and | & ) (?: [ ] ]] .. cap .. "){1,3}" },
  { name = "box", score = 0.9, why = "box",
    [[ (?: \b \d{3,5} [ ] )? (?<! \w ) (?: (?i: p\.? [ ]? o\.? [ ]? box | post [ ] office [ ] box
      | postfach | apartado (?: [ ] de [ ] correos )? | casilla | postbus | boîte [ ] postale
      | postboks ) | BP ) [ ]{1,2} (?: n[.º°o]{1,2} [ ] )? \d{1,5} (?: [ ] \d\d ){0,2} (?! \w )
      (?: \x20 ]] .. name .. "(?=" .. gap .. unit .. "))?" },
  { name = "military", score = 0.9, why = "box",
    [[ \b (?: (?i: (?: psc | unit | cmr ) [ ] \d{1,5} ,? [ ] box [ ] \d{1,5} )
      | US(?: NS | S | NV | CGC ) [ ] ]] .. name .. ")" .. gap
      .. [[ (?i: [afd]po [ ] a[aep] [ ] \d{5} (?: - \d{4} )? ) (?! \w ) ]] },
}

-- A postcode that stands alone needs the word for it before it, or a form that nothing else has.
local codes = {
  { name = "named", score = 0.9, why = "postcode",
    [[ \b (?i: zip (?: [ -]? code )? | post(?: al )? [ ]? code | postleitzahl | plz
      | code [ ] postal | código [ ] postal | codice [ ] postale ) (?: [ ] is | [ ] of )? :?
      [ ]{1,3} \K (?:]] .. code .. [[ | \d{3,7} (?! \w | [.,]\d ) )]] },
  { name = "british", score = 0.7, why = "form", [[ \b ]] .. postcodes.british .. [[ \b ]] },
  { name = "british", score = 0.5, why = "form",
    [[ \b (?: ]] .. regions.uk_areas .. [[ \d [A-Z\d]? | GIR [ ]? (?= 0AA ) )
      \d [ABD-HJLNP-UW-Z]{2} \b ]] },
  { name = "canadian", score = 0.7, why = "form",
    [[ \b (?= \w{3}[ ] ) ]] .. postcodes.canadian .. [[ \b ]] },
  { name = "american", score = 0.8, why = "state",
    [[ (?<! \w ) ]] .. regions.us .. [[ ,? [ ]{1,2}
      \K \d{5} (?: - \d{4} )? (?! [\w-] | [.,]\d ) ]] },
  { name = "country", score = 0.7, why = "form",
    [[ \b (?: A | B | CH | CZ | D | DK | E | F | FIN | FL | HR | I | L | LV | LT | MD | N | NL | PL
      | RO | S | SI | SK ) - \d{4,5} (?= \x20 ]] .. cap .. ")" },
}

-- Postcodes that are nothing but five figures, in pipelines that name a country.
local figures = {
  { name = "figures", score = 0.4, why = "country",
    [[ (?<! [\w.,/$€£%+-] | [$€£][ ] ) (?! 00000 | 01000 | 99999 ) \d{5}
      (?! [\w%] | [.,/-]\d ) ]] },
}

-- Degrees as a fraction, both of them with three places or more; degrees with minutes.
local fraction = [[ [+−-]?+ (?: 90 | [1-8]?\d ) \. \d{3,12} °? (?: [ ]? [NS] \b )?
  (?: [ ]? [,;/] [ ]? | [ ] ) [+−-]?+ (?: 1[0-7]\d | 180 | [1-9]?\d ) \. \d{3,12} °?
  (?: [ ]? [EWO] \b )? (?! [\w%] | \.\d ) ]]
local minutes = [[ [°º] [ ]? [0-5]?\d (?: [.,]\d{1,6} )? [ ]? ['’′] [ ]?
  (?: [0-5]?\d (?: [.,]\d{1,6} )? [ ]? (?: ["”″] | ['’′]{2} ) [ ]? )? ]]

local coordinates = {
  { name = "decimal", score = 0.8, why = "form", [[ (?<! [\w.,$€£%] ) ]] .. fraction },
  { name = "minutes", score = 0.95, why = "form",
    [[ (?<! [\w.,] ) (?: 90 | [1-8]?\d ) ]] .. minutes .. [[ [NS]\b [ ]? [,;/]? [ ]?
      (?: 1[0-7]\d | 180 | [1-9]?\d ) ]] .. minutes .. [[ [EWO]\b ]] },
}

for _, list in ipairs({ streets, codes, figures, coordinates }) do
  for _, rule in ipairs(list) do
    rule.pattern = re(rule[1])
  end
end

local BEFORE, BEHIND = 40, 240 -- bytes around a core that may belong to it

-- Where the address whose core begins at a begins, and whether a flat there proves that it is one.
local function start(doc, a)
  local before = doc:sub(around.before(doc, a, BEFORE))
  local from, _, group = head:find(before)
  return from and a - (#before - from + 1) or a, from and group.proof ~= nil
end

-- The end of the address whose core ends at b, and whether what follows proves that it is one.
local function extend(doc, b)
  local rest, proof = doc:sub(around.after(doc, b, BEHIND)), false
  local function take(part)
    local _, to, group = part:find(rest)
    if to then
      b, rest = b + to, rest:sub(to + 1)
      proof = proof or part == units or group.proof ~= nil
    end
    return to
  end
  take(units)
  if take(place) then
    while take(more) do end
  end
  return b, proof
end

-- The address around a core, or nil where nothing proves that a doubtful one is one.
local function whole(doc, a, b, rule)
  local from, flat = start(doc, a)
  local to, proof = extend(doc, b)
  if flat or proof or not rule.proof then
    return { a = from, b = to, rule = rule }
  end
end

local function before(one, other)
  return one.a < other.a
end

-- In order of place; where several lie over each other, the surest names them.
local function joined_hits(hits)
  local list = {}
  table.sort(hits, before)
  for _, hit in ipairs(hits) do
    local last = list[#list]
    if last and hit.a <= last.b then
      last.b = math.max(last.b, hit.b)
      last.rule = hit.rule.score > last.rule.score and hit.rule or last.rule
    else
      list[#list + 1] = hit
    end
  end
  return list
end

-- Marks the hits that begin in none of `others`, which are in order of place too.
local function mark(doc, label, hits, others)
  local i = 1
  for _, hit in ipairs(hits) do
    while others[i] and others[i].b < hit.a do
      i = i + 1
    end
    if not (others[i] and others[i].a <= hit.a) then
      local rule = hit.rule
      doc:mark(hit.a, hit.b, label, { score = rule.score, rule = rule.name, why = rule.why })
    end
  end
end

local kinds_of = { address = streets, postcode = codes, coordinates = coordinates }

return {
  api = 1,
  summary = "Mark street addresses, boxes, postcodes and coordinates.",
  labels = { address = "personal", postcode = "personal", coordinates = "personal" },
  options = {
    types = {
      type = "list", choices = { "address", "postcode", "coordinates" },
      default = { "address", "postcode", "coordinates" },
      help = "what to mark; the postcode of an address is part of its mark",
    },
    countries = {
      type = "list", choices = { "de", "es", "fr", "it", "us" }, default = {},
      help = "countries whose postcodes are found without a word before them: any five figures",
    },
  },
  open = function(opt)
    local rules, list = {}, {}
    local function add(label, of_label)
      for _, rule in ipairs(of_label) do
        rules[#rules + 1] = { label = label, name = rule.name, score = rule.score, why = rule.why,
          proof = rule.proof }
        list[#list + 1] = rule.pattern
      end
      looked.by_name(label, of_label)
    end
    for _, label in ipairs(opt.types) do
      add(label, kinds_of[label])
      add(label, label == "postcode" and opt.countries[1] and figures or {})
    end
    return { rules = rules, patterns = list[1] and galley.patterns(list) }
  end,
  process = function(doc, _, state)
    local found = { address = {}, postcode = {}, coordinates = {} }
    if not state.patterns then
      return
    end
    for a, b, n in doc:each(state.patterns) do
      local rule = state.rules[n]
      local hits = found[rule.label]
      hits[#hits + 1] = rule.label == "address" and whole(doc, a, b, rule)
        or rule.label ~= "address" and { a = a, b = b, rule = rule } or nil
    end
    local addresses = joined_hits(found.address)
    mark(doc, "address", addresses, {})
    mark(doc, "postcode", joined_hits(found.postcode), addresses)
    mark(doc, "coordinates", joined_hits(found.coordinates), {})
  end,
}
