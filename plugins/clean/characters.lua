-- What is taken out or put in place here is never what a reader sees as something else: so a value
-- that was hidden from the detectors by such characters stands as it reads.

-- Soft hyphen, zero-width space, word joiner, byte order mark; joiners and marks of direction only
-- between what is written in ASCII, since they have a meaning in other scripts. Each by itself,
-- not in a class: then galley knows more than their first byte.
local hidden = galley.re[[(?x) (?: \x{ad} | \x{200b} | \x{2060} | \x{feff} )++ ]]
local directed = galley.re[[(?x) (?<= [!-~] ) (?: \x{200c} | \x{200d} | \x{200e} | \x{200f}
  | \x{202a} | \x{202b} | \x{202c} | \x{202d} | \x{202e}
  | \x{2066} | \x{2067} | \x{2068} | \x{2069} )++ (?= [!-~] ) ]]

local disguises = galley.patterns { hidden, directed }

-- Letters and figures of double width, and the signs that join them.
local wide = galley.re"[\u{FF10}-\u{FF19}\u{FF21}-\u{FF3A}\u{FF41}-\u{FF5A}＋－．／：＠＿]"

-- Letters, figures and signs that need no entity.
local decimal = [[ &\# 0{0,4} (?<decimal> 4[013-9] | 5[0-8] | 6[4-9] | [78]\d | 9[05]
  | 9[7-9] | 1[01]\d | 12[0-2] | 32 | 160 ) ; ]]
local hex = [[ &\# [xX] 0{0,4} (?<hex> 2[089B-Fb-f] | 3\d | 3[Aa] | 4[\da-fA-F] | 5[\daA] | 5[Ff]
  | 6[1-9a-fA-F] | 7[\daA] | [Aa]0 ) ; ]]
local named = [[ & (?: (?<at> commat ) | (?<stop> period ) | (?<colon> colon ) | (?<space> nbsp )
  | (?<hyphen> hyphen ) | (?<line> lowbar ) | (?<plus> plus ) | (?<slash> sol ) ) ; ]]
local entity = galley.re("(?x)" .. decimal .. "|" .. hex .. "|" .. named)

local signs = {
  at = "@", stop = ".", colon = ":", space = " ", hyphen = "-", line = "_", plus = "+",
  slash = "/",
}

local function narrow(character)
  return utf8.char(utf8.codepoint(character) - 0xFEE0)
end

local function decoded(group)
  local code = group.decimal and tonumber(group.decimal) or group.hex and tonumber(group.hex, 16)
  if code then
    return code == 0xA0 and " " or string.char(code)
  end
  for name, sign in pairs(signs) do
    if group[name] then
      return sign
    end
  end
end

return {
  api = 1,
  summary = "Take out hidden characters, and write plainly what is written in double width or as "
    .. "HTML entities.",
  options = {
    hidden = {
      type = "boolean", default = true,
      help = "take out soft hyphens, zero-width spaces and, in ASCII, marks of direction",
    },
    wide = {
      type = "boolean", default = true,
      help = "make plain ASCII of letters, figures and joining signs of double width",
    },
    entities = {
      type = "boolean", default = true,
      help = "undo HTML entities of letters, figures, spaces and joining signs; others stay",
    },
  },
  process = function(doc, opt)
    if opt.hidden then
      for a, b in doc:each(disguises) do
        doc:replace(a, b, "", "hidden")
      end
    end
    if opt.wide then
      for a, b in doc:each(wide) do
        doc:replace(a, b, narrow(doc:sub(a, b)), "wide")
      end
    end
    if opt.entities then
      for a, b, group in doc:each(entity) do
        doc:replace(a, b, decoded(group), "entity")
      end
    end
  end,
}
