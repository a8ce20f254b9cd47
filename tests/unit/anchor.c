/* Anchors: no match is lost by them. All that is found by anchors is compared with what a plain
 * pass finds, from every place. An argument sets how many random patterns are tried. */
#include "text/anchor.h"

#include "pair.h"
#include "random.h"

static struct regex_engine *engine;

/* Compares both in twelve texts; whether the pattern has an anchor. */
static bool compare_random(struct pair *p, struct buf *text)
{
    struct buf b = {0};
    struct str found = {NULL, 0};
    bool has = regex_anchor(p->quick, &b);
    for (int k = 0; (has || p->scan) && k < 12; k++) {
        make_text(text, regex_pattern(p->quick), found, 1 + below(12));
        compare_places(p, buf_str(text));
    }
    buf_free(&b);
    return has;
}

static void test_random(size_t rounds)
{
    struct buf pattern = {0}, text = {0};
    size_t taken = 0, anchors = 0, scans = 0, found = 0, bad = 0;
    for (; rounds && bad < 10; rounds--) {
        struct pair p;
        buf_clear(&pattern);
        add_branches(&pattern, 0);
        struct regex_flags flags = {.caseless = !below(4), .ucp = !below(6)};
        if (pair_open(&p, engine, buf_str(&pattern), flags)) {
            taken++;
            anchors += compare_random(&p, &text);
            scans += p.scanned > 0;
            found += p.found;
            bad += p.differ;
        }
        pair_close(&p);
    }
    OK(!bad, "random patterns find the same: %zu of them, %zu with anchors, %zu by a scan", taken,
       anchors, scans);
    OK(anchors > taken / 4 && scans > taken / 4 && found > anchors,
       "and they find something: %zu matches", found);
    buf_free(&pattern);
    buf_free(&text);
}

/* ---- patterns made to break it ------------------------------------------------------------- */

static const char *const nasty[] = {
    "(?<=@)#",
    "(?<!#)#\\b",
    "\\b@\\b",
    "q{1,3}@",
    "(?:q|qq|qqq)@",
    "(?:q@|zz#)7",
    ".{0,3}@",
    ".*@",
    "(?s).+#",
    "(?m)^[^@\n]*@",
    "(?m)@$",
    "q*?@",
    "q++@",
    "(?>q*)@",
    "(?:@#){2,3}",
    "@\\Kq",
    "q\\K@+",
    "(?=.*@)q",
    "[\xC3\xA9\xE2\x82\xAC]{1,2}@",
    "\xC3\xA9*@",
    "[^@]{1,4}@",
    "[^@\xE2\x82\xAC]@",
    "\\W{2}#",
    "(?i)k@",
    "(?i)s{2}@",
    "(?i)[^k]#",
    "(?i)\xE2\x84\xAA@",
    "(?i)[\\x{100}-\\x{3000}]@",
    "(?i)@[^\\x{17f}]",
    "(?i)\xC3\xBF@",
    "(?i)@[\xC3\xBF]",
    "(?i)\xC5\xBF#|@",
    "(?x) @ \\ # c\n (?# q ) q",
    "(?x) q + @",
    "@(?i)k|#s",
    "(?:a|\xF0\x9F\x98\x80)@",
    "\\x{1F600}{2}",
    "(?|@(q)|#(z))",
    "@(?<n>q)?",
    "(@|#|~)(?!\\1)",
    "(q(?1)?@)",
    "\\p{Lu}@",
    "\\X@",
    "@\\R",
    "[[:^alpha:]]@",
    "[]@]#",
    "[^]@]#",
    "[\\]@-]#",
    "[\\w-]#",
    "[@-\\x{ff}]#",
    "@{2,}",
    "(?:@{2}){2}",
    "(?:q?@){3}",
    "(?:q@?){3}#",
    "((q|)@|#){2}",
    "\\d{1,3}(?:\\.\\d{1,3}){3}",
    "7{1,3}-",
    "(?:)@",
    "(?:\\b|q)@",
    "@$|^#",
    "\\A@|#",
    "\\z|@",
    "@\\z",
    "(?<=q|zz)@",
    "\\x40#",
    "\\@\\#",
    "@\\e?\\t?#",
    "@{x",
    "@{1",
    "@{",
};

static void test_nasty(void)
{
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        struct pair p;
        struct regex_flags flags = {.caseless = i % 5 == 4};
        if (pair_open(&p, engine, str_of(nasty[i]), flags))
            compare_made(&p, (struct str){NULL, 0});
        OK(!p.plain || (!p.differ && p.tried), "nasty pattern %zu: %zu matches", i + 1, p.found);
        pair_close(&p);
    }
}

/* Windows that are far apart, touch, overlap, or are everywhere. */
static void test_dense(void)
{
    struct buf b = {0};
    struct pair p;
    struct str found = {NULL, 0};
    if (!OK(pair_open(&p, engine, str_of("\\b\\d{1,3}-\\d{2,3}-7"), (struct regex_flags){0}),
            "dense"))
        return;
    for (size_t gap = 1; gap < 150; gap += 7) {
        buf_clear(&b);
        for (int k = 0; k < 60; k++) {
            buf_addz(&b, k == 50 ? "12-34-7" : "12-34-");
            for (size_t i = 0; i < gap; i++)
                buf_addz(&b, i % 5 ? "x" : "\xC3\xA9");
        }
        compare_all(&p, buf_str(&b), &found);
        compare_places(&p, str_cut(buf_str(&b), step(buf_str(&b), b.n - b.n / 4), b.n));
    }
    OK(!p.differ && p.found, "anchors at all distances: %zu matches", p.found);
    pair_close(&p);
    buf_free(&b);
}

/* The first start that is left is right behind a window that had no match. */
static void test_behind(void)
{
    struct pair p;
    struct buf b = {0};
    if (!OK(pair_open(&p, engine, str_of("(?<=q)[q#]{1,300}#(?=7)"), (struct regex_flags){0}),
            "behind a window"))
        return;
    buf_addz(&b, "q#");
    for (int k = 0; k < 100; k++)
        buf_addc(&b, 'q');
    buf_addz(&b, "#7");
    compare_places(&p, buf_str(&b));
    OK(!p.differ && p.found, "a match right behind a window that had none");
    pair_close(&p);
    buf_free(&b);
}

/* A run of anchors, longer than a first window, that only its end makes a match. */
static void test_run(void)
{
    struct pair p;
    struct buf b = {0};
    if (!OK(pair_open(&p, engine, str_of("~~(?=7)"), (struct regex_flags){0}), "a run"))
        return;
    for (int n = 2; n < 300; n++) {
        struct regex_match m;
        pair_forget(&p);
        buf_clear(&b);
        for (int k = 0; k < n; k++)
            buf_addc(&b, '~');
        buf_addc(&b, '7');
        find_both(&p, buf_str(&b), 0, &m);
    }
    OK(!p.differ && p.found == 298, "anchors side by side, as many as there may be");
    pair_close(&p);
    buf_free(&b);
}

/* What the author declares goes where the syntax says nothing. */
static void test_declared(void)
{
    struct pair p;
    struct err err = {.set = false};
    struct regex_flags flags = {.anchor = str_of("-[0-9]"), .back = 3};
    if (!OK(pair_open(&p, engine, str_of("([0-9])[0-9]{0,2}-\\1"), flags), "declared"))
        return;
    compare_made(&p, str_of("77-7"));
    OK(!p.differ && p.found && p.scanned && !regex_slow(p.quick), "a declared anchor");
    pair_close(&p);
    static const char *const bad[] = {"[0-9]+", "abcde", "x?", "(", "\\b", "(?:a|bc)"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        flags.anchor = str_of(bad[i]);
        err.set = false;
        OK(!regex_new(engine, str_of("x"), flags, &err) && str_starts(str_of(err.text), "anchor"),
           "no anchor: %s", bad[i]);
    }
}

int main(int argc, char **argv)
{
    struct err err = {0};
    engine = regex_engine_new(&err);
    if (!OK(engine, "the engine starts: %s", err.text))
        return tap_done();
    test_nasty();
    test_dense();
    test_behind();
    test_run();
    test_declared();
    test_random(argc > 1 ? (size_t)atol(argv[1]) : 4000);
    regex_engine_free(engine);
    return tap_done();
}
