/* Escapes, and the way from the text into the output. */
#include "text/output.h"

#include <stdlib.h>

#include "tap.h"

static void check(enum escape how, const char *in, const char *want)
{
    struct buf b = {0};
    escape_add(&b, str_of(in), how);
    IS(buf_str(&b), want, "escape %d", (int)how);
    buf_free(&b);
}

static void test_escapes(void)
{
    enum escape how;
    OK(escape_find(str_of("json"), &how) && how == ESCAPE_JSON, "json has a name");
    OK(escape_find(str_of("none"), &how) && how == ESCAPE_NONE, "none too");
    OK(!escape_find(str_of("xml"), &how), "xml has none");
    check(ESCAPE_NONE, "a<\"\\\n", "a<\"\\\n");
    check(ESCAPE_JSON, "a\"b\\c\n\t\r\b\f\x01\x1F/\x7F\xC3\xA9",
          "a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001f/\x7F\xC3\xA9");
    check(ESCAPE_HTML, "<a href='x'>&\"</a>", "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
    check(ESCAPE_CSV, "plain", "plain");
    check(ESCAPE_CSV, "a,b", "\"a,b\"");
    check(ESCAPE_CSV, "say \"hi\"", "\"say \"\"hi\"\"\"");
    check(ESCAPE_CSV, "two\nlines", "\"two\nlines\"");
    check(ESCAPE_CSV, " kept ", "\" kept \"");
    check(ESCAPE_CSV, "", "");
    check(ESCAPE_YAML, "a: \"b\"\\\n\x07\x7F", "a: \\\"b\\\"\\\\\\n\\x07\\x7f");
    check(ESCAPE_YAML,
          "\xC2\x85\xC2\xA0\xE2\x80\xA8\xE2\x80\x99\xEF\xBB\xBF\xEF\xBF\xBF\xEF\xBF\xBD",
          "\\x85\xC2\xA0\\u2028\xE2\x80\x99\\ufeff\\uffff\xEF\xBF\xBD");
    struct buf b = {0};
    escape_add(&b, (struct str){"a\0b", 3}, ESCAPE_JSON);
    IS(buf_str(&b), "a\\u0000b", "NUL in JSON");
    buf_free(&b);
}

static void test_markdown(void)
{
    static const char *const cases[][2] = {
        {"plain text, 2-3 (a) b.", "plain text, 2-3 (a) b."},
        {"*a* _b_ `c` [d](e) <f> \\", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f> \\\\"},
        {"snake_case_name a < b & c > d", "snake_case_name a < b & c > d"},
        {"&amp; AT&T R&D;", "\\&amp; AT&T R\\&D;"},
        {"# head\n#tag\n####### seven", "\\# head\n#tag\n####### seven"},
        {"C # ", "C \\# "},
        {"C#", "C#"},
        {"- a\n-5\n+ b\n> c\n---\n===\n~~~", "\\- a\n-5\n\\+ b\n\\> c\n\\---\n\\===\n\\~~~"},
        {"1. a\n12) b\n1.5 c\n1234567890. d", "1\\. a\n12\\) b\n1.5 c\n1234567890. d"},
        {"In 1999. And", "In 1999. And"},
        {"    code\n\tcode\n   text", "&#32;   code\n&#9;code\n   text"},
        {"break  \nnext \nnot", "break &#32;\nnext \nnot"},
        {"wow! really!", "wow! really\\!"},
        {"a*b", "a\\*b"},
        {"caf\xC3\xA9_x", "caf\xC3\xA9\\_x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(ESCAPE_MARKDOWN, cases[i][0], cases[i][1]);
}

/* A reference that knows each piece's bytes: the place of s is where its escaped bytes stand. */
static bool place_is(const struct output *o, struct str text, size_t a, size_t b,
                     const char *want)
{
    struct span at;
    if (!output_place(o, text, (struct span){a, b}, &at))
        return !strcmp(want, "-");
    return str_is(str_cut((struct str){o->p, o->n}, at.start, at.end), want);
}

static void test_places(void)
{
    struct arena a = {0};
    struct output o = {0};
    struct str text = str_of("A <b> & \"c\"\nJane Roe, 44\n");
    OK(!o.used, "an output begins unused");
    output_literal(&o, &a, str_of("{\"t\":\""));
    output_span(&o, &a, text, (struct span){0, 12}, ESCAPE_HTML);
    output_literal(&o, &a, str_of("\",\"u\":"));
    output_span(&o, &a, text, (struct span){12, 24}, ESCAPE_CSV);
    output_literal(&o, &a, str_of("}"));
    IS(((struct str){o.p, o.n}),
       "{\"t\":\"A &lt;b&gt; &amp; &quot;c&quot;\n\",\"u\":\"Jane Roe, 44\"}", "an output");
    OK(o.escapes == (1u << ESCAPE_HTML | 1u << ESCAPE_CSV), "it knows its escapes");
    OK(place_is(&o, text, 2, 5, "&lt;b&gt;"), "a stretch inside a piece is found escaped");
    OK(place_is(&o, text, 9, 10, "c"), "behind other escapes");
    OK(place_is(&o, text, 0, 12, "A &lt;b&gt; &amp; &quot;c&quot;\n"), "a whole piece");
    OK(place_is(&o, text, 12, 20, "Jane Roe"), "inside CSV quotes");
    OK(place_is(&o, text, 24, 25, "-"), "what was not written is not found");
    OK(place_is(&o, text, 7, 7, ""), "an empty stretch has a place");
    struct output p = {0};
    output_span(&p, &a, text, (struct span){12, 16}, ESCAPE_NONE);
    output_literal(&p, &a, str_of("|"));
    output_span(&p, &a, text, (struct span){16, 20}, ESCAPE_NONE);
    output_literal(&p, &a, str_of("|"));
    output_span(&p, &a, text, (struct span){0, 1}, ESCAPE_NONE);
    output_span(&p, &a, text, (struct span){12, 20}, ESCAPE_NONE);
    OK(p.mixed, "pieces out of order are noticed");
    OK(place_is(&p, text, 12, 20, "Jane| Roe"),
       "a stretch over two pieces is found from end to end");
    OK(place_is(&p, text, 0, 1, "A"), "pieces out of order are found");
    OK(place_is(&p, text, 18, 20, "oe"), "the first of two places is told");
    arena_free(&a);
}

/* Long stretches are cut into pieces; every place must agree with escaping what lies before it in
 * its context. */
static void test_long(void)
{
    static const char bits[] = "ab_*#. -<&\n\"' 1.) \\";
    struct arena a = {0};
    size_t n = 30000, bad = 0;
    char *p = malloc(n);
    unsigned seed = 7;
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        p[i] = bits[(seed >> 16) % (sizeof bits - 1)];
    }
    struct str text = {p, n};
    for (int how = 0; how < ESCAPE_COUNT; how++) {
        struct output o = {0};
        struct buf b = {0};
        struct span last = {0, 0}, at;
        output_span(&o, &a, text, (struct span){0, n}, (enum escape)how);
        escape_add(&b, text, (enum escape)how);
        bad += !str_eq(buf_str(&b), (struct str){o.p, o.n});
        for (size_t i = 0; i < n; i += i % 97 + 1) {
            bad += !output_place(&o, text, (struct span){i, i + 1}, &at);
            bad += at.start < last.end || at.end <= at.start || o.p[at.end - 1] == '\0';
            if (p[i] >= 'a')
                bad += span_len(at) != 1 || o.p[at.start] != p[i];
            last = at;
        }
        buf_free(&b);
    }
    OK(bad == 0, "places in long stretches, all escapes (%zu wrong)", bad);
    free(p);
    arena_free(&a);
}

/* Every byte that an escaping changes concerns it. */
static void test_concerns(void)
{
    size_t wrong = 0;
    for (unsigned c = 0; c < 256; c++) {
        char byte = (char)c;
        unsigned concerns = escape_concerns((struct str){&byte, 1});
        for (int how = 0; how < ESCAPE_COUNT; how++) {
            struct buf b = {0};
            escape_add(&b, (struct str){&byte, 1}, (enum escape)how);
            bool quoted = how == ESCAPE_CSV && b.n == 3;
            bool changed = !quoted && !(b.n == 1 && b.p[0] == byte);
            wrong += changed && !(concerns >> how & 1);
            buf_free(&b);
        }
    }
    OK(wrong == 0, "an escaping that changes a byte is one that it concerns (%zu wrong)", wrong);
    OK(escape_concerns(str_of("Jane Roe 12")) == 1u << ESCAPE_MARKDOWN, "a name");
    OK(escape_concerns(str_of("Jane12")) == 0, "a word");
    OK(escape_concerns(str_of("")) == 0, "nothing");
}

int main(void)
{
    test_escapes();
    test_concerns();
    test_markdown();
    test_places();
    test_long();
    return tap_done();
}
