local line = galley.re[[(?m)^(?<label>\w+): (?<value>.+)$]]
local labels = {}
for _, label in ipairs(require "lib.labels") do
  labels[label] = "personal"
end

return {
  api = 1,
  summary = "Mark the value of each line `label: value`; persons are one entity.",
  labels = labels,
  process = function(doc)
    for _, b, cap in doc:each(line) do
      local entity = cap.label == "person" and 1 or nil
      doc:mark(b - #cap.value + 1, b, cap.label, { rule = "line", entity = entity })
    end
  end,
}
