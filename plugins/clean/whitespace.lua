-- A gap is what stands between the last visible character of one line and the next line that has
-- any: all of it is white, so tidying it loses nothing. Gaps of up to K line feeds are right as
-- they are. Hard spaces and tabs inside a line come from the same pass: no two edits can overlap.
-- The first lookahead is for speed, since nearly all white space is right.
local SPACES = [[(?x) (?= [\x20\n] [ \t\r\n\x{a0}] | [\t\r\x{a0}\x{202f}] | [\x20\n] \z | \A\n )
  (?: (?<! [ \t\r\n\x{a0}] ) (?: \A | (?! \n{1,K}+ [^ \t\r\n\x{a0}] ) )
      (?: [ \t\r\n\x{a0}]++ \z | [ \t\r\n\x{a0}]*\n )
    | (?<inside> [\t\x{a0}\x{202f}] ) )]]

local LINE_END = galley.re[[\r?\n]]

local function tidy_inside(s, opt)
  if s == "\t" then
    return opt.tabs > 0 and (" "):rep(opt.tabs) or s
  end
  return opt.nbsp and " " or s
end

-- The first `keep` lines of a gap, tidy.
local function tidy_gap(s, opt, keep)
  local lines, from = {}, 1
  while #lines < keep do
    local a, b = LINE_END:find(s, from)
    local blanks = opt.trailing and "" or s:sub(from, (a or #s + 1) - 1)
    if not a then
      lines[#lines + 1] = blanks
      break
    end
    lines[#lines + 1] = blanks .. (opt.newlines and "\n" or s:sub(a, b))
    from = b + 1
  end
  return table.concat(lines)
end

return {
  api = 1,
  summary = "Tidy trailing blanks, runs of blank lines, line ends, tabs and hard spaces.",
  options = {
    trailing = { type = "boolean", default = true,
      help = "remove blanks at the end of lines (in Markdown two of them are a line break)" },
    blank_lines = { type = "number", default = 1, min = 0, max = 1000,
      help = "blank lines kept between two lines that have text; none is kept at either end" },
    newlines = { type = "boolean", default = true, help = "end lines with LF, not CRLF" },
    nbsp = { type = "boolean", default = false,
      help = "make plain spaces of hard ones (U+00A0, U+202F)" },
    tabs = { type = "number", default = 0, min = 0, max = 16,
      help = "spaces in place of a tab inside a line; 0 leaves tabs" },
  },
  open = function(opt)
    return galley.re((SPACES:gsub("K", string.format("%d", opt.blank_lines + 1))))
  end,
  process = function(doc, opt, spaces)
    for a, b, cap in doc:each(spaces) do
      local old = doc:text(a, b)
      local new
      if cap.inside then
        new = tidy_inside(old, opt)
      elseif a == 1 then
        new = tidy_gap(old, opt, 0)
      else
        new = tidy_gap(old, opt, b == doc:len() and 1 or 1 + opt.blank_lines)
      end
      if new ~= old then
        doc:replace(a, b, new)
      end
    end
  end,
}
