#!/usr/bin/perl
# usage: five.pl FROM TO
# The five redactions of five.lua as anyone would write them in perl: the same patterns in the same
# order. Bytes are not decoded: under /a the classes are ASCII, as they are in galley.
use strict;
use warnings;
use File::Find;
use File::Path 'make_path';

my ($from, $to) = @ARGV;
die "usage: five.pl FROM TO\n" unless defined $to;

my @rules = (
    [qr{\bhttps?://[^\s<>"']+}a, '[URL]'],
    [qr{\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b}a, '[EMAIL]'],
    [qr{\b\d{3}-\d{2}-\d{4}\b}a, '[SSN]'],
    [qr{\b(?:\d{1,3}\.){3}\d{1,3}\b}a, '[IP]'],
    [qr{(?:\+\d{1,2}[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[.-])\d{3}[.-]\d{4}\b}a, '[PHONE]'],
);

sub redact {
    my ($source, $target) = @_;
    open my $in, '<:raw', $source or die "$source: $!\n";
    local $/;
    my $text = <$in> // '';
    for my $rule (@rules) {
        my ($pattern, $with) = @$rule;
        $text =~ s/$pattern/$with/g;
    }
    open my $out, '>:raw', $target or die "$target: $!\n";
    print $out $text or die "$target: $!\n";
    close $out or die "$target: $!\n";
}

find({
    no_chdir => 1,
    wanted => sub {
        my $target = $to . substr $_, length $from;
        -d $_ ? make_path $target : redact $_, $target;
    },
}, $from);
