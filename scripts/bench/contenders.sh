# The contenders of the benchmark, for scripts/bench/run, which sets here, tmp, from, GALLEY and
# the cores. A job is SHAPE-NAME: files (one for each article) or lines (one JSON Lines file).

# on CORE CHILD_CORE COMMAND...: what clock prints goes to $tmp/took.
on()
{
    "$tmp/clock" "$@" >"$tmp/took" 2>"$tmp/said" || {
        echo "bench: failed: $*" >&2
        cat "$tmp/said" >&2
        exit 1
    }
}

# galley PIPELINE JOBS OUT ARGS...: one worker has a core of its own, several have all.
galley()
{
    pipeline=$1 workers=$2 out=$3
    shift 3
    if [ "$workers" = 1 ]; then
        set -- "$desk_core" "$core" "$GALLEY" run -q -j 1 "$@"
    else
        set -- - - "$GALLEY" run -q -j "$workers" "$@"
    fi
    on "$@" "$here/$pipeline.yaml" "$from" -o "$out"
}

# What gawk and sed need around them to do a tree.
gawk_files()
{
    on "$core" "$core" sh -c 'mkdir "$2" && cd "$1" &&
        find . -type d | (cd "$2" && xargs mkdir -p) && find "$1" -type f -print0 |
        xargs -0 gawk -v from="$1" -v to="$2" -f "$3"' sh "$from" "$1" "$here/five.awk"
}
gawk_lines()
{
    on "$core" "$core" sh -c 'find "$1" -type f -print0 |
        xargs -0 -s 1900000 gawk -v from="$1" -v to="$2" -f "$3"' sh "$from" "$1" "$here/five.awk"
}
sed_files()
{
    on "$core" "$core" sh -c 'cp -r "$1" "$2" && find "$2" -type f -exec sed -i -E -f "$3" {} +' \
        sh "$from" "$1" "$here/five.sed"
}

# contend JOB OUT: does one job into OUT, which is not there yet, or OUT.jsonl.
contend()
{
    case $1 in
    files-copier) on "$core" "$core" "$tmp/copier" "$from" "$2" ;;
    files-cp) on "$core" "$core" cp -r "$from" "$2" ;;
    files-perl) on "$core" "$core" perl "$here/five.pl" "$from" "$2" ;;
    files-python) on "$core" "$core" "$python" "$here/five.py" "$from" "$2" ;;
    files-node) on "$core" "$core" node "$here/five.js" "$from" "$2" ;;
    files-gawk) gawk_files "$2" ;;
    files-sed) sed_files "$2" ;;
    lines-copier) on "$core" "$core" "$tmp/lines" "$from" "$2.jsonl" ;;
    lines-perl) on "$core" "$core" perl "$here/five.pl" "$from" "$2.jsonl" ;;
    lines-python) on "$core" "$core" "$python" "$here/five.py" "$from" "$2.jsonl" ;;
    lines-node) on "$core" "$core" node "$here/five.js" "$from" "$2.jsonl" ;;
    lines-gawk) gawk_lines "$2.jsonl" ;;
    files-identity) galley identity 1 "$2" ;;
    files-five) galley five 1 "$2" ;;
    files-identity2) galley identity 2 "$2" ;;
    files-five2) galley five 2 "$2" ;;
    lines-identity) galley identity-lines 1 "$2" ;;
    lines-five) galley five-lines 1 "$2" ;;
    lines-identity2) galley identity-lines 2 "$2" ;;
    lines-five2) galley five-lines 2 "$2" ;;
    *)
        echo "bench: no such job: $1" >&2
        exit 1
        ;;
    esac
}

# Prints the jobs that this machine can do, and writes down who is missing.
contenders()
{
    jobs='files-copier files-cp files-identity files-five lines-copier lines-identity lines-five'
    [ "$cores" -lt 2 ] ||
        jobs="$jobs files-identity2 files-five2 lines-identity2 lines-five2"
    for tool in perl python node gawk sed; do
        program=$tool
        [ $tool != python ] || program=$python
        if ! command -v "$program" >/dev/null; then
            echo "missing $tool" >>"$data/facts"
            continue
        fi
        jobs="$jobs files-$tool"
        [ $tool = sed ] || jobs="$jobs lines-$tool"
    done
    echo "$jobs"
}

# like JOB: the job whose output it must have.
like()
{
    case $1 in
    files-copier | files-cp | files-identity*) echo files-copier ;;
    lines-copier | lines-identity*) echo lines-copier ;;
    *) echo "${1%%-*}-five" ;;
    esac
}

# same JOB A B: outputs of a job, of whatever order a stream's records are.
same()
{
    case $1 in
    files-*) diff -r -q -x .galley "$2" "$3" >&2 ;;
    lines-*)
        for out in "$2" "$3"; do
            [ ! -d "$out" ] || mv "$out/out.jsonl" "$out.jsonl"
            sort "$out.jsonl" >"$out.sorted"
        done
        cmp "$2.sorted" "$3.sorted" >&2
        ;;
    esac
}

# Outputs must be what they claim to be, or the times mean nothing. Each job is done once, which
# warms the page cache too.
verify()
{
    for job in $1; do
        contend "$job" "$tmp/out"
        contend "$(like "$job")" "$tmp/like"
        same "$job" "$tmp/out" "$tmp/like" || {
            echo "bench: $job and $(like "$job") do not agree" >&2
            exit 1
        }
        rm -rf "$tmp"/out* "$tmp"/like*
    done
    contend files-five "$tmp/out"
    ! diff -r -q -x .galley "$from" "$tmp/out" >/dev/null || {
        echo "bench: nothing was redacted: there is nothing to measure" >&2
        exit 1
    }
    rm -rf "$tmp/out"
}
