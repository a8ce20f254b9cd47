return { api = 1, summary = "x", process = function() error("a\27[2Jb\rc") end }
