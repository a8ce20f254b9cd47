-- An author's directory may be called as galley's own.
local refused = galley.re[[(*NO_JIT)abc]]

return {
  api = 1,
  summary = "Look for what cannot be compiled.",
  process = function(doc)
    doc:each(refused)
  end,
}
