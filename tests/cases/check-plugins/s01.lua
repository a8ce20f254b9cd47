return {
  api = 1,
  summary = "x"
  process = 1
}
