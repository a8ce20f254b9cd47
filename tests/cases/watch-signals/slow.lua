return { api = 1, summary = "Takes its time.", process = function() local n = 0 for i = 1, 600000 do n = n + i end end }
