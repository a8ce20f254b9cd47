-- Few patterns find what may be a number: digits with separators, words of letters and digits, and
-- some forms of their own. By its grouping or length each goes to the rules that know it, in
-- plugins/lib/ids. Where rules overlap, the best score wins.
local around = require "lib.around"
local best = require "lib.best"
local looked = require "lib.looked"
local plain = require "lib.plain"

local groups = {
  require "lib.ids.finance", require "lib.ids.america", require "lib.ids.europe",
  require "lib.ids.germany", require "lib.ids.asia", require "lib.ids.plates",
  require "lib.ids.named",
}

-- What most numbers in prose fail by, a letter or a comma close behind, is looked at first; and a
-- date with nothing like a number behind it, which is none.
local digits = galley.re[[(?x)
  \d (?= [^a-zA-Z,;"'()\n]{5} ) (?= (?: [^\d\n]? \d ){5} )
  (?! (?<= \b [12] ) \d{3} - \d\d - \d\d (?! [^\n]? \w ) )
  (?<! [\w.,$€£+] \d | [\w][-/] \d | [A-Za-z][.:] \d )
  \d{0,18} (?: [ ._:/-] \d{1,13} ){0,24} (?! \w | [.,:/-]\d ) ]]

local letters_first = galley.re[[(?x)
  (?<! [\w@.-] ) [A-Za-z]{1,6}+ (?: - [A-Za-z]{1,2} - )? -? \d [A-Za-z\d]{0,90}
  (?: - [A-Za-z\d]{1,8} ){0,3} (?<= [A-Za-z\d] ) (?! [\w@] | -\w ) ]]

local digits_first = galley.re[[(?x)
  (?= \d{1,14} [A-Za-z] | \d{1,14} - [A-Za-z] ) (?= [A-Za-z\d-]{6} ) (?<! [\w@.,$€£-] )
  \d{1,14}+ -? [A-Za-z] [A-Za-z\d]{0,90}
  (?: - [A-Za-z\d]{1,8} ){0,3} (?<= [A-Za-z\d] ) (?! [\w@] | -\w ) ]]

local labels = {
  card = "personal", iban = "personal", bic = "personal", account = "personal",
  ssn = "personal", itin = "personal", ein = "personal", passport = "personal",
  driver_license = "personal", nino = "personal", nhs = "personal", national_id = "personal",
  crypto = "personal", case_number = "personal", license_plate = "personal", medical = "personal",
}

local types = {}
for label in pairs(labels) do
  types[#types + 1] = label
end

local ALONE = 0.3 -- what a number gains that stands alone in its line or cell
local HOME = 0.2 -- what one gains whose country the pipeline names
local SMALL = -0.2 -- what a word loses by small letters

-- ---- which rules -------------------------------------------------------------------------------

local function set(list)
  local members = {}
  for _, member in ipairs(list) do
    members[member] = true
  end
  return members
end

local function split(text)
  local list = {}
  for word in text:gmatch("%S+") do
    list[#list + 1] = word
  end
  return list
end

local function add(index, key, rule)
  index[key] = index[key] or {}
  table.insert(index[key], rule)
end

-- A rule with its words as a list, what the pipeline adds to its score, and its layouts as a set.
local function prepared(rule, home)
  return {
    given = rule, words = split(rule.words or ""), home = home,
    groups = rule.groups and set(split(rule.groups)),
  }
end

-- The patterns to search for: three for all rules, then those of rules with a form of their own.
local SHARED = 3

local function index_rule(state, rule)
  local given = rule.given
  if given.pattern then
    table.insert(state.list, given.pattern)
    state.forms[#state.list] = rule
  elseif given.counts then
    table.insert(state.counts, rule)
  elseif given.layouts then
    for layout in given.layouts:gmatch("%S+") do
      add(state.layouts, layout, rule)
    end
  else
    for n = given.lengths[1], given.lengths[2] do
      add(state.lengths, n, rule)
    end
  end
end

local function known_rules()
  local names = {}
  for _, group in ipairs(groups) do
    for _, rule in ipairs(group) do
      names[rule.rule] = true
    end
  end
  return names
end

local function check_rules(list)
  local known = known_rules()
  for _, name in ipairs(list) do
    if not known[name] then
      error("rules: there is no rule `" .. name .. "`", 0)
    end
  end
end

local function open(opt)
  local wanted, countries = set(opt.types), {}
  local only = #opt.rules > 0 and set(opt.rules)
  for _, country in ipairs(opt.countries) do
    countries[country:lower()] = true
  end
  check_rules(opt.rules)
  local state = {
    list = { digits, letters_first, digits_first }, forms = {}, counts = {}, layouts = {},
    lengths = {},
  }
  for _, group in ipairs(groups) do
    for _, rule in ipairs(group) do
      local abroad = rule.country and #opt.countries > 0 and not countries[rule.country]
      if wanted[rule.label] and not abroad and (not only or only[rule.rule]) then
        index_rule(state, prepared(rule, countries[rule.country] and HOME or 0))
        looked.rules(rule.label, { rule.rule })
      end
    end
  end
  state.patterns = galley.patterns(state.list)
  state.min_score = opt.min_score
  return state
end

-- ---- candidates --------------------------------------------------------------------------------

-- The word of the rule that stands near, if there is one. Words are looked up once for each place.
local function word_near(found, place, rule)
  if #rule.words == 0 then
    return nil
  end
  place.words = place.words or around.words(found.doc, place.a, place.b)
  for _, word in ipairs(rule.words) do
    if place.words[word] then
      return word
    end
  end
end

-- Adds the place as what the rule says, when its score is enough.
local function propose(found, place, rule, score)
  local given = rule.given
  local why = given.why or word_near(found, place, rule)
  score = score + rule.home
  if why then
    score = math.max(score, given.near or 0)
  elseif score >= 0.1 and around.alone(found.doc, place.a, place.b) then
    score, why = score + ALONE, "alone"
  end
  if score >= found.min_score then
    table.insert(found, {
      a = place.a, b = place.b, score = math.min(score, 0.99), why = why,
      label = given.label, rule = given.rule,
    })
  end
end

local function try(found, place, rule, text, bare, more)
  local given = rule.given
  local ok, score = true, nil
  if given.check then
    ok, score = given.check(text)
  end
  if ok then
    score = score or bare and given.bare or given.score
    propose(found, place, rule, math.max(0, score + (more or 0)))
  end
end

-- Where x to y stand in the document; nil for what the plain copy has no other than the document.
local function place_of(found, x, y)
  if not found.window then
    return { a = x, b = y }
  end
  local a, b = found.window:origin(x, y)
  return a and { a = a, b = b }
end

-- One number: digits in groups with one kind of separator.
local function number(found, state, text, x)
  local separators = text:gsub("%d", "")
  local first = separators:sub(1, 1)
  if separators ~= first:rep(#separators) then
    return
  end
  local between = (first == "/" or first == ":") and first or "-"
  local layout = text:gsub("%D", between):gsub("%d+", function(group)
    return #group
  end)
  local n, rules = #text - #separators, state.layouts[layout]
  local counted = n >= 12 and n <= 19
  local place = (rules or counted) and place_of(found, x, x + #text - 1)
  if not place then
    return
  end
  local flat = text:gsub("%D", "")
  for _, rule in ipairs(rules or {}) do
    try(found, place, rule, flat, #separators == 0)
  end
  if counted then
    for _, rule in ipairs(state.counts) do
      try(found, place, rule, flat, #separators == 0)
    end
  end
end

-- Digits as they were found may be several numbers: a long group, or one with separators other
-- than spaces, is a number of its own, short groups between spaces are one together.
local function numbers(found, state, text, a)
  local from, to
  local function flush()
    if from then
      number(found, state, text:sub(from, to), a + from - 1)
      from = nil
    end
  end
  for x, group, y in text:gmatch("()([^ ]+)()") do
    if #group > 7 or group:find("%D") then
      flush()
      number(found, state, group, a + x - 1)
    else
      from, to = from or x, y - 1
    end
  end
  flush()
end

local function token(found, state, text, x)
  local flat = text:gsub("-", "")
  local rules = state.lengths[#flat]
  if not rules then
    return
  end
  local place, upper = place_of(found, x, x + #text - 1), flat:upper()
  if not place then
    return
  end
  local small = flat ~= upper and SMALL or 0
  local layout = text:gsub("[^-]+", function(group)
    return #group
  end)
  for _, rule in ipairs(rules) do
    local given = rule.given
    local value = given.case and flat or upper
    local grouped = rule.groups and rule.groups[layout] or not rule.groups and #flat == #text
    if grouped and (not given.shape or value:find(given.shape)) then
      try(found, place, rule, value, false, not given.case and small or 0)
    end
  end
end

local function own_form(found, rule, text, x)
  local given = rule.given
  local ok, score, n = true, nil, nil
  if given.check then
    ok, score, n = given.check(text)
  end
  if ok then
    local place = place_of(found, x, x + (n or #text) - 1)
    if place then
      propose(found, place, rule, score or given.score)
    end
  end
end

-- Takes what the n-th pattern has found at x, in the document or in a plain copy of a part of it.
local function take(found, state, n, text, x)
  if n > SHARED then
    own_form(found, state.forms[n], text, x)
  elseif n > 1 then
    token(found, state, text, x)
  else
    numbers(found, state, text, x)
  end
end

local function search(found, state, doc)
  for a, b, n in doc:each(state.patterns) do
    take(found, state, n, doc:sub(a, b), a)
  end
  for window in plain.windows(doc) do
    found.window = window
    for x, y, n in window:each(state.list) do
      take(found, state, n, window.text:sub(x, y), x)
    end
  end
end

return {
  api = 1,
  summary = "Mark numbers of people, cards, accounts, licences, plates and cases.",
  labels = labels,
  options = {
    types = { type = "list", choices = types, default = types, help = "what to mark" },
    countries = {
      type = "list", default = {},
      help = "countries (us, de) whose numbers to look for, and to be surer of; else all",
    },
    rules = {
      type = "list", default = {}, help = "rules (us_ssn, payment_card) to go by; else all",
    },
    min_score = {
      type = "number", min = 0, max = 1, default = 0.4,
      help = "leave out marks with a lower score",
    },
  },
  open = open,
  process = function(doc, _, state)
    local found = { doc = doc, min_score = state.min_score }
    search(found, state, doc)
    for _, it in ipairs(best(found)) do
      doc:mark(it.a, it.b, it.label, { score = it.score, rule = it.rule, why = it.why })
    end
  end,
}
