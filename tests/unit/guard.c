/* The leak guard: which mentions it finds, which it leaves. */
#include "text/guard.h"

#include <stdio.h>
#include <stdlib.h>

#include "tap.h"

static const struct guard_look plain = {0};

struct fix {
    struct arena arena;
    struct doc d;
};

static void start(struct fix *f, const char *text)
{
    doc_start(&f->d, &f->arena, str_of("a.txt"), str_of(text));
    f->d.text = f->d.source;
    f->d.len = f->d.text.n;
}

/* Redacts the first `value`. */
static void redact(struct fix *f, const char *value, const char *with)
{
    size_t at = str_find(f->d.text, str_of(value), 0);
    struct edit e = {{at, at + strlen(value)},
                     str_of(with),
                     str_of("name"),
                     str_of("redact"),
                     true,
                     NULL,
                     {NULL, 0}};
    doc_edit(&f->d, &e, NULL);
}

static struct str proper(const struct doc *d)
{
    return str_cut(d->text, 0, d->len);
}

/* What is left of `text` when the first `value` is redacted and the guard has masked; with `crowd`
 * other values before it, which are looked for by another way when they are many. */
static void masks_among(size_t crowd, const char *text, const char *value, const char *want)
{
    struct fix f = {0};
    struct buf all = {0}, expected = {0};
    for (size_t i = 0; i < crowd; i++) {
        buf_addf(&all, "filler%zu, ", i);
        buf_addz(&expected, "[X], ");
    }
    buf_addz(&all, text);
    buf_addz(&expected, want);
    start(&f, all.p);
    for (size_t i = 0; i < crowd; i++) {
        char filler[32];
        snprintf(filler, sizeof filler, "filler%zu", i);
        redact(&f, filler, "[X]");
    }
    redact(&f, value, "[X]");
    doc_apply(&f.d, NULL);
    guard_mask(&f.d);
    doc_apply(&f.d, NULL);
    IS(proper(&f.d), expected.p, "%s out of %.*s, among %zu", value, (int)strcspn(text, "\n"),
       text, crowd);
    arena_free(&f.arena);
    buf_free(&all);
    buf_free(&expected);
}

static void masks(const char *text, const char *value, const char *want)
{
    masks_among(0, text, value, want);
    masks_among(7, text, value, want);
    masks_among(100, text, value, want);
}

static void test_mask(void)
{
    masks("Jane Roe, Jane Roe. JANE ROE!", "Jane Roe", "[X], [X]. [X]!");
    masks("Jane Roe and Jane Roean, aJane Roe", "Jane Roe", "[X] and Jane Roean, aJane Roe");
    masks("Jane Roe \xE2\x80\x9CJane Roe\xE2\x80\x9D\xE2\x80\x94Jane Roe\xE2\x80\x94", "Jane Roe",
          "[X] \xE2\x80\x9C[X]\xE2\x80\x9D\xE2\x80\x94[X]\xE2\x80\x94");
    masks("Jane Roe Jane Roe\xC3\xA9", "Jane Roe", "[X] Jane Roe\xC3\xA9");
    masks("Jane Roe Jane Roe\xC2\xB2", "Jane Roe", "[X] [X]\xC2\xB2");
    masks("Jane Roe Jane\n  Roe", "Jane Roe", "[X] [X]");
    masks("j.r@example.org or j.r@example.org.", "j.r@example.org", "[X] or [X].");
    masks("+1 (202) 555-0143 / +1 (202) 555-0143 / 1 (202) 555-0143", "+1 (202) 555-0143",
          "[X] / [X] / 1 (202) 555-0143");
    masks("Roe Roe", "Roe", "[X] Roe");
    masks("1-2-3-4, 1-2-3-4", "1-2-3-4", "[X], [X]");
    masks("\xD0\x9B\xD0\xB0\xD0\xB2\xD1\x80\xD0\xBE\xD0\xB2 "
          "\xC2\xAB\xD0\x9B\xD0\xB0\xD0\xB2\xD1\x80"
          "\xD0\xBE\xD0\xB2\xC2\xBB",
          "\xD0\x9B\xD0\xB0\xD0\xB2\xD1\x80\xD0\xBE\xD0\xB2", "[X] \xC2\xAB[X]\xC2\xBB");
    masks("(a/b smith) (a/b smith)", "(a/b smith)", "[X] [X]");
    masks("nothing left of smith", "smith", "nothing left of [X]");
    masks("Smith", "Smith", "[X]");
}

static void test_fields(void)
{
    struct fix f = {0};
    start(&f, "By Jane Roe. Roe Jane");
    doc_set_string(&f.d, str_of("by"), str_of("Jane Roe"));
    doc_set_string(&f.d, str_of("b2"), str_of("jane roe"));
    redact(&f, "Jane Roe", "[NAME]");
    doc_apply(&f.d, NULL);
    OK(guard_mask(&f.d) == 2, "string fields are searched");
    OK(str_is(f.d.edits[0].rule, "guard:name") && f.d.edits[0].secret,
       "the edit says who and why");
    OK(doc_apply(&f.d, NULL), "and applies");
    const struct field *by = doc_field(&f.d, str_of("by"));
    IS(str_cut(f.d.text, by->span.start, by->span.end), "[NAME]", "with the first replacement");
    OK(guard_mask(&f.d) == 0, "nothing is left then");
    arena_free(&f.arena);
}

static void test_overlap(void)
{
    struct fix f = {0};
    start(&f, "Jane Roe; Roe & Sons; Jane Roe & Sons; Sons");
    redact(&f, "Jane Roe", "[N]");
    redact(&f, "Roe & Sons", "[F]");
    doc_apply(&f.d, NULL);
    OK(guard_mask(&f.d) == 1, "values that overlap are masked as one");
    doc_apply(&f.d, NULL);
    IS(proper(&f.d), "[N]; [F]; [N]; Sons", "from end to end");
    start(&f, "Mary Lamb, Person Smith, Mary Lamb");
    redact(&f, "Mary Lamb", "Person Smith");
    redact(&f, "Person Smith", "[P]");
    doc_apply(&f.d, NULL);
    guard_mask(&f.d);
    doc_apply(&f.d, NULL);
    IS(proper(&f.d), "Person Smith, [P], Person Smith", "what a redaction put in is no leak");
    OK(!guard_finds(&f.d, proper(&f.d), plain, NULL), "nor found in the output");
    arena_free(&f.arena);
}

static void finds(const char *value, enum escape how, const char *output, bool want)
{
    struct fix f = {0};
    struct err err = {0};
    char text[200];
    snprintf(text, sizeof text, "%s", value);
    start(&f, text);
    redact(&f, value, "[X]");
    doc_apply(&f.d, NULL);
    OK(guard_mask(&f.d) == 0, "the text has been searched before, as it is");
    bool found =
        guard_finds(&f.d, str_of(output), (struct guard_look){.escapes = 1u << how}, &err);
    OK(found == want && err.set == want, "escape %d: %s", (int)how, output);
    if (found)
        OK(!strstr(err.text, value) && strstr(err.text, "\"name\""), "%s", err.text);
    arena_free(&f.arena);
}

/* Text in which nothing was found to mask is not searched again when it is what goes out: only as
 * long as it is the same, and there is nothing in it that escapes would let stand. */
static void test_again(void)
{
    const struct guard_look any = {.escapes = (1u << ESCAPE_COUNT) - 1};
    struct fix f = {0};
    start(&f, "Jane Roe and me");
    redact(&f, "Jane Roe", "[X]");
    doc_apply(&f.d, NULL);
    OK(guard_mask(&f.d) == 0 && !guard_finds(&f.d, proper(&f.d), any, NULL), "clean is clean");
    char again[] = "[X] and Jane Roe";
    OK(guard_finds(&f.d, str_of(again), any, NULL), "other bytes are searched");
    struct edit e = {.span = {8, 10}, .with = str_of("Jane Roe")};
    doc_edit(&f.d, &e, NULL);
    doc_apply(&f.d, NULL);
    IS(proper(&f.d), again, "it comes back by a plain edit");
    OK(guard_finds(&f.d, proper(&f.d), any, NULL), "and is found");
    start(&f, "Jane Roe and \\nJane Roe");
    redact(&f, "Jane Roe", "[X]");
    doc_apply(&f.d, NULL);
    OK(guard_mask(&f.d) == 0, "nJane is another word");
    OK(guard_finds(&f.d, proper(&f.d), any, NULL), "but may be a line end and a name");
    start(&f, "Jane Roe and &#74;ane Roe");
    redact(&f, "Jane Roe", "[X]");
    doc_apply(&f.d, NULL);
    OK(guard_mask(&f.d) == 0 && guard_finds(&f.d, proper(&f.d), any, NULL),
       "what the text stands for is searched all the same");
    arena_free(&f.arena);
}

static void test_finds(void)
{
    finds("Jane Roe", ESCAPE_NONE, "x Jane Roe.", true);
    finds("Jane Roe", ESCAPE_NONE, "x Jane Roes", false);
    finds("Jane \"J\" Roe", ESCAPE_JSON, "{\"t\":\"Jane \\\"J\\\" Roe\"}", true);
    finds("Jane Roe", ESCAPE_JSON, "{\"t\":\"by\\nJane Roe\\nx\"}", true);
    finds("Jane Roe", ESCAPE_JSON, "{\"t\":\"\\u0007Jane Roe\"}", true);
    finds("Jane Roe", ESCAPE_YAML, "t: \"\\x07Jane Roe\"", true);
    finds("Jane Roe", ESCAPE_NONE, "nJane Roe", false);
    finds("Jane\nRoe", ESCAPE_JSON, "\"Jane\\nRoe\"", true);
    finds("O'Brien", ESCAPE_HTML, "<p>O&#39;Brien</p>", true);
    finds("O'Brien", ESCAPE_HTML, "<p>O'Brien</p>", true);
    finds("a \"b\" corp", ESCAPE_CSV, "x,\"the a \"\"b\"\" corp\"", true);
    finds("jane_roe@x.org", ESCAPE_MARKDOWN, "to jane\\_roe@x.org", true);
    finds("_jane_ [roe]", ESCAPE_MARKDOWN, "to \\_jane\\_ \\[roe\\]!", true);
    finds("C:\\temp", ESCAPE_MARKDOWN, "in C:\\\\temp", true);
    finds("", ESCAPE_NONE, "", false);
}

/* Other ways to write the same than the one that the escape takes. */
static void test_hidden(void)
{
    finds("Jane Roe", ESCAPE_HTML, "<p>&#74;ane Roe</p>", true);
    finds("Jane Roe", ESCAPE_HTML, "<p>J&#x61;ne&#X20;Ro&#101</p>", true);
    finds("Jane Roe", ESCAPE_HTML, "<p>&#0000000000074;ane Roe</p>", true);
    finds("Jane Roe", ESCAPE_HTML, "<p>&#4294967370;ane Roe</p>", false);
    finds("Jane Roe", ESCAPE_HTML, "<p>Jane&nbsp;Roe</p>", true);
    finds("Jane Roe", ESCAPE_HTML, "<p>&#74;ane Roes</p>", false);
    finds("Jane Roe", ESCAPE_MARKDOWN, "by J&#97;ne Roe", true);
    finds("Jane Roe", ESCAPE_JSON, "{\"t\":\"&#74;ane Roe\"}", false);
    finds("O'Brien", ESCAPE_HTML, "O&apos;Brien", true);
    finds("O'Brien", ESCAPE_HTML, "O&#x27;Brien", true);
    finds("Zo\xC3\xAB Roe", ESCAPE_HTML, "Zo&#235; Roe", true);
    finds("Jane Roe", ESCAPE_NONE, "at /people/Jane%20Roe?x", true);
    finds("Jane Roe", ESCAPE_JSON, "{\"u\":\"/%4aane%20%52oe\"}", true);
    finds("Zo\xC3\xAB Roe", ESCAPE_HTML, "/Zo%C3%AB%20Roe", true);
    finds("Jane Roe", ESCAPE_NONE, "100%2Jane Roes, 5% of Jane%", false);
    finds("Jane Roe", ESCAPE_JSON, "{\"t\":\"\\u004aane Roe\"}", true);
    finds("Zo\xC3\xAB Roe", ESCAPE_JSON, "{\"t\":\"Zo\\u00eb Roe\"}", true);
    finds("\xF0\x9F\x98\x80 Jane Roe", ESCAPE_JSON, "\"\\uD83D\\uDE00 Jane Roe\"", true);
    finds("a/b Jane Roe", ESCAPE_JSON, "{\"t\":\"a\\/b Jane Roe\"}", true);
    finds("Jane Roe", ESCAPE_YAML, "t: \"\\x4Aane \\U00000052oe\"", true);
    finds("Jane Roe", ESCAPE_CSV, "x,\"\\u004aane Roe\"", false);
    finds("Roe, Jane \"JJ\"", ESCAPE_CSV, "x,\"Roe, Jane \"\"JJ\"\"\"", true);
    finds("Roe, Jane \"JJ\"", ESCAPE_CSV, "x,\"Roe, J%61ne \"\"JJ\"\"\"", true);
    finds("Jane Roe", ESCAPE_HTML, "&#1114112; &#0; &#xD800; &#; &# &", false);
}

/* The place that is told is the one in the bytes. */
static void test_hidden_place(void)
{
    struct fix f = {0};
    struct err err = {0};
    struct guard_look how = {.escapes = 1u << ESCAPE_HTML};
    start(&f, "Jane Roe");
    redact(&f, "Jane Roe", "[X]");
    doc_apply(&f.d, NULL);
    OK(guard_finds(&f.d, str_of("&#65;&#66; &#74;ane Roe"), how, &err) &&
           strstr(err.text, "at byte 11"),
       "%s", err.text);
    how.name = true;
    OK(guard_finds(&f.d, str_of("in/jane%20roe.txt"), how, NULL), "in a name of a file");
    arena_free(&f.arena);
}

/* A guard that was made for one look serves for the next when it finds the same. */
static void test_reuse(void)
{
    struct fix f = {0};
    struct guard_look html = {.escapes = 1u << ESCAPE_HTML},
                      json = {.escapes = 1u << ESCAPE_JSON};
    start(&f, "Jane Roe");
    redact(&f, "Jane Roe", "[X]");
    doc_apply(&f.d, NULL);
    OK(guard_finds(&f.d, str_of("<p>Jane Roe"), html, NULL), "made once");
    struct guard *first = f.d.guard;
    OK(!guard_finds(&f.d, str_of("nJane Roe"), html, NULL), "nJane is a word in HTML");
    OK(guard_finds(&f.d, str_of("\\nJane Roe"), json, NULL), "\\n is a line end in JSON");
    OK(f.d.guard == first, "and serves for JSON, where the name looks the same");
    arena_free(&f.arena);

    f = (struct fix){0};
    start(&f, "O'Brien & Co");
    redact(&f, "O'Brien & Co", "[X]");
    doc_apply(&f.d, NULL);
    OK(!guard_finds(&f.d, str_of("O&#39;Brien &amp; Co"), json, NULL), "no entities in JSON");
    OK(guard_finds(&f.d, str_of("O&#39;Brien &amp; Co"), html, NULL), "but in HTML");
    OK(!guard_finds(&f.d, str_of("O&#39;Brien &amp; Co"), json, NULL), "and back");
    arena_free(&f.arena);
}

/* Many values in one pass: no time that grows with both. */
static void test_many(void)
{
    struct fix f = {0};
    struct buf b = {0};
    size_t n = 20000;
    for (size_t i = 0; i < 2 * n; i++)
        buf_addf(&b, "user%zu@example.org\n", i % n);
    doc_start(&f.d, &f.arena, str_of("many"), buf_str(&b));
    f.d.text = f.d.source;
    f.d.len = b.n;
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t end = str_byte(f.d.text, '\n', at);
        struct edit e = {{at, end}, str_of("[E]"), str_of("email"), str_of("redact"),
                         true,      NULL,          {NULL, 0}};
        doc_edit(&f.d, &e, NULL);
        at = end + 1;
    }
    doc_apply(&f.d, NULL);
    OK(guard_mask(&f.d) == n, "each of %zu values is found once more", n);
    doc_apply(&f.d, NULL);
    OK(f.d.len == 2 * n * 4, "and masked");
    OK(!guard_finds(&f.d, proper(&f.d), plain, NULL), "none stands in the output");
    buf_free(&b);
    arena_free(&f.arena);
}

/* A value at each distance from the start of the text, near its end and not. */
static void test_places(void)
{
    for (size_t crowd = 0; crowd <= 40; crowd += 40) {
        for (size_t before = 1; before < 150; before += 1 + before / 20) {
            struct buf text = {0}, want = {0};
            buf_addz(&text, "Roe-7 ");
            buf_addz(&want, "[X] ");
            for (size_t i = 0; i < before; i++)
                buf_addc(&text, i % 7 ? 'r' : ' ');
            buf_add(&want, str_cut(buf_str(&text), 6, text.n));
            buf_addz(&text, " ROE-7");
            buf_addz(&want, " [X]");
            masks_among(crowd, text.p, "Roe-7", want.p);
            buf_free(&text);
            buf_free(&want);
        }
    }
}

static void test_idle(void)
{
    struct fix f = {0};
    start(&f, "nothing secret");
    size_t used = f.arena.used;
    OK(guard_mask(&f.d) == 0 && !guard_finds(&f.d, proper(&f.d), plain, NULL),
       "no secrets, no work");
    OK(f.arena.used == used, "and no memory");
    arena_free(&f.arena);
}

int main(void)
{
    test_mask();
    test_fields();
    test_overlap();
    test_again();
    test_finds();
    test_hidden();
    test_hidden_place();
    test_reuse();
    test_many();
    test_places();
    test_idle();
    return tap_done();
}
