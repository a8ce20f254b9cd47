return {
  {
    name = "path, text, fields and marks",
    path = "a/b.txt",
    given = { section = "sea" },
    before = { { "detect.contact", { types = { "email" } } } },
    input = 'Zoë said "no":\nzoe@example.org',
    output = '{"path":"a/b.txt","text":"Zoë said \\"no\\":\\nzoe@example.org",'
      .. '"fields":{"section":"sea"},"marks":{"email":[{"start":16,"end":31,'
      .. '"text":"zoe@example.org","score":0.99,"rule":"address"}]}}\n',
  },
  {
    name = "a mark in a string field says so",
    options = { include = { "marks" } },
    given = { contact = "by zoe@example.org" },
    before = { { "detect.contact", { types = { "email" } } } },
    input = "text",
    output = '{"marks":{"email":[{"start":3,"end":18,"field":"contact",'
      .. '"text":"zoe@example.org","score":0.99,"rule":"address"}]}}\n',
  },
  {
    name = "the fields and labels asked for are always there",
    options = { include = { "fields", "marks" }, fields = { "headline", "section" }, labels = { "ip" } },
    given = { section = "sea" },
    before = { "detect.contact" },
    input = "zoe@example.org",
    output = '{"fields":{"headline":null,"section":"sea"},"marks":{"ip":[]}}\n',
  },
  {
    name = "nothing set and nothing marked",
    input = "",
    output = '{"path":"test.txt","text":"","fields":{},"marks":{}}\n',
  },
  {
    name = "offsets are those of the text as written",
    options = { include = { "text", "marks" } },
    before = { "detect.contact", "redact.apply" },
    input = "Mail jane.roe@example.com, or ring 202-555-0123.",
    output = '{"text":"Mail [EMAIL], or ring [PHONE].","marks":{'
      .. '"email":[{"start":5,"end":12,"text":"[EMAIL]","score":0.99,"rule":"address"}],'
      .. '"phone":[{"start":22,"end":29,"text":"[PHONE]","score":0.9,"rule":"american"}]}}\n',
  },
}
