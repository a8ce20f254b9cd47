# usage: gawk -v from=FROM -v to=TO -f five.awk FILE...
# The five redactions of five.lua as anyone would write them in gawk: a file is one record; \y is a
# word's edge. Each FILE below FROM goes into its like below TO, whose directories are there, or,
# where TO ends in .jsonl, all go into that file.
BEGIN {
    RS = "^$"
    lines = to ~ /\.jsonl$/
}

function quoted(s)
{
    gsub(/\\/, "\\\\\\\\", s)
    gsub(/"/, "\\\"", s)
    gsub(/\n/, "\\n", s)
    gsub(/\t/, "\\t", s)
    return "\"" s "\""
}

{
    gsub(/\yhttps?:\/\/[^[:space:]<>"']+/, "[URL]")
    gsub(/\y[[:alnum:]_.+-]{1,64}@[[:alnum:]_-]+(\.[[:alnum:]_-]+)+\y/, "[EMAIL]")
    gsub(/\y[0-9]{3}-[0-9]{2}-[0-9]{4}\y/, "[SSN]")
    gsub(/\y([0-9]{1,3}\.){3}[0-9]{1,3}\y/, "[IP]")
    gsub(/(\+[0-9]{1,2}[ .-]?)?(\([0-9]{3}\) ?|\y[0-9]{3}[.-])[0-9]{3}[.-][0-9]{4}\y/, "[PHONE]")
    name = substr(FILENAME, length(from) + 2)
    if (lines) {
        printf "{\"path\":%s,\"text\":%s}\n", quoted(name), quoted($0) >to
    } else {
        target = to "/" name
        printf "%s", $0 >target
        close(target)
    }
}
