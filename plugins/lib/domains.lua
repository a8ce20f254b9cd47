-- Whether a name in a text is one of the Internet: by what it ends with.
local countries = require "lib.countries"

local domains = {}

local generic, national = {}, {}
for word in ([[com org net edu gov mil int info biz name pro mobi app dev online site shop store
  xyz club blog news tech cloud agency media live world today email onion]]):gmatch("%l+") do
  generic[word] = true
end
for country in pairs(countries) do
  national[country:lower()] = true
end
national.uk, national.eu, national.su = true, true, true

-- Of countries, but mostly of files: README.md, setup.py, main.rs
for word in ("md py rs sh ps so cc"):gmatch("%l+") do
  national[word] = nil
end

-- With two letters a sentence may begin that no space parts from the one before: "enough.It is".
-- So those of countries are in small letters, behind a name of more than one.
function domains.known(text)
  local host, rest = text:match("^([^/:]+)(.*)$")
  local name, last = host:match("([^.]+)%.([^.]+)$")
  return generic[last:lower()] or national[last] and (#name > 1 or rest ~= "") or false
end

return domains
