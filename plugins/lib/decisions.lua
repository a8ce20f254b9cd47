-- What a person decided about stretches of text: the file that `galley run --review` wrote, with
-- `decision` filled in. One JSON object a line.
local json = require "lib.json"

local decisions = {}

local DEPTH = 20

local function wrong(file, n, what)
  error(("%s:%d: %s"):format(file.path, n, what), 0)
end

-- The members of one line by name: strings, and the two numbers of `at`.
local function members(file, n, line)
  local good, list = pcall(json.members, line, DEPTH, true)
  if not good then
    wrong(file, n, "no JSON object: " .. list)
  end
  local found = {}
  for _, member in ipairs(list) do
    if member.a then
      found[member.key] = json.text(line, member)
    elseif member.key == "decision" and member.word ~= "null" then
      found.decision = false
    end
  end
  local start, stop = line:match('"at"%s*:%s*%[%s*(%d+)%s*,%s*(%d+)%s*%]')
  found.start, found.stop = start and tonumber(start), stop and tonumber(stop)
  return found
end

-- The decisions by path: lists of { id, start, stop, label, rule, decision, file, line }. Lines
-- without a decision are left out. The run is told how many there are: its summary says what
-- became of them.
function decisions.read(file)
  local name = file.path:match("[^/]*$")
  local by_path, n, all = {}, 0, 0
  for line in file:lines() do
    n = n + 1
    local d = line:find("%S") and members(file, n, line) or { decision = "" }
    local open = d.decision == nil or d.decision == ""
    if not open and d.decision ~= "keep" and d.decision ~= "redact" then
      wrong(file, n, "`decision` is keep, redact or empty")
    elseif not open and not (d.id and d.path and d.label and d.rule and d.start) then
      wrong(file, n, "a decision has id, path, at, label and rule")
    elseif not open then
      d.file, d.line, all = name, n, all + 1
      by_path[d.path] = by_path[d.path] or {}
      table.insert(by_path[d.path], d)
    end
  end
  galley.looks_for("decisions:" .. name, all)
  galley.looks_for("stale:" .. name)
  return by_path
end

return decisions
