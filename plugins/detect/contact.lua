-- Each rule is precise by itself, and no two rules of one label match in the same place.
-- \x{c0}-\x{1fff} are the letters of Latin, Greek, Cyrillic and their neighbours; \x{a0} and
-- \x{202f} the spaces that hold a number together.

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

local international = galley.re[[(?x)
  (?: (?<! [\d+] ) \+ | (?<! [\w.,+] ) 00 (?! 0 ) )
  [1-9] (?: [ \x{a0}\x{202f}.()/-]{0,3} \d ){7,14}
  (?: ,? [ ]? (?: x | ext\.? ) [ ]? \d{1,6} )? (?! \d | [.,]\d ) ]]

-- (202) 555-0123, 202.555.0123x45, 1-800-555-TIPS
local american = galley.re[[(?x)
  (?<! [\w.,$€£/+-] | \+1[ .-] ) (?: 1 [ .-] )?
  (?: \( [2-9]\d\d \) [ -]? | [2-9]\d\d [ .-] ) [2-9]\d\d [ .-] (?: \d{4} | [A-Z]{4} )
  (?: ,? [ ]? (?: x | ext\.? ) [ ]? \d{1,6} )? (?! \w | [.-]\d ) ]]

-- 01 99 00 12 34 as in France, 0490 75 40 81 as in Belgium, (020) 7946 0018 as in Britain
local national = galley.re[[(?x)
  (?<! [\w.,/+-] | \+\d\d[ ] | \+\d\d[ ][(] )
  (?: 0[1-9] (?: [ \x{a0}\x{202f}.-] \d\d ){4}
    | 0[1-9]\d\d (?: [ ] \d\d ){3}
    | (?: \( 0[1-9]\d{1,3} \) | 0[1-9]\d{1,3} ) [ /]
      (?: \d{3,4} [ ]? \d{3,4} | \d{3} [ ] \d\d [ ] \d\d ) )
  (?! \d | [.,/-]\d ) ]]

-- numbers too short or too bare to be sure of without the word before them: "call 555-0123"
local announced = galley.re[[(?xi)
  \b (?: tel | tél | telephone | téléphone | phone | fax | mobile | cell | call | text | dial
    | ring | reached )
  \b \.? (?: [ ] (?: us | me | him | her | them | number | no\. | at | on | au | is ) ){0,3}
  :? [ ]{0,2}
  \K (?: [2-9]\d\d [ .-] \d{4} | (?! 00 ) \d{7,11} ) (?! \w | [ .,/-]\d ) ]]

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

local rules = {
  { label = "email", name = "address", score = 0.99, pattern = address },
  { label = "email", name = "spelled", score = 0.8, pattern = spelled },
  { label = "phone", name = "international", score = 0.9, pattern = international },
  { label = "phone", name = "american", score = 0.9, pattern = american },
  { label = "phone", name = "national", score = 0.7, pattern = national },
  { label = "phone", name = "announced", score = 0.6, pattern = announced },
  { label = "url", name = "web", score = 0.99, pattern = web },
  { label = "ip", name = "v4", score = 0.9, pattern = v4 },
  { label = "ip", name = "v6", score = 0.95, pattern = v6 },
}

return {
  api = 1,
  summary = "Mark e-mail addresses, telephone numbers, URLs and IP addresses.",
  labels = { email = "personal", phone = "personal", url = "personal", ip = "personal" },
  options = {
    types = {
      type = "list", choices = { "email", "phone", "url", "ip" },
      default = { "email", "phone", "url", "ip" }, help = "what to mark",
    },
  },
  open = function(opt)
    local wanted, used = {}, {}
    for _, label in ipairs(opt.types) do
      wanted[label] = true
    end
    for _, rule in ipairs(rules) do
      if wanted[rule.label] then
        used[#used + 1] = rule
      end
    end
    return used
  end,
  process = function(doc, _, used)
    for _, rule in ipairs(used) do
      for a, b in doc:each(rule.pattern) do
        doc:mark(a, b, rule.label, { score = rule.score, rule = rule.name })
      end
    end
  end,
}
