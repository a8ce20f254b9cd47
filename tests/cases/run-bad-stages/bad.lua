-- Misbehaves in the way that the document's name says; other documents are left alone.
local kept
local ways = {
  loop = function() while true do end end,
  pcall = function() while true do pcall(function() while true do end end) end end,
  coroutine = function() coroutine.wrap(function() while true do end end)() end,
  find = function() return (("a"):rep(200000)):find(".-.-.-b") end,
  memory = function()
    local t = { ("x"):rep(1000) }
    for i = 2, math.huge do t[i] = t[1]:rep(100) .. i end
  end,
  ["nil"] = function() error(nil) end,
  table = function() error({}) end,
  global = function() return undefined_name end,
  keep = function(doc) kept = doc end,
  overlap = function(doc)
    doc:replace(1, 4, "x", "first")
    doc:replace(3, 6, "y", "second")
  end,
  fail = function(doc) doc:fail("by its own wish") end,
  drop = function(doc) doc:drop("by its own wish") end,
}

return {
  api = 1,
  summary = "Misbehaves.",
  process = function(doc)
    local way = doc:path():match("^%d+%-(%a+)")
    if way == "number" then return 42 end
    if way == "use" then kept:text() end
    local run = ways[way]
    if run then run(doc) end
  end,
}
