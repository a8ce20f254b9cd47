return { api = 1, summary = "x", procses = 1, process = function() end }
