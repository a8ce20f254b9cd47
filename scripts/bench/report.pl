#!/usr/bin/perl
# usage: report.pl DATA DOCS
# Writes DOCS/performance.md, DOCS/performance-where.md and the pictures in DOCS/performance/ from
# the numbers that scripts/bench/run left in DATA.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);

my ($data, $docs) = @ARGV;
die "usage: report.pl DATA DOCS\n" if !defined $docs;
require(dirname(abs_path(__FILE__)) . '/chart.pl');
require(dirname(abs_path(__FILE__)) . '/pages.pl');
make_path("$docs/performance");

# Lines of a file in DATA as lists of words; none if that was not measured.
sub lines {
    my ($name) = @_;
    open my $f, '<', "$data/$name" or return;
    return map { chomp; [split / /] } <$f>;
}

# The median of a column: of what clock prints, 0 wall, 1 processor, 2 peak, 3 kernel.
sub median {
    my ($name, $column) = @_;
    my @v = sort { $a <=> $b } map { $_->[$column // 0] } lines($name);
    return @v ? $v[$#v / 2] : undef;
}

# The median over rounds of what A took for each that B took: what disturbs a round disturbs both.
sub ratio {
    my ($x, $y, $column) = @_;
    my @x = lines($x);
    my @y = lines($y);
    my @v = map { $x[$_][$column // 0] / $y[$_][$column // 0] } grep { $y[$_] } 0 .. $#x;
    @v = sort { $a <=> $b } @v;
    return @v ? $v[$#v / 2] : undef;
}

# Facts by name; what may stand several times is a list.
sub facts {
    my %facts = (missing => [], skipped => []);
    for my $line (lines('facts')) {
        my ($name, @words) = @$line;
        if (ref $facts{$name}) {
            push @{ $facts{$name} }, "@words";
        } else {
            $facts{$name} = "@words";
        }
    }
    return \%facts;
}

sub write_page {
    my ($name, @parts) = @_;
    open my $f, '>', "$docs/$name" or die "$docs/$name: $!\n";
    print $f join "\n", @parts;
    close $f or die "$docs/$name: $!\n";
    return;
}

my $facts = facts();
draw_pictures("$docs/performance", $facts);
write_page('performance.md', page_ratios($facts), page_tools($facts), page_pictures(),
    page_how($facts));
write_page('performance-where.md', page_where($facts));
