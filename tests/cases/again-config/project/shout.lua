return {
  api = 1,
  summary = "Shout.",
  options = { list = { type = "file", help = "a list" } },
  process = function() end,
}
