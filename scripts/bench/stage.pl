#!/usr/bin/perl
# usage: stage.pl <PATTERNS
# Writes a stage that counts the matches of each pattern; PATTERNS: lines NAME<tab>PATTERN.
use strict;
use warnings;

print "local patterns = {\n";
while (<STDIN>) {
    chomp;
    my ($name, $pattern) = split /\t/, $_, 2;
    print "  { \"$name\", galley.re[==[$pattern]==] },\n";
}
print <<'END';
}
return {
  api = 1,
  summary = "Count matches.",
  process = function(doc)
    for _, pattern in ipairs(patterns) do
      local n = 0
      for _ in doc:each(pattern[2]) do
        n = n + 1
      end
      if n > 0 then
        doc:count(pattern[1], n)
      end
    end
  end,
}
END
