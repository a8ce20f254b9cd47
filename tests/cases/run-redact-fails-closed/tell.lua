return {
  api = 1,
  summary = "Tells a secret.",
  process = function(doc) error("cannot cope with jane.roe@example.org in " .. doc:path()) end,
}
