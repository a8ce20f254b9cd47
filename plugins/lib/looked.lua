-- What a stage tells that it looks for, so that the run can say what was not found.
local looked = {}

-- In `open`: the names of rules that its marks of the label will carry.
function looked.rules(label, names)
  for _, name in ipairs(names) do
    galley.looks_for("rule:" .. label .. "." .. name)
  end
end

-- In `open`: the same for a list of rules that have a `name`.
function looked.by_name(label, list)
  for _, rule in ipairs(list) do
    galley.looks_for("rule:" .. label .. "." .. rule.name)
  end
end

return looked
