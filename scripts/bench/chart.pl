# Pictures for scripts/bench/report.pl: SVG by hand, of text, rectangles and lines. The colours
# stand on light and on dark ground; words and axes have a grey that does.
use strict;
use warnings;

my @colours = ('#3b82f6', '#e07b00', '#2aa198', '#c0398f');
my $grey = '#808080';

sub escaped {
    my ($s) = @_;
    $s =~ s/&/&amp;/g;
    $s =~ s/</&lt;/g;
    return $s;
}

# One piece of text; where: start, middle or end.
sub text {
    my ($x, $y, $where, $s, %more) = @_;
    return sprintf qq{<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>\n}, $x, $y, $where,
        $more{with} // '', escaped($s);
}

sub write_svg {
    my ($path, $width, $height, $title, $description, $body) = @_;
    open my $f, '>', $path or die "$path: $!\n";
    print $f qq{<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$height" },
        qq{viewBox="0 0 $width $height" role="img" aria-labelledby="t d" },
        qq{font-family="sans-serif" font-size="12" fill="$grey">\n},
        '<title id="t">', escaped($title), "</title>\n",
        '<desc id="d">', escaped($description), "</desc>\n",
        text(10, 20, 'start', $title, with => ' font-size="14" font-weight="bold"'),
        $body, "</svg>\n";
    close $f or die "$path: $!\n";
    return;
}

# A value as people write it: three digits, thousands apart.
sub short {
    my ($v) = @_;
    my $s = $v >= 100 ? sprintf '%.0f', $v : sprintf '%.3g', $v;
    1 while $s =~ s/^(\d+)(\d{3})/$1,$2/;
    return $s;
}

# Bars, one below the other. rows: [name, value, which colour]; the axis begins at 0.
sub chart_bars {
    my ($path, %c) = @_;
    my ($left, $width, $y) = (230, 640, 34);
    my ($most) = sort { $b <=> $a } map { $_->[1] } @{ $c{rows} };
    my $body = '';
    for my $row (@{ $c{rows} }) {
        my $long = ($width - $left - 70) * $row->[1] / $most;
        $body .= text($left - 8, $y + 13, 'end', $row->[0]);
        $body .= sprintf qq{<rect x="%d" y="%d" width="%.1f" height="16" fill="%s"/>\n}, $left, $y,
            $long, $colours[$row->[2]];
        $body .= text($left + $long + 6, $y + 13, 'start', short($row->[1]));
        $y += 21;
    }
    $body .= text($left, $y + 14, 'start', $c{axis});
    write_svg($path, $width, $y + 24, $c{title}, $c{description}, $body);
    return;
}

# Where a value stands between two, by its logarithm when log is true.
sub along {
    my ($v, $low, $high, $log) = @_;
    ($v, $low, $high) = map { log $_ } $v, $low, $high if $log;
    return ($v - $low) / ($high - $low || 1);
}

# A scale's steps from 0: 1, 2 or 5 times a power of ten, at most six.
sub steps {
    my ($most) = @_;
    my $step = 10**int(log($most) / log(10) - 1);
    for my $factor (2, 2.5, 2, 2, 2.5, 2) {
        last if $most / $step <= 6;
        $step *= $factor;
    }
    return map { $_ * $step } 0 .. int($most / $step) + 1;
}

# Lines. series: {name, points: [[x, y]...]}; the y axis begins at 0; log_x: x by its logarithm.
sub chart_lines {
    my ($path, %c) = @_;
    my ($left, $top, $wide, $high) = (64, 52, 400, 220);
    my @points = map { @{ $_->{points} } } @{ $c{series} };
    my %x = map { $_->[0] => 1 } @points;
    my @x = sort { $a <=> $b } keys %x;
    my ($most) = sort { $b <=> $a } map { $_->[1] } @points;
    my @steps = steps($most);
    my $at_x = sub { $left + $wide * along($_[0], $x[0], $x[-1], $c{log_x}) };
    my $at_y = sub { $top + $high * (1 - $_[0] / $steps[-1]) };
    my $body = text(10, $top - 14, 'start', $c{y});
    for my $y (@steps) {
        $body .= sprintf qq{<path d="M%d %.1fh%d" stroke="%s" stroke-opacity="0.35"/>\n}, $left,
            $at_y->($y), $wide, $grey;
        $body .= text($left - 6, $at_y->($y) + 4, 'end', short($y));
    }
    $body .= text($at_x->($_), $top + $high + 18, 'middle', short($_)) for @x;
    $body .= text($left + $wide / 2, $top + $high + 38, 'middle', $c{x});
    my $n = 0;
    for my $series (@{ $c{series} }) {
        my $colour = $colours[$n];
        my @at = map { sprintf '%.1f,%.1f', $at_x->($_->[0]), $at_y->($_->[1]) }
            @{ $series->{points} };
        $body .= qq{<polyline points="@at" fill="none" stroke="$colour" stroke-width="2"/>\n};
        $body .= qq{<circle cx="$_->[0]" cy="$_->[1]" r="3" fill="$colour"/>\n}
            for map { [split /,/] } @at;
        my $y = $top + 10 + 20 * $n++;
        $body .= sprintf qq{<rect x="%d" y="%d" width="12" height="12" fill="%s"/>\n},
            $left + $wide + 20, $y - 10, $colour;
        $body .= text($left + $wide + 38, $y, 'start', $series->{name});
    }
    write_svg($path, 700, $top + $high + 50, $c{title}, $c{description}, $body);
    return;
}

1;
