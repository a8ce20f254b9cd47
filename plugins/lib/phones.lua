-- Telephone numbers by the numbering plans of the world: which calling code, how many digits, and
-- which digits a number may begin with.
local territories = require "data.phones"

local phones = {}

local by_code, by_country = {}, {}
for _, territory in ipairs(territories) do
  local code = territory.code
  by_code[code] = by_code[code] or {}
  table.insert(by_code[code], territory)
  if territory.country ~= "" then
    by_country[territory.country] = territory
  end
end

-- Reads the leading digits of a plan: { [length] = { [leading digits] = true } }.
local function read(leading)
  local lengths = {}
  for _, line in ipairs(leading) do
    local of, prefixes = line:match("^([%d ]+):(.*)$")
    local set = prefixes:find("%d") and {} or { [""] = true }
    for from, to in prefixes:gmatch("(%d+)%-?(%d*)") do
      local width = "%0" .. #from .. "d"
      for n = tonumber(from), tonumber(to) or tonumber(from) do
        set[width:format(n)] = true
      end
    end
    for length in of:gmatch("%d+") do
      lengths[tonumber(length)] = set
    end
  end
  return lengths
end

-- The plans of the countries named, by two letters.
function phones.plans(countries)
  local plans = {}
  for _, name in ipairs(countries) do
    local country = by_country[name:lower()]
    if not country then
      error("countries: no numbers are known of `" .. name .. "`; write two letters, as in fr", 0)
    end
    plans[#plans + 1] = country
  end
  return plans
end

-- A plan is read when it is first asked for: to read all takes longer than most runs need.
local function fits(plan, digits)
  plan.lengths = plan.lengths or read(plan.leading)
  local set = plan.lengths[#digits]
  for n = set and 0 or 4, 3 do
    if set[digits:sub(1, n)] then
      return true
    end
  end
  return false
end

-- Whether the digits are a number of the plan as dialled within its country: 0 says with the trunk
-- prefix in front, 1 without, nil that it is none. Where a plan has no trunk prefix, 1.
function phones.national(plan, digits)
  local trunk = plan.trunk
  if trunk ~= "" and digits:sub(1, #trunk) == trunk and fits(plan, digits:sub(#trunk + 1)) then
    return 0
  end
  return fits(plan, digits) and 1 or nil
end

-- Whether the digits, calling code first, are a number of the world; a trunk prefix that is
-- written in brackets between code and number is let through.
function phones.international(digits)
  for n = 1, 3 do
    for _, plan in ipairs(by_code[digits:sub(1, n)] or {}) do
      if phones.national(plan, digits:sub(n + 1)) then
        return true
      end
    end
  end
  return false
end

return phones
