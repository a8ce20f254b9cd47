-- The first three digits of ZIP codes whose areas had 20,000 inhabitants or fewer, by ZIP code
-- tabulation areas of the Bureau of the Census: those of 2000, as the Department of Health and
-- Human Services lists them, and those of 2010. A prefix of either list is taken for small.
local small = {}
for prefix in ([[
  036 059 063 102 203 205 369 556 692 790 821 823 830 831 878 879 884 890 893
]]):gmatch("%d+") do
  small[prefix] = true
end
return small
