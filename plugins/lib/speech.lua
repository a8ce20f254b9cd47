-- Who speaks: the words that name a speaker beside a verb of saying, behind a quotation or in
-- front of it. There is an answer only where one reading is likely by far. English only. Each
-- function returns the name of the rule and the span of the speaker, or nil.
local english = require "lib.english"
local sentence = require "lib.sentence"

local LONGEST = 10 -- words of a speaker

local span = sentence.span

local function capital(word)
  return word:find("^[%u\xC3-\xD5]") ~= nil
end

local function adverb(word)
  return english.auxiliary[word] or word:find("^%l+ly$") ~= nil
end

-- The first word from i on that is no adverb.
local function past_adverbs(t, i)
  while i <= t.n and adverb(t.word[i]) and t.mark[i] == "" do
    i = i + 1
  end
  return i
end

-- The phrase that begins with word i, where "said" or "according to" stands in front of it.
local function phrase(t, i)
  local last
  for k = i, math.min(t.n, i + LONGEST - 1) do
    local word = t.word[k]
    if english.closing[word] or english.outside[word] or word == "" then
      break
    end
    last = k
    if t.mark[k] ~= "" or english.pronoun[word] then
      break
    end
  end
  if last then
    return span(t, i, last)
  end
end

-- The last word of the pronoun or of the name in capitals that begins with word i.
local function name(t, i)
  if english.pronoun[t.word[i]] then
    return i
  end
  local last
  for k = i, math.min(t.n, i + LONGEST - 1) do
    local word = t.word[k]
    if capital(word) and not english.opening[word:lower()] and not english.determiner[word] then
      last = k
    elseif not last or not english.particle[word] then
      break
    end
    if t.mark[k] ~= "" then
      break
    end
  end
  return last
end

-- "Ada Marlow, the harbour master, said": a verb behind one to three commas from word k on.
local function said_behind_aside(t, k)
  local commas = 1
  for i = k + 1, t.n do
    if t.mark[i] == "," then
      if english.say[t.word[past_adverbs(t, i + 1)]] then
        return true
      end
      commas = commas + 1
    end
    if commas > 3 or t.mark[i]:find("[;:]") then
      return false
    end
  end
  return false
end

-- Word i begins a phrase that a verb of saying follows: its last word.
local function subject_of_said(t, i)
  for k = i, math.min(t.n - 1, i + LONGEST - 1) do
    if english.outside[t.word[k]] then
      return nil
    elseif t.mark[k] == "," then
      return said_behind_aside(t, k) and k or nil
    elseif t.mark[k] ~= "" then
      return nil
    elseif english.say[t.word[past_adverbs(t, k + 1)]] then
      return k
    end
  end
end

local speech = {}

-- In the text behind a quotation: “...,” SPEAKER said; said SPEAKER; according to SPEAKER.
function speech.behind(s)
  local t = sentence.first(s)
  local i = t.word[1] == "" and 2 or 1 -- past a comma outside of the quotation marks
  if i >= t.n then
    return nil
  end
  local verb = past_adverbs(t, i)
  if english.say[t.word[verb]] then
    local a, b = phrase(t, verb + 1)
    return a and "said-by", a, b
  elseif t.word[i] == "according" and t.word[i + 1] == "to" then
    local a, b = phrase(t, i + 2)
    return a and "according", a, b
  end
  local last = not english.opening[t.word[i]:lower()] and subject_of_said(t, i)
  if last then
    return "said", span(t, i, last)
  end
end

-- The same, further behind: “...” of the fleet, SPEAKER said.
function speech.around(s)
  local t = sentence.first(s)
  for k = 2, t.n - 1 do
    local last = t.mark[k - 1] == "," and name(t, k)
    local verb = last and t.mark[last] == "" and past_adverbs(t, last + 1)
    if verb and english.say[t.word[verb]] and t.mark[verb]:find("[.,]") then
      return "around", span(t, k, last)
    end
  end
end

-- A subject may begin with word i: not inside of "in the house". One that an aside follows is no
-- aside itself: "Ada Marlow, a doctor, said".
local function may_begin(t, i, aside)
  local word, before = t.word[i], t.word[i - 1]
  if before and t.mark[i - 1] == "" and before ~= "and" and english.opening[before:lower()] then
    return false
  elseif english.determiner[word] then
    return not aside or capital(word) or not before or t.mark[i - 1] == ""
  end
  return english.pronoun[word] or capital(word) and not english.opening[word:lower()]
end

-- The first word of the longest subject that ends with word k.
local function subject(t, k, aside)
  if english.pronoun[t.word[k]] then
    return k
  elseif english.opening[t.word[k]] then
    return nil
  end
  local first
  for i = k, math.max(1, k - LONGEST + 1), -1 do
    local word = t.word[i]
    if english.outside[word] or english.pronoun[word] or i < k and t.mark[i] ~= "" then
      break
    elseif may_begin(t, i, aside) then
      first = i
    end
  end
  return first
end

-- The first and the last word of the subject of the verb, word v; up to three asides between.
local function subject_of(t, v)
  local k = v - 1
  while k > 1 and adverb(t.word[k]) and t.mark[k] == "" do
    k = k - 1
  end
  if k < 1 then
    return nil
  elseif t.mark[k] ~= "," then
    return t.mark[k] == "" and subject(t, k) or nil, k
  end
  for _ = 1, 3 do
    repeat
      k = k - 1
    until k < 1 or t.mark[k] == ","
    local first = k > 0 and subject(t, k, true)
    if first then
      return first, k
    end
  end
end

local function last_verb(t)
  for k = t.n, 1, -1 do
    local word = t.word[k]
    if english.say[word] or english.judge[word] or english.participle[word] then
      return k
    end
  end
end

-- What joins verb v to the subject that the sentence begins with.
local function joint(t, v)
  local before = t.word[v - 1]
  if before == "and" or before == "but" then
    return "second"
  elseif before and t.mark[v - 1] == "," and english.participle[t.word[v]] then
    return "participle"
  end
end

local function with_verb(t, v)
  if not english.participle[t.word[v]] then
    local first, last = subject_of(t, v)
    local naming = v == t.n and english.judge[t.word[v]] -- "a boat called": a name, no speech
    if first and not (naming and english.determiner[t.word[first]]) then
      return v == t.n and "introduced" or "front", span(t, first, last)
    end
  end
  local rule = joint(t, v)
  local last = rule and name(t, 1)
  if last then
    return rule, span(t, 1, last)
  end
end

local function without_verb(t)
  if t.word[1] == "According" and t.word[2] == "to" then
    local a, b = phrase(t, 3)
    return a and "according", a, b
  end
  local last = name(t, 1)
  if last == t.n and t.mark[last] == ":" then
    return "named", span(t, 1, last)
  end
end

-- In the sentence `t` as far as it goes in front of a quotation: SPEAKER said that ... “...”.
function speech.front(t)
  if t.n == 0 then
    return nil
  end
  local verb = last_verb(t)
  if verb then
    return with_verb(t, verb)
  end
  return without_verb(t)
end

return speech
