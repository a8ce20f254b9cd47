#!/usr/bin/perl
# usage: where.pl MANY ONE N
# Prints what a document costs by phase, from two directories: of a run over N files and of one
# over one file, so that starting up is taken out. Each holds calls.PID (callgrind) and system.PID
# (strace) of each process. Lines: PROCESS instructions PHASE NUMBER, PROCESS calls NAME NUMBER,
# where PROCESS is desk or worker and NUMBER is for one document.
use strict;
use warnings;

# Phases by source file or library, the first that fits. Everything is in one of them, so that the
# shares add up.
my @phases = (
    ['digests', qr{libcrypto|libxxhash|base/hash\.|galley \?\?\?}],
    ['decode and validate', qr{text/(decode|chars)\.|base/utf8\.}],
    ['scan and match, and the sieve of the guard',
        qr{libpcre2|^\?\?\?|intrin\.h|text/(regex|anchor|scan|spot|pairs|sieve)\.}],
    ['words', qr{text/(words|fold|syntax)\w*\.}],
    ['Lua and its interface', qr{liblua|core/lua/}],
    ['marks and edits', qr{text/(edit|doc|map|span|part)\.|base/arena\.}],
    ['leak guard', qr{text/guard}],
    ['output and escapes', qr{text/output}],
    ['ledger and books', qr{flow/(ledger|books|result|record|entry|totals)\w*\.|base/json}],
    ['journal and commit',
        qr{flow/(journal|commit|group|claims|place|store|prior|judge|memo|settle|prune)\w*\.}],
    ['survey and dealing',
        qr{flow/(survey|walk|item|batch|desk|hand|wire|loop)\w*\.|base/(sort|glob)|libuv}],
    ['from stage to stage',
        qr{flow/(source|sink|stream|process|finish|window|join|worker)\w*\.}],
    ['read and write', qr{base/(file|unpack|gzip|xz)\w*\.}],
    ['names and buffers', qr{base/(buf|str|mem)\.|conf/template}],
    ['C library (copies, memory, calls)', qr{/libc[.-]|ld-linux|/usr/include}],
    ['else', qr{}],
);

# Callgrind names a file, function or object once with its number, and then by number alone.
sub named {
    my ($names, $text) = @_;
    my ($number, $name) = $text =~ /^\((\d+)\)(?: (.*))?$/ or return $text;
    $names->{$number} = $name if defined $name;
    return $names->{$number} // '???';
}

# The instructions of each phase, without what was called.
sub read_callgrind {
    my ($path) = @_;
    my (%files, %objects, %sum);
    my ($worker, $object, $file, $called) = (0, '???', '???', 0);
    open my $f, '<', $path or die "$path: $!\n";
    while (<$f>) {
        chomp;
        if (/^cmd:.*--galley-worker/) { $worker = 1 }
        elsif (/^ob=(.*)/) { $object = named(\%objects, $1) }
        elsif (/^cob=(.*)/) { named(\%objects, $1) }
        elsif (/^f[lie]=(.*)/) { $file = named(\%files, $1) }
        elsif (/^cf[lie]=(.*)/) { named(\%files, $1) }
        elsif (/^calls=/) { $called = 1 }
        elsif (/^[-+*]?\d* (\d+)$/) {
            $sum{"$object $file"} += $1 if !$called;
            $called = 0;
        }
    }
    return $worker, \%sum;
}

sub phase_of {
    my ($place) = @_;
    for my $phase (@phases) {
        return $phase->[0] if $place =~ $phase->[1];
    }
    return 'else';
}

# Adds what a directory holds to %$sum, times $sign.
sub add_directory {
    my ($sum, $dir, $sign) = @_;
    my @worked;
    for my $path (glob "$dir/calls.*") {
        my ($worker, $places) = read_callgrind($path);
        my $who = $worker ? 'worker' : 'desk';
        for my $place (keys %$places) {
            $sum->{"$who instructions " . phase_of($place)} += $sign * $places->{$place};
        }
    }
    for my $path (glob "$dir/system.*") {
        open my $f, '<', $path or die "$path: $!\n";
        my @lines = <$f>;
        my $who = (grep { /^execve\(.*--galley-worker/ } @lines) ? "worker" : "desk";
        for (@lines) {
            $sum->{"$who calls $1"} += $sign if /^(\w+)\(/;
        }
    }
    return;
}

my ($many, $one, $n) = @ARGV;
my %sum;
add_directory(\%sum, $many, 1);
add_directory(\%sum, $one, -1);
for my $key (sort keys %sum) {
    printf "%s %.4f\n", $key, $sum{$key} / ($n - 1);
}
