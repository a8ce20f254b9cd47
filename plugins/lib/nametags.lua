-- What the tagger says beside what the rules say: one list of both.
local nametags = {}

-- What a person that only a rule, or only the tagger sees must score, by `recall` from 0 on.
local RULES = { [0] = 0.8, 0.75, 0.7, 0.65, 0.6, 0.5, 0.4, 0 }
local TAGS = { [0] = 0.75, 0.7, 0.55, 0.45, 0.35, 0 }
-- A tag with this or more is believed against a rule that says otherwise of the same words.
local SURE = 0.7
-- With this `recall` a person that a rule sees stays one beside a tag that says otherwise.
local BOTH = 5

-- What the tagger finds, as the rules' finds are, with the numbers of the words in it. `votes`
-- says of words whether they were more often found in people (> 0) or in other things (< 0).
function nametags.find(t, tagger, recall)
  local list, votes, k = {}, {}, 1
  for a, b, label, score in t.doc:tags(tagger, recall) do
    while k <= t.n and t.b[k] < a do
      k = k + 1
    end
    local e = k - 1
    while e < t.n and t.a[e + 1] <= b do
      e = e + 1
      votes[t.word[e]] = (votes[t.word[e]] or 0) + (label == "person" and 1 or -1)
    end
    list[#list + 1] = {
      k = k, e = e, a = a, b = b, label = label, rule = "tagger", score = score,
    }
  end
  t.votes = votes
  return list
end

-- Two that say person: the words of both, but no title before them.
local function unite(t, m, rule, tag)
  if rule.a < tag.a or tag.k < rule.k and t.flags[tag.k] & m.title ~= 0 then
    tag.a, tag.k = rule.a, rule.k
  end
  tag.b, tag.e = math.max(rule.b, tag.b), math.max(rule.e, tag.e)
  tag.rule, tag.why, tag.score = rule.rule, rule.why, math.max(rule.score, tag.score)
  tag.both = true
  return tag
end

-- Whether a rule is believed against the tagger: it has more to go by than two words, or both are
-- mostly names.
local function is_firm(t, m, rule, tag)
  if rule.k == rule.e or rule.why and rule.why ~= "first" and rule.why ~= "last" then
    return true
  end
  local f, l = t.flags[rule.k], t.flags[rule.e]
  if l & m.person == 0 then
    return not tag and f & m.first_common ~= 0 and f & m.common == 0 and l & m.known == 0
  elseif l & m.last_common == 0 and f & (m.area | m.city) ~= 0 then
    return false
  elseif l & m.last_common ~= 0 then
    return f & m.first_common ~= 0 or f & m.first ~= 0 and l & m.basic == 0
  end
  return f & m.first ~= 0 and l & m.last ~= 0 and l & (m.common | m.place) == 0
end

-- What becomes of a rule's find and a tag that overlap: both, or one of them.
local function settle(t, m, rule, tag)
  if rule.label == tag.label and rule.label == "person" then
    return unite(t, m, rule, tag)
  elseif rule.label == tag.label then
    rule.score = math.max(rule.score, tag.score)
    return rule.a == tag.a and rule.b == tag.b and rule or tag
  elseif rule.label ~= "person" or rule.rule == "title" then
    return rule.label == "person" and rule or tag
  elseif tag.e - tag.k > rule.e - rule.k or tag.score >= SURE
    or not is_firm(t, m, rule, tag) then
    return tag
  end
  return rule
end

-- Whether the find of a rule, which no tag is about, is kept.
local function stands(t, m, rule, recall)
  local doubt = rule.k == rule.e and rule.rule ~= "title" and (t.votes[t.word[rule.k]] or 0) < 0
  if rule.label ~= "person" then
    return true
  elseif recall < BOTH and (doubt or not is_firm(t, m, rule)) then
    return false
  end
  return rule.score >= (RULES[recall] or 0)
end

-- Whether a tag is kept, which no rule is about or which won over one.
local function holds(tag, recall)
  return tag.rule ~= "tagger" or tag.label ~= "person" or tag.score >= (TAGS[recall] or 0)
end

local function by_place(x, y)
  return x.a < y.a
end

-- Adds a tag, but for one in a name that another has been made longer to.
local function add_tag(list, tag)
  local last = list[#list]
  if not last or last.b < tag.b or last.label ~= tag.label then
    list[#list + 1] = tag
  end
end

-- Both lists as one, in order of place, without the guesses that only one of them makes.
function nametags.join(t, m, rules, tags, recall)
  local list, i, j = {}, 1, 1
  recall = recall // 1
  while rules[i] or tags[j] do
    local rule, tag, next = rules[i], tags[j], rules[i + 1]
    if not tag or rule and rule.b < tag.a then
      if stands(t, m, rule, recall) then
        list[#list + 1] = rule
      end
      i = i + 1
    elseif not rule or tag.b < rule.a then
      if holds(tag, recall) then
        add_tag(list, tag)
      end
      j = j + 1
    elseif next and next.a <= tag.b and rule.label == "person" and next.label == "person" then
      j = j + 1 -- the tag took two people for one
    elseif settle(t, m, rule, tag) == rule then
      j = j + 1
    else
      if recall >= BOTH and rule.label == "person" and tag.label ~= "person" then
        list[#list + 1] = rule
      end
      i = i + 1
    end
  end
  if recall >= BOTH then
    table.sort(list, by_place)
  end
  return list
end

return nametags
