-- Texts with placeholders: "[{label}, {chars} characters]". A brace that is meant is doubled.
local template = {}

-- A function from a table of values to the text. `names` is a set of the placeholders that there
-- are; errors name the others.
function template.compile(text, names)
  local parts, from = {}, 1
  while from <= #text do
    local a, _, brace = text:find("([{}])", from)
    parts[#parts + 1] = { text = text:sub(from, (a or 0) - 1) }
    if not a then
      break
    end
    local b = a + 1
    if text:sub(a, b) == brace:rep(2) then
      parts[#parts + 1] = { text = brace }
    else
      local name = text:match("^{(%w+)}", a)
      if not name then
        error(("a single brace in %q: write it twice"):format(text), 0)
      elseif not names[name] then
        error(("there is no {%s} here, in %q"):format(name, text), 0)
      end
      parts[#parts + 1] = { name = name }
      b = a + #name + 1
    end
    from = b + 1
  end
  return function(values)
    local out = {}
    for i, part in ipairs(parts) do
      out[i] = part.text or tostring(values[part.name])
    end
    return table.concat(out)
  end
end

return template
