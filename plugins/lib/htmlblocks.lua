-- The blocks of an HTML page, in order, as textblocks gives them: "title", "heading" with its
-- level, "paragraph", "item", "caption", and "byline" and "date" from its meta tags. This is
-- for pages that hold an article and little else; scripts, menus and footers are left out.
local IS_HTML = galley.re([[\A\s*+(?:<!--[^>]{0,1000}-->\s*)?]]
  .. [[<(?:!doctype html|html|head|body|article|main|div|section|h1|p)\b]], { caseless = true })

local BLOCK = galley.re([[(?xi)
  < (?<skip> script | style | nav | footer | aside | noscript | template | form | svg ) \b
    (?: [^<]++ | < (?! / \k<skip> \b ) ){0,1000}+ </ \k<skip>
  | < (?<tag> title | h[1-6] | p | li | figcaption ) \b [^<>]{0,2000}+ > \s*+ \K (?! </ )
    (?: [^<]++ | < (?! /? (?: \k<tag> | p | div | ul | ol | table ) \b ) )++ (?= </ \k<tag> \b )]],
  { anchor = "<", back = 0 })

local META = galley.re[[(?xi) <meta \b [^<>]{0,200}? \b (?: name | property ) = ["']
  (?: (?<byline> author | byl ) | (?<date> date | article:published_time ) ) ["']
  [^<>]{0,200}? \b content = ["'] \K [^"'<>]{1,200}]]

local LONG = 65536 -- bytes of a block that nobody wrote

local kinds = { title = "title", p = "paragraph", li = "item", figcaption = "caption" }

local htmlblocks = {}

function htmlblocks.is_html(doc)
  return doc:sub(1, 1) ~= "-" and doc:find(IS_HTML) == 1
end

function htmlblocks.read(doc)
  local list = {}
  for a, b, cap in doc:each(META) do
    list[#list + 1] = { a = a, b = b, kind = cap.byline and "byline" or "date" }
  end
  for a, b, cap in doc:each(BLOCK) do
    local text = cap.tag and b - a < LONG and doc:text(a, b):match("^(.*%S)%s*$")
    if text and not doc:within(a, a + #text - 1, "boilerplate") then
      local tag = cap.tag:lower()
      list[#list + 1] = {
        a = a, b = a + #text - 1, text = text, kind = kinds[tag] or "heading",
        level = not kinds[tag] and tonumber(tag:sub(2)) or nil,
      }
    end
  end
  return list
end

return htmlblocks
