return {
  api = 1,
  summary = "Nothing.",
  process = function() end,
}
