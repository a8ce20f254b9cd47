return {
  {
    name = "an e-mail address in a contact line",
    input = "• Mara Lindqvist can be reached at mlindqvist@example.com.\n",
    marks = { { "email", "mlindqvist@example.com", rule = "address", score = 0.99 } },
  },
  {
    name = "addresses with dots, plus, apostrophe and letters beyond ASCII",
    input = "a.b+news@mail.example.org, o'brien@example.com, zoë.brûlé@exämple.org",
    marks = {
      { "email", "a.b+news@mail.example.org" }, { "email", "o'brien@example.com" },
      { "email", "zoë.brûlé@exämple.org" },
    },
  },
  {
    name = "an address in Markdown and HTML",
    input = '[write](mailto:desk@example.org) or <a href="mailto:x@example.com">us</a>',
    marks = { { "email", "desk@example.org" }, { "email", "x@example.com" } },
  },
  {
    name = "quotation marks around an address are not part of it",
    input = "“desk@example.org” and 'tips@example.org'",
    marks = { { "email", "desk@example.org" }, { "email", "tips@example.org" } },
  },
  {
    name = "an address spelled out",
    input = "jane (dot) roe (at) example (dot) org; tips [at] example.com",
    marks = {
      { "email", "jane (dot) roe (at) example (dot) org", rule = "spelled" },
      { "email", "tips [at] example.com", rule = "spelled" },
    },
  },
  {
    name = "handles and prices are no addresses",
    input = "Follow @example. Ten apples @ 50 cents. He met her (at) the station.",
    marks = {},
  },
  {
    name = "American numbers",
    input = "(202) 555-0123, 202-555-0123, 202.555.0124x45, 1-800-555-TIPS, +1 202 555 0125 ext. 7",
    marks = {
      { "phone", "(202) 555-0123", rule = "american" }, { "phone", "202-555-0123" },
      { "phone", "202.555.0124x45" }, { "phone", "1-800-555-TIPS" },
      { "phone", "+1 202 555 0125 ext. 7", rule = "international" },
    },
  },
  {
    name = "a number in brackets",
    input = "the desk (202-555-0123) is open",
    marks = { { "phone", "202-555-0123" } },
  },
  {
    name = "international and national numbers",
    input = "+44 (0)20 7946 0018, 0033 1 99 00 12 34, 01 99 00 12 34, (020) 7946 0018, 01632 960012",
    marks = {
      { "phone", "+44 (0)20 7946 0018" }, { "phone", "0033 1 99 00 12 34" },
      { "phone", "01 99 00 12 34", rule = "national" }, { "phone", "(020) 7946 0018" },
      { "phone", "01632 960012" },
    },
  },
  {
    name = "hard spaces hold a number together",
    input = "Tél. : 01\u{a0}99\u{202f}00 12 34",
    marks = { { "phone", "01\u{a0}99\u{202f}00 12 34" } },
  },
  {
    name = "a short number needs a word before it",
    input = "Call 555-0123 or phone: 2025550199. The vote was 555-0123.",
    marks = {
      { "phone", "555-0123", rule = "announced" }, { "phone", "2025550199", rule = "announced" },
    },
  },
  {
    name = "words on either side make a number of digits one to call",
    input = "Mobile: 0688 843 79 56. Leave messages to 999 956 915! 28-64-66-98 office, (99) 645-791 fax; "
      .. "Rufnummer 030/1234567, teléfono: 912 345 678",
    marks = {
      { "phone", "0688 843 79 56" },
      { "phone", "999 956 915", rule = "announced", why = "announced" }, { "phone", "28-64-66-98", why = "followed" },
      { "phone", "(99) 645-791", why = "followed" }, { "phone", "030/1234567" },
      { "phone", "912 345 678" },
    },
  },
  {
    name = "an international number fits the plan of its country",
    input = "+247 62889, +39 02 1234 5678, +683-4002; +999 123 456 789, +1 123 456 7890, +44 123",
    marks = {
      { "phone", "+247 62889", score = 0.95 }, { "phone", "+39 02 1234 5678", score = 0.95 },
      { "phone", "+683-4002", score = 0.95 }, { "phone", "+999 123 456 789", score = 0.5 },
      { "phone", "+1 123 456 7890", score = 0.5 },
    },
  },
  {
    name = "what follows an international number is no part of it",
    input = "+1 202 555 0123 2019, +33 (0)1 99 00 12 34 (2019)",
    marks = {
      { "phone", "+1 202 555 0123", score = 0.9 }, { "phone", "+33 (0)1 99 00 12 34" },
    },
  },
  {
    name = "a number is not read beyond what is written together",
    input = "Call 555-0123 2019 times.",
    marks = { { "phone", "555-0123" } },
  },
  {
    name = "national numbers of the countries named",
    options = { countries = { "fr", "dk", "us" } },
    input = "0199001234, 199001234, 32 10 12 34, 32101234, 2025550123 and 0299001234567",
    marks = {
      { "phone", "0199001234", rule = "country", score = 0.8 }, { "phone", "199001234", score = 0.5 },
      { "phone", "32 10 12 34", score = 0.6 }, { "phone", "32101234", score = 0.4 },
      { "phone", "2025550123", score = 0.5 },
    },
  },
  {
    name = "short numbers of a country are announced, or alone on their line",
    options = { countries = { "ac" } },
    input = "It has 62889 words. Tel. 62889.\n62889\n",
    marks = {
      { "phone", "62889", score = 0.85, why = "announced" },
      { "phone", "62889", score = 0.4, why = "alone" },
    },
  },
  {
    name = "dates and sums are no numbers of a country",
    options = { countries = { "fr", "dk", "us" } },
    input = "2019-01-04, 04.12.2019, 2018-2019, 32 101 234 %, $32101234, no. 3210/2019, 32.10 (61.12)",
    marks = {},
  },
  {
    name = "marks below the least score are left out",
    options = { min_score = 0.6, countries = { "us" } },
    input = "2025550123, +1 123 456 7890, +1 202 555 0123",
    marks = { { "phone", "+1 202 555 0123" } },
  },
  {
    name = "an unknown country is refused",
    options = { countries = { "xx" } },
    input = "",
    fails = "no numbers are known of `xx`",
  },
  {
    name = "dates, ISBNs, sums and times are no numbers to call",
    input = "2019-01-04 12:30, 04/12/2019, 01.02.2019, ISBN 978-0-306-40615-7, 0-306-40615-2, "
      .. "$200 555 0123, 1,202,555,0123, 12 345 678 euros, 1914-1918, No. 1430/2019, "
      .. "call 2019 people, he called 5550123 times",
    marks = {},
  },
  {
    name = "a URL ends before the sentence does",
    input = "See https://example.org/a_(b)?q=1&r=2. (Or www.example.com/news, http://example.com:80!)",
    marks = {
      { "url", "https://example.org/a_(b)?q=1&r=2", rule = "web" },
      { "url", "www.example.com/news" }, { "url", "http://example.com:80" },
    },
  },
  {
    name = "URLs in Markdown, HTML and quotation marks",
    input = "[a](https://example.org/x) <a href=\"https://example.org/y\">“https://example.org/z”",
    marks = {
      { "url", "https://example.org/x" }, { "url", "https://example.org/y" },
      { "url", "https://example.org/z" },
    },
  },
  {
    name = "an address in a URL is marked as well",
    input = "https://example.org/?to=desk@example.org",
    marks = {
      { "url", "https://example.org/?to=desk@example.org" }, { "email", "desk@example.org" },
    },
  },
  {
    name = "IP addresses of both kinds",
    input = "192.0.2.1, 198.51.100.255:8080, [2001:db8::1], fe80::1%eth0, 2001:db8:0:1:2:3:4:5, ::1.",
    marks = {
      { "ip", "192.0.2.1", rule = "v4" }, { "ip", "198.51.100.255" },
      { "ip", "2001:db8::1", rule = "v6" }, { "ip", "fe80::1%eth0" },
      { "ip", "2001:db8:0:1:2:3:4:5" }, { "ip", "::1" },
    },
  },
  {
    name = "an address of version 4 in one of version 6 is one mark",
    input = "from ::ffff:192.0.2.1 to 0:0:0:0:0:ffff:192.0.2.2, source:192.0.2.3",
    marks = {
      { "ip", "::ffff:192.0.2.1" }, { "ip", "0:0:0:0:0:ffff:192.0.2.2" }, { "ip", "192.0.2.3" },
    },
  },
  {
    name = "versions, times and scopes are no IP addresses",
    input = "version 1.2.3.4, section 4.1.2.3, v1.2.3.4, 1.2.3.4.5, 300.1.1.1, 12:30:45, a::b, std::max",
    marks = {},
  },
  {
    name = "MAC addresses of machines, in all three ways of writing",
    input = "00:1A:2B:3C:4D:5E, 00-1a-2b-3c-4d-5e, 001a.2b3c.4d5e; FF:FF:FF:FF:FF:FF, 10:2F:33-AC-29-C3",
    marks = {
      { "mac", "00:1A:2B:3C:4D:5E", rule = "mac" }, { "mac", "00-1a-2b-3c-4d-5e" },
      { "mac", "001a.2b3c.4d5e" },
    },
  },
  {
    name = "addresses with the length of a prefix, and the address of nobody",
    input = "192.0.2.0/24, 2001:db8::/32, ::ffff:192.0.2.0/96, 192.0.2.1/123; route ::, ::/0, a :: b",
    marks = {
      { "ip", "192.0.2.0/24" }, { "ip", "2001:db8::/32" }, { "ip", "::ffff:192.0.2.0/96" },
      { "ip", "192.0.2.1" }, { "ip", "::", rule = "unspecified" }, { "ip", "::/0" },
    },
  },
  {
    name = "addresses with two gaps or too many groups are none",
    input = "2001::db8::1, 2001:db8:1:2:3:4:5:6:7, 2001:db8:1:2:3:4:5",
    marks = {},
  },
  {
    name = "domains without http",
    input = "See example.org/news, news.example.co.uk or EXAMPLE.COM; but not README.md, it.It, etc.So, a.b",
    marks = {
      { "url", "example.org/news", rule = "domain", score = 0.6 },
      { "url", "news.example.co.uk" }, { "url", "EXAMPLE.COM" },
    },
  },
  {
    name = "values in full-width and other digits, and with characters that are not seen",
    input = "jane.roe＠example．org, desk@exam\u{ad}ple.org, 202\u{2011}555\u{2011}0123, "
      .. "+44 20 79\u{200b}46 0018, tel. ٢٠٢-٥٥٥-٠١٩٩",
    marks = {
      { "email", "jane.roe＠example．org" }, { "email", "desk@exam\u{ad}ple.org" },
      { "phone", "202\u{2011}555\u{2011}0123" }, { "phone", "+44 20 79\u{200b}46 0018" },
      { "phone", "٢٠٢-٥٥٥-٠١٩٩" },
    },
  },
  {
    name = "values in character references and escapes",
    input = "jane&#64;example.org, desk&commat;example&period;org, tips%40example.org, "
      .. "202&#45;555&#x2D;0123, me\\u0040example.org",
    marks = {
      { "email", "jane&#64;example.org" }, { "email", "desk&commat;example&period;org" },
      { "email", "tips%40example.org" }, { "phone", "202&#45;555&#x2D;0123" },
      { "email", "me\\u0040example.org" },
    },
  },
  {
    name = "values split by a line end",
    input = "Ask jane@\nexample.org, desk@example.\n  org or +44 20 7946\n0018, 202-555-\n0123, "
      .. "(202)\n555-0123, (202)\r\n  555 0199.",
    marks = {
      { "email", "jane@\nexample.org" }, { "email", "desk@example.\n  org" },
      { "phone", "+44 20 7946\n0018" }, { "phone", "202-555-\n0123" },
      { "phone", "(202)\n555-0123" }, { "phone", "(202)\r\n  555 0199" },
    },
  },
  {
    name = "a URL in angle brackets goes on behind a line end, another does not",
    input = "See <https://www.example.org/page/of/\n  roe> and https://www.example.org/page/\nroe.",
    marks = {
      { "url", "https://www.example.org/page/of/\n  roe", rule = "web" },
      { "url", "https://www.example.org/page/" },
    },
  },
  {
    name = "what a line end parts by chance is not joined",
    input = "Write to desk@example.org.\nThe end.\n2025550\n1230199\nAs seen before (202)\n"
      .. "555 of them came; <b>\nhttps\n</b>.",
    marks = { { "email", "desk@example.org" } },
  },
  {
    name = "only the types asked for",
    options = { types = { "url" } },
    input = "desk@example.org, 202-555-0123, https://example.org, 192.0.2.1",
    marks = { { "url", "https://example.org" } },
  },
  {
    name = "string fields are searched too",
    given = { contact = "desk@example.org" },
    input = "No address here.",
    marks = { { "email", "desk@example.org" } },
  },
  {
    name = "an empty text",
    input = "",
    marks = {},
  },
}
