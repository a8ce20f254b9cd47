/* A pattern finds the same in a text by its anchor, by the places of a scan, before and after an
 * edit, and by a plain pass. */
#include "base/utf8.h"
#include "fuzz.h"
#include "text/regex.h"
#include "text/scan.h"

/* The same pattern thrice. */
struct three {
    struct regex_engine *engine;
    struct regex *regex;
    struct scan_set *set;
    struct scan *scan;
};

static void three_open(struct three *t, struct str pattern, unsigned flags)
{
    double gain;
    struct err err = {.set = false};
    *t = (struct three){.engine = regex_engine_new(&err)};
    HOLDS(t->engine);
    t->regex = regex_new(t->engine, pattern,
                         (struct regex_flags){.caseless = flags & 1, .ucp = flags & 2}, &err);
    HOLDS(t->regex || err.set);
    const struct spots *spots = t->regex ? regex_spots(t->regex, &gain) : NULL;
    t->set = spots ? scan_set_new(&spots, 1, flags & 4) : NULL;
    t->scan = spots ? scan_new(t->set) : NULL;
}

static void three_close(struct three *t)
{
    scan_free(t->scan);
    scan_set_free(t->set);
    regex_free(t->regex);
    regex_engine_free(t->engine);
}

static void same(int plain, const struct regex_match *a, int rc, const struct regex_match *b)
{
    HOLDS(rc == plain);
    for (size_t k = 0; rc > 0 && k < a->n; k++)
        HOLDS(a->groups[k].start == b->groups[k].start && a->groups[k].end == b->groups[k].end);
}

/* All matches; an error of the plain pass, which tries more, ends the comparison. */
static void compare(struct three *t, struct str text)
{
    struct anchor_places places;
    struct regex_match a, b;
    struct err err = {.set = false};
    bool known = t->scan && scan_text(t->scan, text) && scan_places(t->scan, 0, &places);
    for (size_t at = 0; at <= text.n;) {
        int plain = regex_find_plain(t->regex, text, at, &a, &err);
        if (plain < 0)
            return;
        same(plain, &a, regex_find(t->regex, text, at, NULL, &b, &err), &b);
        if (known)
            same(plain, &a, regex_find(t->regex, text, at, &places, &b, &err), &b);
        if (!plain)
            return;
        at = a.groups[0].end > at ? a.groups[0].end : at + 1;
        while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80)
            at++;
    }
}

/* Puts `with` in the place of half of the text. */
static void edit(struct three *t, struct str text, struct str with, size_t from)
{
    struct buf b = {0};
    size_t to = from + (text.n - from) / 2;
    while (to < text.n && ((unsigned char)text.p[to] & 0xC0) == 0x80)
        to++;
    struct piece piece = {{from, to}, {from, from + with.n}};
    buf_add(&b, str_cut(text, 0, from));
    buf_add(&b, with);
    buf_add(&b, str_cut(text, to, text.n));
    buf_add(&b, (struct str){"", 0});
    if (t->scan)
        scan_edit(t->scan, text, buf_str(&b), &piece, 1);
    compare(t, buf_str(&b));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct three t;
    struct str text = fuzz_str(data, size < 1000 ? size : 1000);
    unsigned flags = fuzz_byte(&text);
    size_t from = fuzz_byte(&text);
    struct str pattern = fuzz_part(&text), with = fuzz_part(&text);
    if (utf8_valid(text) < text.n || utf8_valid(with) < with.n)
        return 0;
    pattern.n -= pattern.n && pattern.p[pattern.n - 1] == '\n';
    from = from < text.n ? from : 0;
    while (from < text.n && ((unsigned char)text.p[from] & 0xC0) == 0x80)
        from++;
    three_open(&t, pattern, flags);
    if (t.regex) {
        compare(&t, text);
        edit(&t, text, with, from);
    }
    three_close(&t);
    return 0;
}
