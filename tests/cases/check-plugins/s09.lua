return { api = 1, summary = "x", open = function() error("no lists") end, process = function() end }
