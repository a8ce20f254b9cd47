# Values of nobody, and how they come to stand in bad input: split by the end of a line, by a
# character that cannot be seen, in full-width figures, with a character as an HTML entity, in one
# line of a megabyte. The same values each time.
package Variants;
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use Exporter qw(import);

our @EXPORT_OK = qw(labels kinds planted);

my $n = 20;    # values of each label

# Figures that make a whole number of a form valid: the last one of a card, two of an IBAN.
sub luhn {
    my ($digits) = @_;
    my ($sum, $double) = (0, 1);
    for my $d (reverse split //, $digits) {
        my $x = $double ? 2 * $d : $d;
        $sum += $x > 9 ? $x - 9 : $x;
        $double = !$double;
    }
    return $digits . (10 - $sum % 10) % 10;
}

sub iban {
    my ($country, $rest) = @_;
    my $rotated = join "", map { /[A-Z]/ ? ord($_) - 55 : $_ } split //, $rest . $country . "00";
    my $left = 0;
    $left = ($left * 10 + $_) % 97 for split //, $rotated;
    return sprintf "%s%02d%s", $country, 98 - $left, $rest;
}

sub fours {
    return join " ", $_[0] =~ /.{1,4}/g;
}

my @streets = qw(Sample Example Muster Placeholder Specimen);
my @kinds_of_street = ("Street", "Road", "Avenue", "Lane");
my @months = qw(January February March April June July August October);
my @given = qw(Jane Robert Maria Peter Susan);
my @family = qw(Walker Fischer Bennett Moreno);

# By label: what stands before a value, the i-th value, what stands behind.
my %plan = (
    email => ["Write to ", sub { "jane.roe" . ($_[0] + 10) . '@example.org' }, " today."],
    phone => ["Call ", sub { sprintf "(202) 555-01%02d", $_[0] }, " today."],
    url => ["It is at ", sub { "https://www.example.org/page$_[0]/roe" }, " now."],
    ip => ["It came from ", sub { "203.0.113." . (100 + $_[0]) }, " at night."],
    card => ["Her card is ", sub { fours(luhn(sprintf "40000012345%04d", 61 * $_[0])) },
        " since May."],
    iban => ["Her IBAN is ", sub { fours(iban("DE", sprintf "0000000000%08d", 7919 * $_[0])) },
        " since May."],
    date => ["She was born on ", sub { "$months[$_[0] % 8] " . ($_[0] + 3) . ", 1975" }, " there."],
    address => ["She lives at ",
        sub {
            ($_[0] + 10) . " $streets[$_[0] % 5] $kinds_of_street[$_[0] % 4], Smallville, KS 66002";
        }, " today."],
    person => ["They met ", sub { "$given[$_[0] % 5] $family[$_[0] / 5]" }, " in the morning."],
);

sub labels {
    return qw(email phone url ip card iban date address person);
}

sub in_the_middle {
    my ($value, $what) = @_;
    my $at = int(length($value) / 2);
    return substr($value, 0, $at) . $what . substr($value, $at);
}

# How a value stands in the text; undef where the kind changes nothing.
my %vary = (
    "as it is" => sub { $_[0] },
    "line end" => sub { $_[0] =~ / / ? $_[0] =~ s/ /\n/r : in_the_middle($_[0], "\n") },
    "soft hyphen" => sub { in_the_middle($_[0], "\x{AD}") },
    "zero-width space" => sub { in_the_middle($_[0], "\x{200B}") },
    "full-width figures" => sub { $_[0] =~ /\d/ ? $_[0] =~ tr/0-9/０-９/r : undef },
    "HTML entity" => sub {
        my $middle = int(length($_[0]) / 2);
        $_[0] =~ /^(?:([^@]*)(@)|(.{$middle,}?)(\w))/;
        my ($before, $one) = defined $2 ? ($1, $2) : ($3, $4);
        return $before . sprintf("&#%d;", ord $one) . substr($_[0], length($before) + 1);
    },
    "1 MB in one line" => sub { $_[0] },
);

sub kinds {
    return ("as it is", "line end", "soft hyphen", "zero-width space", "full-width figures",
        "HTML entity", "1 MB in one line");
}

sub padding {
    my ($bytes) = @_;
    my $words = "and then nothing of any weight was said for quite a while ";
    return $words x ($bytes / length($words));
}

# Documents of a label and kind, each {text, spans}, the spans of the values in bytes: in the text, or
# where they will be when clean.characters has undone what was done to them. In the long line all
# values stand in one document. Empty where the kind changes nothing.
sub planted {
    my ($label, $kind, $cleaned) = @_;
    my ($before, $value, $behind) = @{ $plan{$label} };
    my $long = $kind eq "1 MB in one line";
    my @docs;
    for my $i (0 .. $n - 1) {
        my $shown = $vary{$kind}->($value->($i));
        return () unless defined $shown;
        push @docs, { text => "", spans => [] } if !@docs || !$long;
        my $doc = $docs[-1];
        $doc->{text} .= ($long ? padding(1e6 / $n) : "") . $before;
        my $start = length encode_utf8($doc->{text});
        my $seen = $cleaned && $kind ne "line end" ? $value->($i) : $shown;
        push @{ $doc->{spans} }, [$start, $start + length encode_utf8($seen)];
        $doc->{text} .= $shown . $behind . " ";
    }
    return @docs;
}

1;
