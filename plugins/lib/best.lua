-- Of candidates that overlap, the one with the best score; of equals the longer, then the first.
-- A candidate is { a =, b =, score =, ... }; the list that comes back goes by place.
local function better(one, other)
  if one.score ~= other.score then
    return one.score > other.score
  end
  return one.b - one.a > other.b - other.a
end

local function before(one, other)
  return one.a < other.a
end

return function(candidates)
  if #candidates < 2 then
    return candidates
  end
  table.sort(candidates, before)
  local kept = {}
  for _, candidate in ipairs(candidates) do
    local last = kept[#kept]
    if not last or candidate.a > last.b then
      kept[#kept + 1] = candidate
    elseif better(candidate, last) then
      kept[#kept] = candidate
    end
  end
  return kept
end
