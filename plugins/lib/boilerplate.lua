-- Lines that come with an article but are no part of it, by class. An expression is tried where a
-- line's text begins, behind tags, list marks and brackets, without regard to case. In it
--   THIS   is "this story" and the like,
--   NAMES  is what may stand before "contributed to this report",
--   END    is the end of the line.
local short = {
  THIS = [[(?:this|the) (?:story|article|report|piece|post|column|essay|analysis)]],
  NAMES = [[(?-i:(?:\p{Lu}[\p{L}\p{M}.'’-]*+,?|and|in|of|for|the|de|la|van|von|al|]]
    .. [[writers?|reporters?|editors?|staff) ){1,25}+]],
  END = [[(?=[.:]?[ \t)\]*_]*+\r?$)]],
}

local rules = {
  { "newsletter",
    [[(?:a|an earlier) version of THIS [^\n]{0,120}\bnewsletter]],
    [[sign up (?:here )?(?:for|to (?:get|receive))\b[^\n]{0,120}(?:newsletter|e-?mail|inbox)]],
    [[sign up (?:here )?for\b[^\n]{0,80}\b(?:updates|alerts|briefing)]],
    [[(?:get|receive|have)\b[^\n]{1,120}\b(?:delivered|sent|straight|directly)\b]]
      .. [[[^\n]{0,40}\b(?:inbox|e-?mail)]],
    [[subscribe\b[^\n]{0,80}newsletter]],
    [[newsletter(?: sign-?up)?END]],
    [[for more,? sign up\b]] },
  { "comment-policy",
    [[(?:please )?(?:read|see|review|respect) (?:our|the) (?:full )?]]
      .. [[comment(?:s|ing)? (?:polic|guideline|rule)]],
    [[comments (?:on THIS )?(?:are|have been) (?:moderated|closed|disabled|subject to)]],
    [[(?:join|start) the (?:conversation|discussion)END]],
    [[(?:log|sign) in to (?:post a )?comment]],
    [[(?:leave|post|add|view|show|read|hide) (?:a |your |all |the |\d+ )?(?:comments?|reply)END]],
    [[have an opinion on THIS]] },
  { "contact",
    [[NAMES(?:can|may) be (?:reached|contacted|e-?mailed|followed) (?:at|by|on|via|through)\b]],
    [[(?:contact|e-?mail|reach|write to)\b[^\n.]{1,80}? (?:at|on|via)\b:? ?]]
      .. [[(?:[^\s@]{1,64}@|[+(]?\d)]],
    [[follow [^\n“"]{1,100} on (?:twitter|x|facebook|instagram|threads|bluesky|mastodon)\b]],
    [[(?:twitter|e-?mail|tel|phone|telephone|fax) ?: ?[@+(\d\w]\S{2,80}]],
    [[send (?:tips|corrections|questions|comments|feedback|letters)\b[^\n]{0,80} to\b]],
    [[(?:got|have) a (?:news )?tip\?]] },
  { "credit",
    [[THIS (?:is|was|has been) (?:based|compiled|prepared|adapted|produced|written)\b]]
      .. [[[^\n]{0,40} (?:on|from|by|with|using)\b]],
    [[NAMES(?:also )?contributed (?:reporting|(?:to|research)\b[^\n]{0,40}]]
      .. [[\b(?:report|story|article|piece|post))]],
    [[NAMESreported from [^\n]{2,40}END]],
    [[(?:additional |writing and )?(?:reporting|editing|writing|translation|words|text) by \S]],
    [[(?:with )?(?:files|material|reporting|contributions) from \S]],
    [[from (?:wire|news|staff)(?: service)? reports]],
    [[(?:photo|photograph|image|picture|video|illustration|graphic)s?(?: credits?)? ?]]
      .. [[(?:: ?|by |courtesy (?:of )?)(?-i:[\p{Lu}@©])]],
    [[credits? ?: ?\S]],
    [[THIS (?:was )?(?:first|originally) (?:appeared|published|ran)\b]],
    [[(?:reprinted|republished) (?:courtesy|with|by|from|under)\b]],
    [[(?:the )?(?:associated press|reuters|agence france-presse)END]] },
  { "share",
    [[share(?: (?:this|on|via|by)(?: (?:story|article|post|page|facebook|twitter|e-?mail))?)?END]],
    [[(?:tweet|retweet|print|pin it|e-?mail)(?: this(?: (?:story|article|post|page))?)?END]],
    [[(?:like|follow) us on\b]],
    [[(?:copy link|click to share[^\n]{0,60})END]] },
  { "subscription",
    [[subscribe(?: (?:now|today|here|to (?:our|the)\b[^\n]{0,80}))?END]],
    [[already (?:a |an )?(?:subscriber|member)\b]],
    [[(?:please )?support (?:our|independent|quality) journalism]],
    [[(?:log in|sign in|sign up|register|create (?:an )?account|donate(?: now| today)?)END]] },
  { "related",
    [[(?:read|see|watch|listen) (?:more|also|next)(?: ?:[^\n]{0,160}|END)]],
    [[related(?: (?:stories|articles|news|topics|coverage|content))?(?: ?:[^\n]{0,160}|END)]],
    [[(?:recommended|you may also like|most read|trending)END]] },
  { "advertisement",
    [[(?:advertisement|advertising|(?:paid|sponsored) (?:content|post))END]],
    [[(?:story|article|post) continues below\b]],
    [[we (?:may )?earn a commission\b]] },
  { "copyright",
    [[(?:©|\(c\)|copyright (?:©|\(c\)|\d{4}))]],
    [[all rights reservedEND]] },
  { "note",
    [[THIS has been (?:updated|corrected|revised|edited|clarified)\b]],
    [[(?:correction|clarification|editor['’]s note|update) ?(?:\([^)\n]{1,40}\) ?)?:]] },
  { "navigation",
    [[(?:skip to (?:main )?(?:content|navigation)|back to (?:top|home|blog))END]],
    [[(?:home|menu|search|navigation|table of contents|on this page)END]],
    [[(?:contact us|about us|advertise with us|privacy (?:policy|notice))END]],
    [[(?:cookies? (?:policy|settings)|terms (?:of (?:use|service)|(?:&|and) conditions))END]] },
}

-- The whole line, if it is no longer than a short paragraph; tags stay outside of the match.
local LINE = [[(?im)^(?=[^\n]{3,360}+(?:\n|\z))[ \t]*+(?:</?[a-z][^<>\n]{0,200}>[ \t]*+)*+\K]]
  .. [[(?:[-•·*>»|–—] ?)?+[(\[_*]{0,3}+(?:ALL)[^\r\n]*]]

local boilerplate = {}

-- The classes there are, in the order in which they are tried.
boilerplate.classes = {}
for i, rule in ipairs(rules) do
  boilerplate.classes[i] = rule[1]
end

local function group(class, expression)
  return ("(?<%s>%s)"):format(class:gsub("-", "_"), expression)
end

-- One pattern for all rules; `more` maps further classes to expressions, which are tried first.
function boilerplate.pattern(more)
  local all = {}
  for _, class in ipairs(galley.keys(more or {})) do
    all[#all + 1] = group(class, more[class])
  end
  for _, rule in ipairs(rules) do
    local expression = table.concat(rule, "|", 2):gsub("%u%u%u+", short)
    all[#all + 1] = group(rule[1], expression)
  end
  local alternatives = table.concat(all, "|")
  return galley.re((LINE:gsub("ALL", function()
    return alternatives
  end)))
end

-- The class that a match of that pattern is of.
function boilerplate.class(cap)
  local class
  for name in pairs(cap) do
    class = name:gsub("_", "-")
  end
  return class
end

return boilerplate
