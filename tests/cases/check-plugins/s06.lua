return { api = 1, summary = "x", options = { a = { type = "strnig", help = "x" } }, process = function() end }
