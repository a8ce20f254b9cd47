-- Options of a case that has a policy of one label.
local function line(label, it)
  return { policy = { labels = { [label] = it } } }
end

local function fails(name, label, it, why)
  return { name = name, options = line(label, it), input = "", fails = why }
end

-- A case of one mark that is all of the text.
local function one(name, label, it, input, text)
  return {
    name = name, options = line(label, it), marked = { { label, input } },
    input = input, text = text,
  }
end

local rubio_text = "Marco Rubio met Jane Roe. Mr. Rubio left in Rubio's car."
local rubio = {
  { "person", "Marco Rubio", entity = 1 }, { "person", "Jane Roe", entity = 2 },
  { "person", "Mr. Rubio", entity = 1 }, { "person", "Rubio's", entity = 1 },
}

return {
  -- ---- marks and the policy -------------------------------------------------------------------
  {
    name = "without a policy each label of personal data is replaced by its name",
    before = { "detect.contact" },
    input = "jane@example.com, 202-555-0123, 192.0.2.1",
    text = "[EMAIL], [PHONE], [IP]",
  },
  {
    name = "simple operators",
    before = { "detect.contact" },
    options = {
      policy = {
        labels = {
          email = { operator = "replace", with = "(address)" }, phone = "remove",
          ip = { operator = "mask", char = "•" }, url = "keep",
        },
      },
    },
    input = "jane@example.com; 202-555-0123; 192.0.2.1; https://example.org",
    text = "(address); ; •••••••••; https://example.org",
  },
  one("a mask keeps the length in characters", "email", "mask", "zoë@example.org!",
    "****************"),
  {
    name = "the default of the policy is for labels without a line",
    options = { policy = { default = "mask", labels = { email = "replace" } } },
    marked = { { "email", "jane@example.com" }, { "ip", "192.0.2.1" } },
    input = "jane@example.com, 192.0.2.1",
    text = "[EMAIL], *********",
    evidence = {
      { "redact", "jane@example.com", line = "email", operator = "replace" },
      { "redact", "192.0.2.1", line = "default", operator = "mask" },
    },
  },
  {
    name = "structure is left alone unless it has a line",
    options = line("byline", "remove"),
    marked = {
      { "byline", "By Jane Roe", structure = true }, { "dateline", "BERN", structure = true },
    },
    input = "By Jane Roe, BERN",
    text = ", BERN",
    evidence = { { "redact", "By Jane Roe", label = "byline" } },
  },
  {
    name = "the ledger is told label, score, reason, operator, line and entity",
    options = line("passport", "mask"),
    marked = {
      { "passport", "X123", score = 0.4, rule = "us_passport", why = "passport", entity = 7 },
    },
    input = "passport X123",
    text = "passport ****",
    evidence = {
      {
        "redact", "X123", label = "passport", score = 0.4, rule = "us_passport",
        why = "passport", operator = "mask", line = "passport", entity = 7,
      },
    },
  },
  -- ---- overlaps -------------------------------------------------------------------------------
  {
    name = "an overlap is redacted whole, by the strictest operator",
    before = { "detect.contact" },
    options = { policy = { labels = { url = "mask", email = "remove" } } },
    input = "See https://example.org/?to=desk@example.org&x=1 now",
    text = "See  now",
  },
  {
    name = "of two operators as strict as each other a line wins over the default",
    before = { "detect.contact" },
    options = { policy = { labels = { email = "replace" } } },
    input = "https://example.org/?to=desk@example.org",
    text = "[EMAIL]",
  },
  {
    name = "keep wins over nothing, and what it alone marks stays and is put down",
    before = { "detect.contact" },
    options = { policy = { default = "keep", labels = { email = "replace" } } },
    input = "https://example.org/?to=[desk@example.org] and www.example.com",
    marked = { { "email", "org/?to=[desk@example.org]" } },
    text = "https://example.[EMAIL] and www.example.com",
    evidence = {
      { "redact", "org/?to=[desk@example.org]", line = "email" },
      { "keep", "www.example.com", line = "default", operator = "keep", label = "url" },
    },
  },
  {
    name = "no tail is left of marks that overlap in a chain",
    marked = { { "person", "Ann Lee" }, { "place", "Lee Street" }, { "place", "Street 5" } },
    options = { policy = { default = "pseudonym", labels = { place = "replace" } } },
    input = "Ann Lee Street 5, Bern",
    text = "[PLACE], Bern",
    evidence = { { "redact", "Ann Lee Street 5", rule = "person+place", label = "place" } },
  },
  -- ---- conditions -----------------------------------------------------------------------------
  {
    name = "a condition over the score; the default does where it does not hold",
    options = line("phone", { operator = "mask", when = "score >= 0.6" }),
    marked = { { "phone", "1", score = 0.6 }, { "phone", "2", score = 0.5 } },
    input = "1 2",
    text = "* [PHONE]",
  },
  {
    name = "what a line says of the other case",
    options = line("phone", { when = "score >= 0.6", otherwise = "keep" }),
    marked = { { "phone", "1", score = 0.6 }, { "phone", "2", score = 0.5 } },
    input = "1 2",
    text = "[PHONE] 2",
    evidence = { { "redact", "1" }, { "keep", "2", line = "phone" } },
  },
  {
    name = "conditions over rule, reason, attributes and what holds the mark",
    options = line("person", {
      when = 'why == "title" and rule == "r" and attrs.role == "x" and within "quote"',
      otherwise = "keep",
    }),
    marked = {
      { "quote", "'A B'", structure = true },
      { "person", "A", why = "title", rule = "r", role = "x" }, { "person", "B", why = "title" },
      { "person", "C", why = "title", rule = "r", role = "x" },
    },
    input = "'A B' C",
    text = "'[PERSON] B' C",
  },
  {
    name = "a mark without a reason has an empty one",
    options = line("person", { when = 'why == ""', otherwise = "keep" }),
    marked = { { "person", "A" } },
    input = "A",
    text = "[PERSON]",
  },
  {
    name = "a name that there is not fails the document",
    options = line("person", { when = "scor >= 0.5", otherwise = "keep" }),
    marked = { { "person", "A" } },
    input = "A",
    fails = "there is no `scor` in `when`",
  },
  {
    name = "a condition is true or false",
    options = line("person", { when = "score", otherwise = "keep" }),
    marked = { { "person", "A" } },
    input = "A",
    fails = "`when` must be true or false",
  },
  {
    name = "the decision for one mention is that for its entity",
    options = line("person", { when = "score > 0.5", otherwise = "keep", scope = "entity" }),
    marked = {
      { "person", "Lee", score = 0.3, entity = 1 }, { "person", "Ann Lee", score = 0.9, entity = 1 },
      { "person", "Roe", score = 0.3, entity = 2 }, { "person", "Poe", score = 0.3 },
    },
    input = "Lee, Ann Lee, Roe, Poe",
    text = "[PERSON], [PERSON], Roe, Poe",
  },
  -- ---- lists ----------------------------------------------------------------------------------
  {
    name = "an allow list keeps whole values, in their case, with or without a possessive",
    options = { allow = "apply.test.allow.txt" },
    marked = {
      { "person", "Ann Lee" }, { "person", "Ann  Lee's" }, { "person", "ANN LEE" },
      { "person", "Ann Lee Roe" },
    },
    input = "Ann Lee; Ann  Lee's; ANN LEE; Ann Lee Roe",
    text = "Ann Lee; Ann  Lee's; [PERSON]; [PERSON]",
    evidence = {
      { "redact", "ANN LEE" }, { "redact", "Ann Lee Roe" },
      { "keep", "Ann Lee", line = "allow" }, { "keep", "Ann  Lee's", line = "allow" },
    },
  },
  {
    name = "an entity is allowed by its fullest name, where the line decides for entities",
    options = {
      allow = "apply.test.allow.txt", policy = { labels = { person = { scope = "entity" } } },
    },
    marked = { { "person", "Ann Lee", entity = 1 }, { "person", "Lee", entity = 1 },
      { "person", "Lee" } },
    input = "Ann Lee; Lee; Lee",
    text = "Ann Lee; Lee; [PERSON]",
  },
  {
    name = "a deny list redacts where no detector marked, and whatever the policy keeps",
    options = {
      deny = { person = "apply.test.deny.txt" }, allow = "apply.test.allow.txt",
      policy = { labels = { person = "keep" } },
    },
    given = { by = "Cy Poe" },
    input = "Ann Lee, CY POE and\ncy  poe, but not Cy Poel",
    text = "Ann Lee, [PERSON] and\n[PERSON], but not Cy Poel",
    fields = { by = "[PERSON]" },
    evidence = {
      { "redact", "CY POE", line = "deny", rule = "deny_list", operator = "replace" },
      { "redact", "cy  poe", line = "deny" }, { "redact", "Cy Poe", line = "deny" },
    },
  },
  {
    name = "deny wins over allow",
    options = { deny = { person = "apply.test.allow.txt" }, allow = "apply.test.allow.txt" },
    marked = { { "person", "Ann Lee" } },
    input = "Ann Lee",
    text = "[PERSON]",
  },
  -- ---- masks, exemptions ----------------------------------------------------------------------
  one("a partial mask keeps the last four", "card", { operator = "partial_mask", last = 4 },
    "4111 1111 1111 1234", "************** 1234"),
  one("and the first ones", "email", { operator = "partial_mask", first = 2, char = "x" },
    "zoë@example.org", "zoxxxxxxxxxxxxx"),
  one("more than half goes, or all", "account", { operator = "partial_mask", last = 4 },
    "12345678", "********"),
  {
    name = "a partial mask of an overlap leaves nothing",
    options = { policy = { default = "keep",
      labels = { card = { operator = "partial_mask", last = 4 }, phone = { operator = "partial_mask", last = 2 } } } },
    marked = { { "card", "4111111111111234" }, { "phone", "234 5678" } },
    input = "4111111111111234 5678",
    text = "*********************",
  },
  {
    name = "an exemption says how much went",
    options = line("person", {
      operator = "exemption", exemption = "B6", with = "[[{exemption}: {chars} chars, {words} words]]",
    }),
    marked = { { "person", "Zoë Ray" }, { "person", "Bo" } },
    input = "Zoë Ray, Bo",
    text = "[[B6: 7 chars, 2 words]], [[B6: 2 chars, 1 words]]",
    counts = { ["exemption.B6"] = 2, ["exemption.B6.chars"] = 9 },
    evidence = { { "redact", "Zoë Ray", operator = "exemption B6" }, { "redact", "Bo" } },
  },
  one("its text by itself", "person", { operator = "exemption", exemption = "B7 C" }, "Bo",
    "[[REDACTED-EX B7 C]]"),
  one("braces that are meant are doubled", "person", { with = "{{{label}}}" }, "Bo", "{PERSON}"),
  -- ---- pseudonyms -----------------------------------------------------------------------------
  {
    name = "all mentions of an entity have the pseudonym of its fullest name",
    options = line("person", "pseudonym"),
    marked = rubio,
    input = rubio_text,
    text = "PERSON_C0250D met PERSON_6A4AB9. PERSON_C0250D left in PERSON_C0250D's car.",
    evidence = {
      { "redact", "Marco Rubio", entity = 1, operator = "pseudonym" },
      { "redact", "Jane Roe", entity = 2 }, { "redact", "Mr. Rubio", entity = 1 },
      { "redact", "Rubio's", entity = 1 },
    },
  },
  {
    name = "the same in another document, in capitals or with a title",
    options = line("person", { operator = "pseudonym", with = "<{code}>", length = 8 }),
    marked = { { "person", "Senator MARCO  RUBIO" }, { "person", "Marco Rubio" } },
    input = "Senator MARCO  RUBIO = Marco Rubio",
    text = "<C0250D4D> = <C0250D4D>",
  },
  {
    name = "an alias joins names",
    options = {
      aliases = "apply.test.aliases.csv", policy = { labels = { person = "pseudonym" } },
    },
    marked = { { "person", "Jack Roe" }, { "person", "John Roe" }, { "person", "Jackie", entity = 3 },
      { "person", "J. Roe", entity = 3 } },
    input = "Jack Roe = John Roe = Jackie = J. Roe",
    text = "PERSON_A5E388 = PERSON_A5E388 = PERSON_A5E388 = PERSON_A5E388",
  },
  {
    name = "a number is the same with other spaces and hyphens",
    options = line("phone", "pseudonym"),
    marked = { { "phone", "202-555-0123" }, { "phone", "(202) 555 0123" } },
    input = "202-555-0123 = (202) 555 0123",
    text = "PHONE_F60888 = PHONE_F60888",
  },
  -- ---- surrogates -----------------------------------------------------------------------------
  {
    name = "a surrogate has the form of each mention",
    options = line("person", "surrogate"),
    marked = {
      { "person", "Marco Rubio", entity = 1 }, { "person", "Mr. Rubio", entity = 1 },
      { "person", "RUBIO", entity = 1 }, { "person", "M. Rubio's", entity = 1 },
      { "person", "Marco", entity = 1 },
    },
    input = "Marco Rubio, Mr. Rubio, RUBIO, M. Rubio's, Marco",
    text = "Reese Langworth, Mr. Langworth, LANGWORTH, R. Langworth's, Reese",
    evidence = {
      { "redact", "Marco Rubio", operator = "surrogate" }, { "redact", "Mr. Rubio" },
      { "redact", "RUBIO" }, { "redact", "M. Rubio's" }, { "redact", "Marco" },
    },
  },
  {
    name = "a surrogate that is a name in the document gives way to the next candidate",
    options = line("person", "surrogate"),
    marked = { { "person", "Marco Rubio", entity = 1 }, { "place", "Langworth" } },
    input = "Marco Rubio of Langworth",
    text = "Harley Windden of [PLACE]",
    evidence = {
      { "redact", "Marco Rubio", operator = "surrogate candidate 2" }, { "redact", "Langworth" },
    },
  },
  {
    name = "surrogates of other labels are kept free for fiction",
    options = {
      policy = {
        labels = {
          phone = "surrogate", email = "surrogate", ip = "surrogate", url = "surrogate",
          mac = "surrogate", ssn = "surrogate", place = "surrogate", organisation = "surrogate",
          address = "surrogate",
        },
      },
    },
    marked = {
      { "phone", "(212) 736-5000" }, { "phone", "+44 20 7123 4567" }, { "phone", "1-800-FLOWERS" },
      { "email", "a@b.net" }, { "ip", "8.8.8.8" }, { "ip", "fe80::1" }, { "url", "https://b.net/x" },
      { "mac", "aa-bb-cc-dd-ee-ff" }, { "ssn", "123-45-6789" }, { "place", "Bern's" },
      { "organisation", "ACME Inc." }, { "address", "5 High Street" },
    },
    input = [[
(212) 736-5000
+44 20 7123 4567
1-800-FLOWERS
a@b.net
8.8.8.8
fe80::1
https://b.net/x
aa-bb-cc-dd-ee-ff
123-45-6789
Bern's
ACME Inc.
5 High Street
]],
    text = [[
(248) 555-0131
+1 210-555-0121
+1 215-555-0170
stevie.corbridge82@example.com
203.0.113.9
2001:db8::6668:38db
https://example.org/3ad56d
00:00:5E:00:53:BE
000-73-3021
Holville's
Rodby Works Inc.
170 Selbeck Close
]],
  },
  -- ---- dates ----------------------------------------------------------------------------------
  {
    name = "dates of one document move by the same number of days",
    options = line("date", "date_shift"),
    marked = { { "date", "2024-03-05" }, { "date", "March 8, 2024" }, { "date", "3/5/2024" } },
    input = "2024-03-05, March 8, 2024, 3/5/2024",
    text = "2023-08-22, August 25, 2023, 8/22/2023",
  },
  {
    name = "and keep their form",
    options = line("date", { operator = "date_shift", order = "dmy", days = 40 }),
    marked = {
      { "date", "Monday, March 4th, 2024" }, { "date", "1st of MAY 2024" }, { "date", "05.03.24" },
      { "date", "Tue 30 Jan" }, { "date", "25/12/1999" }, { "date", "March 2024" },
      { "date", "2024-03-05 10:30" }, { "date", "1999" },
    },
    input = "Monday, March 4th, 2024; 1st of MAY 2024; 05.03.24; Tue 30 Jan; 25/12/1999; "
      .. "March 2024; 2024-03-05 10:30; 1999",
    text = "Sunday, January 28th, 2024; 26th of MAR 2024; 29.01.24; Mon 25 Dec; 19/11/1999; "
      .. "February 2024; 2024-01-29 10:30; 1999",
  },
  {
    name = "documents with one value of a field move alike",
    options = line("date", { operator = "date_shift", field = "patient" }),
    given = { patient = "P 17" },
    path = "another.txt",
    marked = { { "date", "2024-03-05" } },
    input = "2024-03-05",
    text = "2023-11-27",
  },
  {
    name = "a document without the field fails",
    options = line("date", { operator = "date_shift", field = "patient" }),
    marked = { { "date", "2024-03-05" } },
    input = "2024-03-05",
    fails = "has no field `patient`",
  },
  {
    name = "a date that is not understood is replaced",
    options = line("date", "date_shift"),
    marked = { { "date", "Shrove Tuesday" }, { "date", "2024-13-05" }, { "date", "31 April 2024" } },
    input = "Shrove Tuesday; 2024-13-05; 31 April 2024",
    text = "[DATE]; [DATE]; [DATE]",
    evidence = { { "redact", "Shrove Tuesday", operator = "replace", line = "date" },
      { "redact", "2024-13-05" }, { "redact", "31 April 2024" } },
  },
  {
    name = "month, year, decade",
    options = line("date", { operator = "generalise", to = "month", order = "dmy" }),
    marked = { { "date", "Monday, 5 March 2024" }, { "date", "05/03/2024" }, { "date", "2024" } },
    input = "Monday, 5 March 2024; 05/03/2024; 2024",
    text = "March 2024; 2024-03; [DATE]",
  },
  one("year", "date", { operator = "generalise", to = "year" }, "Mar 5th, 2024 10:30", "2024"),
  one("decade", "date", { operator = "generalise", to = "decade" }, "5.3.97", "1990s"),
  one("no year, nothing left", "date", { operator = "generalise", to = "year" }, "March 5", "[DATE]"),
  one("a year too early", "date", { operator = "generalise", to = "year", earliest = 1935 },
    "1 May 1934", "[DATE]"),
  {
    name = "a year of two digits is not later than the latest full one of the document",
    options = line("date", { operator = "generalise", to = "year" }),
    marked = { { "date", "5/12/29" }, { "date", "5/12/24" }, { "date", "5/12/31" },
      { "date", "1 May 2024" } },
    input = "5/12/29, 5/12/24, 5/12/31; 1 May 2024",
    text = "1929, 2024, 1931; 2024",
  },
  {
    name = "a year of two digits in which somebody was born may be one too early",
    options = line("date", { operator = "generalise", to = "year", earliest = 1935 }),
    marked = { { "date", "5/12/19" }, { "date", "5/12/20" }, { "date", "5/12/40" },
      { "date", "1 May 2024" } },
    input = "DOB: 5/12/19, seen 5/12/20, born on 5/12/40; 1 May 2024",
    text = "DOB: [DATE], seen 2020, born on 1940; 2024",
  },
  {
    name = "what an operator leaves of its own mark is not left of another that overlaps it",
    options = {
      policy = {
        labels = {
          age = { operator = "generalise", to = "age" }, date = "date_shift",
          person = { operator = "partial_mask", first = 1 },
          email = { operator = "partial_mask", first = 2 },
        },
      },
    },
    marked = {
      { "age", "Jane Roe, 45" }, { "person", "Jane Roe" }, { "date", "5 May 2024, 10:30 Cy Poe" },
      { "person", "Cy Poe" }, { "email", "kim@example.org" }, { "person", "kim" },
    },
    input = "Jane Roe, 45; 5 May 2024, 10:30 Cy Poe; kim@example.org",
    text = "[AGE]; [DATE]; ***************",
    evidence = {
      { "redact", "Jane Roe, 45", operator = "replace" },
      { "redact", "5 May 2024, 10:30 Cy Poe", operator = "replace" },
      { "redact", "kim@example.org", operator = "mask" },
    },
  },
  {
    name = "what must go goes where the policy's operator would leave it as it is",
    options = {
      deny = { age = "apply.test.deny.txt" },
      policy = { labels = { age = { operator = "generalise", to = "age" } } },
    },
    marked = { { "age", "45" }, { "age", "46" } },
    input = "45 or 46",
    text = "[AGE] or 46",
  },
  {
    name = "values of a deny list that overlap go whole",
    options = { deny = { person = "apply.test.deny.txt" } },
    input = "Cy Poe Holdings Ltd met Poe Holdings and Cy Poe",
    text = "[PERSON] met [PERSON] and [PERSON]",
  },
  {
    name = "ages over 89 are one group; others stay, and are put down",
    options = line("age", { operator = "generalise", to = "age" }),
    marked = {
      { "age", "89-year-old" }, { "age", "aged 93" }, { "age", "90-year-old" }, { "age", "ninety" },
    },
    input = "89-year-old; aged 93; 90-year-old; ninety",
    text = "89-year-old; aged 90+; 90+-year-old; [AGE]",
    evidence = {
      { "redact", "aged 93", operator = "generalise" }, { "redact", "90-year-old" },
      { "redact", "ninety", operator = "replace" },
      { "keep", "89-year-old", operator = "generalise", line = "age" },
    },
  },
  {
    name = "of a ZIP code three digits are left, or none where few people live",
    options = line("postcode", { operator = "generalise", to = "zip3" }),
    marked = { { "postcode", "60614" }, { "postcode", "60614-0003" }, { "postcode", "82190" },
      { "postcode", "SW1A 1AA" } },
    input = "60614; 60614-0003; 82190; SW1A 1AA",
    text = "606; 606; 000; [POSTCODE]",
  },
  -- ---- the rest -------------------------------------------------------------------------------
  {
    name = "string fields are redacted too",
    before = { "detect.contact" },
    given = { contact = "Call 202-555-0123" },
    input = "202-555-0199",
    text = "[PHONE]",
    fields = { contact = "Call [PHONE]" },
  },
  { name = "nothing marked, nothing changed", input = "jane@example.com", text = "jane@example.com" },
  fails("'with' is not for remove", "email", { operator = "remove", with = "x" },
    "`with` is not for the operator remove"),
  fails("a mask is of one character", "email", { operator = "mask", char = "ab" },
    "at most 1 character"),
  fails("an exemption needs its code", "person", "exemption", "needs `exemption`"),
  fails("and a plain one", "person", { operator = "exemption", exemption = "(b)(6)" },
    "is of letters, digits"),
  fails("generalise needs to know to what", "date", "generalise", "needs `to`"),
  fails("a partial mask leaves something", "card", "partial_mask", "needs `first` or `last`"),
  fails("whole numbers", "card", { operator = "partial_mask", last = 1.5 }, "a whole number"),
  fails("no surrogates for every label", "medical", "surrogate", "no surrogates for the label"),
  fails("an unknown placeholder", "person", { with = "[{name}]" }, "there is no {name} here"),
  fails("a single brace", "person", { with = "a } b" }, "a single brace"),
  fails("otherwise without when", "person", { otherwise = "keep" }, "stands beside a `when`"),
  fails("a condition that is no expression", "person", { when = "score >" }, "the expression"),
  {
    name = "an alias that stands for two",
    options = { aliases = "apply.test.deny.txt" },
    input = "",
    fails = "row 1 is not: alias, canonical",
  },
}
