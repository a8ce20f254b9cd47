return {
  { name = "leaves the text alone", input = "four", text = "four" },
}
