/* Patterns: what is refused, what is found, and that a limit is never "no match". */
#include "text/regex.h"

#include <stdlib.h>

#include "tap.h"

static struct regex_engine *engine;

static struct regex *compile(const char *pattern, struct err *err)
{
    *err = (struct err){0};
    return regex_new(engine, str_of(pattern), (struct regex_flags){0}, err);
}

static void refused(const char *pattern, int col, const char *why)
{
    struct err err;
    struct regex *r = compile(pattern, &err);
    OK(!r && err.set && strstr(err.text, why) && (!col || err.col == col),
       "%s is refused: %s (col %d)", pattern, err.text, err.col);
    regex_free(r);
}

static void test_refused(void)
{
    char many[200] = "", deep[] = "a\\Cb";
    refused("a(b", 4, "parenthesis");
    refused("[z-a]", 0, "range");
    refused(deep, 0, "\\C");
    refused("a(?C1)b", 0, "callouts");
    refused("(*NO_JIT)abc", 0, "JIT");
    for (int i = 0; i < 32; i++)
        memcpy(many + (size_t)i * 3, "(a)", 4);
    refused(many, 0, "groups");
    refused("", 0, "empty");
    refused("^$", 0, "empty");
    refused("\\b(?=x)", 0, "empty");
    refused("(?i)(?:\\b|^)", 0, "empty");
    struct err err;
    for (const char *const *p =
             (const char *const[]){"a*", "\\b\\w", "(?=x)x|y", "$\\n", "x{0}", NULL};
         *p; p++) {
        struct regex *r = compile(*p, &err);
        OK(r != NULL, "%s is taken", *p);
        regex_free(r);
    }
}

/* One that is compiled late finds the same; when that fails it is an error, never none. */
static void test_later(void)
{
    struct err err = {0};
    struct regex_match m;
    struct str s = str_of("xxabc");
    struct regex *r = regex_new(engine, str_of("abc"), (struct regex_flags){.later = true}, &err);
    OK(r && regex_find(r, s, 0, NULL, &m, &err) == 1 && m.groups[0].start == 2 &&
           regex_find(r, s, 3, NULL, &m, &err) == 0 && !err.set,
       "compiled when it is searched for");
    regex_free(r);
    r = regex_new(engine, str_of("(*NO_JIT)abc"), (struct regex_flags){.later = true}, &err);
    OK(r && !err.set, "what cannot be compiled is not seen before,");
    OK(r && regex_find(r, s, 0, NULL, &m, &err) == -1 && err.set, "and then: %s", err.text);
    regex_free(r);
}

static bool is(struct span s, size_t a, size_t b)
{
    return s.start == a && s.end == b;
}

static void test_find(void)
{
    struct err err;
    struct regex_match m;
    struct str s = str_of("x jane.roe@example.org y \xC3\xA9t\xC3\xA9@b.fr");
    struct regex *r = compile("\\b(?<user>[\\w.]+)@(\\w+)(?:\\.(zz))?", &err);
    OK(regex_find(r, s, 0, NULL, &m, &err) == 1 && is(m.groups[0], 2, 18), "a match");
    OK(m.n == 4 && is(m.groups[1], 2, 10) && is(m.groups[2], 11, 18), "its groups");
    OK(is(m.groups[3], SIZE_MAX, SIZE_MAX), "a group that took no part");
    OK(regex_group_n(r) == 3 && !strcmp(regex_group_name(r, 1), "user") &&
           !regex_group_name(r, 2),
       "names of groups");
    IS(regex_pattern(r), "\\b(?<user>[\\w.]+)@(\\w+)(?:\\.(zz))?", "the pattern as given");
    OK(regex_find(r, s, 3, NULL, &m, &err) == 1 && m.groups[0].start == 6,
       "from the middle: \\b looks back");
    OK(regex_find(r, s, s.n, NULL, &m, &err) == 0 && !err.set, "none at the end");
    OK(regex_find(r, s, s.n + 1, NULL, &m, &err) == -1 && err.set, "behind the end is an error");
    regex_free(r);
    r = compile("a*", &err);
    OK(regex_find(r, str_of("ba"), 0, NULL, &m, &err) == 1 && is(m.groups[0], 0, 0),
       "an empty match");
    OK(regex_find(r, (struct str){NULL, 0}, 0, NULL, &m, &err) == 1, "in an empty subject");
    regex_free(r);
    r = regex_new(engine, str_of("\xC3\x89T\xC3\x89"), (struct regex_flags){.caseless = true},
                  &err);
    OK(regex_find(r, s, 0, NULL, &m, &err) == 1 && is(m.groups[0], 25, 30),
       "caseless beyond ASCII");
    regex_free(r);
    r = regex_new(engine, str_of("\\w+@b"), (struct regex_flags){.ucp = true}, &err);
    OK(regex_find(r, s, 20, NULL, &m, &err) == 1 && is(m.groups[0], 25, 32),
       "\\w by Unicode when asked");
    regex_free(r);
    r = regex_new(engine, (struct str){"a\0b", 3}, (struct regex_flags){0}, &err);
    OK(regex_find(r, (struct str){"xa\0b", 4}, 0, NULL, &m, &err) == 1,
       "NUL in pattern and subject");
    regex_free(r);
    r = regex_new(engine, (struct str){"\0", 1}, (struct regex_flags){0}, &err);
    OK(r && !regex_quadratic(r), "NUL alone is a pattern");
    regex_free(r);
}

static void test_anchor(void)
{
    struct err err = {0};
    struct regex_match m;
    struct buf b = {0};
    struct str s = str_of("a.b at c.d, x@y at 1@2 \xC3\xA9@z");
    struct str pattern = str_of("(?:\\w|\xC3\xA9)+@(\\w)");
    for (int plain = 0; plain < 2; plain++) {
        struct regex *r = regex_new(engine, pattern, (struct regex_flags){.plain = plain}, &err);
        OK(regex_anchor(r, &b) == !plain, "an anchor, unless a plain pass is asked for");
        OK(regex_find(r, s, 0, NULL, &m, &err) == 1 && is(m.groups[0], 12, 15), "the first");
        OK(is(m.groups[1], 14, 15) && m.n == 2, "with its group");
        OK(regex_find(r, s, 13, NULL, &m, &err) == 1 && is(m.groups[0], 19, 22), "the second");
        OK(regex_find(r, s, 20, NULL, &m, &err) == 1 && is(m.groups[0], 23, 27), "beyond ASCII");
        OK(regex_find(r, s, 25, NULL, &m, &err) == 0 && !err.set, "no more");
        OK(regex_find(r, s, s.n, NULL, &m, &err) == 0 && !err.set, "none at the end");
        OK(regex_find(r, (struct str){NULL, 0}, 0, NULL, &m, &err) == 0,
           "none in an empty subject");
        OK(regex_find(r, s, s.n + 1, NULL, &m, &err) == -1 && err.set,
           "behind the end is an error");
        err.set = false;
        regex_free(r);
    }
    OK(b.n && strstr(b.p, "@[0-9A-Z_a-z]"), "what it is: %s", b.p);
    struct regex *r = compile("(q+)+#", &err);
    struct str runaway = str_of("qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq");
    OK(regex_find(r, runaway, 0, NULL, &m, &err) == 0, "no anchor, no runaway");
    regex_free(r);
    r = compile("#(q+)+$", &err);
    struct str anchored = str_of("#qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq.");
    OK(regex_find(r, anchored, 0, NULL, &m, &err) == -1 && strstr(err.text, "match limit"),
       "at an anchor it is an error: %s", err.text);
    regex_free(r);
    buf_free(&b);
}

static void test_limits(void)
{
    struct err err;
    struct regex_match m;
    size_t n = 30000;
    char *p = malloc(n);
    memset(p, 'a', n);
    struct regex *r = compile("^(a+)+$", &err);
    p[40] = '!';
    OK(regex_find(r, (struct str){p, 41}, 0, NULL, &m, &err) == -1 &&
           strstr(err.text, "match limit"),
       "a runaway pattern is an error: %s", err.text);
    OK(!strchr(err.text, '!'), "which does not show the text");
    regex_free(r);
    p[40] = 'a';
    r = compile("^(foo|a)+$", &err);
    OK(regex_find(r, (struct str){p, n}, 0, NULL, &m, &err) == 1,
       "30 KB need the big JIT stack: %s", err.text);
    regex_free(r);
    r = compile("(?:(a)|b|(c(?1)*))+(?<!a)$", &err);
    char *big = malloc(4 * n);
    memset(big, 'a', 4 * n);
    int rc = regex_find(r, (struct str){big, 4 * n}, 0, NULL, &m, &err);
    OK(rc <= 0, "no stack is never a match (%d %s)", rc, err.text);
    regex_free(r);
    free(big);
    free(p);
}

static void test_quadratic(void)
{
    static const struct {
        const char *pattern;
        bool bad;
    } cases[] = {
        {"[\\w.+-]+@[\\w-]+", true},
        {"(?i)(?:[\\w.]+)@", true},
        {"(?<u>\\w{3,})@x", true},
        {".*foo", true},
        {"\\s+$", true},
        {"a++b", true},
        {"\\p{L}+:", true},
        {"[]x]*y", true},
        {"[[:alpha:]]]*y", false},
        {"[[:alpha:]]*y", true},
        {"\\b[\\w.]+@", false},
        {"(?<!\\w)[\\w.]+@", false},
        {"^\\w+:", false},
        {"\\w{1,64}@", false},
        {"\\w+", false},
        {"(\\w+)", false},
        {"\\w+(?:-\\w+)*", false},
        {"@\\w+", false},
        {"\\d\\d+-", false},
        {"\\x{41}+b", true},
    };
    struct err err;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct regex *r = compile(cases[i].pattern, &err);
        OK(r && regex_quadratic(r) == cases[i].bad, "%s %s", cases[i].pattern,
           cases[i].bad ? "can go quadratic" : "can not");
        regex_free(r);
    }
}

int main(void)
{
    struct err err = {0};
    engine = regex_engine_new(&err);
    if (!OK(engine, "the engine starts: %s", err.text))
        return tap_done();
    test_refused();
    test_later();
    test_find();
    test_anchor();
    test_limits();
    test_quadratic();
    regex_engine_free(engine);
    return tap_done();
}
