# The parts of the benchmark, for scripts/bench/run. Each writes files of numbers into $data, which
# report.pl reads; a part that cannot be done writes "skipped PART WHY" into $data/facts.

skip()
{
    echo "bench: $*" >&2
    echo "skipped $*" >>"$data/facts"
}

# measure JOB FILE: one more line of what clock prints, in $data/FILE. A job of less than a second
# is done five times, and the line is that of the middle one: a moment of other work on the machine
# is a tenth of it. The output is taken away at once: no job writes over the pages of another.
measure()
{
    : >"$tmp/times"
    for again in 1 2 3 4 5; do
        contend "$1" "$tmp/out"
        cat "$tmp/took" >>"$tmp/times"
        rm -rf "$tmp"/out*
        [ "$(cut -d ' ' -f 1 "$tmp/took")" -lt 1000000 ] || break
    done
    sort -n "$tmp/times" | sed -n "$(((again + 1) / 2))p" >>"$data/$2"
}

part_tools()
{
    jobs=$(contenders)
    echo "bench: comparing outputs" >&2
    verify "$jobs"
    for round in $(seq "$ROUNDS"); do
        echo "bench: round $round of $ROUNDS" >&2
        for job in $jobs; do
            measure "$job" "$job"
        done
    done
    for pipeline in five five-lines; do
        peaks "$pipeline" >"$data/peaks-$pipeline"
    done
}

# How long a run over one article takes, and a check: nearly all of it is starting up.
part_start()
{
    one=$(find "$from" -type f | sort | head -n 1)
    for round in $(seq $((3 * ROUNDS))); do
        for pipeline in "$here/five.yaml" redact structure publish release; do
            name=$(basename "$pipeline" .yaml)
            on - - "$GALLEY" run -q -j 1 "$pipeline" "$one" -o "$tmp/out"
            cat "$tmp/took" >>"$data/start-run-$name"
            rm -rf "$tmp/out"
            on - - sh -c 'exec "$0" check "$1" >/dev/null' "$GALLEY" "$pipeline"
            cat "$tmp/took" >>"$data/start-check-$name"
        done
    done
}

# Prints the peaks of resident memory, in KiB, of the desk and of its largest worker: VmHWM, asked
# again and again while they run.
peaks()
{
    "$GALLEY" run -q "$here/$1.yaml" "$from" -j 1 -o "$tmp/out" &
    perl "$here/peaks.pl" $!
    wait $!
    rm -rf "$tmp/out"
}

# The 25 patterns are not ours to ship: they lie beside the source tree, or not.
part_patterns()
{
    standard=$root/../shared/data/patterns25.tsv
    if [ ! -f "$standard" ]; then
        skip patterns 'the 25 standard patterns are not on this machine'
        return
    fi
    ${CC:-gcc} -std=c11 -O2 -D_GNU_SOURCE -I"$root/core" -o "$tmp/patterns" "$here/patterns.c" \
        "$(dirname "$GALLEY")/core.a" $(sed -n 's/^LIBS := //p' "$root/build/config.mk")
    grep -v '^#' "$here/patterns24.tsv" | cat "$standard" - >"$tmp/patterns.tsv"
    echo "bench: patterns in memory" >&2
    on "$core" "$core" sh -c '"$0" "$1" "$2" 1 5 10 25 49 <"$3" >"$4"' \
        "$tmp/patterns" "$from" "$ROUNDS" "$tmp/patterns.tsv" "$data/patterns"
    patterns_run
}

# The same patterns in one stage of a run that counts their matches.
patterns_run()
{
    mkdir "$tmp/stages"
    for n in 1 5 10 25 49; do
        head -n "$n" "$tmp/patterns.tsv" | perl "$here/stage.pl" >"$tmp/stages/count$n.lua"
        printf 'galley: 1\nstages:\n  - count%s.lua\noutput: {path: "{path}"}\n' "$n" \
            >"$tmp/stages/count$n.yaml"
    done
    for round in $(seq "$ROUNDS"); do
        echo "bench: patterns in a run, round $round of $ROUNDS" >&2
        for n in 1 5 10 25 49; do
            on "$desk_core" "$core" "$GALLEY" run -q -j 1 "$tmp/stages/count$n.yaml" "$from" \
                -o "$tmp/out"
            cat "$tmp/took" >>"$data/run-$n"
            rm -rf "$tmp/out"
        done
    done
}

# The desk by itself: galley with eight workers that do nothing (idle.c).
part_desk()
{
    build=$(dirname "$GALLEY")
    flags="-std=c11 -O2 -D_GNU_SOURCE -I$root/core"
    flags="$flags $(sed -n 's/^LIB_CFLAGS := //p' "$root/build/config.mk")"
    ${CC:-gcc} $flags -Dmain=galley_main -Dworker_main=idle_worker -c -o "$tmp/main.o" \
        "$root/core/main.c"
    ${CC:-gcc} $flags -o "$data/idle" "$here/idle.c" "$tmp/main.o" "$build/core.a" \
        $(sed -n 's/^LIBS := //p' "$root/build/config.mk")
    for round in $(seq "$ROUNDS"); do
        echo "bench: the desk, round $round of $ROUNDS" >&2
        IDLE_TIME=$tmp/idle "$data/idle" run -q -j 8 "$here/identity-lines.yaml" "$from" \
            -o "$tmp/out" 2>"$tmp/said"
        cat "$tmp/idle" >>"$data/desk"
        rm -rf "$tmp/out"
    done
}

# tree N TO: a tree of N files, whole thousands of the corpus again and again.
tree()
{
    have=$(find "$base" -mindepth 1 -maxdepth 1 -type d | sort)
    made=0
    [ -n "$have" ] || {
        echo "bench: the corpus has no directories" >&2
        exit 1
    }
    mkdir "$2"
    while [ "$made" -lt "$1" ]; do
        for dir in $have; do
            [ "$made" -lt "$1" ] || break
            cp -r "$dir" "$2/$(printf %06d "$made")"
            made=$((made + $(find "$dir" -type f | wc -l)))
        done
    done
    echo "$made"
}

part_scale()
{
    base=$from
    for count in $COUNTS; do
        from=$tmp/tree
        made=$(tree "$count" "$from")
        for round in 1 2 3; do
            echo "bench: $made files, round $round of 3" >&2
            for job in files-copier files-identity files-five; do
                measure "$job" "scale-$made-$job"
            done
        done
        rm -rf "$from"
        echo "$made" >>"$data/counts"
    done
    from=$base
}

# On a disk: outputs are taken away when all is done, as files made just after many were removed
# cost more, and the removal may take minutes; what others left to be written is written first.
part_durable()
{
    disk=${DISK:-${TMPDIR:-/tmp}}
    kind=$(df --output=fstype "$disk" | tail -n 1)
    if [ "$kind" = tmpfs ]; then
        skip durable "$disk is in memory; DISK=DIR names a directory on a disk"
        return
    fi
    echo "disk $kind" >>"$data/facts"
    on_disk=$(mktemp -d "$disk/galley-bench.XXXXXX")
    base=$from
    from=$tmp/tree
    made=$(tree "$DURABLE" "$from")
    echo "durable_files $made" >>"$data/facts"
    for round in $(seq "$ROUNDS"); do
        echo "bench: durable, round $round of $ROUNDS" >&2
        for how in --no-sync --; do
            sync
            [ "$how" = --no-sync ] || how=
            galley five 1 "$on_disk/$round${how:-sync}" $how
            cat "$tmp/took" >>"$data/durable${how:-sync}"
        done
    done
    rm -rf "$from"
    from=$base
}

# look_into PIPELINE INPUT TO: what callgrind and strace say of each process of a run.
look_into()
{
    mkdir "$3"
    on - - valgrind --tool=callgrind --trace-children=yes --callgrind-out-file="$3/calls.%p" \
        --log-file=/dev/null "$GALLEY" run -q -j 1 "$here/$1.yaml" "$2" -o "$tmp/out"
    rm -rf "$tmp/out"
    on - - strace -ff -o "$3/system" "$GALLEY" run -q -j 1 "$here/$1.yaml" "$2" -o "$tmp/out"
    rm -rf "$tmp/out"
}

# Instructions by function and calls of the system, of a thousand files: where.pl makes the page
# of them.
part_where()
{
    for tool in valgrind strace; do
        command -v "$tool" >/dev/null || {
            skip where "there is no $tool"
            return
        }
    done
    base=$from
    from=$tmp/tree
    made=$(tree 1000 "$from")
    for pipeline in identity five five-lines; do
        echo "bench: where the time goes, $pipeline" >&2
        look_into "$pipeline" "$from" "$tmp/many"
        look_into "$pipeline" "$(find "$from" -type f | sort | head -n 1)" "$tmp/one"
        perl "$here/where.pl" "$tmp/many" "$tmp/one" "$made" >"$data/where-$pipeline"
        rm -rf "$tmp/many" "$tmp/one"
    done
    rm -rf "$from"
    from=$base
}
