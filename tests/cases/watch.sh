# What cases of --watch share: . "$CASE/../watch.sh". All waiting is bounded.

# wait_for CONDITION
wait_for()
{
    left=2400
    until eval "$1"; do
        left=$((left - 1))
        [ $left -gt 0 ] || { echo "not in time: $1"; return 1; }
        sleep 0.05
    done
}

# Starts `galley run ARGUMENTS --watch`; its messages go to ./log. Returns when it has begun to wait.
watch()
{
    : >log
    galley run "$@" --watch 2>log &
    pid=$!
    wait_for 'grep -q "watching\|waiting" log || [ ! -d /proc/$pid ]'
}

# Waits until the run is over that did what was waited for.
idle()
{
    wait_for '[ ! -e out/.galley/lock ]'
}

# How many galleys work in this directory.
processes()
{
    found=0
    for p in /proc/[0-9]*; do
        [ "$(cat $p/comm 2>/dev/null)" = galley ] || continue
        [ "$(readlink $p/cwd)" != "$PWD" ] || found=$((found + 1))
    done
    echo $found
}

# stop [SIGNAL]: its exit status; nothing of it may be left.
stop()
{
    kill -${1-TERM} $pid
    wait $pid
    echo "= $?"
    [ ! -e out/.galley/lock ] && [ ! -e out/.galley/tmp ] && [ ! -e out/.galley/journal ] || ls out/.galley
    wait_for '[ "$(processes)" = 0 ]'
}

# Whether OUT is as one run over all makes it.
compare()
{
    rm -rf fresh
    galley run -q "$1" in -o fresh
    diff -r -x run.json -x index fresh out && echo "as in one run"
}
