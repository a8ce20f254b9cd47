# Sweeps of the fault suite: a job is traced once to see which system calls concern OUT, then run
# again and again with one of them, the k-th, disturbed: the process is killed there, or the call
# fails. See Fault.pm for the oracle.
package Sweep;
use strict;
use warnings;
use Exporter qw(import);
use FindBin qw($RealBin);
use lib $RealBin;
use Fault;

our @EXPORT = qw(survey samples make_sweep sweep traced);

# Only syncs are made in a thread; with -f workers would be traced as well.
sub traced {
    my ($call, $more) = @_;
    return "env $quiet strace -e signal=none -e trace=$call $more '$galley'";
}

my %surveys;

# The places below OUT that the desk's calls are about in this job, as arguments of strace, and
# how many there are of each call.
sub survey {
    my ($job) = @_;
    return $surveys{$job} if $surveys{$job};
    start($job);
    run(traced("all", "-y -o trace") . " $jobs{$job}") == 0 or return {};
    my %places = map { $_ => 1 } slurp("$tmp/trace") =~ m{<(\Q$out\E[^>]*)>}g;
    my $paths = join ' ', map { "-P '$_'" } sort keys %places;
    start($job);
    run(traced("all", "$paths -o trace") . " $jobs{$job}");
    my %calls;
    $calls{$_}++ for slurp("$tmp/trace") =~ /^(\w+)\(/mg;
    return $surveys{$job} = {paths => $paths, calls => \%calls};
}

# All, or the first ones, the last ones, and every seventh between them. In an order that leaves
# no end of the run for later, the same on each machine.
sub samples {
    my ($calls) = @_;
    return 1 .. $calls if $full;
    my %k = map { $_ => 1 } grep { $_ > 0 && $_ <= $calls } 1, 3, map({ 3 + 7 * $_ } 1 .. 40),
        $calls - 1, $calls;
    return sort { $a * 7919 % 101 <=> $b * 7919 % 101 || $a <=> $b } keys %k;
}

# case, name, job, call, errors (in turn); suffix "+" disturbs all calls from the k-th on.
sub make_sweep {
    my (%s) = @_;
    my $survey = survey($s{job});
    $s{calls} //= $survey->{calls}{ $s{call} } || 0;
    $s{paths} //= $survey->{paths};
    return if !$s{calls};
    return {%s, samples => [samples($s{calls})], done => [], wrong => [], hit => 0};
}

sub disturb {
    my ($s, $k) = @_;
    my $what = $s->{errors}[ $k % @{ $s->{errors} } ];
    my $when = $k . ($s->{suffix} // "");
    my $follow = $s->{follow} ? "-f" : "";
    start($s->{job});
    $s->{prepare}->($k) if $s->{prepare};
    my $status = run("exec " . traced($s->{call}, "$follow $s->{paths} -o /dev/null " .
        "-e inject=$s->{call}:$what:when=$when") . " $jobs{$s->{job}}");
    my $wrong = $what =~ /KILL/ && $status != 137 && $status != 0 && !$s->{follow}
        ? "not killed: exit $status: " . said() : wrong_after($s->{job}, $status);
    push @{ $s->{wrong} }, "$what at $s->{call} $when: $wrong" if $wrong;
    push @{ $s->{done} }, $k;
    $s->{hit} += $status != 0;
    return;
}

sub report {
    my ($s) = @_;
    my @done = sort { $a <=> $b } @{ $s->{done} };
    my $which = $full ? "each of $s->{calls}" : "@done of $s->{calls}";
    # Where nothing had an effect, the sweep itself is broken; a sample of one or two may miss.
    my $good = $s->{hit} > 0 || !$s->{must_hit} || @done < 3;
    point($good, "case $s->{case}: $s->{name} at $s->{call} $which ($s->{job}; $s->{hit} of " .
        @done . " ended the run or failed documents)", @{ $s->{wrong} });
    return;
}

# One sample of each sweep in turn, until all are done or the time is up.
sub sweep {
    my @sweeps = @_;
    if ($full) {
        for my $s (@sweeps) {
            disturb($s, $_) for @{ $s->{samples} };
            report($s);
        }
        return;
    }
    for (my $left = 1; $left;) {
        $left = 0;
        for my $s (grep { @{ $_->{samples} } } @sweeps) {
            last if late();
            disturb($s, shift @{ $s->{samples} });
            $left++;
        }
        last if late();
    }
    report($_) for grep { @{ $_->{done} } } @sweeps;
    return;
}

1;
