local who = galley.re[[ask (?<who>\w+[ @]\w+)(?:, not (?<other>\w+ \w+))?]]

return {
  api = 1,
  summary = "Replace whom one is told to ask, and say why.",
  redacts = true,
  process = function(doc)
    for a, b, cap in doc:each(who) do
      local from = a + 4
      doc:redact(from, from + #cap.who - 1, "[WHO]", "who", {
        label = "person", why = cap.who:find("@") and cap.who or "ask", score = 0.75,
        operator = "replace", line = "default", entity = from,
      })
      if cap.other then
        doc:keep(b - #cap.other + 1, b, "other", { label = "person", line = "allow" })
      end
    end
  end,
}
