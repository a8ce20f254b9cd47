return {
  {
    name = "without a policy each label of personal data is replaced by its name",
    before = { "detect.contact" },
    input = "jane@example.com, 202-555-0123, 192.0.2.1",
    text = "[EMAIL], [PHONE], [IP]",
  },
  {
    name = "each operator",
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
  {
    name = "a mask keeps the length in characters",
    before = { "detect.contact" },
    options = { policy = { labels = { email = "mask" } } },
    input = "zoë@example.org!",
    text = "***************!",
  },
  {
    name = "the default of the policy is for labels without a line",
    before = { "detect.contact" },
    options = { policy = { default = "mask", labels = { email = "replace" } } },
    input = "jane@example.com, 192.0.2.1",
    text = "[EMAIL], *********",
  },
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
    name = "keep wins over nothing, and what it alone marks stays",
    before = { "detect.contact" },
    options = { policy = { default = "keep", labels = { email = "replace" } } },
    input = "https://example.org/?to=desk@example.org and www.example.com",
    text = "https://example.org/?to=[EMAIL] and www.example.com",
  },
  {
    name = "string fields are redacted too",
    before = { "detect.contact" },
    given = { contact = "Call 202-555-0123" },
    input = "202-555-0199",
    text = "[PHONE]",
    fields = { contact = "Call [PHONE]" },
  },
  {
    name = "nothing marked, nothing changed",
    input = "jane@example.com",
    text = "jane@example.com",
  },
  {
    name = "'with' is only for replace",
    options = { policy = { labels = { email = { operator = "remove", with = "x" } } } },
    before = { "detect.contact" },
    input = "",
    fails = "'with' is for the operator replace",
  },
  {
    name = "a mask is of one character",
    options = { policy = { labels = { email = { operator = "mask", char = "ab" } } } },
    before = { "detect.contact" },
    input = "",
    fails = "'char' must be one character",
  },
}
