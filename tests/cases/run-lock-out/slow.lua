return { api = 1, summary = "Takes its time.", process = function() while true do end end }
