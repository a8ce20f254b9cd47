#include "conf/diag.h"

#include "tap.h"

static void test_print(void)
{
    struct diags d = {0};
    struct buf out = {0};
    diag_print(&d, &out);
    IS(buf_str(&out), "", "no findings print nothing");
    OK(!diag_error(&d, (struct place){"b.yaml", 9, 2}, "bad %s", "key"), "an error is false");
    diag_warn(&d, (struct place){"b.yaml", 2, 10}, "slow");
    diag_error(&d, (struct place){"b.yaml", 2, 3}, "first\nline");
    diag_error(&d, (struct place){"a.yaml", 0, 0}, "whole file");
    diag_error(&d, (struct place){"b.yaml", 2, 3}, "second");
    OK(d.n == 5 && d.errors == 4, "warnings are not errors");
    buf_clear(&out);
    diag_print(&d, &out);
    IS(buf_str(&out),
       "a.yaml: error: whole file\n"
       "b.yaml:2:3: error: first\\x0Aline\n"
       "b.yaml:2:3: error: second\n"
       "b.yaml:2:10: warning: slow\n"
       "b.yaml:9:2: error: bad key\n",
       "findings come by place and on one line each");
    diag_free(&d);
    OK(d.n == 0 && d.list == NULL, "freed findings are empty");
    buf_free(&out);
}

static void test_nearest(void)
{
    static const char *const names[] = {"types", "email", "with", "detect.contact"};
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"typ", "types"}, {"emial", "email"},
        {"wth", "with"},  {"detect.contcat", "detect.contact"},
        {"x", NULL},      {"policy", NULL},
        {"", NULL},       {"email", "email"},
        {"wi", NULL},     {"redact.apply", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = diag_nearest(str_of(cases[i].name), names, 4);
        OK(cases[i].want ? got && strcmp(got, cases[i].want) == 0 : !got, "nearest of `%s`",
           cases[i].name);
    }
    OK(!diag_nearest(str_of("x"), NULL, 0), "nothing is near among none");
}

static void test_unknown(void)
{
    static const char *const names[] = {"files", "encoding", "invalid"};
    struct diags d = {0};
    struct place at = {"p", 1, 1};
    OK(!diag_unknown(&d, at, str_of("file"), names, 3, "unknown key `%s`", "file"), "is false");
    diag_unknown(&d, at, str_of("zzzzzz"), names, 3, "unknown key `%s`", "zzzzzz");
    diag_unknown(&d, at, str_of("q"), names, 0, "none");
    IS(str_of(d.list[0].text), "unknown key `file`; did you mean `files`?",
       "the nearest is named");
    IS(str_of(d.list[1].text), "unknown key `zzzzzz`; there is `files`, `encoding` and `invalid`",
       "all are named when none is near");
    IS(str_of(d.list[2].text), "none", "nothing is added when there is no candidate");
    diag_free(&d);
}

int main(void)
{
    test_print();
    test_nearest();
    test_unknown();
    return tap_done();
}
