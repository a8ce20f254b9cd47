-- Names as they stand in a text: what belongs to the name, and what stands around it.
local naming = {}

local titles = {}
for title in ([[
  mr mrs ms miss mx dr prof professor sir dame lord lady hon rev reverend fr father sister brother
  sen senator rep representative congressman congresswoman gov governor mayor president
  chancellor minister premier secretary ambassador judge justice attorney sheriff officer
  detective inspector constable sgt sergeant cpl corporal lt lieutenant capt captain maj major
  col colonel gen general adm admiral chief king queen prince princess pope bishop archbishop
  cardinal rabbi imam sheikh herr frau monsieur madame mademoiselle mme mlle señor señora signor
  signora don doña sr sra
]]):gmatch("%S+") do
  titles[title] = true
end

local POSSESSIVE = galley.re[[(?:['’][sS]?|(?<=[sS])['’])$]]
local WORD = galley.re[[[^\s,;()"“”]+]]

-- `text` in three: titles in front, the name as a list of its words, and a possessive ending.
-- There is always a word, unless the text is nothing but spaces.
function naming.parts(text)
  local tail, stop = "", #text
  local from = POSSESSIVE:find(text)
  if from and from > 1 then
    tail, stop = text:sub(from), from - 1
  end
  local words, at, begin = {}, 1, 1
  while at <= stop do
    local a, b = WORD:find(text, at)
    if not a or a > stop then
      break
    end
    words[#words + 1] = text:sub(a, math.min(b, stop))
    if #words == 1 then
      begin = a
    end
    at = b + 1
  end
  local title, from_word = "", 1
  while from_word < #words and titles[galley.fold((words[from_word]:gsub("%.$", "")))] do
    from_word = from_word + 1
  end
  if from_word > 1 then
    local first = text:find(words[from_word], begin + #words[1], true)
    title = text:sub(1, first - 1)
  end
  return { title = title, words = table.move(words, from_word, #words, 1, {}), tail = tail }
end

-- The name itself, one space between its words.
function naming.plain(text)
  return table.concat(naming.parts(text).words, " ")
end

-- Whether name a says more than name b: by its words, then by its length. Each is a list of
-- words.
function naming.fuller(a, b)
  if #a ~= #b then
    return #a > #b
  end
  return #table.concat(a) > #table.concat(b)
end

return naming
