# Runs stages over the labelled sets that lie beside the project, in ../shared/data/redaction, and
# over the two parts of tests/quality/news, and scores the marks with ../shared/tools/eval_spans.py.
# Nothing of the sets is copied.
package Quality;
use strict;
use warnings;
use Cwd qw(abs_path);
use Digest::MD5 qw(md5);
use Encode qw(decode_utf8 encode_utf8);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;

our @EXPORT_OK = qw(missing sets documents run_stages score_marks megabytes_a_second has_stage
    run_galley share_marked slurp spill);

my $root = dirname(dirname(dirname(abs_path(__FILE__))));
my $galley = $ENV{GALLEY} || "$root/build/galley";
my $shared = "$root/../shared";
my $sets = "$shared/data/redaction";
my $scorer = "$shared/tools/eval_spans.py";

# What each label of galley is called in the sets, once their map.json has been applied. Labels of
# which the sets know nothing are not scored.
my %called = (
    person => "PERSON", place => "LOCATION", organisation => "ORGANIZATION",
    email => "EMAIL", phone => "PHONE", url => "URL", ip => "IP_ADDRESS",
    card => "CREDIT_CARD", iban => "IBAN", ssn => "US_SSN", driver_license => "DRIVER_LICENSE",
    date => "DATE", age => "AGE", address => "ADDRESS", postcode => "ADDRESS",
);

# The sets' map leaves these out; galley has labels for them.
my %also = (AGE => "AGE", US_DRIVER_LICENSE => "DRIVER_LICENSE");

# Why nothing can be measured here, or undef.
sub missing {
    return "$sets is not there" unless -f "$sets/map.json";
    return "$scorer is not there" unless -f $scorer;
    return "python3 is not there" if system("command -v python3 >/dev/null 2>&1");
    return;
}

# Where documents and gold of each set lie. The news are put together in a temporary folder.
my (%dirs, $news);

sub dirs {
    return \%dirs if %dirs;
    $dirs{ (split m{/}, $_)[-2] } = dirname($_) for glob "$sets/*/gold.jsonl";
    $news = tempdir(CLEANUP => 1);
    system("$root/tests/quality/news/unpack", $news) == 0 or die "quality: no news\n";
    for (grep { -f "$news/$_/gold.jsonl" } qw(train test)) {
        $dirs{"news-$_"} = "$news/$_";
        # The line with the address repeats the headline, and has no spans.
        my $docs = slurp("$news/$_/docs.jsonl");
        $docs =~ s{(https?://en\.wikinews\.org[^\s"\\]*)}{" " x length(decode_utf8($1))}ge;
        spill("$news/$_/docs.jsonl", $docs);
    }
    $dirs{"gum-news"} = gum_news("$news/gum") if $dirs{"gum-derived"};
    return \%dirs;
}

# The news of gum-derived by themselves, with the names that scripts/train has corrected in them.
sub gum_news {
    my ($dir) = @_;
    my $json = JSON::PP->new->canonical->utf8;
    mkdir $dir or die "$dir: $!\n";
    my @docs = grep { /^\{"id": ?"GUM_news_/ } split /^/, slurp($dirs{"gum-derived"} . "/docs.jsonl");
    spill("$dir/docs.jsonl", @docs);
    my @rows = grep { !/^#/ } split /\n/, slurp("$root/scripts/train/gum-news.tsv");
    spill("$dir/gold.jsonl", map {
        my ($id, $start, $end, $label) = split /\t/;
        $json->encode({ id => $id, start => 0 + $start, end => 0 + $end, label => $label }) . "\n";
    } @rows);
    return $dir;
}

# The names of the sets that have documents and gold.
sub sets {
    return sort keys %{ dirs() };
}

# Whether galley has a stage.
sub has_stage {
    my ($name) = @_;
    return -f "$root/plugins/" . ($name =~ tr{.}{/}r) . ".lua";
}

sub slurp {
    my ($file) = @_;
    open my $f, '<:raw', $file or die "$file: $!\n";
    local $/ = undef;
    return scalar <$f>;
}

sub spill {
    my ($file, @texts) = @_;
    open my $f, '>:raw', $file or die "$file: $!\n";
    print $f @texts;
    close $f or die "$file: $!\n";
    return $file;
}

# Half of the documents of a set is to tune on, the other is held out: the hash of the id decides.
sub half_of {
    my ($id) = @_;
    return ord(md5($id)) & 1 ? "held" : "tune";
}

# The documents of a set, or of one half of it.
sub documents {
    my ($set, $half) = @_;
    my @docs = map { decode_json($_) } split /\n/, slurp(dirs()->{$set} . "/docs.jsonl");
    return grep { !$half || half_of($_->{id}) eq $half } @docs;
}

# One document a line, as extract.jsonl reads them.
sub lines_of {
    my $json = JSON::PP->new->canonical->utf8;
    return map { $json->encode({ id => $_->{id}, text => $_->{text} }) . "\n" } @_;
}

sub pipeline {
    my ($dir, @stages) = @_;
    return abs_path($stages[0]) if @stages == 1 && $stages[0] =~ /\.ya?ml$/;
    my $list = join "", map { "  - " . (-f $_ ? abs_path($_) : $_) . "\n" } @stages;
    return spill("$dir/pipeline.yaml", <<"END");
galley: 1
limits: {time: 600s, memory: 2GiB, document: 64MiB}
stages:
  - extract.jsonl: {fields: [id]}
${list}output:
  stages:
    - format.record: {include: [fields, marks], fields: [id]}
  stream: marks.jsonl
END
}

# Runs a pipeline with one worker over an input and gives the exit status, which is 1 when documents
# failed. What it leaves is in OUT; what it tells goes to OUT.err.
sub run_galley {
    my ($pipeline, $input, $out) = @_;
    my @command = ($galley, "run", "-q", "--no-sync", "-j1", $pipeline, $input, "-o", $out);
    my $status = system("/bin/sh", "-c", 'exec "$@" 2>"$0"', "$out.err", @command);
    print STDERR slurp("$out.err") if $status & 255 || $status >> 8 > 1;
    die "galley ended with ", $status >> 8, "\n" if $status & 255 || $status >> 8 > 1;
    return $status >> 8;
}

# Runs stages (or one pipeline file that reads and writes the same as theirs) over documents. Gives
# the records, each with the fields and marks of a document, and run.json.
sub run_stages {
    my ($docs, @stages) = @_;
    my $dir = tempdir(CLEANUP => 1);
    my $file = pipeline($dir, @stages);
    spill("$dir/docs.jsonl", lines_of(@$docs));
    run_galley($file, "$dir/docs.jsonl", "$dir/out") == 0 or die slurp("$dir/out.err");
    my ($stream) = grep { -f } glob "$dir/out/*.jsonl";
    my @records = map { decode_json($_) } split /\n/, slurp($stream);
    return \@records, decode_json(slurp("$dir/out/.galley/run.json"));
}

# The share of the spans of documents, each {text, spans}, of which no byte is left unmarked.
sub share_marked {
    my ($docs, @stages) = @_;
    my ($records) = run_stages([map { { id => $_, text => $docs->[$_]{text} } } 0 .. $#$docs], @stages);
    my ($found, $n) = (0, 0);
    for my $record (@$records) {
        my @marks = sort { $a->{start} <=> $b->{start} }
            grep { !defined $_->{field} } map { @$_ } values %{ $record->{marks} };
        for my $span (@{ $docs->[$record->{fields}{id}]{spans} }) {
            my $open = $span->[0];
            for my $mark (@marks) {
                $open = $mark->{end} if $mark->{start} <= $open && $mark->{end} > $open;
            }
            $found += $open >= $span->[1];
            $n++;
        }
    }
    return $found / $n;
}

# What the detectors of a run read of the documents in a second of their own time.
sub megabytes_a_second {
    my ($docs, $run) = @_;
    my ($bytes, $seconds) = (0, 0);
    $bytes += length encode_utf8($_->{text}) for @$docs;
    $seconds += $_->{seconds} for grep { $_->{stage} =~ /^detect\./ } @{ $run->{stage_seconds} };
    return $bytes / 1e6 / $seconds;
}

# The marks on the text, as the scorer reads them.
sub predictions {
    my ($records) = @_;
    my @lines;
    for my $record (@$records) {
        for my $label (sort keys %{ $record->{marks} }) {
            next unless $called{$label};
            push @lines, map {
                encode_json({ id => $record->{fields}{id}, label => $called{$label},
                        start => $_->{start}, end => $_->{end} }) . "\n"
            } grep { !defined $_->{field} } @{ $record->{marks}{$label} };
        }
    }
    return @lines;
}

# Scores records against the gold of a set. Options: labels (of the sets, all that are in the gold
# unless said), errors (how many to list). Gives the table and the figures.
sub score_marks {
    my ($set, $docs, $records, %opt) = @_;
    my $dir = tempdir(CLEANUP => 1);
    my $map = decode_json(slurp("$sets/map.json"));
    $map->{gold} = { %{ $map->{gold} }, %also };
    my @labels = $opt{labels} ? @{ $opt{labels} } : gold_labels($set, $map->{gold});
    my @command = ("python3", $scorer, "--unit", "utf8",
        "--docs", spill("$dir/docs", lines_of(@$docs)),
        "--gold", dirs()->{$set} . "/gold.jsonl",
        "--pred", spill("$dir/pred", predictions($records)),
        "--map", spill("$dir/map", encode_json($map)),
        "--labels", join(",", @labels), "--errors", $opt{errors} || 0, "--json", "$dir/figures");
    open my $pipe, '-|', @command or die "python3: $!\n";
    my $table = do { local $/ = undef; <$pipe> };
    close $pipe or die "$scorer ended with ", $? >> 8, "\n";
    return $table, decode_json(slurp("$dir/figures"));
}

# Only what a set has labels for can be scored on it.
sub gold_labels {
    my ($set, $map) = @_;
    my %labels;
    for (split /\n/, slurp(dirs()->{$set} . "/gold.jsonl")) {
        my $label = decode_json($_)->{label};
        $label = $map->{$label} if exists $map->{$label};
        $labels{$label} = 1 if defined $label;
    }
    return sort keys %labels;
}

1;
