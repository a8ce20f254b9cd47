return { api = 2, summary = "x", process = function() end }
