return { { name = "an anchor that not all matches have", input = "a 'b' \"c\" 'd\"", marks = { { "word", "'b'" }, { "word", '"c"' } } } }
