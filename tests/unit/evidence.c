/* Evidence: what may be in it, and what of it is written. */
#include "text/evidence.h"

#include "tap.h"

static void test_check(void)
{
    static const char longest[] =
        "a234567890123456789012345678901234567890123456789012345678901234";
    struct evidence e = {.label = str_of("national_id"),
                         .why = str_of("id no. 1+"),
                         .operator= str_of("replace"),
                         .line = str_of("x-1")};
    struct err err = {0};
    OK(evidence_check(&e, &err), "letters, digits and a few marks are plain");
    e.why = str_of(longest);
    OK(e.why.n == EVIDENCE_LONGEST && evidence_check(&e, &err), "as long as may be");
    static const char *const wrong[] = {
        "jane@example.org", "(202)", "a\nb", "caf\xC3\xA9", "a,b", "a\"b", "\x7f", "b1/2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        err = (struct err){0};
        e.why = str_of(wrong[i]);
        OK(!evidence_check(&e, &err) && strstr(err.text, "`why`"), "refused: number %zu", i);
    }
    err = (struct err){0};
    e.why = (struct str){longest, sizeof longest};
    OK(!evidence_check(&e, &err) && !strstr(err.text, longest), "too long; the text is not told");
    e = (struct evidence){.line = str_of("a:b")};
    err = (struct err){0};
    OK(!evidence_check(&e, &err) && strstr(err.text, "`line`"), "each member is looked at");
}

static void test_keep(void)
{
    struct arena arena = {0};
    char label[] = "phone";
    struct evidence e = {.label = str_of(label), .scored = true, .score = 0.5};
    const struct evidence *first = evidence_keep(&arena, NULL, &e);
    OK(first->label.p != label && str_is(first->label, "phone"), "strings are copied");
    OK(evidence_keep(&arena, first, &e) == first, "the same again is the same object");
    e.entity = 2;
    const struct evidence *second = evidence_keep(&arena, first, &e);
    OK(second != first && second->entity == 2 && second->label.p == first->label.p,
       "another one shares the strings");
    e.score = 0;
    e.scored = false;
    OK(evidence_keep(&arena, second, &e) != second, "no score is not a score of 0");
    arena_free(&arena);
}

static void put(const struct evidence *e, const char *want, const char *what)
{
    struct buf b = {0};
    buf_addc(&b, '{');
    evidence_put(e, &b);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

static void test_put(void)
{
    struct evidence e = {.label = str_of("ssn"),
                         .why = str_of("taxpayer"),
                         .operator= str_of("mask"),
                         .line = str_of("default"),
                         .scored = true,
                         .score = 0.85,
                         .entity = 3};
    put(&e,
        "{\"label\":\"ssn\",\"score\":0.85,\"why\":\"taxpayer\",\"operator\":\"mask\","
        "\"line\":\"default\",\"entity\":3",
        "all members");
    put(&(struct evidence){0}, "{", "nothing");
    static const struct {
        double score;
        const char *want;
    } scores[] = {{0, "{\"score\":0"},
                  {1, "{\"score\":1"},
                  {0.05, "{\"score\":0.05"},
                  {0.99999, "{\"score\":1"},
                  {1.0 / 3, "{\"score\":0.3333"},
                  {0.1, "{\"score\":0.1"},
                  {0.00001, "{\"score\":0"},
                  {0.0101, "{\"score\":0.0101"}};
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
        put(&(struct evidence){.scored = true, .score = scores[i].score}, scores[i].want,
            "a score to four digits");
}

int main(void)
{
    test_check();
    test_keep();
    test_put();
    return tap_done();
}
