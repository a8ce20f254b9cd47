#include "flow/stream.h"

#include <unistd.h>

#include "scratch.h"

static const struct output_facts csv = {
    .head = {"h\n", 2}, .between = {",\n", 2}, .tail = {"\n.", 2}};

/* A state directory with a stream in it, perhaps over an old one. */
struct rig {
    struct scratch dir;
    struct stream s;
    struct err err;
    char sum[CRC_HEX];
    bool same;
};

static void sum_of(struct str bytes, char sum[CRC_HEX])
{
    crc_hex(crc_more(0, bytes), sum);
}

static void open_dir(struct rig *r)
{
    *r = (struct rig){0};
    scratch_open(&r->dir);
    file_mkdirs(r->dir.fd, "tmp", true, &r->err);
}

static void open_new(struct rig *r, const struct output_facts *facts)
{
    open_dir(r);
    OK(stream_open(&r->s, 3, r->dir.fd, facts, -1, NULL, &r->err), "a stream is opened");
}

/* Opens a stream over an old one that held this text, as an earlier run left it or not. */
static void open_over(struct rig *r, const char *text, uint64_t records, bool there)
{
    struct stat st;
    struct old_stream old = {.there = there, .records = records};
    open_dir(r);
    scratch_write(&r->dir, "old", str_of(text));
    int fd = openat(r->dir.fd, "old", O_RDONLY | O_CLOEXEC);
    fstat(fd, &st);
    old.stamp = stamp_of(&st);
    sum_of(str_of(text), old.sum);
    OK(stream_open(&r->s, 3, r->dir.fd, &csv, fd, &old, &r->err), "a stream over an old one");
}

static bool end(struct rig *r)
{
    return stream_end(&r->s, r->sum, &r->same, &r->err);
}

static void close_rig(struct rig *r)
{
    stream_close(&r->s);
    stream_close(&r->s);
    scratch_close(&r->dir);
}

/* Ends the stream, which must hold `want` now. */
static void holds(struct rig *r, struct str want, const char *what)
{
    char sum[CRC_HEX];
    OK(end(r) && !r->same, "%s%s", what, r->err.text);
    struct buf b = scratch_read(&r->dir, r->s.name);
    OK(str_eq(buf_str(&b), want) && r->s.size == want.n, "it holds what it should");
    buf_free(&b);
    sum_of(want, sum);
    IS(str_of(r->sum), sum, "the sum is that of the whole");
}

static bool add(struct rig *r, struct str record, uint64_t want)
{
    uint64_t place = 999;
    return stream_add(&r->s, record, &place, &r->err) && place == want;
}

static bool carry(struct rig *r, uint64_t from, uint64_t size, uint64_t want)
{
    return stream_carry(&r->s, &from, size, &r->err) && from == want;
}

static void test_records(void)
{
    struct rig r;
    open_new(&r, &csv);
    OK(add(&r, str_of("a"), 2) && add(&r, str_of(""), 5) && add(&r, (struct str){"c\0d", 3}, 7),
       "records are told where they are");
    holds(&r, (struct str){"h\na,\n,\nc\0d\n.", 12}, "head, between, tail");
    OK(r.s.records == 3, "records are counted");
    close_rig(&r);
    open_new(&r, &csv);
    holds(&r, str_of("h\n\n."), "a stream without records");
    close_rig(&r);
    static const struct output_facts plain = {0};
    open_new(&r, &plain);
    holds(&r, str_of(""), "and without anything");
    close_rig(&r);
}

static void test_long(void)
{
    struct rig r;
    struct buf record = {0}, want = {0};
    open_new(&r, &csv);
    for (int i = 0; i < 10000; i++)
        buf_addf(&record, "%d\n", i);
    bool good = true;
    for (int i = 0; i < 40; i++) {
        buf_addz(&want, i ? ",\n" : "h\n");
        good = good && add(&r, buf_str(&record), want.n);
        buf_add(&want, buf_str(&record));
    }
    buf_addz(&want, "\n.");
    OK(good && r.s.pending.n < 1 << 19, "what is pending does not grow with the stream");
    OK(stream_flush(&r.s, &r.err) && r.s.pending.n == 0, "flushed in between");
    holds(&r, buf_str(&want), "a long stream");
    buf_free(&record);
    buf_free(&want);
    close_rig(&r);
}

/* Records that lie one behind the other are one piece; those that do not, and what is between
 * them, are put together. What was borrowed may be changed once it is flushed. */
static void test_runs(void)
{
    struct rig r;
    static const struct output_facts lines = {.head = {"h\n", 2}};
    struct buf text = {0}, want = {0};
    for (int i = 0; i < 30000; i++)
        buf_addf(&text, "%d\n", i);
    struct str all = buf_str(&text), a = str_cut(all, 0, 70000), b = str_cut(all, 70000, 100000);
    open_new(&r, &lines);
    OK(add(&r, a, 2) && add(&r, b, 70002) && r.s.run.n == 100000, "two records are one piece");
    OK(add(&r, a, 100002) && r.s.run.n == 70000, "one from elsewhere is another");
    OK(add(&r, str_of("x\n"), 170002) && add(&r, str_of("y\n"), 170004) && r.s.pending.n == 2 &&
           r.s.run.n == 2,
       "small ones are put together");
    OK(stream_flush(&r.s, &r.err) && r.s.run.n == 0, "flushed");
    buf_addz(&want, "h\n");
    buf_add(&want, str_cut(all, 0, 100000));
    buf_add(&want, a);
    buf_addz(&want, "x\ny\n");
    memset(text.p, '?', text.n);
    holds(&r, buf_str(&want), "runs");
    buf_free(&text);
    buf_free(&want);
    close_rig(&r);
}

/* "h\naa,\nbb,\ncc\n.": records at 2, 6 and 10. */
static const char three[] = "h\naa,\nbb,\ncc\n.";

static void test_same(void)
{
    struct rig r;
    open_over(&r, three, 3, true);
    OK(carry(&r, 2, 2, 2) && carry(&r, 6, 2, 6) && carry(&r, 10, 2, 10), "all is carried");
    OK(end(&r) && r.same && r.s.size == 14, "then the old stream is the new one");
    OK(!scratch_has(&r.dir, r.s.name), "and nothing was written");
    char sum[CRC_HEX];
    sum_of(str_of(three), sum);
    IS(str_of(r.sum), sum, "its sum is known");
    close_rig(&r);
}

static void test_changed(void)
{
    struct rig r;
    open_over(&r, three, 3, true);
    OK(carry(&r, 2, 2, 2) && add(&r, str_of("xxx"), 6) && carry(&r, 10, 2, 11), "one changed");
    holds(&r, str_of("h\naa,\nxxx,\ncc\n."), "those around it are copied");
    close_rig(&r);
    open_over(&r, three, 3, true);
    OK(add(&r, str_of("x"), 2) && carry(&r, 6, 2, 5), "the first changed, the last gone");
    holds(&r, str_of("h\nx,\nbb\n."), "shorter");
    close_rig(&r);
    open_over(&r, three, 3, true);
    OK(carry(&r, 6, 2, 2) && carry(&r, 10, 2, 6), "the first gone");
    holds(&r, str_of("h\nbb,\ncc\n."), "the others move up");
    close_rig(&r);
    open_over(&r, three, 3, true);
    OK(carry(&r, 2, 2, 2) && carry(&r, 6, 2, 6), "the last gone");
    holds(&r, str_of("h\naa,\nbb\n."), "a prefix is not the same");
    close_rig(&r);
    open_over(&r, three, 3, true);
    OK(carry(&r, 2, 2, 2) && carry(&r, 6, 2, 6) && carry(&r, 10, 2, 10) &&
           add(&r, str_of("d"), 14),
       "one more");
    holds(&r, str_of("h\naa,\nbb,\ncc,\nd\n."), "longer");
    close_rig(&r);
    open_over(&r, three, 3, true);
    holds(&r, str_of("h\n\n."), "nothing left");
    close_rig(&r);
    open_over(&r, three, 3, false);
    OK(add(&r, str_of("a"), 2), "a stream that others changed is not used");
    holds(&r, str_of("h\na\n."), "it is made anew");
    close_rig(&r);
}

static bool cut_old(const struct rig *r)
{
    int fd = openat(r->dir.fd, "old", O_WRONLY | O_TRUNC | O_CLOEXEC);
    close(fd);
    return fd >= 0;
}

static void test_errors(void)
{
    struct rig r;
    struct stream again;
    open_new(&r, &csv);
    OK(!stream_open(&again, 3, r.dir.fd, &csv, -1, NULL, &r.err) && r.err.set,
       "a name is not used twice");
    stream_close(&again);
    r.err = (struct err){0};
    close(r.s.fd);
    r.s.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    add(&r, str_of("a"), 2);
    OK(!end(&r) && r.err.set, "a full disk is an error");
    close_rig(&r);
    open_over(&r, three, 3, true);
    OK(carry(&r, 2, 2, 2) && cut_old(&r) && !carry(&r, 10, 2, 6) && r.err.set,
       "an old stream that is cut short meanwhile is an error");
    close_rig(&r);
}

/* Writes what was left to others at `place`, as a worker would. */
static bool write_left(struct rig *r, struct str bytes, uint64_t place)
{
    return pwrite(r->s.fd, bytes.p, bytes.n, (off_t)place) == (ssize_t)bytes.n &&
           stream_told(&r->s, place, bytes.n, crc_more(0, bytes));
}

static void test_left(void)
{
    struct rig r;
    static const struct output_facts lines = {.head = {"h\n", 2}, .tail = {"t\n", 2}};
    uint64_t a = 0, b = 0, c = 0;
    open_new(&r, &csv);
    OK(!stream_may_leave(&r.s), "records with something between them cannot be left");
    close_rig(&r);
    open_new(&r, &lines);
    OK(stream_may_leave(&r.s) && stream_leave(&r.s, 3, &a, &r.err) && a == 2 &&
           stream_leave(&r.s, 0, &b, &r.err) && b == 5 && stream_leave(&r.s, 2, &b, &r.err) &&
           b == 5,
       "records are left, behind the head");
    OK(add(&r, str_of("own\n"), 7) && stream_leave(&r.s, 4, &c, &r.err) && c == 11 &&
           stream_flush(&r.s, &r.err),
       "with one of the desk's own between them");
    OK(!stream_told(&r.s, 5, 2, 0) && !stream_told(&r.s, 2, 4, 0),
       "what was left between two flushes is one part");
    OK(!end(&r) && strstr(r.err.text, "not written"), "the end is not reached before it is told");
    r.err = (struct err){0};
    OK(write_left(&r, str_of("xyz\n"), 11) && write_left(&r, str_of("aa\nb\n"), 2),
       "parts are told in any order");
    OK(!stream_told(&r.s, 2, 5, 0), "and once");
    close_rig(&r);
}

/* The tail comes behind all that was left, and the sum is that of the whole. */
static void test_left_whole(void)
{
    struct rig r;
    static const struct output_facts lines = {.tail = {"t\n", 2}};
    uint64_t a = 0, b = 0, c = 0;
    open_new(&r, &lines);
    OK(stream_leave(&r.s, 2, &a, &r.err) && stream_flush(&r.s, &r.err) &&
           stream_leave(&r.s, 2, &b, &r.err) && stream_flush(&r.s, &r.err) &&
           add(&r, str_of("3\n"), 4) && stream_leave(&r.s, 2, &c, &r.err) &&
           stream_flush(&r.s, &r.err),
       "three parts, one written here");
    OK(write_left(&r, str_of("4\n"), c) && write_left(&r, str_of("2\n"), b) &&
           write_left(&r, str_of("1\n"), a),
       "told from the last to the first");
    holds(&r, str_of("1\n2\n3\n4\nt\n"), "a stream that others wrote");
    close_rig(&r);
}

int main(void)
{
    test_left();
    test_left_whole();
    test_records();
    test_long();
    test_runs();
    test_same();
    test_changed();
    test_errors();
    return tap_done();
}
