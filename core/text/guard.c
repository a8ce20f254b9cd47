#include "text/guard.h"

#include <stdlib.h>

#include "text/evidence.h"
#include "text/needle.h"
#include "text/unescape.h"

/* What is looked for in one document. Lives in its arena. */
struct guard {
    struct needles needles;
    size_t secret_n; /* of the document, when it was made */
    bool told;       /* which needles are known */
};

static struct guard *guard_new(const struct doc *d, unsigned escapes)
{
    struct guard *g = arena_get(d->arena, sizeof *g);
    g->secret_n = d->secret_n;
    g->needles.escapes = escapes;
    g->needles.least = GUARD_SHORTEST;
    for (size_t i = 0; i < d->secret_n; i++) {
        const struct secret *s = &d->secrets[i];
        enum needle_kind kind = NEEDLE_VALUE;
        for (size_t k = 0; k < s->clues.n; k++) {
            const struct clue *p = &s->clues.v[k];
            bool whole = str_eq(p->text, s->value);
            kind = whole && p->doubtful ? NEEDLE_PART : kind;
            if (!whole)
                needles_add(&g->needles, d->arena, s, p->doubtful ? NEEDLE_DOUBT : NEEDLE_PART,
                            p->text);
        }
        needles_add(&g->needles, d->arena, s, kind, s->value);
    }
    needles_file(&g->needles, d->arena);
    return g;
}

/* The guard of the document's secrets as they are, made once for as long as none comes to them and
 * none of them looks another way in these escapes: text, output and name are searched for the
 * same. NULL when there is nothing to look for. */
static struct guard *guard_of(struct doc *d, unsigned escapes)
{
    struct guard *g = d->guard;
    escapes |= 1u << ESCAPE_NONE;
    if (d->secret_n == 0)
        return NULL;
    if (!g || g->secret_n != d->secret_n || ((g->needles.escapes ^ escapes) & g->needles.special))
        g = d->guard = guard_new(d, escapes);
    return g->needles.n ? g : NULL;
}

static int span_order(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

/* Places in the text, by start; each end is the furthest so far. */
struct places {
    struct span *v;
    size_t n;
};

/* Where the present text has what redactions put in, or what stages kept. */
static struct places places_of(const struct doc *d, const struct secret *secrets, size_t n)
{
    struct span *s = arena_get(d->arena, n * sizeof *s);
    for (size_t i = 0; i < n; i++)
        s[i] = secrets[i].away ? (struct span){0, 0} : secrets[i].now;
    if (n > 1)
        qsort(s, n, sizeof *s, span_order);
    for (size_t i = 1; i < n; i++)
        if (s[i].end < s[i - 1].end)
            s[i].end = s[i - 1].end;
    return (struct places){s, n};
}

/* Whether x lies wholly in one of them. */
static bool places_hold(struct places p, struct span x)
{
    size_t low = 0, high = p.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (p.v[mid].start <= x.start)
            low = mid + 1;
        else
            high = mid;
    }
    return low && p.v[low - 1].end >= x.end;
}

/* A search of all of a document's text, a segment after the other. */
struct sweep {
    const struct doc *d;
    struct needle_search search;
    struct places put_in, kept;
    size_t segment, from;
};

static struct sweep sweep_begin(const struct doc *d, const struct guard *g, bool certain)
{
    return (struct sweep){
        .d = d,
        .search = {.in = &g->needles, .certain = certain},
        .put_in = places_of(d, d->secrets, d->secret_n),
        .kept = places_of(d, d->kept, d->kept_n),
    };
}

static bool sweep_next(struct sweep *w, struct hit *hit)
{
    struct span seg;
    for (; doc_segment(w->d, w->segment, &seg); w->segment++, w->from = 0) {
        struct str text = str_cut(w->d->text, seg.start, seg.end);
        if (needles_next(&w->search, text, &w->from, hit)) {
            hit->span.start += seg.start;
            hit->span.end += seg.start;
            return true;
        }
    }
    return false;
}

static int hit_order(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return (x->span.end < y->span.end) - (x->span.end > y->span.end);
}

/* What is masked as a part is looked for as one: it is no whole value from then on. */
static void mask(struct doc *d, struct span span, const struct needle *x)
{
    bool part = x->kind == NEEDLE_PART;
    const struct secret *s = x->secret;
    struct clue *itself = part ? arena_get(d->arena, sizeof *itself) : NULL;
    struct buf rule = {0};
    buf_addz(&rule, part ? "guard.part:" : "guard:");
    buf_add(&rule, s->rule);
    struct edit e = {span, s->with, buf_str(&rule), s->stage, true, s->evidence, {itself, part}};
    if (part)
        *itself = (struct clue){str_cut(d->text, span.start, span.end), true};
    doc_edit(d, &e, NULL);
    buf_free(&rule);
}

/* Proposes the edits for the hits; those that overlap are one. */
static size_t mask_hits(struct doc *d, struct hit *hits, size_t n)
{
    size_t count = 0;
    qsort(hits, n, sizeof *hits, hit_order);
    for (size_t i = 0, k; i < n; i = k, count++) {
        struct span span = hits[i].span;
        for (k = i + 1; k < n && hits[k].span.start < span.end; k++)
            span.end = hits[k].span.end > span.end ? hits[k].span.end : span.end;
        mask(d, span, hits[i].needle);
    }
    return count;
}

size_t guard_mask(struct doc *d)
{
    const struct guard *g = guard_of(d, 0);
    if (!g)
        return 0;
    struct sweep w = sweep_begin(d, g, true);
    struct hit *hits = NULL, hit;
    size_t n = 0, cap = 0;
    d->clean = g;
    while (sweep_next(&w, &hit)) {
        d->clean = NULL;
        if (places_hold(w.put_in, hit.span) || places_hold(w.kept, hit.span))
            continue;
        hits = arena_grow(d->arena, hits, &cap, n + 1, sizeof *hits);
        hits[n++] = hit;
    }
    return n ? mask_hits(d, hits, n) : 0;
}

/* ---- what is left to a person --------------------------------------------------------------- */

/* Whether a person has decided that it is kept. */
static bool is_decision(const struct secret *kept)
{
    return kept->evidence && str_is(kept->evidence->line, EVIDENCE_DECISION);
}

/* The same of what holds s. */
static bool is_decided(const struct doc *d, struct span s)
{
    for (size_t i = 0; i < d->kept_n; i++)
        if (is_decision(&d->kept[i]) && !d->kept[i].away && span_holds(d->kept[i].now, s))
            return true;
    return false;
}

struct finding *guard_doubts(struct doc *d, size_t *n)
{
    const struct guard *g = guard_of(d, 0);
    struct finding *found = NULL;
    size_t cap = 0;
    *n = 0;
    if (!g)
        return NULL;
    struct sweep w = sweep_begin(d, g, false);
    for (struct hit hit; sweep_next(&w, &hit);) {
        enum doubt why = places_hold(w.put_in, hit.span) ? DOUBT_PUT_IN
                         : places_hold(w.kept, hit.span) ? DOUBT_KEPT
                                                         : DOUBT_WORD;
        if (is_decided(d, hit.span))
            continue;
        found = arena_grow(d->arena, found, &cap, *n + 1, sizeof *found);
        found[(*n)++] = (struct finding){hit.span, why, hit.needle->secret};
    }
    return found;
}

bool guard_refuse(const struct finding *f, struct err *err)
{
    static const char *const what[] = {
        [DOUBT_WORD] = "a word that is part of a value",
        [DOUBT_KEPT] = "a stretch that was kept holds a value",
        [DOUBT_PUT_IN] = "what was put in holds a value",
    };
    struct str rule = f->secret->rule, stage = f->secret->stage;
    return err_set(err, "leak guard, strict: %s that rule \"%.*s\" of stage %.*s took out",
                   what[f->why], (int)rule.n, rule.n ? rule.p : "", (int)stage.n,
                   stage.n ? stage.p : "");
}

/* ---- bytes that do not say who wrote them --------------------------------------------------- */

/* All that stand in text which is meant to stand there are known. */
static void tell(struct guard *g, struct str text)
{
    struct needle_search search = {.in = &g->needles, .spare = true, .any_case = true};
    struct hit hit;
    size_t from = 0;
    while (needles_next(&search, text, &from, &hit)) {
        g->needles.v[hit.needle - g->needles.v].known = true;
        from--;
    }
}

/* What was put in is meant to stand there, and what was kept; to a strict guard only what a person
 * decided to keep. */
static void tell_known(struct guard *g, const struct doc *d, bool strict)
{
    const char *last = NULL;
    g->told = true;
    for (size_t i = 0; i < d->secret_n && !strict; i++) {
        if (d->secrets[i].with.p != last)
            tell(g, d->secrets[i].with);
        last = d->secrets[i].with.p;
    }
    for (size_t i = 0; i < d->kept_n; i++)
        if (!strict || is_decision(&d->kept[i]))
            tell(g, d->kept[i].value);
}

/* Whether the bytes are the text itself, in which guard_mask found nothing, and there is no more
 * to find now. Escapes that the text may be in let more words stand behind backslashes only. */
static bool is_clean(const struct doc *d, const struct guard *g, struct str bytes,
                     struct guard_look how)
{
    return d->clean == g && bytes.p == d->text.p && bytes.n == d->len && !how.strict &&
           !how.name && str_byte(bytes, '\\', 0) == bytes.n;
}

/* The same in what the bytes stand for. *at: the byte where it begins. */
static bool find_hidden(const struct needle_search *search, struct str bytes, struct hit *hit,
                        size_t *at)
{
    struct buf seen = {0}, before = {0};
    size_t from = 0;
    bool found = false;
    if (unescape_needed(bytes, search->escapes)) {
        unescape_add(&seen, bytes, search->escapes, SIZE_MAX);
        found = needles_next(search, buf_str(&seen), &from, hit);
    }
    if (found)
        *at = unescape_add(&before, bytes, search->escapes, hit->span.start);
    buf_free(&seen);
    buf_free(&before);
    return found;
}

bool guard_finds(struct doc *d, struct str bytes, struct guard_look how, struct err *err)
{
    struct guard *g = guard_of(d, how.escapes);
    struct hit hit;
    size_t from = 0, at;
    if (!g)
        return false;
    if (!g->told)
        tell_known(g, d, how.strict);
    struct needle_search search = {
        .in = &g->needles,
        .escapes = how.escapes,
        .spare = true,
        .certain = !how.strict,
        .any_case = how.name,
    };
    if (!is_clean(d, g, bytes, how) && needles_next(&search, bytes, &from, &hit))
        at = hit.span.start;
    else if (!find_hidden(&search, bytes, &hit, &at))
        return false;
    const struct secret *s = hit.needle->secret;
    err_set(err,
            "leak guard: %s that rule \"%.*s\" of stage %.*s took out still stands at byte %zu",
            hit.needle->kind == NEEDLE_VALUE ? "a value" : "a part of a value", (int)s->rule.n,
            s->rule.n ? s->rule.p : "", (int)s->stage.n, s->stage.n ? s->stage.p : "", at);
    return true;
}
