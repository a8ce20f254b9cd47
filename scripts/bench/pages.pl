# The parts of the pages and the pictures, for scripts/bench/report.pl, which has lines, median and
# ratio.
use strict;
use warnings;

my @names = (
    [copier => 'a copier in C'],
    [cp => '`cp -r`'],
    [identity => '`galley -j 1`, no stages'],
    [identity2 => '`galley -j 2`, no stages'],
    [five => '`galley -j 1`, five redactions'],
    [five2 => '`galley -j 2`, five redactions'],
    [node => 'node'],
    [sed => '`cp -r`, then `sed -i`'],
    [gawk => 'gawk'],
    [perl => 'perl'],
    [python => 'Python'],
);

# How two jobs compare by wall time and by processor time.
sub both {
    my ($x, $y) = @_;
    return (ratio($x, $y), ratio($x, $y, 1));
}

# The goals: job, unit, goal, what was measured, or undef, and the same by processor time.
sub goal_rows {
    my @scan = grep { $_->[0] == 25 } lines('patterns');
    my @peak = map { $_->[0], $_->[1] } lines('peaks-five');
    my $growth = growth(0);
    return (
        ['25-pattern scan against 25 PCRE2-JIT passes, same spans', 'times as fast', 10,
            @scan ? $scan[0][3] / $scan[0][2] : undef],
        ['five redactions, JSON Lines, against perl', 'times as fast', 22,
            both('lines-perl', 'lines-five')],
        ['five redactions, JSON Lines, against node', 'times as fast', 5,
            both('lines-node', 'lines-five')],
        ['five redactions, JSON Lines, against gawk', 'times as fast', 11,
            both('lines-gawk', 'lines-five')],
        ['five redactions, files, against perl', 'times as fast', 12,
            both('files-perl', 'files-five')],
        ['five redactions, files, against node', 'times as fast', 2.2,
            both('files-node', 'files-five')],
        ['five redactions against no stages, files', 'times the time', 1.25,
            both('files-five', 'files-identity')],
        ['five redactions against no stages, JSON Lines', 'times the time', 1.4,
            both('lines-five', 'lines-identity')],
        ['no stages against the copier, files', 'times the time', 2.4,
            both('files-identity', 'files-copier')],
        ['no stages against the copier, JSON Lines', 'times the time', 2.9,
            both('lines-identity', 'lines-copier')],
        ['durable commit against `--no-sync`, on a disk', 'times the time', 1.4,
            ratio('durablesync', 'durable--no-sync')],
        ['two workers against one, files', 'times as fast', 1.4,
            ratio('files-five', 'files-five2')],
        ['two workers against one, JSON Lines', 'times as fast', 1.6,
            ratio('lines-five', 'lines-five2')],
        ['the desk of eight idle workers, against a run with five redactions, JSON Lines',
            'times its processor time', 0.1, desk_share()],
        ["cost per document, $growth->{most} files against $growth->{least}, over the copier's",
            'times its growth', 1.1, $growth->{ratio}, growth(1)->{ratio}],
        ['`galley run`, five redactions, one article', 'ms', 30, start_time('run', 'five')],
        ['`galley check`, five redactions', 'ms', 15, start_time('check', 'five')],
        ['peak memory of the desk', 'MiB', 32, @peak ? $peak[0] / 1024 : undef],
        ['peak memory of a worker', 'MiB', 16, @peak ? $peak[1] / 1024 : undef],
    );
}

# The desk's processor time, in user space and kernel, against that of desk and worker together.
sub desk_share {
    my @times = sort { $a <=> $b } map { $_->[0] + $_->[1] } lines('desk');
    my $all = median('lines-five', 1);
    return @times && $all ? $times[$#times / 2] / $all : undef;
}

# Milliseconds by the wall.
sub start_time {
    my ($command, $pipeline) = @_;
    my $micros = median("start-$command-$pipeline");
    return defined $micros ? $micros / 1000 : undef;
}

# What a document costs in the largest tree against the smallest, galley's and the copier's.
sub growth {
    my ($column) = @_;
    my @counts = map { $_->[0] } lines('counts');
    return { most => 'many', least => 'few' } if @counts < 2;
    my ($least, $most) = @counts[0, -1];
    my %grows = map {
        my @cost = map { median("scale-$_->[0]-files-$_->[1]", $column) / $_->[0] }
            [$most, $_], [$least, $_];
        $_ => $cost[0] / $cost[1];
    } qw(copier identity five);
    return { most => $most, least => $least, %grows, ratio => $grows{identity} / $grows{copier} };
}

sub goal_row {
    my ($job, $unit, $goal, $got, $by_cpu) = @_;
    my $least = $unit eq 'times as fast';
    my $want = ($least ? 'at least ' : 'at most ') . "$goal $unit";
    return "| $job | $want | not measured | | |\n" if !defined $got;
    my $cpu = defined $by_cpu ? sprintf '%.2f', $by_cpu : '';
    my $off = $least ? ($goal - $got) / $goal : ($got - $goal) / $goal;
    my $word = $off <= 0 ? 'met' : sprintf '**missed by %.1f %%**', 100 * $off;
    return sprintf "| %s | %s | %.2f | %s | %s |\n", $job, $want, $got, $word, $cpu;
}

# A job of one process that waits for nothing takes as long as its processor time, unless others
# had the processor.
sub how_busy {
    my @over = map { median($_) / median($_, 1) } grep { lines($_) } qw(files-perl lines-perl);
    return '' if !@over;
    my ($over) = sort { $b <=> $a } @over;
    return sprintf 'In this run perl took %.2f times its processor time%s.', $over,
        $over > 1.1 ? ': **the machine had other work to do, and wall times are of little worth**'
        : '';
}

sub page_ratios {
    my ($facts) = @_;
    my $mb = sprintf '%.0f', ($facts->{bytes} // 0) / 1e6;
    my $busy = how_busy();
    my @rows = map { goal_row(@$_) } goal_rows();
    my $missed = grep { /missed/ } @rows;
    my $verdict = $missed ? "$missed of the goals are missed; [where the time goes]"
        : 'All goals are met. [Where the time goes]';
    return <<"END";
# Performance

Written by `make bench`; measure again on your machine. Ratios are of one run and depend little on
the machine; times do. $verdict(performance-where.md) is a page of its own.

$facts->{files} files, $mb MB ($facts->{kind}), on $facts->{place}, with a warm page cache;
$facts->{cores} cores ($facts->{processor}), $facts->{system}. Ratios and times are medians of
$facts->{rounds} rounds in which the contenders took turns; of a job of less than a second a round
has the middle one of five.

| job | goal | measured | | by CPU time |
|-----|------|----------|-|-------------|
@{[join '', @rows]}
`galley` has one worker unless said, digests, ledger, leak guard, cage and validation on. The five
redactions are done by three stages in Lua. For JSON Lines there is a format stage behind them,
also where there is no stage else. The last column is the same ratio by processor time of all
processes, desk and workers together; other work on the machine disturbs it less.
$busy
END
}

sub tool_row {
    my ($facts, $shape, $name, $words) = @_;
    my $job = "$shape-$name";
    my $wall = median($job);
    return '' if !defined $wall;
    return sprintf "| %s | %.3f s | %.3f s | %.1f | %.0f | %.2f | %.1f |\n", $words, $wall / 1e6,
        median($job, 1) / 1e6, $wall / $facts->{files}, $facts->{bytes} / $wall,
        ratio($job, "$shape-copier"), median($job, 2) / 1024;
}

sub page_tools {
    my ($facts) = @_;
    my $page = '';
    for my $shape (['files', 'One file for each article'], ['lines', 'One JSON Lines file']) {
        my $rows = join '', map { tool_row($facts, $shape->[0], @$_) } @names;
        next if $rows eq '';
        $page .= <<"END";
## $shape->[1]

| what | wall | CPU | us a document | MB/s | times the copier | peak MiB |
|------|------|-----|---------------|------|------------------|----------|
$rows
END
    }
    my @missing = @{ $facts->{missing} };
    $page .= "Not on this machine, and left out: @{[join ', ', @missing]}.\n" if @missing;
    $page .= "Left out: $_.\n" for map { s/^(\S+) /$1 (/r . ')' } @{ $facts->{skipped} };
    return $page;
}

# The pictures that there are, with what they show in words.
my @pictures = (
    ['tools.svg', 'MB/s by tool, files out', 'MB/s by tool'],
    ['lines.svg', 'MB/s by tool, JSON Lines out', 'MB/s by tool, JSON Lines'],
    ['patterns.svg', 'Cost against the number of patterns', 'cost by number of patterns'],
    ['scale.svg', 'Cost per document by number of files', 'cost per document'],
);

sub page_pictures {
    my @parts = ("## Pictures\n");
    my %has = ('tools.svg' => 'files-five', 'lines.svg' => 'lines-five',
        'patterns.svg' => 'patterns', 'scale.svg' => 'counts');
    for my $p (grep { lines($has{ $_->[0] }) } @pictures) {
        push @parts, "![$p->[1]](performance/$p->[0])\n";
    }
    return (@parts, pattern_table(), scale_table(), start_table());
}

sub pattern_table {
    my @rows = map { pattern_row(@$_) } lines('patterns');
    return if !@rows;
    return <<"END";
| patterns | one scan, MB/s | a pass each, MB/s | times as fast | matches | run, us a document |
|----------|----------------|-------------------|---------------|---------|--------------------|
@{[join '', @rows]}
The first three columns are of one core over the corpus in memory (`scripts/bench/patterns.c`);
both ways find the same spans, or there is no table. The last is the whole of `galley run -j 1`
with one stage that counts the matches of each pattern.
END
}

sub pattern_row {
    my ($n, $bytes, $scan, $plain, $matches) = @_;
    my $run = median("run-$n");
    return sprintf "| %d | %.0f | %.0f | %.1f | %d | %s |\n", $n, $bytes / $scan, $bytes / $plain,
        $plain / $scan, $matches, defined $run ? sprintf('%.1f', $run / facts()->{files}) : '';
}

sub scale_table {
    my @counts = map { $_->[0] } lines('counts');
    return if !@counts;
    my $rows = '';
    for my $count (@counts) {
        $rows .= sprintf "| %d | %.1f | %.1f | %.1f |\n", $count,
            map { median("scale-$count-files-$_") / $count } qw(copier identity five);
    }
    my $g = growth(0);
    my $grows = @counts < 2 ? '' : sprintf "\nFrom the first line to the last it grows by %.2f, " .
        "%.2f and %.2f.\n", $g->{copier}, $g->{identity}, $g->{five};
    return <<"END";
| files | copier, us a document | galley, no stages | galley, five redactions |
|-------|-----------------------|-------------------|-------------------------|
$rows$grows
Starting up is in it: with few files it is a good part of what a document costs.
END
}

sub start_table {
    my $rows = join '', map {
        my @ms = (start_time('run', $_->[0]), start_time('check', $_->[0]));
        defined $ms[0] ? sprintf "| %s | %.0f | %.0f |\n", $_->[1], @ms : ();
    } ([five => 'five redactions'], [structure => '`structure`'], [redact => '`redact`'],
        [publish => '`publish`'], [release => '`release`, with all detectors']);
    return if $rows eq '';
    return <<"END";
| pipeline | `galley run` on one article, ms | `galley check`, ms |
|----------|---------------------------------|--------------------|
$rows
Nearly all of it is starting up: two processes, their libraries, the stages and their patterns.
END
}

sub page_how {
    my ($facts) = @_;
    my $durable = '';
    if (lines('durablesync')) {
        $durable = sprintf "\nDurable commit: %d files on %s, %.2f s; with `--no-sync` %.2f s.\n",
            $facts->{durable_files}, $facts->{disk}, median('durablesync') / 1e6,
            median('durable--no-sync') / 1e6;
    }
    return <<"END";
## How

`scripts/bench/run`: all contenders do the same job, in turn, and their outputs are compared byte
by byte before anything is measured (the records of a stream without regard to their order). A
contender of one process is pinned to a core; galley's desk has a core of its own, and its worker
that of the contenders; two workers have all cores. Processor time is of all processes of a job
together, in user space and kernel. Peak memory is of the largest process.
$durable
The copiers are `scripts/bench/copier.c` and, for JSON Lines, `scripts/bench/lines.c`; they do
nothing but read, escape and write. perl, Python, node, gawk and sed run `scripts/bench/five.*`:
the same five patterns in the same order, in the words of each language. gawk and sed have no
`\\d` and no `(?:...)`, and take the longest match and not the first: these patterns match the
same either way, which the comparison of the outputs shows. sed edits a copy in place and goes by
lines, as no pattern can match across one of them in these texts; it does no JSON.
END
}

sub draw_pictures {
    my ($to, $facts) = @_;
    draw_tools("$to/tools.svg", 'files', 'one file for each article', $facts);
    draw_tools("$to/lines.svg", 'lines', 'one JSON Lines file', $facts);
    draw_patterns("$to/patterns.svg") if lines('patterns');
    draw_scale("$to/scale.svg") if lines('counts');
    return;
}

sub draw_tools {
    my ($path, $shape, $words, $facts) = @_;
    my @rows;
    for my $name (@names) {
        my $wall = median("$shape-$name->[0]");
        next if !defined $wall;
        my $colour = $name->[1] =~ /galley/ ? 1 : $name->[0] =~ /^(copier|cp)$/ ? 2 : 0;
        push @rows, [$name->[1] =~ tr/`//dr, $facts->{bytes} / $wall, $colour];
    }
    return if !@rows;
    chart_bars($path, rows => \@rows, title => "MB/s by tool, $words",
        axis => 'MB of input a second, wall time: more is better',
        description => join '; ', map { sprintf '%s: %.0f MB/s', @$_[0, 1] } @rows);
    return;
}

sub draw_patterns {
    my ($path) = @_;
    my $docs = facts()->{files};
    my @lines = lines('patterns');
    my @series = (
        { name => 'a pass for each', points => [map { [$_->[0], $_->[3] / $docs] } @lines] },
        { name => 'galley, the whole run',
            points => [map { [$_->[0], median("run-$_->[0]") / $docs] } @lines] },
        { name => 'one scan for all', points => [map { [$_->[0], $_->[2] / $docs] } @lines] },
    );
    chart_lines($path, series => \@series, title => 'Cost against the number of patterns',
        x => 'patterns', y => 'microseconds a document',
        description => join '; ', map { describe_series($_) } @series);
    return;
}

sub draw_scale {
    my ($path) = @_;
    my @counts = map { $_->[0] } lines('counts');
    my %words = (copier => 'copier in C', identity => 'galley, no stages',
        five => 'galley, five redactions');
    my @series = map {
        my $job = $_;
        { name => $words{$job},
            points => [map { [$_, median("scale-$_-files-$job") / $_] } @counts] };
    } qw(copier five identity);
    chart_lines($path, series => \@series, title => 'Cost per document by number of files',
        x => 'files, by logarithm', y => 'microseconds a document', log_x => 1,
        description => join '; ', map { describe_series($_) } @series);
    return;
}

sub describe_series {
    my ($series) = @_;
    return "$series->{name}: " .
        join ', ', map { sprintf '%d: %.1f', @$_ } @{ $series->{points} };
}

# What a document costs, from where-PIPELINE: {process}{kind}{name} = number.
sub read_where {
    my ($pipeline) = @_;
    my %where;
    for my $line (lines("where-$pipeline")) {
        my ($process, $kind, @words) = @$line;
        my $number = pop @words;
        $where{$process}{$kind}{"@words"} = $number;
    }
    return \%where;
}

sub page_where {
    my ($facts) = @_;
    my @parts = (<<'END');
# Where the time goes

Written by `make bench`, as [performance.md](performance.md) is.
END
    push @parts, where_times($facts);
    my %titles = (identity => 'No stages, files out', five => 'Five redactions, files out',
        'five-lines' => 'Five redactions, JSON Lines out');
    for my $pipeline (qw(identity five five-lines)) {
        my $where = read_where($pipeline);
        next if !%$where;
        push @parts, "## $titles{$pipeline}\n", where_phases($where), where_calls($where);
    }
    push @parts, where_how() if lines('where-five');
    push @parts, map { "Left out: $_.\n" } map { /^where (.*)/ } @{ $facts->{skipped} };
    return @parts;
}

sub where_times {
    my ($facts) = @_;
    my $n = $facts->{files};
    my $rows = '';
    for my $job (map { ("$_-copier", "$_-identity", "$_-five") } qw(files lines)) {
        next if !lines($job);
        my ($wall, $cpu, $kernel) = map { median($job, $_) / $n } 0, 1, 3;
        my ($shape, $name) = split /-/, $job;
        my %words = (copier => 'copier', identity => 'no stages', five => 'five redactions');
        $rows .= sprintf "| %s, %s | %.1f | %.1f | %.1f |\n", $words{$name},
            $shape eq 'lines' ? 'JSON Lines' : 'files', $wall, $cpu - $kernel, $kernel;
    }
    my $sync = '';
    if (lines('durablesync')) {
        $sync = sprintf "\nSyncing, on a disk (%s): %.1f us a document more than `--no-sync`.\n",
            $facts->{disk}, (median('durablesync') - median('durable--no-sync')) /
            $facts->{durable_files};
    }
    return <<"END";
Microseconds a document, all processes together:

| job | wall | in user space | in the kernel |
|-----|------|---------------|---------------|
$rows$sync
END
}

# Instructions of each phase, the desk beside the worker, the largest first.
sub where_phases {
    my ($where) = @_;
    my ($desk, $worker) = map { $where->{$_}{instructions} } qw(desk worker);
    my %total;
    for my $part ($desk, $worker) {
        $total{$_} += $part->{$_} for keys %$part;
    }
    my $all = -($total{digests} // 0);
    $all += $_ for values %total;
    my $rows = '';
    for my $phase (sort { $total{$b} <=> $total{$a} || $a cmp $b } keys %total) {
        my $share = sprintf '%.0f %%', 100 * $total{$phase} / $all;
        $rows .= sprintf "| %s | %.0f | %.0f | %s |\n", $phase, $worker->{$phase} // 0,
            $desk->{$phase} // 0, $phase eq 'digests' ? '' : $share;
    }
    my @sums = map { my $sum = 0; $sum += $_ for values %$_; $sum } $worker, $desk;
    return sprintf <<"END", $rows, @sums;
Instructions in user space a document:

| phase | worker | desk | share without digests |
|-------|--------|------|-----------------------|
%s| all | %.0f | %.0f | |
END
}

sub where_calls {
    my ($where) = @_;
    my @said;
    for my $process (qw(worker desk)) {
        my $calls = $where->{$process}{calls};
        my @often = grep { $calls->{$_} >= 0.05 }
            sort { $calls->{$b} <=> $calls->{$a} || $a cmp $b } keys %$calls;
        my @each = map { sprintf '%s %.2g', $_, $calls->{$_} } @often;
        push @said, "the $process " . join ', ', @each;
    }
    return 'Calls of the system a document: ' . join('; ', @said) . ".\n";
}

sub where_how {
    return <<'END';
## How

Instructions are counted by callgrind, calls by strace, over a thousand documents less one
document, so that starting up is not in them. An instruction belongs to the phase of the source
file or library that it stands in: what a phase calls in the C library is under that. Code that
PCRE2 makes at run time is under "scan and match". Digests have no share, as they are not counted
as they are: valgrind does not know the processor's instructions for them, so that libcrypto takes
a longer way; with those two digests of 6 KB take some 3.5 us. The kernel's part is not
in the instructions, but in the table of times.
END
}

1;
