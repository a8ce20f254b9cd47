#include "text/needle.h"

#include <stdlib.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "text/fold.h"

/* A key is the first word of so many bytes, if there is one: rare enough to tell values apart. */
enum { KEY_LONG = 4 };

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

typedef uint8_t lanes __attribute__((vector_size(16)));

/* Writes s in lower case. */
static void put_lower(char *to, struct str s)
{
    size_t i = 0;
    for (lanes v; s.n - i >= sizeof v; i += sizeof v) {
        memcpy(&v, s.p + i, sizeof v);
        v |= (lanes)(v - 'A' <= 'Z' - 'A') & 32;
        memcpy(to + i, &v, sizeof v);
    }
    for (; i < s.n; i++)
        to[i] = (char)lower(s.p[i]);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
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
    while (hex < 4 && hex < at && hex_value(s.p[at - 1 - hex]) < 16)
        hex++;
    return (hex >= 2 && at >= 4 && s.p[at - 4] == '\\' && s.p[at - 3] == 'x') ||
           (hex == 4 && at >= 6 && s.p[at - 6] == '\\' && s.p[at - 5] == 'u');
}

/* \n and the like may stand before a word. */
static bool word_starts(const struct needle_search *q, struct str s, size_t at)
{
    const unsigned control = 1u << ESCAPE_JSON | 1u << ESCAPE_YAML;
    return !fold_word_before(s, at) || ((q->escapes & control) && escape_ends(s, at));
}

/* Whether backslashes before punctuation may stand in the way. */
static bool has_backslashes(const struct needle_search *q)
{
    return q->escapes >> ESCAPE_MARKDOWN & 1;
}

/* Matches v, from its front, with s at *at, which moves on. */
static bool match_on(const struct needle_search *q, struct str v, struct str s, size_t *at)
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
        if (has_backslashes(q) && i + 1 < s.n && s.p[i] == '\\' && s.p[i + 1] == v.p[k])
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
static bool match_back(const struct needle_search *q, struct str v, struct str s, size_t *at)
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
        if (has_backslashes(q) && i && s.p[i - 1] == '\\' && !literal)
            i--;
    }
    *at = i;
    return true;
}

/* Whether needle x, whose key is the word at `at` of s, stands there whole. */
static bool stands(const struct needle_search *q, const struct needle *x, struct str s, size_t at,
                   struct span *out)
{
    size_t start = at, end = at;
    if (!match_on(q, str_cut(x->text, x->key.start, x->text.n), s, &end) ||
        !match_back(q, str_cut(x->text, 0, x->key.start), s, &start))
        return false;
    if (fold_word_behind(x->text, 0) && !word_starts(q, s, start))
        return false;
    if (fold_word_before(x->text, x->text.n) && fold_word_behind(s, end))
        return false;
    *out = (struct span){start, end};
    return true;
}

/* Whether the search takes x, whose key has the bytes of the word at `at` but for their case. */
static bool takes(const struct needle_search *q, const struct needle *x, char initial)
{
    if ((q->spare && x->known) || (q->certain && x->kind == NEEDLE_DOUBT))
        return false;
    return x->kind == NEEDLE_VALUE || q->any_case || x->initial == initial;
}

/* The longest value whose key is the word at `at`. */
static bool look(const struct needle_search *q, struct str s, size_t at, struct hit *hit)
{
    const struct needles *g = q->in;
    if (!word_starts(q, s, at))
        return false;
    struct str key = str_cut(s, at, word_end(s, at));
    uint64_t hash = hash_lower(key);
    struct span span;
    *hit = (struct hit){{0, 0}, NULL};
    for (size_t k = g->slots[hash & g->mask]; k; k = g->v[k - 1].next) {
        const struct needle *x = &g->v[k - 1];
        if (x->hash != hash || span_len(x->key) != key.n || !takes(q, x, key.n ? *key.p : '\0'))
            continue;
        if (stands(q, x, s, at, &span) && span_len(span) > span_len(hit->span))
            *hit = (struct hit){span, x};
    }
    return hit->needle != NULL;
}

/* The first of the n places from `at` on where a value's key stands; *from moves past it. */
static bool look_at(const struct needle_search *q, struct str s, size_t at, size_t n,
                    size_t *from, struct hit *hit)
{
    for (size_t end = at + n; at < end && at < s.n; at++) {
        if (look(q, s, at, hit)) {
            *from = at + 1;
            return true;
        }
    }
    return false;
}

/* The places that the sieve has in the block at *at, or in the first one behind it that has some.
 * Near the end of s a copy is looked at, with bytes behind it. */
static uint64_t sift(const struct needles *g, struct str s, size_t *at)
{
    uint64_t may = sieve_find(&g->sieve, s, at);
    unsigned char copy[SIEVE_BYTES] = {0};
    if (may || *at >= s.n)
        return may;
    struct str rest = str_cut(s, *at, *at + SIEVE_BYTES);
    memcpy(copy, rest.p, rest.n);
    return sieve_block(&g->sieve, copy);
}

/* The same by the sieve. */
static bool scan_sieved(const struct needle_search *q, struct str s, size_t *from,
                        struct hit *hit)
{
    for (size_t at = *from; at < s.n; at += SIEVE_BLOCK) {
        for (uint64_t may = sift(q->in, s, &at); may; may &= may - 1) {
            size_t place = at + (size_t)__builtin_ctzll(may);
            *from = place + 1;
            if (place < s.n && look(q, s, place, hit))
                return true;
        }
    }
    *from = s.n;
    return false;
}

/* Bit 0: whether the two bytes at p may stand in a key. */
static inline uint64_t pair_at(const struct needles *g, const unsigned char *p)
{
    return g->pairs[p[0]] >> (p[1] & 63);
}

/* Four strides are looked at together: mostly there is nothing in any of them. */
bool needles_next(const struct needle_search *q, struct str s, size_t *from, struct hit *hit)
{
    const struct needles *g = q->in;
    const unsigned char *p = (const unsigned char *)s.p;
    size_t at = *from, stride = g->stride;
    if (g->sieved)
        return scan_sieved(q, s, from, hit);
    while (at + stride < s.n) {
        const unsigned char *x = p + at + stride - 1;
        if (at + 4 * stride < s.n && !((pair_at(g, x) | pair_at(g, x + stride) |
                                        pair_at(g, x + 2 * stride) | pair_at(g, x + 3 * stride)) &
                                       1)) {
            at += 4 * stride;
            continue;
        }
        if ((pair_at(g, x) & 1) && look_at(q, s, at, stride, from, hit))
            return true;
        at += stride;
    }
    return look_at(q, s, at, stride, from, hit);
}

/* The first word of four bytes or more, else the longest. */
static struct span key_of(struct str text)
{
    struct span best = {0, 0};
    for (size_t i = 0; i < text.n && span_len(best) < KEY_LONG;) {
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

static bool is_long_enough(struct str value, size_t least)
{
    uint32_t cp;
    size_t count = 0, n;
    for (size_t i = 0; i < value.n && count < least; i += n) {
        n = utf8_decode(str_cut(value, i, i + 4), &cp);
        count += n && fold_is_word(cp);
        n += !n;
    }
    return count >= least;
}

static void add_needle(struct needles *g, struct arena *a, const struct needle *like,
                       struct str value)
{
    char *p = arena_take(a, value.n);
    put_lower(p, value);
    struct needle x = {.text = {p, value.n}, .secret = like->secret, .kind = like->kind};
    x.key = key_of(x.text);
    x.hash = hash_lower(str_cut(x.text, x.key.start, x.key.end));
    x.initial = span_len(x.key) ? value.p[x.key.start] : '\0';
    g->v = arena_grow(a, g->v, &g->cap, g->n + 1, sizeof x);
    g->v[g->n++] = x;
}

/* Adds what it looks like in each of the escapings. Markdown's depends on its place and is seen
 * through while matching. */
static void add_escaped(struct needles *g, struct arena *a, const struct needle *like,
                        struct str value)
{
    struct output *o = &g->escaped;
    unsigned concerns = escape_concerns(value) & ~(1u << ESCAPE_MARKDOWN);
    g->special |= concerns;
    for (int how = ESCAPE_NONE + 1; how < ESCAPE_COUNT; how++) {
        if (!(g->escapes & concerns & 1u << how))
            continue;
        o->n = o->piece_n = 0;
        output_span(o, a, value, (struct span){0, value.n}, (enum escape)how);
        struct str text = {o->p, o->n};
        if (how == ESCAPE_CSV && text.n > value.n)
            text = str_cut(text, 1, text.n - 1);
        if (!str_eq(text, value))
            add_needle(g, a, like, text);
    }
}

void needles_add(struct needles *g, struct arena *a, const struct secret *secret,
                 enum needle_kind kind, struct str value)
{
    struct needle like = {.secret = secret, .kind = kind};
    if (!is_long_enough(value, g->least))
        return;
    add_needle(g, a, &like, value);
    add_escaped(g, a, &like, value);
}

/* By text, of the same text by kind, then the one first redacted first. */
static int needle_order(const void *a, const void *b)
{
    const struct needle *x = a, *y = b;
    int order = str_cmp(x->text, y->text);
    if (order == 0)
        order = (x->kind > y->kind) - (x->kind < y->kind);
    return order ? order : (x->secret > y->secret) - (x->secret < y->secret);
}

/* Whether what is found by x is found by an earlier one too, of the same text: kept is the last
 * of those before it. */
static bool is_double(const struct needle *v, size_t kept, const struct needle *x)
{
    for (; kept > 0 && str_eq(v[kept - 1].text, x->text); kept--)
        if (v[kept - 1].kind == NEEDLE_VALUE || v[kept - 1].initial == x->initial)
            return true;
    return false;
}

static unsigned char upper(unsigned char c)
{
    return c >= 'a' && c <= 'z' ? c & 0xDF : c;
}

static void set_pair(struct needles *g, unsigned char a, unsigned char b)
{
    uint64_t next = UINT64_C(1) << (b & 63) | UINT64_C(1) << (upper(b) & 63);
    g->pairs[a] |= next;
    g->pairs[upper(a)] |= next;
}

/* A key of a single byte has any byte behind it. */
static void set_pairs(struct needles *g, const struct needle *x)
{
    const unsigned char *p = (const unsigned char *)x->text.p + x->key.start;
    if (span_len(x->key) == 1)
        g->pairs[p[0]] = g->pairs[upper(p[0])] = UINT64_MAX;
    for (size_t k = 0; k < g->stride && k + 1 < span_len(x->key); k++)
        set_pair(g, p[k], p[k + 1]);
}

/* Lets a key begin so, in either case; what is behind a short one can be anything. */
static void add_to_sieve(struct needles *g, size_t number, const struct needle *x)
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
static void set_stride(struct needles *g)
{
    g->stride = 3;
    for (size_t i = 0; i < g->n; i++)
        while (g->stride > 1 && span_len(g->v[i].key) <= g->stride)
            g->stride--;
}

static void make_single(struct needles *g)
{
    size_t kept = 0;
    if (g->n > 1)
        qsort(g->v, g->n, sizeof *g->v, needle_order);
    for (size_t i = 0; i < g->n; i++)
        if (!is_double(g->v, kept, &g->v[i]))
            g->v[kept++] = g->v[i];
    g->n = kept;
}

void needles_file(struct needles *g, struct arena *a)
{
    size_t slots = 16;
    if (!g->n)
        return;
    make_single(g);
    while (slots < 2 * g->n)
        slots *= 2;
    g->mask = slots - 1;
    g->slots = arena_get(a, slots * sizeof *g->slots);
    set_stride(g);
    g->sieved = g->n <= SIEVE_KINDS && sieve_works();
    if (!g->sieved)
        g->pairs = arena_get(a, 256 * sizeof *g->pairs);
    for (size_t i = 0; i < g->n; i++) {
        struct needle *x = &g->v[i];
        x->next = g->slots[x->hash & g->mask];
        g->slots[x->hash & g->mask] = i + 1;
        if (g->sieved)
            add_to_sieve(g, i, x);
        else
            set_pairs(g, x);
    }
}
