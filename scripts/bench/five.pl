#!/usr/bin/perl
# usage: five.pl FROM TO
# The five redactions of five.lua as anyone would write them in perl: the same patterns in the same
# order; each file of FROM into its like below TO, or, where TO ends in .jsonl, all into that file.
# Bytes are not decoded: under /a the classes are ASCII, as they are in galley.
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
my %escape = ('"' => '\\"', '\\' => '\\\\', "\n" => '\\n', "\t" => '\\t');

sub redacted {
    my ($source) = @_;
    open my $in, '<:raw', $source or die "$source: $!\n";
    local $/;
    my $text = <$in> // '';
    for my $rule (@rules) {
        my ($pattern, $with) = @$rule;
        $text =~ s/$pattern/$with/g;
    }
    return $text;
}

sub to_file {
    my $target = $to . substr $_, length $from;
    if (-d) {
        make_path $target;
        return;
    }
    open my $out, '>:raw', $target or die "$target: $!\n";
    print $out redacted($_) or die "$target: $!\n";
    close $out or die "$target: $!\n";
}

sub to_lines {
    my ($out) = @_;
    return if -d;
    my $path = substr $_, 1 + length $from;
    my $text = redacted($_);
    s/(["\\\n\t])/$escape{$1}/g for $path, $text;
    print $out qq({"path":"$path","text":"$text"}\n) or die "$to: $!\n";
}

if ($to =~ /\.jsonl$/) {
    open my $out, '>:raw', $to or die "$to: $!\n";
    find({ no_chdir => 1, wanted => sub { to_lines($out) } }, $from);
    close $out or die "$to: $!\n";
} else {
    find({ no_chdir => 1, wanted => \&to_file }, $from);
}
