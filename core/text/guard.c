#include "text/guard.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/sieve.h"

/* A value to look for. Its key is one of its words: where the value stands as a whole word, the
 * key stands as a word of the text. */
struct needle {
    struct str text; /* ASCII letters in lower case */
    struct span key;
    uint64_t hash; /* of the key */
    const struct secret *secret;
    bool known;  /* part of what a redaction put in */
    size_t next; /* the next of the same slot, counted from 1 */
};

/* All values, found by the hash of their keys. Every key is longer than `stride`, so that it holds
 * one of the pairs of bytes that stand `stride` bytes apart in a text, wherever it starts; `pairs`
 * has a bit for each two that may stand so near the start of a key. Nearly all of a text is passed
 * over by it. Lives in the document's arena. */
struct guard {
    struct needle *needles;
    size_t n, cap;
    size_t *slots, mask;
    size_t stride;
    size_t secret_n; /* of the document, when it was made, */
    unsigned escapes;
    bool told, spare; /* which needles are known, and whether these are spared */
    bool backslash;   /* backslashes before punctuation may stand in the way (Markdown) */
    bool control;     /* \n and the like may stand before a word (JSON, YAML) */
    uint64_t pairs[256];
    struct sieve sieve;    /* of how the keys begin: in place of pairs, */
    bool sieved;           /* when so */
    struct output escaped; /* a value, in one escaping after the other */
};

struct hit {
    struct span span;
    const struct needle *needle;
};

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f');
}

/* The end of the word that starts at `at`. */
static size_t word_end(struct str s, size_t at)
{
    uint32_t cp;
    while (at < s.n) {
        size_t n = (unsigned char)s.p[at] < 0x80 ? 1 : utf8_decode(str_cut(s, at, at + 4), &cp);
        if (!n || !fold_is_word(n == 1 ? (unsigned char)s.p[at] : cp))
            break;
        at += n;
    }
    return at;
}

/* FNV-1a of the bytes in lower case. */
static uint64_t hash_lower(struct str s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ lower(s.p[i])) * 1099511628211u;
    return h ^ h >> 32;
}

/* Whether an escape such as \n, \x1b or \u0007 ends at `at`. */
static bool escape_ends(struct str s, size_t at)
{
    size_t hex = 0;
    if (at >= 2 && s.p[at - 2] == '\\')
        return s.p[at - 1] && strchr("nrtbf", s.p[at - 1]);
    while (hex < 4 && hex < at && is_hex(s.p[at - 1 - hex]))
        hex++;
    return (hex >= 2 && at >= 4 && s.p[at - 4] == '\\' && s.p[at - 3] == 'x') ||
           (hex == 4 && at >= 6 && s.p[at - 6] == '\\' && s.p[at - 5] == 'u');
}

static bool word_starts(const struct guard *g, struct str s, size_t at)
{
    return !fold_word_before(s, at) || (g->control && escape_ends(s, at));
}

/* Matches v, from its front, with s at *at, which moves on. */
static bool match_on(const struct guard *g, struct str v, struct str s, size_t *at)
{
    size_t i = *at, k = 0;
    while (k < v.n) {
        if (is_space(v.p[k])) {
            if (i == s.n || !is_space(s.p[i]))
                return false;
            for (; k < v.n && is_space(v.p[k]); k++)
                ;
            for (; i < s.n && is_space(s.p[i]); i++)
                ;
            continue;
        }
        if (g->backslash && i + 1 < s.n && s.p[i] == '\\' && s.p[i + 1] == v.p[k])
            i++;
        if (i == s.n || lower(s.p[i]) != (unsigned char)v.p[k])
            return false;
        i++;
        k++;
    }
    *at = i;
    return true;
}

/* Matches v, from its back, with what stands before *at, which moves to where it starts. */
static bool match_back(const struct guard *g, struct str v, struct str s, size_t *at)
{
    size_t i = *at, k = v.n;
    while (k) {
        if (is_space(v.p[k - 1])) {
            if (!i || !is_space(s.p[i - 1]))
                return false;
            for (; k && is_space(v.p[k - 1]); k--)
                ;
            for (; i && is_space(s.p[i - 1]); i--)
                ;
            continue;
        }
        if (!i || lower(s.p[i - 1]) != (unsigned char)v.p[k - 1])
            return false;
        i--;
        k--;
        bool literal = k && v.p[k - 1] == '\\';
        if (g->backslash && i && s.p[i - 1] == '\\' && !literal)
            i--;
    }
    *at = i;
    return true;
}

/* Whether needle x, whose key is the word at `at` of s, stands there whole. */
static bool stands(const struct guard *g, const struct needle *x, struct str s, size_t at,
                   struct span *out)
{
    size_t start = at, end = at;
    if (!match_on(g, str_cut(x->text, x->key.start, x->text.n), s, &end) ||
        !match_back(g, str_cut(x->text, 0, x->key.start), s, &start))
        return false;
    if (fold_word_behind(x->text, 0) && !word_starts(g, s, start))
        return false;
    if (fold_word_before(x->text, x->text.n) && fold_word_behind(s, end))
        return false;
    *out = (struct span){start, end};
    return true;
}

/* The longest value whose key is the word at `at`. */
static bool look(const struct guard *g, struct str s, size_t at, struct hit *hit)
{
    if (!word_starts(g, s, at))
        return false;
    struct str key = str_cut(s, at, word_end(s, at));
    uint64_t hash = hash_lower(key);
    struct span span;
    *hit = (struct hit){{0, 0}, NULL};
    for (size_t k = g->slots[hash & g->mask]; k; k = g->needles[k - 1].next) {
        const struct needle *x = &g->needles[k - 1];
        if (x->hash != hash || span_len(x->key) != key.n || (g->spare && x->known))
            continue;
        if (stands(g, x, s, at, &span) && span_len(span) > span_len(hit->span))
            *hit = (struct hit){span, x};
    }
    return hit->needle != NULL;
}

/* The first of the n places from `at` on where a value's key stands; *from moves past it. */
static bool look_at(const struct guard *g, struct str s, size_t at, size_t n, size_t *from,
                    struct hit *hit)
{
    for (size_t end = at + n; at < end && at < s.n; at++) {
        if (look(g, s, at, hit)) {
            *from = at + 1;
            return true;
        }
    }
    return false;
}

/* The same by the sieve. Near the end of s a copy is looked at, with bytes behind it. */
static bool scan_sieved(const struct guard *g, struct str s, size_t *from, struct hit *hit)
{
    for (size_t at = *from; at < s.n; at += SIEVE_BLOCK) {
        unsigned char copy[SIEVE_BYTES] = {0};
        const unsigned char *p = (const unsigned char *)s.p + at;
        if (s.n - at < SIEVE_BYTES)
            p = memcpy(copy, p, s.n - at);
        for (uint64_t may = sieve_block(&g->sieve, p); may; may &= may - 1) {
            size_t place = at + (size_t)__builtin_ctzll(may);
            *from = place + 1;
            if (place < s.n && look(g, s, place, hit))
                return true;
        }
    }
    *from = s.n;
    return false;
}

/* Bit 0: whether the two bytes at p may stand in a key. */
static inline uint64_t pair_at(const struct guard *g, const unsigned char *p)
{
    return g->pairs[p[0]] >> (p[1] & 63);
}

/* The next value in s whose key stands at or behind *from, which moves past it. Four strides are
 * looked at together: mostly there is nothing in any of them. */
static bool scan(const struct guard *g, struct str s, size_t *from, struct hit *hit)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t at = *from, stride = g->stride;
    if (g->sieved)
        return scan_sieved(g, s, from, hit);
    while (at + stride < s.n) {
        const unsigned char *q = p + at + stride - 1;
        if (at + 4 * stride < s.n && !((pair_at(g, q) | pair_at(g, q + stride) |
                                        pair_at(g, q + 2 * stride) | pair_at(g, q + 3 * stride)) &
                                       1)) {
            at += 4 * stride;
            continue;
        }
        if ((pair_at(g, q) & 1) && look_at(g, s, at, stride, from, hit))
            return true;
        at += stride;
    }
    return look_at(g, s, at, stride, from, hit);
}

/* The first word of four bytes or more, else the longest: rare enough to tell values apart. */
static struct span key_of(struct str text)
{
    struct span best = {0, 0};
    for (size_t i = 0; i < text.n && span_len(best) < GUARD_SHORTEST;) {
        size_t end = word_end(text, i);
        if (end - i > span_len(best))
            best = (struct span){i, end};
        if (end == i) {
            uint32_t cp;
            size_t n = utf8_decode(str_cut(text, i, i + 4), &cp);
            end = i + (n ? n : 1);
        }
        i = end;
    }
    return best;
}

static bool is_long_enough(struct str value)
{
    uint32_t cp;
    size_t count = 0, n;
    for (size_t i = 0; i < value.n && count < GUARD_SHORTEST; i += n) {
        n = utf8_decode(str_cut(value, i, i + 4), &cp);
        count += n && fold_is_word(cp);
        n += !n;
    }
    return count >= GUARD_SHORTEST;
}

static void add_needle(struct guard *g, struct arena *a, struct str value,
                       const struct secret *of)
{
    char *p = arena_get(a, value.n);
    for (size_t i = 0; i < value.n; i++)
        p[i] = (char)lower(value.p[i]);
    struct needle x = {.text = {p, value.n}, .secret = of};
    x.key = key_of(x.text);
    x.hash = hash_lower(str_cut(x.text, x.key.start, x.key.end));
    g->needles = arena_grow(a, g->needles, &g->cap, g->n + 1, sizeof x);
    g->needles[g->n++] = x;
}

/* Adds what the value looks like in each of the escapings. Markdown's depends on its place and is
 * seen through while matching. */
static void add_escaped(struct guard *g, struct arena *a, const struct secret *s,
                        unsigned escapes)
{
    struct output *o = &g->escaped;
    for (int how = ESCAPE_NONE + 1; how < ESCAPE_COUNT; how++) {
        if (!(escapes >> how & 1) || how == ESCAPE_MARKDOWN)
            continue;
        o->n = o->piece_n = 0;
        output_span(o, a, s->value, (struct span){0, s->value.n}, (enum escape)how);
        struct str text = {o->p, o->n};
        if (how == ESCAPE_CSV && text.n > s->value.n)
            text = str_cut(text, 1, text.n - 1);
        if (!str_eq(text, s->value))
            add_needle(g, a, text, s);
    }
}

/* By text, of the same text the one first redacted first. */
static int needle_order(const void *a, const void *b)
{
    const struct needle *x = a, *y = b;
    int order = str_cmp(x->text, y->text);
    return order ? order : (x->secret > y->secret) - (x->secret < y->secret);
}

static unsigned char upper(unsigned char c)
{
    return c >= 'a' && c <= 'z' ? c & 0xDF : c;
}

static void set_pair(struct guard *g, unsigned char a, unsigned char b)
{
    uint64_t next = UINT64_C(1) << (b & 63) | UINT64_C(1) << (upper(b) & 63);
    g->pairs[a] |= next;
    g->pairs[upper(a)] |= next;
}

/* A key of a single byte has any byte behind it. */
static void set_pairs(struct guard *g, const struct needle *x)
{
    const unsigned char *p = (const unsigned char *)x->text.p + x->key.start;
    if (span_len(x->key) == 1)
        g->pairs[p[0]] = g->pairs[upper(p[0])] = UINT64_MAX;
    for (size_t k = 0; k < g->stride && k + 1 < span_len(x->key); k++)
        set_pair(g, p[k], p[k + 1]);
}

/* Lets a key begin so, in either case; what is behind a short one can be anything. */
static void add_to_sieve(struct guard *g, size_t number, const struct needle *x)
{
    const unsigned char *p = (const unsigned char *)x->text.p + x->key.start;
    for (size_t k = 0; k < SIEVE_ROW; k++) {
        if (k >= span_len(x->key)) {
            sieve_add_all(&g->sieve, number, k);
            continue;
        }
        sieve_add(&g->sieve, number, k, p[k]);
        sieve_add(&g->sieve, number, k, upper(p[k]));
    }
}

/* The longest one that the keys allow; longer ones have too many pairs to be of use. */
static void set_stride(struct guard *g)
{
    g->stride = 3;
    for (size_t i = 0; i < g->n; i++)
        while (g->stride > 1 && span_len(g->needles[i].key) <= g->stride)
            g->stride--;
}

/* Makes each text single and files it under its key. */
static void file_needles(struct guard *g, struct arena *a)
{
    size_t kept = 0, slots = 16;
    qsort(g->needles, g->n, sizeof *g->needles, needle_order);
    for (size_t i = 0; i < g->n; i++)
        if (!kept || !str_eq(g->needles[kept - 1].text, g->needles[i].text))
            g->needles[kept++] = g->needles[i];
    g->n = kept;
    while (slots < 2 * g->n)
        slots *= 2;
    g->mask = slots - 1;
    g->slots = arena_get(a, slots * sizeof *g->slots);
    set_stride(g);
    g->sieved = g->n <= SIEVE_KINDS && sieve_works();
    for (size_t i = 0; i < g->n; i++) {
        struct needle *x = &g->needles[i];
        x->next = g->slots[x->hash & g->mask];
        g->slots[x->hash & g->mask] = i + 1;
        if (g->sieved)
            add_to_sieve(g, i, x);
        else
            set_pairs(g, x);
    }
}

static struct guard *guard_new(const struct doc *d, unsigned escapes)
{
    struct guard *g = arena_get(d->arena, sizeof *g);
    g->secret_n = d->secret_n;
    g->escapes = escapes;
    for (size_t i = 0; i < d->secret_n; i++) {
        if (!is_long_enough(d->secrets[i].value))
            continue;
        add_needle(g, d->arena, d->secrets[i].value, &d->secrets[i]);
        add_escaped(g, d->arena, &d->secrets[i], escapes);
    }
    if (!g->n)
        return g;
    g->backslash = escapes >> ESCAPE_MARKDOWN & 1;
    g->control = escapes & (1u << ESCAPE_JSON | 1u << ESCAPE_YAML);
    file_needles(g, d->arena);
    return g;
}

/* The guard of the document's secrets as they are, made once for as long as none comes to them:
 * text, output and name are searched for the same. NULL when there is nothing to look for. */
static struct guard *guard_of(struct doc *d, unsigned escapes)
{
    unsigned plain = 1u << ESCAPE_NONE;
    struct guard *g = d->guard;
    if (!g || g->secret_n != d->secret_n || g->escapes != (escapes | plain))
        g = d->guard = guard_new(d, escapes | plain);
    g->spare = false;
    return g->n ? g : NULL;
}

static int span_order(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

/* The places of what redactions put in, by start; each end is the furthest so far. */
static struct span *put_in(const struct doc *d)
{
    struct span *s = arena_get(d->arena, d->secret_n * sizeof *s);
    for (size_t i = 0; i < d->secret_n; i++)
        s[i] = d->secrets[i].away ? (struct span){0, 0} : d->secrets[i].now;
    qsort(s, d->secret_n, sizeof *s, span_order);
    for (size_t i = 1; i < d->secret_n; i++)
        if (s[i].end < s[i - 1].end)
            s[i].end = s[i - 1].end;
    return s;
}

/* Whether x lies wholly in one of the n places. */
static bool is_put_in(const struct span *places, size_t n, struct span x)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (places[mid].start <= x.start)
            low = mid + 1;
        else
            high = mid;
    }
    return low && places[low - 1].end >= x.end;
}

static int hit_order(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return (x->span.end < y->span.end) - (x->span.end > y->span.end);
}

/* Proposes the edits for the hits; those that overlap are one. */
static size_t mask_hits(struct doc *d, struct hit *hits, size_t n)
{
    size_t count = 0;
    qsort(hits, n, sizeof *hits, hit_order);
    for (size_t i = 0, k; i < n; i = k, count++) {
        const struct secret *s = hits[i].needle->secret;
        struct span span = hits[i].span;
        struct buf rule = {0};
        for (k = i + 1; k < n && hits[k].span.start < span.end; k++)
            span.end = hits[k].span.end > span.end ? hits[k].span.end : span.end;
        buf_addz(&rule, "guard:");
        buf_add(&rule, s->rule);
        struct edit e = {span, s->with, buf_str(&rule), s->stage, true, s->evidence};
        doc_edit(d, &e, NULL);
        buf_free(&rule);
    }
    return count;
}

size_t guard_mask(struct doc *d)
{
    struct guard *g = d->secret_n ? guard_of(d, 0) : NULL;
    if (!g)
        return 0;
    const struct span *places = put_in(d);
    struct hit *hits = NULL, hit;
    struct span seg;
    size_t n = 0, cap = 0;
    for (size_t k = 0; doc_segment(d, k, &seg); k++) {
        size_t from = 0;
        while (scan(g, str_cut(d->text, seg.start, seg.end), &from, &hit)) {
            hit.span.start += seg.start;
            hit.span.end += seg.start;
            if (is_put_in(places, d->secret_n, hit.span))
                continue;
            hits = arena_grow(d->arena, hits, &cap, n + 1, sizeof *hits);
            hits[n++] = hit;
        }
    }
    return n ? mask_hits(d, hits, n) : 0;
}

/* Finds the values that what redactions put in holds itself. */
static void tell_known(struct guard *g, const struct doc *d)
{
    const char *last = NULL;
    struct hit hit;
    g->told = g->spare = true;
    for (size_t i = 0; i < d->secret_n; i++) {
        struct str with = d->secrets[i].with;
        size_t from = 0;
        if (with.p == last)
            continue;
        while (scan(g, with, &from, &hit)) {
            g->needles[hit.needle - g->needles].known = true;
            from--;
        }
        last = with.p;
    }
}

bool guard_finds(struct doc *d, struct str bytes, unsigned escapes, struct err *err)
{
    struct guard *g = d->secret_n ? guard_of(d, escapes) : NULL;
    struct hit hit;
    size_t from = 0;
    if (!g)
        return false;
    if (!g->told)
        tell_known(g, d);
    g->spare = true;
    if (!scan(g, bytes, &from, &hit))
        return false;
    const struct secret *s = hit.needle->secret;
    err_set(
        err,
        "leak guard: a value that rule \"%.*s\" of stage %.*s took out still stands at byte %zu",
        (int)s->rule.n, s->rule.n ? s->rule.p : "", (int)s->stage.n, s->stage.n ? s->stage.p : "",
        hit.span.start);
    return true;
}
