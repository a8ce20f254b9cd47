-- A date has a day or a year beside its month: a month, a weekday or a year alone says little of
-- anybody, and there are many of them in any text.
local around = require "lib.around"
local looked = require "lib.looked"

local function re(pattern)
  return galley.re("(?x)" .. pattern)
end

local free = [[ (?<! [\w.,/$€£%+-] | [$€£][ ] ) ]]
local stop = [[ (?! [\w%] | [.,/-]\d ) ]]
local day = [[ (?: 3[01] | [12]\d | 0?[1-9] ) ]]
local month_number = [[ (?: 1[0-2] | 0?[1-9] ) ]]
local years = [[ (?: 1[5-9] | 2[01] ) \d\d ]]
local year = "(?:" .. years .. [[ | ['’] \d\d ) (?! [\w-] | [.,]\d ) ]]

-- With a capital, or all in capitals.
local english = [[ (?= [A-Z] ) (?i: Jan (?: uary | \b\.? ) | Feb (?: ruary | \b\.? )
  | Mar (?: ch | \b\.? ) | Apr (?: il | \b\.? ) | May | June? | July? | Aug (?: ust | \b\.? )
  | Sep (?: tember | t?\b\.? ) | Oct (?: ober | \b\.? ) | Nov (?: ember | \b\.? )
  | Dec (?: ember | \b\.? ) ) (?! \w ) ]]
local other = [[ (?: janvier | février | mars | avril | mai | juin | juillet | août | septembre
  | octobre | novembre | décembre | Jan(?:uar|\.) | Jänner | Feb(?:ruar|\.) | März | April | Mai
  | Juni | Juli | August | Sept(?:ember|\.) | Okt(?:ober|\.) | November | Dez(?:ember|\.)
  | enero | febrero | marzo | abril | mayo | junio | julio | agosto | septiembre | octubre
  | noviembre | diciembre ) (?! \w ) ]]

local gap = [[ [ \n] ]] -- a line that was wrapped ends at any space
local time = [[ (?: (?: ,? [ ] (?: (?: at | um | à ) [ ] )? | T )
  (?: 2[0-3] | [01]?\d ) : [0-5]\d (?: : [0-5]\d (?: [.,] \d{1,9} )? )?
  (?: [ ]? [AaPp] (?: \.[Mm]\. | [Mm]\b ) )?
  (?: [ ]? (?: Z\b | [+-] [01]\d :? [0-5]\d (?! \d ) | UTC\b | GMT\b | [ECMP][SD]T\b ) )? )? ]]
-- "3rd", "3", and where it is one of several: "3 and 4", "3-5"
local nth = day .. [[ (?: st | nd | rd | th )? (?! \w ) ]]
local several = "(?: (?: [ ]?[–-][ ]? | [ ]and[ ] | [ ]to[ ] )" .. nth .. ")?"

-- The same sign between the parts of a date in figures.
local function parted(first, second, third)
  local ways = {}
  for i, sign in ipairs({ "-", "/", "[.]" }) do
    ways[i] = first .. sign .. second .. sign .. third
  end
  return "(?:" .. table.concat(ways, "|") .. ")"
end

local two = [[ (?: 3[01] | [0-2]?\d ) ]] -- a day or a month
-- words before a day and a month that could be a fraction or a score
local on = [[ (?: \b (?: [Oo]n | [Bb]y | [Ss]ince | [Uu]ntil | [Ff]rom | [Dd]ated? | [Dd]ue
  | [Tt]oday | [Tt]omorrow | [Yy]esterday | is | of | [Tt]hrough | [Tt]ill
  | [Ee]xp (?: ires | iry )? ) [:,]? [ ]? (?<= [ :,] ) ) ]]

local dates = {
  { name = "iso", score = 0.95, why = "form",
    [[ (?<! [\w./$€£%+-] | \d, ) ]] .. parted(years, month_number, day) .. "(?! \\d )" .. time
      .. [[ (?! \w | [./-]\d ) ]] },
  { name = "figures", score = 0.9, why = "form",
    free .. parted(two, two, years) .. "(?! \\d )" .. time .. stop },
  { name = "short_year", score = 0.6, why = "form",
    [[ (?<! [Vv]ersion[ ] | [Ss]ection[ ] | IP[ ] ) ]] .. free .. parted(two, two, "\\d\\d")
      .. "(?! \\d )" .. time .. stop },
  { name = "month_year", score = 0.5, why = "form",
    free .. month_number .. "/" .. years .. stop },
  { name = "day_month", score = 0.4, why = "word before",
    on .. [[ \K (?! 9/11 | 24/7 ) ]] .. two .. "/" .. two .. [[ (?! [\w%/] | [.-]\d ) ]] },
  { name = "dashes", score = 0.9, why = "month",
    [[ (?<! [\w-] ) (?:]] .. day .. "-" .. english .. "(?: -" .. years .. " | - \\d\\d )?|"
      .. english .. "-(?:" .. years .. "|" .. two .. [[ ) ) (?! [\w-] ) ]] },
  { name = "month_day", score = 0.9, why = "month",
    [[ (?<! \w ) ]] .. english .. gap .. nth .. several .. "(?: ,?" .. gap .. "(?: in[ ] )?"
      .. year .. ")?" .. time
      .. [[ (?! [%:] | [.,]\d | [ ] (?: percent | per [ ] cent | million ) ) ]] },
  { name = "day_month", score = 0.9, why = "month",
    free .. nth .. several .. gap .. "(?: of[ ] )?" .. english .. "(?: ,?" .. gap .. year .. ")?"
      .. time },
  { name = "day_month", score = 0.9, why = "month",
    free .. [[ (?= \d{1,2} [ \n] [adefjmnosADFJMNOS] [acegiknopuväé]
      | \d{1,2} (?: er | [.º°] ) ) ]]
      .. day .. "(?: er | [.º°] )? (?! \\w )" .. gap .. "(?: de[ ] )?" .. other
      .. "(?:" .. gap .. "(?: del?[ ] )?" .. year .. ")?" .. time },
  { name = "spelled", score = 0.8, why = "month",
    [[ \b (?i: twenty- | thirty- )? (?i: first | second | third | fourth | fifth | sixth | seventh
      | eighth | ninth | tenth | eleventh | twelfth | twentieth | thirtieth
      | (?: thir | four | fif | six | seven | eigh | nine ) teenth ) [ ] of ]] .. gap .. english
      .. "(?: ,?" .. gap .. year .. ")?" },
  { name = "month_year", score = 0.7, why = "month",
    [[ (?<! \w ) (?:]] .. english .. "|" .. other .. ") ,?" .. gap .. "(?: de[ ] | of[ ] )?"
      .. years .. [[ (?! [\w-] | [.,]\d ) ]] },
  { name = "east_asian", score = 0.95, why = "form",
    [[ (?<! \d ) ]] .. years .. "年" .. month_number .. "月 (?:" .. day .. "日 )?" },
}
local year_alone = { name = "year", score = 0.4, why = "form",
  pattern = re(free .. "(?: 19 | 20 ) \\d\\d (?! [\\w%] | [.,/-]\\d )") }
local weekday_alone = { name = "weekday", score = 0.4, why = "form",
  pattern = re("\\b (?i: (?: mon | tues | wednes | thurs | fri | satur | sun ) day ) \\b") }

-- What may stand before a date and belongs to it.
local weekday = re([[ \b (?: Mon | Tue(?:s)? | Wed(?:nes)? | Thu(?:rs)? | Fri | Sat(?:ur)? | Sun )
  (?: day )? \.? ,? [ ] \z ]])

-- Ages mark the number alone, so that what is put in its place reads well.
local age = [[ (?: 1[01]\d | [1-9]?\d ) ]]
local tens = [[ (?i: (?: twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety )
  (?: - (?: one | two | three | four | five | six | seven | eight | nine ) )? | (?: six | seven
  | eigh | nine | thir | four | fif ) teen | ten | eleven | twelve | one | two | three | four
  | five | six | seven | eight | nine ) ]]
-- The words of a name: none that a number follows, and no month for a surname.
local given = [[ (?! (?: No | Street | Avenue | Chapter | Article | Section | Route ) \b )
  [A-Z\x{c0}-\x{24f}] [\w\x{c0}-\x{24f}'’.-]{1,24}+ ]]
local surname = [[ (?! (?: Jan | January | Feb | February | March | April | May | June | July
  | Aug | August | Sept | September | Oct | October | Nov | November | Dec | December ) \b )
  [A-Z\x{c0}-\x{24f}] [\w\x{c0}-\x{24f}'’-]{1,24}+ ]]
local any_age = "(?:" .. age .. "|" .. tens .. ")"

-- Things of which the age is told too.
local thing = [[ (?! [ ] (?: law | rule | ban | policy | treaty | agreement | war | conflict | feud
  | record | award | tradition | institution | company | firm | program | system | building | house
  | church | bridge | ship | tree ) \b ) ]]

local ages = {
  { name = "year_old", score = 0.9, why = "year-old",
    [[ (?<! [\w.,$€£-] ) ]] .. any_age .. [[ (?<rest> [ -]? (?: years? [ -] olds? | years [ ] of
      [ ] age | yrs? [ ] old | y/o | y\.o\. | yo ) \b ) ]] .. thing },
  { name = "aged", score = 0.9, why = "aged",
    [[ (?<! [\w-] ) (?<! over[ ]the[ ] | under[ ]the[ ] | above[ ]the[ ] | below[ ]the[ ] ) [Aa]
      (?: ged (?: [ ] between )? | ge (?: [ ] of | [ ] is | : )? ) [ ] \K ]] .. any_age .. stop },
  { name = "turned", score = 0.7, why = "turned",
    [[ \b (?: just | [Ss]he | [Hh]e | [Ww]ho | I | they | will | ['’]ll | has | had | recently )
      [ ] turn (?: s | ed | ing )? [ ] \K [1-9]\d ]] .. stop },
  { name = "apposition", score = 0.7, why = "name",
    [[ (?<! \w ) ]] .. given .. [[ [ ]
      (?: (?: van | von | de | bin | al | el | der | da ) [ ] ){0,2} ]] .. surname .. [[ ,[ ]
      \K [1-9]\d (?= ,[ ] [a-z‘“"(I] | \. (?! \d ) | [ ]? [;)] ) ]] },
  { name = "foreign", score = 0.9, why = "years",
    free .. age .. [[ (?= [ ] (?: ans | años | Jahre [ ] alt | anni | anos [ ] de [ ] idade ) \b
      | - (?: jährige | Jährige ) ) ]] },
  { name = "foreign", score = 0.9, why = "age",
    [[ \b (?: im [ ] Alter [ ] von | âgée?s? [ ] de | à [ ] l['’]âge [ ] de | edad [ ] de )
      [ ] \K ]] .. age .. stop },
}
for _, list in ipairs({ dates, ages }) do
  for _, rule in ipairs(list) do
    rule.pattern = re(rule[1])
  end
end

-- The start of a date, with the weekday before it.
local function day_before(doc, a)
  if a == 1 or doc:sub(a - 1, a - 1) ~= " " then
    return a
  end
  local before = doc:sub(around.before(doc, a, 16))
  local from = weekday:find(before)
  return from and a - (#before - from + 1) or a
end

local function before(hit, next_hit)
  return hit.a < next_hit.a or hit.a == next_hit.a and hit.b > next_hit.b
end

-- In order of place; of hits that overlap, the longest.
local function apart(hits)
  local kept = {}
  table.sort(hits, before)
  for _, hit in ipairs(hits) do
    local last = kept[#kept]
    if not last or hit.a > last.b then
      kept[#kept + 1] = hit
    else
      last.b = math.max(last.b, hit.b)
    end
  end
  return kept
end

local function mark(doc, label, hits)
  for _, hit in ipairs(hits[2] and apart(hits) or hits) do
    local rule = hit.rule
    doc:mark(hit.a, hit.b, label, { score = rule.score, rule = rule.name, why = rule.why })
  end
end

return {
  api = 1,
  summary = "Mark dates in words and figures, and ages.",
  labels = { date = "personal", age = "personal" },
  options = {
    types = {
      type = "list", choices = { "date", "age" }, default = { "date", "age" },
      help = "what to mark",
    },
    years = {
      type = "boolean", default = false, help = "years that stand alone are dates too: 1999",
    },
    weekdays = {
      type = "boolean", default = false, help = "weekdays that stand alone are dates too: Monday",
    },
  },
  open = function(opt)
    local wanted, rules, list = {}, {}, {}
    for _, label in ipairs(opt.types) do
      wanted[label] = true
    end
    local function add(rule, label)
      rules[#rules + 1] = { name = rule.name, score = rule.score, why = rule.why, label = label }
      list[#list + 1] = rule.pattern
    end
    for _, rule in ipairs(wanted.date and dates or {}) do
      add(rule, "date")
    end
    if wanted.date and opt.years then
      add(year_alone, "date")
    end
    if wanted.date and opt.weekdays then
      add(weekday_alone, "date")
    end
    for _, rule in ipairs(wanted.age and ages or {}) do
      add(rule, "age")
    end
    for label in pairs(wanted) do
      local told = {}
      for _, rule in ipairs(rules) do
        told[#told + 1] = rule.label == label and rule or nil
      end
      looked.by_name(label, told)
    end
    return { rules = rules, patterns = list[1] and galley.patterns(list) }
  end,
  process = function(doc, _, state)
    local dates_found, ages_found = {}, {}
    if not state.patterns then
      return
    end
    for a, b, n, group in doc:each(state.patterns) do
      local rule = state.rules[n]
      if rule.label == "date" then
        dates_found[#dates_found + 1] = { a = day_before(doc, a), b = b, rule = rule }
      else
        ages_found[#ages_found + 1] = { a = a, b = b - (group and #group.rest or 0), rule = rule }
      end
    end
    mark(doc, "date", dates_found)
    mark(doc, "age", ages_found)
  end,
}
