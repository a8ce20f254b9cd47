#include "flow/stream.h"

#include "scratch.h"

static const struct output_facts csv = {
    .head = {"h\n", 2}, .between = {",\n", 2}, .tail = {"\n.", 2}};

/* A run's tmp directory with a stream in it. */
static void open_one(struct scratch *dir, struct stream *s, const struct output_facts *facts)
{
    struct err err = {0};
    scratch_open(dir);
    file_mkdirs(dir->fd, "tmp", true, &err);
    OK(stream_open(s, 3, dir->fd, facts, &err), "a stream is opened");
}

static bool digest_right(const struct scratch *dir, const char *name, const char *digest)
{
    struct buf b = scratch_read(dir, name);
    uint8_t raw[HASH_BYTES];
    char hex[HASH_HEX];
    hash_sha256(buf_str(&b), raw);
    hash_hex(raw, hex);
    buf_free(&b);
    return strcmp(hex, digest) == 0;
}

static void test_records(void)
{
    struct scratch dir;
    struct stream s;
    struct err err = {0};
    char digest[HASH_HEX];
    open_one(&dir, &s, &csv);
    bool good = stream_add(&s, str_of("a"), &err) && stream_add(&s, str_of(""), &err) &&
                stream_add(&s, (struct str){"c\0d", 3}, &err);
    OK(good && stream_end(&s, digest, &err), "three records");
    OK(s.records == 3 && s.size == 12, "are counted, with all that is around them");
    OK(digest_right(&dir, s.name, digest), "the digest is that of the whole file");
    struct buf b = scratch_read(&dir, s.name);
    OK(str_eq(buf_str(&b), (struct str){"h\na,\n,\nc\0d\n.", 12}), "head, between, tail");
    buf_free(&b);
    stream_close(&s);
    stream_close(&s);
    scratch_close(&dir);
}

static void test_none(void)
{
    struct scratch dir;
    struct stream s;
    struct err err = {0};
    char digest[HASH_HEX];
    open_one(&dir, &s, &csv);
    OK(stream_end(&s, digest, &err) && s.records == 0, "a stream without records");
    scratch_is(&dir, s.name, "h\n\n.");
    stream_close(&s);
    scratch_close(&dir);
    static const struct output_facts plain = {0};
    open_one(&dir, &s, &plain);
    OK(stream_end(&s, digest, &err), "and without anything");
    scratch_is(&dir, s.name, "");
    stream_close(&s);
    scratch_close(&dir);
}

static void test_long(void)
{
    struct scratch dir;
    struct stream s;
    struct err err = {0};
    struct buf record = {0};
    char digest[HASH_HEX];
    open_one(&dir, &s, &csv);
    for (int i = 0; i < 10000; i++)
        buf_addf(&record, "%d\n", i);
    bool good = true;
    for (int i = 0; i < 40; i++)
        good = good && stream_add(&s, buf_str(&record), &err);
    OK(good && s.pending.n < 1 << 19, "what is pending does not grow with the stream");
    good = stream_flush(&s, &err) && s.pending.n == 0;
    OK(good && stream_end(&s, digest, &err), "flushed in between");
    OK(digest_right(&dir, s.name, digest), "the digest is right over many writes");
    stream_close(&s);
    buf_free(&record);
    scratch_close(&dir);
}

static void test_errors(void)
{
    struct scratch dir;
    struct stream s, again;
    struct err err = {0};
    open_one(&dir, &s, &csv);
    OK(!stream_open(&again, 3, dir.fd, &csv, &err) && err.set, "a name is not used twice");
    stream_close(&again);
    close(s.fd);
    s.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    err = (struct err){0};
    stream_add(&s, str_of("a"), &err);
    OK(s.fd < 0 || (!stream_flush(&s, &err) && err.set), "a full disk is an error");
    stream_close(&s);
    scratch_close(&dir);
}

int main(void)
{
    test_records();
    test_none();
    test_long();
    test_errors();
    return tap_done();
}
