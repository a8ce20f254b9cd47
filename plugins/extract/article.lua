-- The parts of an article: headline, byline, date, dateline, lead, section headings,
-- paragraphs, credits. Nothing is made up: a part that is not there is not set. Run
-- clean.boilerplate before it, so that its lines are not taken for text and its credits are
-- found.
local frontmatter = require "lib.frontmatter"
local htmlblocks = require "lib.htmlblocks"
local pagehead = require "lib.pagehead"
local textblocks = require "lib.textblocks"

local SENTENCE_END = galley.re[[[.!?…:;,]["”’»)]{0,3}\z]]
local NO_HEADLINE = galley.re[[[.,;:…]\z]]
local PAST_BULLET = galley.re[[\A[-•·*>»|–— \t(]*+\K\S]]
local HEADING = galley.re[[\A[\p{Lu}\p{N}¿¡][^“”"«»\n]*[^\s.,;:!…“”"«»]\z]]

local function part(doc, name, a, b)
  if not doc:get(name) then
    doc:set(name, a, b)
    doc:mark(a, b, name)
  end
end

local function kind_of_input(doc, opt)
  if opt.input ~= "auto" then
    return opt.input
  elseif htmlblocks.is_html(doc) then
    return "html"
  end
  local path = doc:path():lower():gsub("%.[gx]z$", "")
  local named = path:find("%.md$") or path:find("%.markdown$")
  return (named or doc:sub(1, 4) == "---\n") and "markdown" or "text"
end

local function read_text(doc, markdown)
  local start, found = frontmatter.read(doc)
  for name, spans in pairs(found) do
    if #spans == 1 then
      part(doc, name, spans[1][1], spans[1][2])
    else
      for i, s in ipairs(spans) do
        doc:mark(s[1], s[2], name)
        spans[i] = doc:text(s[1], s[2])
      end
      doc:set(name, table.concat(spans, ", "))
    end
  end
  return textblocks.read(doc, start, markdown)
end

-- Blocks below the first h1, or all of them; the page's title is the headline only without an h1.
local function read_html(doc)
  local list = htmlblocks.read(doc)
  local title, from = nil, 1
  for i, block in ipairs(list) do
    if block.kind == "byline" or block.kind == "date" then
      part(doc, block.kind, block.a, block.b)
    elseif block.kind == "title" then
      title = title or block
    elseif block.level == 1 then
      title, from = block, i + 1
      break
    end
  end
  if title then
    part(doc, "headline", title.a, title.b)
  end
  return table.move(list, from, #list, 1, {})
end

-- Whether `block` stands above the text. Sets the part that it is.
local function take_head(doc, block, first, opt)
  local length = block.b - block.a + 1
  if block.kind == "heading" and block.level == 1 and not doc:get("headline") then
    part(doc, "headline", block.a, block.b)
    return true
  elseif block.kind == "heading" or block.kind == "item" or length > opt.headline then
    return false
  end
  for _, name in ipairs { "byline", "date" } do
    local a, b = pagehead[name]:find(block.text)
    if a then
      part(doc, name, block.a + a - 1, block.a + b - 1)
      return true
    end
  end
  if pagehead.url:test(block.text) then
    return true
  elseif block.kind ~= "line" then
    return false
  elseif first and not doc:get("headline") and not NO_HEADLINE:test(block.text) then
    part(doc, "headline", block.a, block.b)
    return true
  end
  return doc:get("headline") ~= nil and not SENTENCE_END:test(block.text)
end

local function is_text(block)
  return block ~= nil and block.kind == "line"
    and (#block.text > 80 or SENTENCE_END:test(block.text))
end

-- A heading as one wrote it, or a short line between two paragraphs that is no sentence.
local function is_heading(list, i, opt)
  local block = list[i]
  if block.kind == "heading" then
    return not (#block.text > 60 and NO_HEADLINE:test(block.text))
  end
  return block.kind == "line" and #block.text <= opt.heading and HEADING:test(block.text)
    and is_text(list[i - 1]) and is_text(list[i + 1])
    and not pagehead.date:test(block.text) and not pagehead.url:test(block.text)
end

local function take_lead(doc, block)
  doc:set("lead", block.a, block.b)
  local _, b = pagehead.dateline:find(block.text)
  if b then
    part(doc, "dateline", block.a, block.a + b - 1)
  end
end

local function take_body(doc, list, from, opt)
  for i = from, #list do
    local block = list[i]
    if is_heading(list, i, opt) then
      doc:mark(block.a, block.b, "heading", { level = block.level or 2 })
    elseif block.kind ~= "caption" and not pagehead.url:test(block.text) then
      if not doc:get("lead") then
        take_lead(doc, block)
      end
      doc:mark(block.a, block.b, "paragraph", { kind = block.kind == "item" and "item" or nil })
    end
  end
end

-- All credit lines are marked; the field is the first of them, with those right below it.
local function take_credits(doc)
  local a, b
  for mark in doc:marks("boilerplate") do
    if mark.attrs.class == "credit" then
      local start = mark.a + (PAST_BULLET:find(doc:text(mark.a, mark.b)) or 1) - 1
      doc:mark(start, mark.b, "credit")
      if not a then
        a, b = start, mark.b
      elseif not doc:text(b + 1, mark.a - 1):find("%S") then
        b = mark.b
      end
    end
  end
  if a then
    doc:set("credits", a, b)
  end
end

return {
  api = 1,
  summary = "Find headline, byline, date, dateline, lead, headings, paragraphs and credits.",
  labels = { headline = "structure", byline = "structure", date = "structure",
    dateline = "structure", heading = "structure", paragraph = "structure", credit = "structure" },
  fields = { "headline", "byline", "date", "dateline", "lead", "credits" },
  options = {
    input = { type = "string", default = "auto", choices = { "auto", "text", "markdown", "html" },
      help = "what the documents are; auto looks at each" },
    headline = { type = "number", default = 160, min = 10, max = 1000,
      help = "bytes that a headline of plain text may have" },
    heading = { type = "number", default = 80, min = 5, max = 500,
      help = "bytes that a section heading of plain text may have" },
  },
  process = function(doc, opt)
    local input = kind_of_input(doc, opt)
    local list = input == "html" and read_html(doc) or read_text(doc, input == "markdown")
    local from = 1
    while list[from] and take_head(doc, list[from], from == 1, opt) do
      from = from + 1
    end
    take_body(doc, list, from, opt)
    take_credits(doc)
  end,
}
