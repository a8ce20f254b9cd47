#!/usr/bin/perl
# usage: peaks.pl PID
# Prints the peaks of resident memory, in KiB, of a process and of the largest of its children:
# VmHWM, asked again and again until it has ended.
use strict;
use warnings;

my ($desk) = @ARGV;
my ($peak_desk, $peak_worker) = (0, 0);

sub peak {
    my ($pid) = @_;
    open my $f, '<', "/proc/$pid/status" or return 0;
    my ($parent, $peak) = (0, 0);
    while (<$f>) {
        $parent = $1 if /^PPid:\s+(\d+)/;
        $peak = $1 if /^VmHWM:\s+(\d+)/;
    }
    return $peak, $parent;
}

while (1) {
    my ($peak) = peak($desk);
    last unless $peak;
    $peak_desk = $peak if $peak > $peak_desk;
    for my $dir (glob '/proc/[0-9]*') {
        my ($own, $parent) = peak($dir =~ /(\d+)/);
        next unless $own && $parent == $desk;
        $peak_worker = $own if $own > $peak_worker;
    }
    select undef, undef, undef, 0.01;
}
print "$peak_desk $peak_worker\n";
