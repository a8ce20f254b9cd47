#include "base/lines.h"

#include "scratch.h"

/* All lines, each in brackets, and the error, if any. */
static struct buf read_all(const struct scratch *s, const char *name)
{
    struct buf out = {0};
    struct err err = {0};
    struct lines l;
    struct str line;
    buf_addz(&out, "");
    if (lines_open(&l, s->fd, name, &err))
        while (lines_next(&l, &line, &err))
            buf_addf(&out, "[%.*s]", (int)line.n, line.p);
    if (err.set)
        buf_addf(&out, "(%s)", err.text);
    lines_close(&l);
    return out;
}

static void reads(const struct scratch *s, const char *name, const char *want, const char *what)
{
    struct buf b = read_all(s, name);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

int main(void)
{
    struct scratch s;
    scratch_open(&s);
    scratch_write(&s, "empty", str_of(""));
    scratch_write(&s, "whole", str_of("a\n\nb\n"));
    scratch_write(&s, "torn", str_of("a\nb"));
    reads(&s, "missing", "", "a file that is not there has no lines");
    reads(&s, "empty", "", "nor has an empty one");
    reads(&s, "whole", "[a\n][\n][b\n]", "lines with their newlines");
    reads(&s, "torn", "[a\n][b]", "a last line without one");
    reads(&s, ".", "(cannot read `.`: it is not a regular file)",
          "a file that cannot be read is not one that has ended");
    OK(symlinkat("whole", s.fd, "link") == 0, "a link");
    reads(&s, "link", "(cannot read `link`: Too many levels of symbolic links)",
          "a link is not followed");
    scratch_close(&s);
    return tap_done();
}
