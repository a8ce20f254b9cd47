/* One scan for many patterns: each finds by its places what it finds alone, in texts as they are
 * first seen, after more has come at their end, and after edits; and an edited text has the places
 * that a new scan of it finds, without the instructions that not all processors have. An argument
 * sets how many rounds are tried. */
#include "text/scan.h"
#include "text/doc.h"
#include "text/pairs.h"

#include "random.h"

enum { PATTERNS = 40 };

static struct regex_engine *engine;

/* Some patterns that have spots, and a scan for all of them. */
struct many {
    struct regex *items[PATTERNS];
    const struct spots *spots[PATTERNS];
    size_t n;
    struct scan_set *set, *plain;
    struct scan *scan, *fresh;
    size_t compared, found, places, wrong;
};

static void many_add(struct many *m, struct str pattern, struct regex_flags flags)
{
    double gain;
    struct err err = {.set = false};
    struct regex *r = regex_new(engine, pattern, flags, &err);
    const struct spots *spots = r ? regex_spots(r, &gain) : NULL;
    if (!spots) {
        regex_free(r);
        return;
    }
    m->items[m->n] = r;
    m->spots[m->n++] = spots;
}

static void many_close(struct many *m)
{
    scan_free(m->scan);
    scan_free(m->fresh);
    scan_set_free(m->set);
    scan_set_free(m->plain);
    for (size_t k = 0; k < m->n; k++)
        regex_free(m->items[k]);
}

static void many_start(struct many *m)
{
    m->set = scan_set_new(m->spots, m->n, false);
    m->plain = scan_set_new(m->spots, m->n, true);
    m->scan = scan_new(m->set);
    m->fresh = scan_new(m->plain);
}

static void many_open(struct many *m, size_t n)
{
    struct buf b = {0};
    *m = (struct many){.n = 0};
    for (size_t tries = 0; m->n < n && tries < 1000; tries++) {
        buf_clear(&b);
        add_branches(&b, 0);
        many_add(m, buf_str(&b), (struct regex_flags){.caseless = !below(4)});
    }
    many_start(m);
    buf_free(&b);
}

/* ---- the comparisons ----------------------------------------------------------------------- */

static void wrong(struct many *m, size_t k, const char *what, struct str text)
{
    if (!m->wrong++)
        OK(false, "%.*s: %s in \"%.*s\"", (int)regex_pattern(m->items[k]).n,
           regex_pattern(m->items[k]).p, what, (int)(text.n < 400 ? text.n : 400), text.p);
}

/* All matches of pattern k by places, in the part of the text behind `base`, and without. */
static void compare_matches(struct many *m, size_t k, struct str text, size_t base)
{
    struct anchor_places places;
    struct regex_match a, b;
    struct err err = {.set = false};
    struct str part = str_cut(text, base, text.n);
    if (!scan_places(m->scan, k, &places))
        return;
    places.base = base;
    m->compared++;
    for (size_t at = 0; at <= part.n;) {
        int rc = regex_find(m->items[k], part, at, &places, &a, &err);
        int alone = regex_find(m->items[k], part, at, NULL, &b, &err);
        if (alone < 0 || rc < 0)
            return;
        if (!same_match(rc, &a, alone, &b)) {
            wrong(m, k, "other matches", text);
            return;
        }
        if (!rc)
            return;
        m->found++;
        at = a.groups[0].end > at ? a.groups[0].end : step(part, at);
    }
}

/* The places of pattern k are those of a scan that begins anew. */
static void compare_places_of(struct many *m, size_t k, struct str text)
{
    struct anchor_places a, b;
    if (!scan_places(m->scan, k, &a) || !scan_places(m->fresh, k, &b))
        return;
    m->places += a.n;
    if (a.n != b.n || (a.n && memcmp(a.at, b.at, a.n * sizeof *a.at) != 0))
        wrong(m, k, "other places than anew", text);
}

static void compare_many(struct many *m, struct str text)
{
    size_t base = text.n ? below(text.n) : 0;
    while (base < text.n && ((unsigned char)text.p[base] & 0xC0) == 0x80)
        base++;
    scan_forget(m->fresh);
    scan_text(m->fresh, text);
    for (size_t k = 0; k < m->n; k++) {
        compare_matches(m, k, text, 0);
        compare_matches(m, k, text, base);
        compare_places_of(m, k, text);
    }
}

/* ---- edits --------------------------------------------------------------------------------- */

static size_t border(struct str text, size_t at)
{
    while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80)
        at++;
    return at;
}

/* Makes *to a text like `from` with some stretches replaced, and tells the pieces. */
static size_t edit_randomly(struct str from, struct buf *to, struct piece *pieces, size_t most)
{
    size_t n = 0, at = 0, stride = from.n / most + 1;
    buf_clear(to);
    buf_add(to, (struct str){"", 0});
    while (n < most) {
        size_t start = border(from, at + below(2 * stride) * !!below(4));
        size_t end = border(from, start + below(8));
        if (start >= from.n || end > from.n)
            break;
        buf_add(to, str_cut(from, at, start));
        pieces[n].from = (struct span){start, end};
        pieces[n].to.start = to->n;
        for (size_t k = below(4); k; k--)
            buf_addz(to, below(3) ? pick(letters) : pick(samples));
        pieces[n++].to.end = to->n;
        at = end;
    }
    buf_add(to, str_cut(from, at, from.n));
    return n;
}

/* One text: new, grown, and edited twice; each edit is of the text that the last one made. */
static void try_text(struct many *m, size_t pieces)
{
    struct buf a = {0}, b = {0}, c = {0};
    struct piece moved[20];
    struct str pattern = m->n ? regex_pattern(m->items[below(m->n)]) : (struct str){"", 0};
    make_text(&a, pattern, (struct str){NULL, 0}, pieces);
    scan_forget(m->scan);
    size_t part = border(buf_str(&a), below(a.n + 1));
    scan_text(m->scan, str_cut(buf_str(&a), 0, part));
    compare_many(m, str_cut(buf_str(&a), 0, part));
    if (below(2))
        scan_text(m->scan, buf_str(&a));
    size_t n = edit_randomly(buf_str(&a), &b, moved, 1 + below(20));
    scan_edit(m->scan, buf_str(&a), buf_str(&b), moved, n);
    compare_many(m, buf_str(&b));
    n = edit_randomly(buf_str(&b), &c, moved, 1 + below(20));
    scan_edit(m->scan, buf_str(&b), buf_str(&c), moved, n);
    m->wrong += !scan_knows(m->scan, c.p);
    compare_many(m, buf_str(&c));
    buf_free(&a);
    buf_free(&b);
    buf_free(&c);
}

static void test_random(size_t rounds)
{
    size_t compared = 0, found = 0, places = 0, bad = 0;
    for (size_t i = 0; i < rounds && bad < 5; i++) {
        struct many m;
        many_open(&m, 1 + below(PATTERNS - 1));
        for (size_t k = 0; k < 10; k++)
            try_text(&m, below(60));
        compared += m.compared;
        found += m.found;
        places += m.places;
        bad += m.wrong > 0;
        many_close(&m);
    }
    OK(!bad && compared > rounds, "random sets: %zu searches, %zu matches, %zu places", compared,
       found, places);
    OK(found > compared / 20 && places > found, "and there was something to find");
}

/* ---- documents ----------------------------------------------------------------------------- */

/* A proposal of any kind, carried out at times. */
static void change(struct doc *d)
{
    struct err err = {.set = false};
    size_t start = border(d->text, below(d->text.n + 1));
    size_t end = border(d->text, start + below(6));
    struct edit e = {
        {start, end}, str_of(pick(samples)), str_of("r"), str_of("s"), !below(2), NULL,
        {NULL, 0}};
    switch (below(3)) {
    case 0:
        doc_set_string(d, str_of(pick(letters)), str_of(pick(samples)));
        break;
    case 1:
        doc_set_string(d, str_of("f"), d->text); /* makes it move */
        break;
    default:
        doc_edit(d, &e, &err); /* where it lies in one segment */
        doc_apply(d, &err);
    }
}

/* The text of a document is known through all that is done to it, its copy's when it is asked
 * for. */
static void try_doc(struct many *m)
{
    struct arena arena = {0};
    struct buf b = {0};
    struct doc d, copy;
    make_text(&b, (struct str){"", 0}, (struct str){NULL, 0}, below(60));
    doc_start(&d, &arena, str_of("d"), buf_str(&b));
    d.text = arena_str(&arena, buf_str(&b));
    d.len = d.text.n;
    scan_forget(m->scan);
    for (size_t i = 0; i < 12; i++) {
        copy = doc_fork(&d);
        struct doc *one = below(4) ? &d : &copy;
        scan_text(m->scan, one->text);
        one->scan = m->scan;
        change(one);
        change(&copy);
        if (!below(3) && d.text.n < 4000)
            change(&d);
        scan_text(m->scan, one->text);
        compare_many(m, one->text);
    }
    scan_forget(m->scan);
    arena_free(&arena);
    buf_free(&b);
}

static void test_docs(size_t rounds)
{
    size_t compared = 0, bad = 0;
    for (size_t i = 0; i < rounds && bad < 5; i++) {
        struct many m;
        many_open(&m, 1 + below(PATTERNS - 1));
        for (size_t k = 0; k < 4; k++)
            try_doc(&m);
        compared += m.compared;
        bad += m.wrong > 0;
        many_close(&m);
    }
    OK(!bad && compared > rounds, "documents: %zu searches", compared);
}

/* ---- what is special ----------------------------------------------------------------------- */

static void many_of(struct many *m, const char *const *patterns)
{
    *m = (struct many){.n = 0};
    for (; *patterns; patterns++)
        many_add(m, str_of(*patterns), (struct regex_flags){0});
    many_start(m);
}

static size_t places_in(struct many *m, size_t k, struct str text)
{
    struct anchor_places places;
    scan_forget(m->scan);
    return scan_text(m->scan, text) && scan_places(m->scan, k, &places) ? places.n : SIZE_MAX;
}

static void test_ends(void)
{
    static const char *const patterns[] = {"#[0-9]{2}-", "\\bsaid\\s|\\btold\\s|\\basked\\s",
                                           NULL};
    struct many m;
    struct buf b = {0};
    size_t bad = 0;
    many_of(&m, patterns);
    for (size_t gap = 0; gap < 200; gap++) {
        buf_clear(&b);
        buf_addz(&b, "#12-");
        for (size_t i = 0; i < gap; i++)
            buf_addc(&b, 'x');
        buf_addz(&b, " said it asked #34-");
        bad += places_in(&m, 0, buf_str(&b)) != 2;
        bad += places_in(&m, 1, buf_str(&b)) != 2;
        bad += places_in(&m, 0, str_cut(buf_str(&b), 0, b.n - 1)) != 1;
        bad += places_in(&m, 0, str_cut(buf_str(&b), 1, b.n)) != 1;
    }
    OK(m.n == 2 && !bad, "rows at both ends of a text, at each distance: %zu wrong", bad);
    OK(places_in(&m, 0, (struct str){"", 0}) == 0, "an empty text has no places");
    buf_free(&b);
    many_close(&m);
}

static void test_dense(void)
{
    static const char *const patterns[] = {"#[0-9]", "@[a-z]", NULL};
    struct many m;
    struct buf b = {0};
    many_of(&m, patterns);
    for (size_t i = 0; i < 5000; i++)
        buf_addz(&b, "#1");
    buf_addz(&b, "@a");
    OK(places_in(&m, 0, buf_str(&b)) == SIZE_MAX, "places that are everywhere are not kept");
    OK(places_in(&m, 1, buf_str(&b)) == 1, "those of another pattern are");
    OK(places_in(&m, 0, str_of("#1 @b")) == 1, "and in the next text both");
    buf_free(&b);
    many_close(&m);
}

static void test_bounds(void)
{
    static const char *const patterns[] = {"#[0-9]", NULL};
    struct many m;
    struct buf b = {0};
    many_of(&m, patterns);
    while (b.n <= SCAN_TEXT_MOST)
        buf_addz(&b, "a long text with #1 and more ");
    OK(!scan_text(m.scan, buf_str(&b)), "a text that is too long is not scanned");
    struct str text = str_cut(buf_str(&b), 0, SCAN_TEXT_MOST - 1);
    struct piece p = {{0, 0}, {0, b.n - text.n}};
    OK(scan_text(m.scan, text), "one that is not is");
    scan_edit(m.scan, text, buf_str(&b), &p, 1);
    OK(!scan_knows(m.scan, b.p), "one that an edit makes too long is forgotten");
    buf_free(&b);
    many_close(&m);
}

/* More rows than fit: those of the last patterns are left out, and say so. */
static void test_too_many(void)
{
    enum { MANY = 300 };
    const struct spots *spots[MANY];
    struct many m;
    struct anchor_places places;
    static const char *const patterns[] = {"\\b(?:qa|wb|ec|rd|tf|yg|uh)#", NULL};
    many_of(&m, patterns);
    for (size_t k = 0; k < MANY; k++)
        spots[k] = m.spots[0];
    struct scan_set *set = scan_set_new(spots, MANY, true);
    struct scan *scan = scan_new(set);
    OK(scan_text(scan, str_of("x qa# y")) && scan_places(scan, 0, &places) && places.n == 1,
       "many patterns: the first is found");
    OK(!scan_places(scan, MANY - 1, &places), "the last is left out");
    scan_free(scan);
    scan_set_free(set);
    many_close(&m);
}

/* Whether the one pair in the text, at `there`, is found from each place before it on, and then
 * nothing. */
static bool finds_pair(const struct pairs *p, struct str text, size_t there)
{
    bool good = true;
    for (size_t from = 0; from < text.n; from++) {
        size_t at = from, whole = (text.n - from) / PAIRS_BLOCK * PAIRS_BLOCK;
        whole -= whole > 0 && from + whole + PAIRS_BYTES - PAIRS_BLOCK > text.n ? PAIRS_BLOCK : 0;
        bool in = from <= there && there < from + whole;
        uint64_t found = pairs_find(p, text, &at);
        good = good && (found != 0) == in && at <= from + whole && (at - from) % PAIRS_BLOCK == 0;
        good = good && (in ? found == UINT64_C(1) << (there - at) : at == from + whole);
    }
    return good;
}

/* Kinds in one, two and three planes of the sieve; the pair is one of the last. */
static void test_find(bool plain)
{
    static struct pair_kind kinds[SIEVE_KINDS];
    char text[300];
    for (size_t n = 1; n <= SIEVE_KINDS; n += 7) {
        bool good = true;
        memset(&kinds[n - 1], 0, sizeof *kinds);
        kinds[n - 1].byte[0]['A' + n] = kinds[n - 1].byte[1]['B'] = true;
        memset(kinds[n - 1].byte[2], true, 256);
        struct pairs *p = pairs_new(kinds, n, plain);
        for (size_t there = 0; there + 1 < sizeof text; there++) {
            memset(text, '.', sizeof text);
            text[there] = (char)('A' + n);
            text[there + 1] = 'B';
            good = good && finds_pair(p, (struct str){text, sizeof text}, there);
        }
        OK(good, "a pair of %zu kinds is found at each place%s", n,
           plain ? ", by the table" : "");
        pairs_free(p);
    }
}

int main(int argc, char **argv)
{
    struct err err = {0};
    engine = regex_engine_new(&err);
    if (!OK(engine, "the engine starts: %s", err.text))
        return tap_done();
    test_find(false);
    test_find(true);
    test_ends();
    test_dense();
    test_bounds();
    test_too_many();
    test_docs(argc > 1 ? (size_t)atol(argv[1]) : 40);
    test_random(argc > 1 ? (size_t)atol(argv[1]) : 150);
    regex_engine_free(engine);
    return tap_done();
}
