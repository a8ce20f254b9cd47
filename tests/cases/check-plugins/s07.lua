local re = galley.re[[(]]
return { api = 1, summary = "x", process = function() end }
