-- Where two rules of one label match in the same place, the better score wins.
-- \x{c0}-\x{1fff} are the letters of Latin, Greek, Cyrillic and their neighbours.
local best = require "lib.best"
local phonerules = require "lib.phonerules"

local address = galley.re[[(?xi)
  (?<! [\w\x{c0}-\x{1fff}] )
  [\w\x{c0}-\x{1fff}] [\w.+%&'’\x{c0}-\x{1fff}-]{0,63}+
  @ (?: [a-z\d\x{c0}-\x{1fff}-]{1,63} \. ){1,8} [a-z\x{c0}-\x{1fff}]{2,24} ]]

-- "jane (dot) doe (at) example (dot) org", as people write to keep harvesters away
local at = [=[ [ ]? [\[({] [ ]? at [ ]? [\])}] [ ]? ]=]
local dot = [=[ (?: \. | [ ]? [\[({] [ ]? dot [ ]? [\])}] [ ]? ) ]=]
local name = [[ [\w+-]{1,64}+ ]]
local spelled = galley.re("(?xi) \\b" .. name .. "(?:" .. dot .. name .. "){0,4}" .. at
  .. name .. "(?:" .. dot .. name .. "){1,4}")

local web = galley.re[=[(?xi)
  \b (?: (?: https? | ftp ) :// | www\d?\. )
  [^\s<>()"“”«»`{}|\\^]+ (?: \( [^\s<>()"]* \) [^\s<>()"“”«»`{}|\\^]* ){0,20}
  (?<! [.,;:!?'’*\]…] ) ]=]

-- 192.0.2.1, also as the last part of ::ffff:192.0.2.1
local byte = [[ (?: 25[0-5] | 2[0-4]\d | 1\d\d | [1-9]?\d ) ]]
local v4 = galley.re([[(?xi)
  (?<! [\w.] | version[ ] | section[ ] ) (?: (?<! : ) (?: [\da-f]{0,4} : ){2,6} )? (?:]]
  .. byte .. [[\. ){3}]] .. byte .. [[(?! \w | \.\d ) ]])

-- eight groups, or fewer with :: in place of the missing ones; 12:30:45 is neither
local v6 = galley.re[[(?xi)
  (?<! [\w:] )
  (?: (?: [\da-f]{1,4} : ){7} [\da-f]{1,4}
    | (?= [a-f:]{0,38} \d ) (?= [\da-f:]{0,36} :: )
      (?: [\da-f]{0,4} : ){2,7} (?: [\da-f]{1,4} | (?<= :: ) ) )
  (?! \w | : [\w:] | \.\d ) ]]

local function rules(opt)
  local list = phonerules(opt.countries)
  table.move({
    { label = "email", name = "address", score = 0.99, pattern = address },
    { label = "email", name = "spelled", score = 0.8, pattern = spelled },
    { label = "url", name = "web", score = 0.99, pattern = web },
    { label = "ip", name = "v4", score = 0.9, pattern = v4 },
    { label = "ip", name = "v6", score = 0.95, pattern = v6 },
  }, 1, 5, #list + 1, list)
  return list
end

-- A candidate of the rule, or nil.
local function judge(doc, rule, a, b)
  local score, n, why, special = rule.score, b - a + 1, nil, nil
  if rule.check then
    score, n, why, special = rule.check(doc:sub(a, b), doc, a)
  end
  return score and { a = a, b = a + n - 1, score = score, rule = special or rule.name, why = why }
end

local function search(doc, label, group, min_score)
  local found = {}
  for _, rule in ipairs(group) do
    for a, b in doc:each(rule.pattern) do
      local candidate = judge(doc, rule, a, b)
      if candidate and candidate.score >= min_score then
        found[#found + 1] = candidate
      end
    end
  end
  for _, it in ipairs(best(found)) do
    doc:mark(it.a, it.b, label, { score = it.score, rule = it.rule, why = it.why })
  end
end

local types = { "email", "phone", "url", "ip" }

return {
  api = 1,
  summary = "Mark e-mail addresses, telephone numbers, URLs and IP addresses.",
  labels = { email = "personal", phone = "personal", url = "personal", ip = "personal" },
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
    local wanted = {}
    for _, label in ipairs(opt.types) do
      wanted[label] = {}
    end
    for _, rule in ipairs(rules(opt)) do
      table.insert(wanted[rule.label] or {}, rule)
    end
    return wanted
  end,
  process = function(doc, opt, wanted)
    for label, group in pairs(wanted) do
      search(doc, label, group, opt.min_score)
    end
  end,
}
