#include "base/sort.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tap.h"

enum { MEMORY = 64 << 10 };

static const char *tmp_dir(void)
{
    const char *tmp = getenv("TMPDIR");
    return tmp ? tmp : "/tmp";
}

/* Record i of n: a walk over all numbers below n, in no order, of lengths that vary. n is a power
 * of two; `same` records in a row are equal. */
static void make_record(struct buf *out, uint64_t i, uint64_t n, uint64_t same)
{
    uint64_t value = (i * 5 + 3) % n / same;
    buf_clear(out);
    buf_addf(out, "%08llu", (unsigned long long)value);
    for (uint64_t k = value % 40; k; k--)
        buf_addc(out, (char)(value * k));
}

/* Whether s gives n records in order, each value `same` times. */
static bool in_order(struct sort *s, uint64_t n, uint64_t same)
{
    struct err err = {0};
    struct str record;
    struct buf want = {0};
    uint64_t i = 0;
    bool good = true;
    while (good && sort_next(s, &record, &err)) {
        buf_clear(&want);
        buf_addf(&want, "%08llu", (unsigned long long)(i / same));
        good = record.n == 8 + i / same % 40 && memcmp(record.p, want.p, 8) == 0;
        i++;
    }
    buf_free(&want);
    return good && i == n && !err.set && !sort_next(s, &record, &err);
}

static void test_sort(int dir, uint64_t n, uint64_t same, size_t memory, const char *what)
{
    struct sort *s = sort_new(dir, memory);
    struct buf record = {0};
    struct err err = {0};
    bool good = true;
    for (uint64_t i = 0; i < n && good; i++) {
        make_record(&record, i, n, same);
        good = sort_add(s, buf_str(&record), &err);
    }
    OK(good && sort_finish(s, &err) && in_order(s, n, same), "%s %s", what, err.text);
    struct str some;
    for (int i = 0; i < 3; i++)
        good = good && sort_rewind(s, &err) && sort_next(s, &some, &err);
    OK(good && sort_rewind(s, &err) && in_order(s, n, same), "and over again");
    OK(sort_count(s) == n, "are counted");
    buf_free(&record);
    sort_free(s);
}

static void test_bytes(int dir)
{
    struct sort *s = sort_new(dir, 0);
    struct str record;
    static const struct str in[] = {{"\xff", 1}, {"b", 1},   {"a\0b", 3}, {"", 0},
                                    {"a", 1},    {"a\0", 2}, {NULL, 0},   {"b", 1}};
    static const struct str out[] = {{"", 0},     {"", 0},  {"a", 1}, {"a\0", 2},
                                     {"a\0b", 3}, {"b", 1}, {"b", 1}, {"\xff", 1}};
    bool good = true;
    for (size_t i = 0; i < 8; i++)
        good = good && sort_add(s, in[i], NULL);
    good = good && sort_finish(s, NULL);
    for (size_t i = 0; i < 8; i++)
        good = good && sort_next(s, &record, NULL) && str_eq(record, out[i]);
    OK(good && !sort_next(s, &record, NULL), "bytes are unsigned, prefixes first, equals kept");
    sort_free(s);
    s = sort_new(dir, 0);
    OK(sort_finish(s, NULL) && !sort_next(s, &record, NULL) && sort_rewind(s, NULL), "nothing");
    sort_free(s);
    sort_free(NULL);
}

/* Records far longer than the memory, and small ones between them. */
static void test_long(int dir)
{
    struct sort *s = sort_new(dir, MEMORY);
    struct err err = {0};
    struct str record;
    char *text = mem_get((1 << 20) + 1);
    bool good = true;
    for (int i = 0; i < 26 && good; i++) {
        memset(text, 'z' - i, 1 << 20);
        good = sort_add(s, (struct str){text, i % 2 ? 10 : 1 << 20}, &err);
    }
    OK(!sort_add(s, (struct str){text, (1 << 20) + 1}, &err) && err.set, "too long: %s",
       err.text);
    err = (struct err){0};
    good = good && sort_finish(s, &err);
    for (int i = 0; i < 26 && good; i++)
        good = sort_next(s, &record, &err) && record.n == (i % 2 ? 1 << 20 : 10) &&
               record.p[0] == 'a' + i && record.p[record.n - 1] == 'a' + i;
    OK(good && !err.set, "records of 1 MiB %s", err.text);
    free(text);
    sort_free(s);
}

/* Neither a full disk nor a missing directory goes unnoticed. */
static void test_errors(int dir)
{
    struct rlimit small = {100000, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
    struct err err = {0};
    char record[100];
    bool good = true;
    memset(record, 'x', sizeof record);
    signal(SIGXFSZ, SIG_IGN);
    struct sort *s = sort_new(dir, MEMORY);
    setrlimit(RLIMIT_FSIZE, &small);
    for (int i = 0; i < 5000 && good; i++)
        good = sort_add(s, (struct str){record, sizeof record}, &err);
    setrlimit(RLIMIT_FSIZE, &all);
    OK(!good && err.set, "no room: %s", err.text);
    sort_free(s);
    err = (struct err){0};
    s = sort_new(-1, MEMORY);
    good = true;
    for (int i = 0; i < 5000 && good; i++)
        good = sort_add(s, (struct str){record, sizeof record}, &err);
    OK(!good && err.set, "no directory: %s", err.text);
    sort_free(s);
}

int main(void)
{
    int dir = open(tmp_dir(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) {
        tap_skip("no place for temporary files");
        return tap_done();
    }
    test_bytes(dir);
    test_sort(dir, 1024, 1, MEMORY, "in memory");
    test_sort(dir, 4096, 1, MEMORY, "some runs");
    test_sort(dir, 1 << 17, 1, MEMORY, "runs merged in many rounds");
    test_sort(dir, 1 << 14, 64, MEMORY, "equal records");
    test_sort(dir, 1 << 14, 1 << 14, MEMORY, "all equal");
    test_long(dir);
    test_errors(dir);
    close(dir);
    return tap_done();
}
