-- Postcodes as alternatives for an extended pattern: the British, the Canadian, and all forms that
-- the country's name or an address around them makes sure of. Forms from the postal services.
local regions = require "lib.regions"

local british = regions.uk_areas .. [[ \d [A-Z\d]? [ ] \d [ABD-HJLNP-UW-Z]{2} ]]
local canadian = [[ [ABCEGHJ-NPRSTVXY] \d [A-Z] [ ]? \d [A-Z] \d ]]

return {
  british = british,
  canadian = canadian,
  any = [[ (?: [A-Z]{1,3} - )? \d{5} (?: - \d{3,4} )? | ]] .. british .. "|" .. canadian .. [[
    | \d{4} [ ]? [A-Z]{2} | (?: [A-Z]{1,3} - )? \d{4} | \d{3} [ ] \d{2,3} | \d{2} - \d{3}
    | \d{3,4} - \d{3,4} | \d{6} ]],
}
