return { api = 1, summary = "x" }
