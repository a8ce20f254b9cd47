-- Where two rules of one label match in the same place, the better score wins.
-- \x{c0}-\x{1fff} are the letters of Latin, Greek, Cyrillic and their neighbours.
local around = require "lib.around"
local best = require "lib.best"
local domains = require "lib.domains"
local looked = require "lib.looked"
local phonerules = require "lib.phonerules"
local plain = require "lib.plain"

local address = galley.re[[(?xi)
  (?<! [\w\x{c0}-\x{1fff}] )
  [\w\x{c0}-\x{1fff}] [\w.+%&'’\x{c0}-\x{1fff}-]{0,63}+
  @ (?: [a-z\d\x{c0}-\x{1fff}-]{1,63} \. ){1,8}
  (?: xn--[a-z\d-]{1,59} | [a-z\x{c0}-\x{1fff}]{2,24} ) ]]

-- "jane (dot) doe (at) example (dot) org", as people write to keep harvesters away
local at = [=[ [ ]? [\[({] [ ]? at [ ]? [\])}] [ ]? ]=]
local dot = [=[ (?: \. | [ ]? [\[({] [ ]? dot [ ]? [\])}] [ ]? ) ]=]
local name = [[ [\w+-]{1,64}+ ]]
local spelled = galley.re("(?xi) \\b" .. name .. "(?:" .. dot .. name .. "){0,4}" .. at
  .. name .. "(?:" .. dot .. name .. "){1,4}")

local web = galley.re[=[(?xi)
  \b (?: (?: https? | ftp ) :// | www\d?\. (?= [\w-]{1,63} \. \w ) )
  [^\s<>()"“”«»`{}|\\^]+ (?: \( [^\s<>()"]* \) [^\s<>()"“”«»`{}|\\^]* ){0,20}
  (?<! [.,;:!?'’*\]…] ) ]=]

-- example.org, news.example.co.uk/page: what the last part can be is in lib/domains
local bare = galley.re[=[(?xi)
  (?<! [\w@./:\\-] | [\x{c0}-\x{1fff}] ) (?: [a-z\d] [a-z\d-]{0,62} \. ){1,5} [a-z]{2,24}
  (?! [\w@-] | \.\w | [\x{c0}-\x{1fff}] )
  (?: : \d{1,5} )? (?: / [^\s<>()"“”«»`{}|\\^]* (?<! [.,;:!?'’*\]…] ) )? ]=]

-- 192.0.2.1, also as the last part of ::ffff:192.0.2.1, and with a length of prefix behind it
local byte = [[ (?: 25[0-5] | 2[0-4]\d | 1\d\d | [1-9]?\d ) ]]
local prefix = [[ (?: / \d{1,3} (?! [\w/] ) )? ]]
local v4 = galley.re([[(?xi)
  (?<! [\w.] | version[ ] | section[ ] ) (?: (?<! : ) (?: [\da-f]{0,4} : ){2,6} )? (?:]]
  .. byte .. [[\. ){3}]] .. byte .. [[(?! \w | \.\d ) ]] .. prefix)

-- eight groups, or fewer with :: in place of the missing ones; 12:30:45 is neither
local v6 = galley.re([[(?xi)
  (?<! [\w:] )
  (?: (?: [\da-f]{1,4} : ){7} [\da-f]{1,4}
    | (?= [a-f:]{0,38} \d ) (?= [\da-f:]{0,36} :: )
      (?: [\da-f]{0,4} : ){2,7} (?: [\da-f]{1,4} | (?<= :: ) ) )
  (?! \w | : [\w:] | \.\d ) (?: % [\w-]{1,15} )? ]] .. prefix)

-- the address of no machine, :: by itself
local unspecified = galley.re([[(?x) (?<! [\w:.] ) :: (?! [\w:] ) ]] .. prefix)
local addressed = galley.re[[(?xi) \b (?: ip | ipv6 | src | dst | source | addr | address | host
  | unspecified | bind | listen | gateway | route ) [ ]? [:=]? [ ]? \[? \z]]

-- 00:1a:2b:3c:4d:5e, 00-1a-2b-3c-4d-5e, 001a.2b3c.4d5e
local mac = galley.re[[(?xi) (?<! [\w:.-] )
  (?: [\da-f]{2} (?: : [\da-f]{2} ){5} | [\da-f]{2} (?: - [\da-f]{2} ){5}
    | [\da-f]{4} \. [\da-f]{4} \. [\da-f]{4} ) (?! \w | [:.-]\w ) ]]

local function is_domain(text)
  return domains.known(text) and 0.6 or nil, #text
end

-- Only what could be the length of a prefix is part of the address.
local function is_v4(text)
  local machine, bits = text:match("^(.-)/(%d+)$")
  local most = text:find(":", 1, true) and 128 or 32
  return 0.9, bits and tonumber(bits) > most and #machine or #text
end

local function is_v6(text)
  local machine, bits = text:match("^(.-)/(%d+)$")
  local groups = (machine or text):match("^[^%%]*")
  local _, gaps = groups:gsub("::", "")
  local _, n = groups:gsub("%x+", "")
  if gaps > 1 or n > (gaps == 1 and 7 or 8) then
    return nil
  end
  return 0.95, bits and tonumber(bits) > 128 and #machine or #text
end

local function is_unspecified(text, doc, a)
  local why = #text > 2 or addressed:test(doc:sub(around.before(doc, a, 20)))
  return why and 0.6 or nil, #text
end

-- All ones is everybody, all zeros nobody.
local function is_mac(text)
  return text:find("[1-9A-Ea-e]") and 0.9 or nil, #text
end

local function rules(opt)
  local list = phonerules(opt.countries)
  table.move({
    {
      label = "email", name = "address", score = 0.99, pattern = address,
      whole = function(text)
        return domains.known(text:match("@(.*)$"))
      end,
    },
    { label = "email", name = "spelled", score = 0.8, pattern = spelled },
    { label = "url", name = "web", score = 0.99, pattern = web },
    { label = "url", name = "domain", pattern = bare, check = is_domain },
    { label = "ip", name = "v4", pattern = v4, check = is_v4 },
    { label = "ip", name = "v6", pattern = v6, check = is_v6 },
    { label = "ip", name = "unspecified", pattern = unspecified, check = is_unspecified },
    { label = "mac", name = "mac", pattern = mac, check = is_mac },
  }, 1, 8, #list + 1, list)
  return list
end

-- What a number that only the word beside it makes one loses when a line end may part two numbers.
local JOINED = 0.02

-- Adds the bytes a to b as a candidate of the rule, if they are one. In a window they are x to y,
-- which a check may cut short.
local function judge(found, rule, doc, a, b, window, x, y)
  local score, why, called = rule.score, nil, rule.name
  if rule.check then
    local text = window and window.text:sub(x, y) or doc:sub(a, b)
    local n, special
    score, n, why, special = rule.check(text, doc, a, b)
    called = special or called
    if score and n < #text then
      if window then
        a, b = window:origin(x, x + n - 1)
      else
        b = a + n - 1
      end
    end
  end
  if score and window and why then
    score = score - JOINED
  end
  if score and score >= found.min_score and a then
    table.insert(found, { a = a, b = b, score = score, rule = called, why = why })
  end
end

-- Without those that lie in one of the spans; both go by place.
local function outside(candidates, spans)
  local kept, k = {}, 1
  for _, candidate in ipairs(candidates) do
    while spans[k] and spans[k].b < candidate.a do
      k = k + 1
    end
    if not spans[k] or candidate.b > spans[k].b or candidate.a < spans[k].a then
      kept[#kept + 1] = candidate
    end
  end
  return kept
end

-- What the rules find in the text, and in plain copies of parts of it.
local function search(found, state, doc)
  for a, b, n in doc:each(state.patterns) do
    local rule = state.rules[n]
    judge(found[rule.label], rule, doc, a, b)
  end
  for window in plain.windows(doc) do
    for x, y, n in window:each(state.list) do
      local rule, a, b = state.rules[n], window:origin(x, y)
      if a and not (rule.whole and not rule.whole(window.text:sub(x, y))) then
        judge(found[rule.label], rule, doc, a, b, window, x, y)
      end
    end
  end
end

-- Marks the best of what was found of a label; the domain of an e-mail address is no URL.
local function mark(found, doc, label)
  local marks = best(found[label])
  if label == "url" and marks[1] and found.email then
    marks = outside(marks, best(found.email))
  end
  for _, it in ipairs(marks) do
    doc:mark(it.a, it.b, label, { score = it.score, rule = it.rule, why = it.why })
  end
end

local types = { "email", "phone", "url", "ip", "mac" }

return {
  api = 1,
  summary = "Mark e-mail addresses, telephone numbers, URLs, IP and MAC addresses.",
  labels = {
    email = "personal", phone = "personal", url = "personal", ip = "personal", mac = "personal",
  },
  options = {
    types = { type = "list", choices = types, default = types, help = "what to mark" },
    countries = {
      type = "list", default = {},
      help = "countries (fr, us) whose telephone numbers are found as dialled within them",
    },
    min_score = {
      type = "number", min = 0, max = 1, default = 0, help = "leave out marks with a lower score",
    },
  },
  open = function(opt)
    local state, wanted = { labels = {}, rules = {}, list = {} }, {}
    for _, label in ipairs(opt.types) do
      wanted[label] = true
    end
    for label in pairs(wanted) do
      table.insert(state.labels, label)
    end
    for _, rule in ipairs(rules(opt)) do
      if wanted[rule.label] then
        table.insert(state.rules, rule)
        table.insert(state.list, rule.pattern)
        looked.rules(rule.label, rule.names or { rule.name })
      end
    end
    state.patterns = state.list[1] and galley.patterns(state.list)
    return state
  end,
  process = function(doc, opt, state)
    local found = {}
    if not state.patterns then
      return
    end
    for _, label in ipairs(state.labels) do
      found[label] = { min_score = opt.min_score }
    end
    search(found, state, doc)
    for _, label in ipairs(state.labels) do
      mark(found, doc, label)
    end
  end,
}
