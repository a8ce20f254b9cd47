return { { name = "both kinds", input = "a 'b' \"c\" 'd\"", marks = { { "word", "'b'" }, { "word", '"c"' } } } }
