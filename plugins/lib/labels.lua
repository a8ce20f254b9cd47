-- The labels that shipped stages mark. A policy may have a line for any of them, whichever stages
-- a pipeline has; a name that is neither here nor marked in the pipeline is a slip.
local labels = {}
for label in ([[
  account address age bic boilerplate byline card case_number coordinates credit crypto date
  dateline driver_license ein email heading headline iban ip itin license_plate mac medical
  national_id nhs nino organisation paragraph passport person phone place postcode quote speaker
  ssn url
]]):gmatch("%S+") do
  labels[#labels + 1] = label
end
return labels
