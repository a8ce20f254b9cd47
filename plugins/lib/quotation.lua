-- Quoted spans of a paragraph: one for each pair of quotation marks, straight, curly or angled.
-- One that is not closed ends with the paragraph, as the custom is for speech of several
-- paragraphs. A straight mark behind a letter, a digit or = opens nothing: it is a measure or
-- an attribute.
local PAIR = galley.re[[(?x) (?: [“„] [^“”"]{1,8000}+ | (?<! [A-Za-z0-9=] ) " [^“”"]{1,8000}+
    | « [^«»]{1,8000}+ )
  (?: (?<full> (?<= [.…] | [.…]['’] ) [”"“»] )
    | (?<asks> (?<= [?!] | [?!]['’] ) [”"“»] )
    | (?<leading> (?<= [,—–-] | ,['’] ) [”"“»] )
    | (?<other> [”"“»] ) | \z )]]

local quotation = {}

-- List of { a = , b = , ends = } in the string `s`. How one ends: "full", with a sentence; "asks",
-- with ? or !, which may or may not end one; "leading", with a comma; "other"; "open", not closed.
function quotation.spans(s)
  local list = {}
  local a, b, cap = PAIR:find(s)
  while a do
    local ends = "open"
    for name in pairs(cap) do
      ends = name
    end
    list[#list + 1] = { a = a, b = b, ends = ends }
    a, b, cap = PAIR:find(s, b + 1)
  end
  return list
end

return quotation
