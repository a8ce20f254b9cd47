# What the programs of the fault suite have in common: two jobs of 60 documents with files and a
# stream, one over a new OUT and one over an earlier OUT; how they are run; the oracle that says
# what is wrong after a fault and after the run that follows it; points of TAP.
#
# Points are called `case N: ...` after the catalogue of faults: see docs/reliability.md. With
# GALLEY_FAULTS=full sweeps are whole, otherwise they are samples within a budget of time.
package Fault;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname basename);
use File::Find qw(find);
use File::Temp qw(tempdir);
use POSIX qw(strftime);
use Time::HiRes qw(time sleep);

our @EXPORT = qw($tmp $out $galley $full $root %jobs $lines_job %clean %before %took
    point skip note plan fault_main budget late put slurp tree run spawn stop workers_of said
    status_of make_jobs read_jobs start wrong_inputs wrong_outputs wrong_end wrong_after wrong_next
    no_process public_galley can_mount shim sanitized $quiet $first_said);

our $root = dirname(dirname(dirname(abs_path(__FILE__))));
our $galley = $ENV{GALLEY} || "$root/build/galley";
our $full = ($ENV{GALLEY_FAULTS} || "") eq "full";

# A job in a mount namespace of its own works in the directory of who started it.
our $inside = $ENV{GALLEY_FAULTS_INSIDE};
my $scratch = -w "/dev/shm" ? "/dev/shm" : "/tmp";
our $tmp = $inside || abs_path(tempdir("galley-fault-XXXXXX", DIR => $scratch, CLEANUP => 1));
our $out = "$tmp/out";

# Under a tracer the leak sanitizer cannot work.
our $quiet = "ASAN_OPTIONS=\${ASAN_OPTIONS-}:detect_leaks=0";

our %jobs = (
    new => "run -q -j 2 new.yaml in -o out",
    again => "run -q -j 2 --prune again.yaml in -o out",
);

# Some programs have this one too: nothing but a stream, whose records wait for no sync.
our $lines_job = "run -q -j 2 lines.yaml in -o out";

# What the jobs start from, what they end with and how many seconds they take, when nothing
# disturbs them.
our (%before, %clean, %took, $inputs);

# What the run that was disturbed said first.
our $first_said = "";

# --- points ---

my ($points, $began, $until) = (0, time, 0);

# On standard error, so that a sweep of an hour can be watched.
sub progress {
    my ($text) = @_;
    printf STDERR "%s %s: %s\n", strftime("%H:%M:%S", localtime), basename($0), $text if $full;
    return;
}

# A point, and what is wrong, if anything: the first few lines of it. The prototype keeps a match
# that fails from leaving the list of arguments, and its point passed.
sub point($$@) {
    my ($good, $name, @wrong) = @_;
    $points++;
    local $| = 1;
    print $good && !@wrong ? "ok" : "not ok", " $points - $name\n";
    progress(($good && !@wrong ? "ok - " : "not ok - ") . $name);
    my $most = $full ? 40 : 10;
    print "#   ", s/\n/\n#   /gr, "\n" for @wrong > $most ? @wrong[0 .. $most - 1] : @wrong;
    print "#   and ", @wrong - $most, " more\n" if @wrong > $most;
    return $good && !@wrong;
}

sub skip {
    my ($name, $why) = @_;
    $points++;
    print "ok $points # SKIP $name: $why\n";
    progress("skipped - $name: $why");
    return;
}

sub note {
    my ($text) = @_;
    print "# $text\n";
    progress($text);
    return;
}

sub plan {
    print "1..$points\n";
    return;
}

# From now on late() is true after so many seconds, unless the sweep is to be whole.
sub budget {
    my ($seconds) = @_;
    $until = time + $seconds;
    return;
}

sub late {
    return !$full && time > $until;
}

# Runs the points of one program, which need both jobs and a tracer.
sub fault_main {
    my (@parts) = @_;
    $ENV{LC_ALL} = "C";
    if (system("strace -o /dev/null true 2>/dev/null") != 0) {
        print "1..0 # SKIP strace is not there, or may not trace here\n";
        return;
    }
    if (make_jobs()) {
        $_->() for @parts;
        point(no_process(), "no process is left");
    } else {
        point(0, "both jobs, undisturbed: " . said());
    }
    note(sprintf "%s: %.0f s", basename($0), time - $began);
    plan();
    return;
}

# --- files and processes ---

sub put {
    my ($path, $text) = @_;
    my $dir = dirname($path);
    -d $dir or system('mkdir', '-p', $dir) == 0 or die;
    open my $f, '>:raw', $path or die "$path: $!";
    print $f $text;
    close $f or die;
    return;
}

sub slurp {
    my ($path) = @_;
    open my $f, '<:raw', $path or return "(none)";
    local $/ = undef;
    my $text = <$f>;
    return $text // "";
}

# path => bytes of all files below a directory.
sub tree {
    my ($dir) = @_;
    my %files;
    find({no_chdir => 1, wanted => sub {
        $files{ substr $_, length $dir } = slurp($_) if -f $_ && !-l $_;
    }}, $dir) if -d $dir;
    return \%files;
}

# The exit status of a process, 128 + signal when it was killed.
sub status_of {
    my ($status) = @_;
    return $status & 127 ? 128 + ($status & 127) : $status >> 8;
}

# Runs a shell command in $tmp. One that does not come to an end is killed: 137, or 124.
sub run {
    my ($command, $seconds) = @_;
    my $limit = $seconds || 120;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        setpgrp;
        chdir $tmp or exit 97;
        open STDOUT, '>', "$tmp/stdout" or exit 97;
        open STDERR, '>', "$tmp/stderr" or exit 97;
        open STDIN, '<', "/dev/null" or exit 97;
        exec "/bin/sh", "-c", $command;
        exit 97;
    }
    my $status;
    my $in_time = eval {
        local $SIG{ALRM} = sub { die "late\n" };
        alarm $limit;
        waitpid $pid, 0;
        $status = $?;
        alarm 0;
        1;
    };
    return status_of($status) if $in_time;
    kill 'KILL', -$pid;
    waitpid $pid, 0;
    put("$tmp/stderr", slurp("$tmp/stderr") . "\n(did not end in $limit s)\n");
    return 124;
}

# Starts galley itself in $tmp and does not wait: its pid is the desk's.
sub spawn {
    my (@args) = @_;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    chdir $tmp or exit 97;
    open STDOUT, '>', "$tmp/stdout" or exit 97;
    open STDERR, '>', "$tmp/stderr" or exit 97;
    open STDIN, '<', "/dev/null" or exit 97;
    exec $galley, map { split ' ' } @args;
    exit 97;
}

# The workers of a run, and no other children: at its end the leak sanitizer has one too, and waits
# for ever for one that is killed.
sub workers_of {
    my ($pid) = @_;
    my @children = split ' ', slurp("/proc/$pid/task/$pid/children") =~ s/\(none\)//r;
    return grep { slurp("/proc/$_/cmdline") =~ /--galley-worker/ } @children;
}

# Sends the signal, if any, and waits; returns the status and the seconds that took.
sub stop {
    my ($pid, $signal) = @_;
    my $from = time;
    kill $signal, $pid if $signal;
    waitpid $pid, 0;
    return (status_of($?), time - $from);
}

sub said {
    my ($text) = slurp("$tmp/stderr") =~ /(.*)/;
    return $text;
}

# Whether the binary has an address sanitizer, which has an allocator of its own.
sub sanitized {
    return slurp($galley) =~ /__asan_init/;
}

# Builds shim.c (see there) once; returns the path of the library, or "".
my %built;
sub shim {
    my ($name, @flags) = @_;
    return $built{$name} if defined $built{$name};
    my $cc = $ENV{CC} || "gcc";
    my $command = "$cc -O1 -fPIC -shared @flags -o $tmp/$name.so '$root/tests/faults/shim.c'";
    my $good = system("$command >$tmp/cc.out 2>&1") == 0;
    return $built{$name} = $good ? "$tmp/$name.so" : "";
}

# A galley that any user can run, wherever this tree lies.
sub public_galley {
    my $dir = "$tmp/public";
    system("mkdir -p $dir/build && cp '$galley' $dir/build && " .
        "cp -r '$root/plugins' '$root/pipelines' $dir && chmod -R a+rX $dir && " .
        "chmod 755 $tmp") == 0
        or die;
    return "$dir/build/galley";
}

sub can_mount {
    return system("unshare -m sh -c 'mkdir -p $tmp/mnt && mount -t tmpfs none $tmp/mnt' " .
        "2>/dev/null") == 0;
}

# Runs a program again in a mount namespace of its own, over the jobs that were made; its points
# are taken over.
sub in_namespace {
    my ($program) = @_;
    local $ENV{GALLEY_FAULTS_INSIDE} = $tmp;
    open my $f, '-|', "unshare", "-m", $program or die;
    while (<$f>) {
        if (s/^(ok|not ok) \d+/"$1 " . ++$points/e || /^#/) {
            local $| = 1;
            print;
        }
    }
    close $f;
    point(0, "$program: status $?") if $?;
    return;
}

sub no_process {
    for (1 .. 40) {
        my @left = grep { (readlink($_) // "") =~ m{^\Q$tmp\E(/|$)} } glob "/proc/[0-9]*/cwd";
        return 1 if !@left;
        sleep 0.1;
    }
    return 0;
}

# --- the jobs ---

# Every third is long, so that there are several batches; edition 2 has other texts for some.
sub put_input {
    my ($i, $edition) = @_;
    my $text = "Letter $i, edition $edition.\n\nFrom p$i\@example.org.\n";
    $text .= "And so on. " x 9000 . "\n" if $i % 3 == 0;
    put("$tmp/in/d" . ($i % 4) . "/$i.txt", $text);
    return;
}

sub put_pipeline {
    my ($name, $on_error, $files) = @_;
    put("$tmp/$name.yaml", <<"END");
galley: 1
stages: [redact.email]
outputs:$files
  all: {stages: [format.record], stream: all.jsonl}
on_error: $on_error
END
    return;
}

sub read_jobs {
    $inputs = tree("$tmp/in");
    %before = (new => {}, lines => {}, again => tree("$tmp/first"));
    for my $job (keys %jobs) {
        $clean{$job} = tree("$tmp/clean-$job");
        delete @{ $clean{$job} }{qw(/.galley/run.json /.galley/index)};
    }
    return 1;
}

sub make_jobs {
    my $files = "\n  text: {path: 'text/{path}'}";
    put_pipeline("new", "stop", $files); # each batch is a group
    put_pipeline("again", "quarantine", $files);
    put_pipeline("lines", "stop", "");
    put_input($_, 1) for 1 .. 60;
    run("'$galley' run -q again.yaml in -o first") == 0 or return;
    unlink "$tmp/in/d$_" for map { $_ % 4 . "/$_.txt" } 3, 10, 17, 24;
    put_input($_, 2) for (grep { $_ % 5 == 0 } 1 .. 60), 61 .. 64;
    for my $job (sort keys %jobs) {
        start($job);
        my $from = time;
        run("'$galley' $jobs{$job}") == 0 or return;
        $took{$job} = time - $from;
        rename $out, "$tmp/clean-$job" or return;
    }
    return read_jobs();
}

# Puts OUT as it is before a job.
sub start {
    my ($job) = @_;
    system("rm -rf $out") == 0 or die;
    # Links, so that the index knows the files by their inodes.
    system("cp -al $tmp/first $out") == 0 or die if $job eq 'again';
    return;
}

# --- the oracle: each gives what is wrong, or "" ---

sub wrong_inputs {
    my $now = tree("$tmp/in");
    return "an input was touched" if keys %$now != keys %$inputs;
    for (keys %$now) {
        return "the input $_ was touched" if $now->{$_} ne $inputs->{$_};
    }
    return "";
}

# Whether the stream is that of this run without the records of some documents.
sub thinned {
    my ($job, $stream) = @_;
    my @whole = split /^/, $clean{$job}{"/all.jsonl"};
    for my $record (split /^/, $stream) {
        shift @whole while @whole && $whole[0] ne $record;
        return if !@whole;
    }
    return 1;
}

# An address that a stage should have taken out is in no file that a run left behind.
sub unredacted {
    my ($now) = @_;
    for my $path (keys %$now) {
        return $path if $now->{$path} =~ /p\d+\@example/;
    }
    return "";
}

# Outputs are those of this run, or of the one before, or not there; where documents failed, the
# stream lacks their records. What finds out whether OUT folds names may be there.
sub wrong_outputs {
    my ($job, $status) = @_;
    my $now = tree($out);
    my $leak = unredacted($now);
    return "$leak is not redacted" if $leak;
    delete $now->{"/.galley-case"};
    # A copy that was being made where the file system differs.
    delete @{$now}{ grep { m{/\.galley-\w+\.tmp$} } keys %$now };
    for my $path (grep { !m{^/(\.galley|state)/} } keys %$now) {
        next if $status == 1 && $path eq "/all.jsonl" && thinned($job, $now->{$path});
        next if grep { defined $_->{$path} && $_->{$path} eq $now->{$path} }
            $clean{$job}, $before{$job};
        return "$path is neither the old nor the new one";
    }
    return wrong_inputs();
}

# All is as in an undisturbed run, and nothing else is left; where the fault may have hit the
# removal of a temporary file itself, that may be, and when the power went, the journal.
sub wrong_end {
    my ($job, $disturbed) = @_;
    my $now = tree($out);
    delete @{$now}{qw(/.galley/run.json /.galley/index)};
    delete @{$now}{ grep { m{^/\.galley(-case$|/lock$|/tmp/)} } keys %$now } if $disturbed;
    delete $now->{"/.galley/journal"} if ($disturbed // "") eq "power";
    for my $path (sort keys %{ { %$now, %{ $clean{$job} } } }) {
        return "$path is missing" if !defined $now->{$path};
        return "$path is left over" if !defined $clean{$job}{$path};
        return "$path differs" if $now->{$path} ne $clean{$job}{$path};
    }
    return "tmp is left over" if -e "$out/.galley/tmp" && !$disturbed;
    return wrong_inputs();
}

# The run that follows a fault ends as one that nothing disturbed.
sub wrong_next {
    my ($job, $more) = @_;
    my $then = run("'$galley' $jobs{$job} " . ($more // ""));
    return "the next run: exit $then: " . said() if $then;
    my $wrong = wrong_end($job);
    return $wrong && "after the next run: $wrong";
}

# After the fault, and after the next run.
sub wrong_after {
    my ($job, $status) = @_;
    $first_said = said();
    my $wrong = $status ? wrong_outputs($job, $status) : wrong_end($job, 1);
    return "after the fault (exit $status): $wrong ($first_said)" if $wrong;
    return "exit $status without a word" if $status && $status < 128 && -z "$tmp/stderr";
    return "it did not end" if $status == 124;
    return wrong_next($job);
}

1;
