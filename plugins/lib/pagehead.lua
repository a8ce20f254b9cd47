-- Patterns of the lines that stand above an article's text. Each matches a whole block of text and
-- keeps what is wanted of it.
-- LIMA, Peru (AP) —   Lima (AP) -   3 mai 2031. -
local CAPITALS = [[(?!(?:EXCLUSIVE|UPDATE|BREAKING|ANALYSIS|OPINION|VIDEO|WATCH)\b)]]
  .. [[\p{Lu}[\p{Lu}.'’ -]{2,40}(?:, \p{Lu}[\p{L}. ]{1,30}){0,2}]]
  .. [[(?: \([^()\n]{2,30}\))?(?<! )]]
local AGENCY = [[\p{Lu}[\p{L}.'’-]{1,30}(?: \p{Lu}[\p{L}.'’-]{1,30}){0,3}]]
  .. [[(?:, (?:\p{Lu}[\p{L}.]{1,20}|\d{1,2}|\p{L}{3,9} \d{1,2}|\d{1,2} \p{L}{3,9})){0,2}]]
  .. [[ \(\p{Lu}[^()\n]{1,30}\)]]
local DAY = [[\d{1,2}(?:er)? \p{L}{3,9} \d{4}(?=\.)]]

local MONTH_DAY = [[\p{L}{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}]]
local DAY_MONTH = [[\d{1,2}(?:er|\.)? \p{L}{3,9}\.? \d{4}]]
local ISO = [[\d{4}-\d\d-\d\d(?:[T ][\d:.Z+-]{4,20})?]]

return {
  byline = galley.re([[\A(?:By|BY|by|Written by|Story by|Text by|Words by|Par|Von|Por):?[ \t]+\K]]
    .. [[\p{Lu}[^\n|•–—]{2,100}?(?=[ \t]*(?:[|•–—][^\n]{0,80})?\z)]]),
  date = galley.re([[\A(?:(?:published|posted|updated|last updated)(?: on)?:?[ \t]+)?\K(?:]]
    .. ISO .. [[|(?:\p{L}{3,9},? )?(?:]] .. MONTH_DAY .. "|" .. DAY_MONTH
    .. [[)(?:[ ,|–-]{1,3}[^\n]{0,30})?)\z]], { caseless = true }),
  url = galley.re[[\A(?:https?://|www\.)\S+\z]],
  dateline = galley.re("\\A(?:" .. CAPITALS .. "|" .. AGENCY .. "|" .. DAY
    .. [[)(?=\.? ?(?:—|–|--|- ))]]),
}
