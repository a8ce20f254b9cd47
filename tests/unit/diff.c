#include "base/diff.h"

#include <stdlib.h>

#include "tap.h"

static void is_diff(const char *before, const char *after, const char *want, const char *what)
{
    struct buf out = {0};
    diff_lines(&out, str_of(before), str_of(after), false);
    IS(buf_str(&out), want, "%s", what);
    buf_free(&out);
}

static void test_small(void)
{
    is_diff("", "", "", "nothing and nothing");
    is_diff("a\nb", "a\nb", "", "equal texts");
    is_diff("", "a\n", "@@ -0,0 +1 @@\n+a\n", "all is new");
    is_diff("a\n", "", "@@ -1 +0,0 @@\n-a\n", "all is gone");
    is_diff("a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n", "one line for another");
    is_diff("a\n", "a\nb\n", "@@ -1 +1,2 @@\n a\n+b\n", "added at the end");
    is_diff("a\n", "b\na\n", "@@ -1 +1,2 @@\n+b\n a\n", "added at the start");
    is_diff("a\nb\nc\n", "a\nc\n", "@@ -1,3 +1,2 @@\n a\n-b\n c\n", "one line gone");
    is_diff("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n",
            "the last newline is new");
    is_diff("a\nb", "c\nb", "@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n",
            "none in both");
    is_diff("a\r\n", "a\x1b[0m\n", "@@ -1 +1 @@\n-a\\x0D\n+a\\x1B[0m\n",
            "control bytes are shown");
}

static void test_hunks(void)
{
    is_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n", "three lines around");
    is_diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
            "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n",
            "contexts that touch are one hunk");
    is_diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
            "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n",
            "a line between them makes two");
    is_diff("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n",
            "@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n", "the example of the paper");
    struct buf out = {0};
    diff_lines(&out, str_of("a\nb\n"), str_of("a\nc\n"), true);
    IS(buf_str(&out), "@@ -1,2 +1,2 @@\n a\n\033[31m-b\033[0m\n\033[32m+c\033[0m\n", "colours");
    buf_free(&out);
}

/* Applies a diff without line numbers that begin a hunk past 2^31: the lines after each head say
 * all. Control bytes do not occur. */
static void patch(struct buf *out, struct str before, struct str diff)
{
    struct str line, old;
    size_t at = 1;
    while (str_split(&diff, '\n', &line)) {
        if (line.p[0] == '@') {
            size_t start = strtoul(line.p + 4, NULL, 10);
            bool none = str_find(line, str_of(",0 +"), 0) < line.n;
            for (start += none; at < start && str_split(&before, '\n', &old); at++)
                buf_addf(out, "%.*s\n", (int)old.n, old.p);
            continue;
        }
        if (line.p[0] != '+') {
            str_split(&before, '\n', &old);
            at++;
        }
        if (line.p[0] != '-')
            buf_addf(out, "%.*s\n", (int)line.n - 1, line.p + 1);
    }
    buf_add(out, before);
}

static void test_random(void)
{
    unsigned seed = 1;
    bool good = true;
    for (int round = 0; round < 2000 && good; round++) {
        struct buf texts[2] = {{0}, {0}}, out = {0}, back = {0};
        for (int k = 0; k < 2; k++) {
            buf_addz(&texts[k], "");
            seed = seed * 1103515245 + 12345;
            for (unsigned n = seed >> 16 & 31; n; n--) {
                seed = seed * 1103515245 + 12345;
                buf_addf(&texts[k], "%c\n", 'a' + (int)(seed >> 16 & 3));
            }
        }
        diff_lines(&out, buf_str(&texts[0]), buf_str(&texts[1]), false);
        patch(&back, buf_str(&texts[0]), buf_str(&out));
        good = str_eq(buf_str(&back), buf_str(&texts[1]));
        for (int k = 0; k < 2; k++)
            buf_free(&texts[k]);
        buf_free(&out);
        buf_free(&back);
    }
    OK(good, "2,000 random diffs give the other text back");
}

static size_t count_lines(struct str s, char first)
{
    struct str line;
    size_t n = 0;
    while (str_split(&s, '\n', &line))
        n += line.n && line.p[0] == first;
    return n;
}

/* Every other one of `changed` lines differs. */
static void test_large(size_t changed, size_t minus, const char *what)
{
    struct buf before = {0}, after = {0}, out = {0};
    for (size_t i = 0; i < 2 * changed; i++) {
        buf_addf(&before, "%zu\n", i);
        if (i % 2)
            buf_addf(&after, "%zu\n", i);
    }
    diff_lines(&out, buf_str(&before), buf_str(&after), false);
    OK(count_lines(buf_str(&out), '-') == minus, "%s", what);
    buf_free(&before);
    buf_free(&after);
    buf_free(&out);
}

int main(void)
{
    test_small();
    test_hunks();
    test_random();
    test_large(2000, 2000, "2,000 changed lines are told apart");
    test_large(2001, 4001, "2,001 are one change");
    return tap_done();
}
