-- Quotations with their speaker. A speaker is the words that name him in the sentence ("Ms. Osei",
-- "the minister", "she"); nobody is looked up, and where no rule is sure there is none.
local quotation = require "lib.quotation"
local sentence = require "lib.sentence"
local speech = require "lib.speech"

local OPENER = galley.re[=[["“„«]]=]
local NEAR = 25 -- bytes between two quotations of one statement
local LONG = 30 -- bytes of a quotation that is more than a name
local PROSE = 65536 -- bytes of a paragraph that somebody wrote

-- Rules by which the speaker stands in front of what he says.
local in_front = { front = true, introduced = true, participle = true, second = true,
  according = true }

-- Spans of the paragraphs that extract.article marked; of all lines where it has not run.
local function paragraphs(doc)
  local each = doc:marks("paragraph")
  local mark = each()
  if not mark then
    return doc:lines()
  end
  return function()
    local now = mark
    mark = now and each()
    if now then
      return now.a, now.b
    end
  end
end

-- The text with plain spaces for tags and hard spaces: every byte stays where it is.
local function plain(s)
  if s:find("[<\xC2]") then
    s = s:gsub("<[^<>]*>", function(tag)
      return (" "):rep(#tag)
    end):gsub("\u{a0}", "  ")
  end
  return s
end

-- What stands around quotation `q` in `s`: `front` is the sentence in front of it, from byte
-- `from` on; the words behind it end at byte `to`.
local function neighbours(s, q, front, from, to)
  local rule, a, b = speech.front(front)
  if a and rule ~= "front" then
    return rule, from + a - 1, from + b - 1
  end
  local behind = s:sub(q.b + 1, to)
  local starts = front.n == 0
  if q.ends == "leading" or q.ends == "other" or starts and q.ends == "asks"
    or behind:find("^ %l") then
    local its_rule, x, y = speech.behind(behind)
    if not x and not a and starts then
      its_rule, x, y = speech.around(behind)
    end
    if x then
      return its_rule, q.b + x, q.b + y
    end
  end
  if a then
    return rule, from + a - 1, from + b - 1
  end
end

-- Whether `q` goes on with what the speaker of `last` says, in the same sentence or in the next.
local function goes_on(q, last, front, from)
  if front.new or last.ends == "full" and from == last.b + 1 then
    return front.n == 0
  end
  return in_front[last.rule] or q.a - from < NEAR and q.b - q.a > LONG
end

-- Gives each quotation in `list` its rule, and its speaker's span in the document. `carried` comes
-- from the paragraph before.
local function attribute(list, s, start, carried)
  local from, last = 1, nil
  for i, q in ipairs(list) do
    local front = sentence.last(s:sub(from, q.a - 1))
    local to = list[i + 1] and list[i + 1].a - 1 or #s
    local rule, a, b = neighbours(s, q, front, from, to)
    if rule then
      q.rule, q.from, q.to = rule, start + a - 1, start + b - 1
    elseif last and last.rule and goes_on(q, last, front, from) then
      q.rule, q.from, q.to = front.n == 0 and "continued" or last.rule, last.from, last.to
    elseif not last and q.a == 1 and carried then
      q.rule, q.from, q.to = "carried", carried.from, carried.to
    end
    from, last = rule and math.max(q.b, b) + 1 or q.b + 1, q
  end
end

-- The speaker that a paragraph leaves to the next one: of a quotation that is not closed, or of
-- "she said:" at its end.
local function left_over(doc, s, list, start)
  local last = list[#list]
  if last and last.ends == "open" then
    return last.rule and last
  elseif s:find(":%s*$") then
    local from = last and last.b + 1 or 1
    local rule, a, b = speech.front(sentence.last(s:sub(from)))
    if rule then
      a, b = start + from + a - 2, start + from + b - 2
      doc:mark(a, b, "speaker")
      return { from = a, to = b }
    end
  end
end

local function mark(doc, list, start)
  local seen
  for _, q in ipairs(list) do
    if q.rule and q.rule ~= "carried" and seen ~= q.from then
      doc:mark(q.from, q.to, "speaker")
      seen = q.from
    end
    doc:mark(start + q.a - 1, start + q.b - 1, "quote",
      { rule = q.rule, speaker = q.rule and doc:text(q.from, q.to) })
  end
end

return {
  api = 1,
  summary = "Mark quotations and, where the rule is sure, who is quoted.",
  labels = { quote = "structure", speaker = "structure" },
  process = function(doc)
    local openers = doc:each(OPENER)
    local opener = openers()
    local carried
    for a, b in paragraphs(doc) do
      while opener and opener < a do
        opener = openers()
      end
      local quoted = opener and opener <= b
      if b - a < PROSE and (quoted or doc:sub(b, b) == ":") then
        local s = plain(doc:text(a, b))
        local list = quoted and quotation.spans(s) or {}
        attribute(list, s, a, carried)
        mark(doc, list, a)
        carried = left_over(doc, s, list, a)
      elseif a < b then
        carried = nil
      end
    end
  end,
}
