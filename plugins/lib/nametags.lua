-- What the tagger says beside what the rules say: one list of both.
local capitals = require "lib.capitals"

local nametags = {}

-- A rule or a tag with less than this is a guess, which needs the other's agreement.
local GUESS = 0.6

-- What the tagger finds, as the rules' finds are: with the numbers of the words in it.
function nametags.find(t, tagger, recall)
  local list, k = {}, 1
  for a, b, label, score in t.doc:tags(tagger, recall) do
    while k <= t.n and t.b[k] < a do
      k = k + 1
    end
    local e = k - 1
    while e < t.n and t.a[e + 1] <= b do
      e = e + 1
    end
    list[#list + 1] = {
      k = k, e = e, a = a, b = b, label = label, rule = "tagger", score = score,
    }
  end
  return list
end

-- What becomes of a find of a rule and a tag that overlap: both, or one of them.
local function settle(rule, tag)
  if rule.label == tag.label then
    if rule.label == "person" then
      tag.a, tag.b = math.min(rule.a, tag.a), math.max(rule.b, tag.b)
      tag.k, tag.e = math.min(rule.k, tag.k), math.max(rule.e, tag.e)
      tag.rule, tag.why = rule.rule, rule.why
      tag.score = math.max(rule.score, tag.score)
    end
    return tag
  elseif rule.label == "person" and (rule.rule == "title" or rule.score > tag.score) then
    return rule
  end
  return tag
end

-- Both lists as one, in order of place. Guesses of rules that no tag agrees with are left out,
-- unless `guesses`.
function nametags.join(rules, tags, guesses)
  local list, i, j = {}, 1, 1
  while rules[i] or tags[j] do
    local rule, tag = rules[i], tags[j]
    if rule and tag and rule.a <= tag.b and tag.a <= rule.b then
      if settle(rule, tag) == rule then
        j = j + 1
      else
        i = i + 1
      end
    elseif not tag or rule and rule.b < tag.a then
      if guesses or rule.score >= GUESS then
        list[#list + 1] = rule
      end
      i = i + 1
    else
      list[#list + 1] = tag
      j = j + 1
    end
  end
  return list
end

return nametags
