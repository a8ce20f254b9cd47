#include "flow/memo.h"

#include "scratch.h"

/* Every field has a value of its own, and the largest there is stands among them. */
static struct memo example(struct memo_output *outputs)
{
    struct memo m = {.status = 2,
                     .by_content = true,
                     .input = {0, UINT64_MAX, INT64_MIN, -1},
                     .outputs = outputs,
                     .output_n = 4};
    memset(m.seal, 'e', HASH_HEX - 1);
    outputs[0] =
        (struct memo_output){.output = 0, .path = str_of("a b,c%2c\n.md"), .file.size = 7};
    outputs[1] =
        (struct memo_output){.stream = true, .output = 17, .place = 1, .size = UINT64_MAX};
    outputs[2] = (struct memo_output){.output = 2, .path = str_of(""), .file = {1, 2, 3, 4}};
    outputs[3] = (struct memo_output){.output = 3, .path = str_of("f,s,f\xff\x01")};
    return m;
}

static bool same_output(const struct memo_output *a, const struct memo_output *b)
{
    return a->stream == b->stream && a->output == b->output && str_eq(a->path, b->path) &&
           stamp_same(&a->file, &b->file) && a->place == b->place && a->size == b->size;
}

static bool same(const struct memo *a, const struct memo *b)
{
    bool good = a->status == b->status && a->by_content == b->by_content &&
                stamp_same(&a->input, &b->input) && strcmp(a->seal, b->seal) == 0 &&
                a->output_n == b->output_n;
    for (size_t i = 0; good && i < a->output_n; i++)
        good = same_output(&a->outputs[i], &b->outputs[i]);
    return good;
}

static void test_round_trip(void)
{
    struct memo_output outputs[4];
    struct memo m = example(outputs), got, empty = {0};
    struct arena arena = {0};
    struct buf text = {0};
    memo_put(&m, &text);
    OK(str_byte(buf_str(&text), ' ', 0) == text.n && str_byte(buf_str(&text), '\n', 0) == text.n,
       "a memo is text without spaces and line ends");
    OK(memo_get(buf_str(&text), &arena, &got) && same(&m, &got), "and is read back whole");
    struct memo copy = memo_copy(&got, &arena);
    OK(same(&m, &copy) && copy.outputs != got.outputs &&
           copy.outputs[0].path.p != got.outputs[0].path.p,
       "a copy is one of its own");
    buf_clear(&text);
    memo_put(&empty, &text);
    OK(memo_get(buf_str(&text), &arena, &got) && same(&empty, &got), "one of nothing, too");
    buf_free(&text);
    arena_free(&arena);
}

/* A path of each byte, at the end and before others, in which nothing may be taken for a mark. */
static void test_bytes(void)
{
    struct arena arena = {0};
    struct buf text = {0};
    size_t bad = 0;
    for (int c = 1; c < 256; c++) {
        char path[] = {(char)c, 's', '1', (char)c, '\0'};
        struct memo_output o[2] = {{.path = str_of(path)}, {.stream = true, .place = 9}};
        struct memo m = {.outputs = o, .output_n = 2}, got;
        buf_clear(&text);
        memo_put(&m, &text);
        bad += !memo_get(buf_str(&text), &arena, &got) || !same(&m, &got);
        bad += str_byte(buf_str(&text), ' ', 0) < text.n;
    }
    OK(bad == 0, "a path may have any byte in it");
    buf_free(&text);
    arena_free(&arena);
}

static void test_torn(void)
{
    struct memo_output outputs[4];
    struct memo m = example(outputs), got;
    struct arena arena = {0};
    struct buf text = {0};
    size_t taken = 0;
    memo_put(&m, &text);
    for (size_t i = 0; i < text.n; i++)
        taken += memo_get(str_cut(buf_str(&text), 0, i), &arena, &got);
    OK(taken == 0, "a memo that ends at any byte before its last is none");
    taken = 0;
    for (size_t i = 1; i <= text.n; i++)
        taken += memo_get(str_cut(buf_str(&text), i, text.n), &arena, &got);
    OK(taken == 0, "nor is one that lacks its beginning");
    buf_addc(&text, '0');
    OK(!memo_get(buf_str(&text), &arena, &got), "nor one with more behind it");
    buf_free(&text);
    arena_free(&arena);
}

/* Any byte changed into any other: what is read is a memo or none, and never a crash. */
static void test_changed(void)
{
    struct memo_output outputs[4];
    struct memo m = example(outputs), got;
    struct arena arena = {0};
    struct buf text = {0};
    size_t wrong = 0;
    memo_put(&m, &text);
    for (size_t i = 0; i < text.n; i++)
        for (int c = 0; c < 256; c++) {
            char before = text.p[i];
            text.p[i] = (char)c;
            if (memo_get(buf_str(&text), &arena, &got))
                wrong += got.output_n != m.output_n;
            text.p[i] = before;
            arena_reset(&arena);
        }
    OK(wrong == 0, "a changed byte gives no memo, or one with as many outputs");
    buf_free(&text);
    arena_free(&arena);
}

static void refuses(const char *text, const char *what)
{
    struct arena arena = {0};
    struct memo m;
    OK(!memo_get(str_of(text), &arena, &m), "%s", what);
    arena_free(&arena);
}

static void test_refused(void)
{
    refuses("", "nothing is no memo");
    refuses(",,,,,,,,", "nor are marks alone");
    refuses("0,0,1,2,3,4,,0", "nor one without its last mark");
    refuses("0,0,1,2,3,4,abc,0,", "a seal has the length of a digest");
    refuses("0,0,1,2,3,4,"
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdex,0,",
            "and its digits");
    refuses("0,0,1,2,3,4,,ffffffffffffffff,", "more outputs than there is text");
    refuses("0,0,1,2,3,4,,1,0x1,2,", "an output is a file or a record");
    refuses("0,0,11112222333344445,2,3,4,,0,", "a number has sixteen digits at most");
    refuses("0,0,A,2,3,4,,0,", "and small letters");
    refuses("0,0,-1,2,3,4,,0,", "and no sign");
}

/* The name as it is written, and whether it comes back. */
static void name(struct str name, const char *want)
{
    struct buf text = {0}, back = {0};
    buf_addz(&text, "");
    memo_put_name(name, &text);
    memo_get_name(buf_str(&text), &back);
    IS(buf_str(&text), want, "the name %s", want);
    OK(str_eq(buf_str(&back), name), "and back");
    buf_free(&text);
    buf_free(&back);
}

static void test_names(void)
{
    struct buf back = {0};
    name(str_of("dir/a.txt"), "dir/a.txt");
    name(str_of("two words"), "two%20words");
    name(str_of("a,b"), "a%2cb");
    name(str_of("100%"), "100%25");
    name(str_of("%41"), "%2541");
    name(str_of("line\nend\r\t"), "line%0aend%0d%09");
    name(str_of("\x7f\x1b[0m"), "%7f%1b[0m");
    name(str_of("caf\xc3\xa9 \xff"), "caf\xc3\xa9%20\xff");
    name((struct str){"a\0b", 3}, "a%00b");
    name(str_of(""), "");
    memo_get_name(str_of("%zz%!~%4A%4"), &back);
    IS(buf_str(&back), "%zz%!~%4A%4", "a '%%' without its two small digits stands for itself");
    buf_free(&back);
}

static void test_stamps(void)
{
    const int64_t second = 1000000000;
    struct stamp s = {1, 2, 100 * second, 100 * second};
    struct stamp later = {1, 2, 100 * second, 101 * second};
    OK(!stamp_same(&s, &later), "a stamp with another change time is another");
    OK(stamp_recent(&s, 102 * second), "written two seconds before, a file is recent");
    OK(!stamp_recent(&s, 102 * second + 1), "longer ago it is not");
    OK(stamp_recent(&later, 102 * second + 1), "the change time counts as well");
    OK(stamp_recent(&s, 50 * second), "and so does a clock that went back");

    struct scratch dir;
    struct stat st;
    scratch_open(&dir);
    scratch_write(&dir, "f", str_of("12345"));
    const struct timespec times[2] = {{0, 0}, {1234567890, 123456789}};
    OK(utimensat(dir.fd, "f", times, 0) == 0 && fstatat(dir.fd, "f", &st, 0) == 0, "a file");
    struct stamp f = stamp_of(&st);
    OK(f.size == 5 && f.inode == st.st_ino && f.modified == 1234567890123456789,
       "its stamp has its times to the nanosecond");
    scratch_close(&dir);
}

static void test_stamps_of_files(void)
{
    struct scratch dir;
    scratch_open(&dir);
    scratch_write(&dir, "f", str_of("12345"));
    OK(symlinkat("f", dir.fd, "link") == 0, "a link");
    struct stamp f = stamp_at(dir.fd, "f"), link = stamp_at(dir.fd, "link"),
                 gone = stamp_at(dir.fd, "gone");
    OK(stamp_known(&f) && f.size == 5, "the stamp of a file");
    OK(stamp_known(&link) && link.size == 1, "of a link, not of what it leads to");
    OK(!stamp_known(&gone) && !stamp_known(&(struct stamp){0}), "of nothing: not known");
    OK(stamp_known(&(struct stamp){.changed = 1}), "an empty file with an odd inode has one");
    scratch_close(&dir);
}

int main(void)
{
    test_round_trip();
    test_bytes();
    test_torn();
    test_changed();
    test_refused();
    test_names();
    test_stamps();
    test_stamps_of_files();
    return tap_done();
}
