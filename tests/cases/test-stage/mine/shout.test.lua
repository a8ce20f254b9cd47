return {
  { name = "shouts", input = "oh hello there", text = "oh HELLO there" },
  { name = "a wrong expectation", input = "hello\nyou\n", text = "hello\nyou\n" },
  { name = "checks nothing", input = "hello" },
  { name = "has an unknown key", input = "hello", txet = "x" },
  { name = "should fail but does not", input = "hello", fails = "x" },
}
