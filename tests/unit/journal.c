#include "flow/journal.h"

#include <sys/stat.h>

#include "scratch.h"

/* What journal_read gave: "R{} I{1} ". */
struct lines {
    struct buf text;
    int stop_after; /* -1: never */
};

static bool note(void *context, char kind, struct str text)
{
    struct lines *l = context;
    if (kind == JOURNAL_DAMAGED)
        return true;
    buf_addc(&l->text, kind);
    buf_add(&l->text, text);
    buf_addc(&l->text, ' ');
    return l->stop_after < 0 || l->stop_after-- > 0;
}

static struct buf read_all(const struct scratch *s)
{
    struct lines l = {.stop_after = -1};
    struct err err = {0};
    buf_addz(&l.text, "");
    if (!journal_read(s->fd, note, &l, &err))
        buf_addf(&l.text, "error: %s", err.text);
    return l.text;
}

static void reads(const struct scratch *s, const char *want, const char *what)
{
    struct buf b = read_all(s);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

/* Opens the journal and writes lines, given as "KTEXT|KTEXT". */
static void add_lines(const struct scratch *s, const char *lines)
{
    struct journal j;
    struct err err = {0};
    struct str rest = str_of(lines), line;
    bool good = journal_open(&j, s->fd, &err);
    while (good && str_split(&rest, '|', &line))
        journal_add(&j, line.p[0], str_cut(line, 1, line.n));
    OK(good && journal_write(&j, &err), "written: %s", lines);
    journal_close(&j);
}

static void test_lines(void)
{
    struct scratch s;
    scratch_open(&s);
    reads(&s, "", "no journal has no lines");
    add_lines(&s, "R{}|I{\"a\":1}|C1");
    reads(&s, "R{} I{\"a\":1} C1 ", "lines come back in order");
    add_lines(&s, "R{2}|C0");
    reads(&s, "R{} I{\"a\":1} C1 R{2} C0 ", "a later run is appended");
    add_lines(&s, "I");
    reads(&s, "R{} I{\"a\":1} C1 R{2} C0 I ", "a line without text");
    struct lines l = {.stop_after = 1};
    struct err err = {0};
    OK(!journal_read(s.fd, note, &l, &err), "the reader may stop");
    IS(buf_str(&l.text), "R{} I{\"a\":1} ", "and gets no more");
    buf_free(&l.text);
    scratch_close(&s);
}

/* The crash that cuts the journal at any byte. */
static void test_torn(void)
{
    struct scratch s;
    scratch_open(&s);
    add_lines(&s, "R{1}|I{2}|C1");
    struct buf whole = scratch_read(&s, "journal");
    bool prefixes = true, goes_on = true;
    for (size_t cut = 0; cut <= whole.n; cut++) {
        struct journal j;
        struct err err = {0};
        scratch_write(&s, "journal", (struct str){whole.p, cut});
        struct buf got = read_all(&s);
        prefixes = prefixes && strncmp("R{1} I{2} C1 ", got.p, got.n) == 0;
        size_t n = got.n;
        buf_free(&got);
        if (!journal_open(&j, s.fd, &err))
            goes_on = false;
        journal_add(&j, 'R', str_of("{3}"));
        goes_on = goes_on && journal_write(&j, &err);
        journal_close(&j);
        got = read_all(&s);
        goes_on = goes_on && got.n >= n + 5 && strcmp(got.p + got.n - 5, "R{3} ") == 0;
        buf_free(&got);
    }
    OK(prefixes, "a journal cut at any byte gives the lines that are whole");
    OK(goes_on, "and the next run's lines stand behind the torn one");
    buf_free(&whole);
    scratch_close(&s);
}

/* No flipped bit goes unseen. */
static void test_flipped(void)
{
    struct scratch s;
    scratch_open(&s);
    add_lines(&s, "R{1}|I{2}|C1");
    struct buf whole = scratch_read(&s, "journal");
    bool good = true;
    for (size_t bit = 0; bit < whole.n * 8; bit++) {
        whole.p[bit / 8] = (char)(whole.p[bit / 8] ^ 1 << bit % 8);
        scratch_write(&s, "journal", buf_str(&whole));
        struct buf got = read_all(&s);
        good = good && (strcmp(got.p, "I{2} C1 ") == 0 || strcmp(got.p, "R{1} C1 ") == 0 ||
                        strcmp(got.p, "R{1} I{2} ") == 0 || strcmp(got.p, "R{1} ") == 0 ||
                        strcmp(got.p, "C1 ") == 0);
        buf_free(&got);
        whole.p[bit / 8] = (char)(whole.p[bit / 8] ^ 1 << bit % 8);
    }
    OK(good, "a line with a flipped bit is passed over, the others are read");
    buf_free(&whole);
    scratch_close(&s);
}

/* Lines of any length, and many of them. */
static void test_long(void)
{
    struct scratch s;
    struct journal j;
    struct err err = {0};
    struct buf want = {0}, line = {0};
    scratch_open(&s);
    OK(journal_open(&j, s.fd, &err), "a long journal");
    buf_addz(&want, "");
    for (int i = 0; i < 5000; i++) {
        buf_clear(&line);
        buf_addf(&line, "{%d:%*s}", i, i == 77 ? 300000 : i % 90, "");
        journal_add(&j, 'I', buf_str(&line));
        buf_addc(&want, 'I');
        buf_add(&want, buf_str(&line));
        buf_addc(&want, ' ');
    }
    OK(journal_write(&j, &err) && j.pending.n == 0, "is written");
    journal_close(&j);
    struct buf got = read_all(&s);
    OK(str_eq(buf_str(&got), buf_str(&want)), "and read line by line");
    buf_free(&got);
    buf_free(&want);
    buf_free(&line);
    scratch_close(&s);
}

static void test_full(void)
{
    struct scratch s;
    struct journal j;
    struct err err = {0};
    scratch_open(&s);
    OK(journal_open(&j, s.fd, &err), "a journal on a full disk");
    close(j.fd);
    j.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    journal_add(&j, 'R', str_of("{}"));
    OK(!journal_write(&j, &err) && err.set, "says so");
    journal_close(&j);
    journal_close(&j);
    scratch_close(&s);
}

static void test_end(void)
{
    struct scratch s;
    struct journal j;
    struct err err = {0};
    scratch_open(&s);
    OK(journal_open(&j, s.fd, &err) && journal_end(&j, s.fd, &err), "the journal is removed");
    OK(!scratch_has(&s, "journal") && j.fd < 0, "and closed");
    OK(symlinkat("elsewhere", s.fd, "journal") == 0 && !journal_open(&j, s.fd, &err) &&
           !scratch_has(&s, "elsewhere"),
       "a link in its place is not followed");
    journal_close(&j);
    struct lines l = {.stop_after = -1};
    err = (struct err){0};
    OK(!journal_read(s.fd, note, &l, &err) && err.set, "nor read through");
    buf_free(&l.text);
    scratch_close(&s);
}

int main(void)
{
    test_lines();
    test_torn();
    test_flipped();
    test_long();
    test_full();
    test_end();
    return tap_done();
}
