return {
  api = 1,
  summary = "Put an address back.",
  process = function(doc)
    doc:insert(1, "kim@example.org wrote. ")
  end,
}
