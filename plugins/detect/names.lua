-- People, places and organisations, by rules over the words with a capital and a lexicon of names.
-- The files are read in `open`: a stage that cannot have them stops the run before it begins.
local capitals = require "lib.capitals"
local looked = require "lib.looked"
local namedeny = require "lib.namedeny"
local nameedges = require "lib.nameedges"
local nameentities = require "lib.nameentities"
local namerules = require "lib.namerules"
local nametags = require "lib.nametags"

local labels = { "person", "place", "organisation" }

local function set(list)
  local t = {}
  for _, item in ipairs(list) do
    t[item] = true
  end
  return t
end

-- Whether an entry of the list is all of the text.
local function is_listed(words, text)
  local a, b = words:find(text)
  return a == 1 and b == #text
end

local function denied(doc, state, list)
  for a, b in doc:each(state.deny) do
    list[#list + 1] = {
      a = a, b = b, label = "person", rule = "deny", score = 1, why = "list",
    }
  end
end

-- What finds names in a document. The masks are asked for hundreds of times in each: as a value of
-- this function they are looked up directly, which in `state`, a read-only view, they are not.
local function finder(opt)
  local lexicon = opt.names:lexicon()
  local masks = namerules.masks(lexicon)
  local tagger = opt.mode ~= "rules" and opt.model:tagger(lexicon) or nil
  local deny, recall = opt.mode == "deny_by_default", opt.recall
  return function(doc)
    local t = capitals.read(doc, lexicon)
    local list = namerules.find(t, masks)
    if tagger then
      list = nametags.join(t, masks, list, nametags.find(t, tagger, recall), recall)
    end
    list = nameentities.resolve(t, masks, nameedges.trim(t, masks, list))
    return deny and namedeny.add(t, masks, list) or list
  end
end

local function tell(opt)
  for _, label in ipairs(opt.types) do
    looked.rules(label, namerules.names[label])
    if opt.mode ~= "rules" then
      looked.rules(label, { "tagger" })
    end
  end
  if opt.mode == "deny_by_default" then
    looked.rules("person", { "unknown_capital" })
  end
  if opt.deny then
    galley.looks_for("rule:person.deny")
  end
end

return {
  api = 1,
  summary = "Mark names of people, places and organisations.",
  labels = { person = "personal", place = "personal", organisation = "personal" },
  options = {
    types = { type = "list", choices = labels, default = labels, help = "what to mark" },
    recall = {
      type = "number", default = 1, min = 0, max = 10,
      help = "how ready it is to see a name: what that gains and costs is in the guide",
    },
    mode = {
      type = "string", choices = { "rules", "rules+tagger", "deny_by_default" },
      default = "rules+tagger",
      help = "rules alone, or with the tagger; deny_by_default also marks, as persons, all words "
        .. "with a capital that are not known to be something else",
    },
    allow = {
      type = "file", optional = true,
      help = "names that are not marked, one a line, in any case; a mark must be all of the name",
    },
    deny = {
      type = "file", optional = true,
      help = "names of people that are marked wherever they stand as whole words, one a line, in "
        .. "any case",
    },
    model = {
      type = "file", default = "data/names.model",
      help = "the model of the tagger, as scripts/train makes it",
    },
    names = {
      type = "file", default = "data/names.lexicon",
      help = "the lexicon of names, as scripts/gazetteers/build makes it",
    },
  },
  open = function(opt)
    tell(opt)
    local flags = { fold = true, whole = true }
    return {
      find = finder(opt), wanted = set(opt.types),
      allow = opt.allow and opt.allow:words(flags), deny = opt.deny and opt.deny:words(flags),
    }
  end,
  process = function(doc, _, state)
    local list = state.find(doc)
    if state.deny then
      denied(doc, state, list)
    end
    local info = {}
    for _, found in ipairs(list) do
      local listed = state.allow and found.rule ~= "deny"
        and is_listed(state.allow, doc:sub(found.a, found.b))
      if state.wanted[found.label] and not listed then
        info.score, info.rule, info.why = found.score, found.rule, found.why
        info.entity = found.entity and found.entity.number
        doc:mark(found.a, found.b, found.label, info)
      end
    end
  end,
}
