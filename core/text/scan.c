#include "text/scan.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/pairs.h"

enum {
    ROWS = 64, /* of one word */
    WORDS_MOST = 8,
    AROUND = SEQ_MOST - 2, /* bytes of a row before its rarest two */
    SLOTS = SEQ_MOST + AROUND,
    BLOCK = PAIRS_BLOCK,
    BLOCK_BYTES = BLOCK + SLOTS,
    NEVER = 0xFF, /* a byte that is in no text */
    SPARSE = 64,  /* bytes of text for each place that a pattern may have, */
    SPARE = 64    /* and some more in any case */
};

/* Up to 64 rows. may[k][c]: those whose class AROUND - k before their rarest two has the byte c,
 * or which have no class there. */
struct word {
    uint64_t may[SLOTS][256];
    uint16_t pattern[ROWS];
    uint8_t before[ROWS]; /* how many bytes of the row stand before its rarest two */
};

struct scan_set {
    size_t pattern_n, row_n, word_n;
    struct word *words;
    struct pairs *pairs;
};

struct hit {
    uint32_t at;
    uint16_t pattern;
};

struct scan {
    const struct scan_set *set;
    const char *text;
    size_t n;
    struct hit *hits, *spare; /* by place */
    size_t hit_n, hit_cap, spare_cap;
    uint32_t *places, *first; /* of pattern k: places[first[k]] to places[first[k + 1]] */
    size_t places_cap;
    uint32_t *counts; /* of the hits of each pattern */
    bool *dense;      /* of each pattern: it has too many places, and none are kept */
    bool sorted;      /* places and first are those of the hits */
};

/* ---- the set ------------------------------------------------------------------------------- */

/* Sets the bit of a row in the words of a class; the byte NEVER is in none. */
static void add_class(struct word *w, size_t slot, const struct byteset *b, uint64_t bit)
{
    for (unsigned c = 0; c < 256; c++)
        if (!b || (c != NEVER && byteset_has(b, (unsigned char)c)))
            w->may[slot][c] |= bit;
}

static void add_row(struct scan_set *set, const struct seq *s, size_t pattern)
{
    double often;
    struct word *w = &set->words[set->row_n / ROWS];
    size_t k = set->row_n % ROWS, key = seq_pair(s, &often);
    w->pattern[k] = (uint16_t)pattern;
    w->before[k] = (uint8_t)key;
    for (size_t slot = 0; slot < SLOTS; slot++) {
        bool in = slot + key >= AROUND && slot + key - AROUND < s->n;
        add_class(w, slot, in ? &s->at[slot + key - AROUND] : NULL, UINT64_C(1) << k);
    }
    set->row_n++;
}

/* The rarest two neighbours of each row, and what is behind them. */
static void set_pairs(struct scan_set *set, bool plain)
{
    struct pair_kind *kinds = mem_get((set->row_n + 1) * sizeof *kinds);
    for (size_t i = 0; i < set->row_n; i++) {
        const struct word *w = &set->words[i / ROWS];
        for (size_t k = 0; k < SIEVE_ROW; k++)
            for (size_t c = 0; c < 256; c++)
                kinds[i].byte[k][c] = w->may[AROUND + k][c] >> i % ROWS & 1;
    }
    set->pairs = pairs_new(kinds, set->row_n, plain);
    free(kinds);
}

struct scan_set *scan_set_new(const struct spots *const *patterns, size_t n, bool plain)
{
    struct scan_set *set = mem_get(sizeof *set);
    size_t rows = 0, most = (size_t)ROWS * WORDS_MOST;
    set->pattern_n = n < SCAN_PATTERNS_MOST ? n : SCAN_PATTERNS_MOST;
    for (size_t k = 0; k < set->pattern_n; k++)
        rows += patterns[k]->n;
    for (; rows > most; set->pattern_n--)
        rows -= patterns[set->pattern_n - 1]->n;
    set->word_n = (rows + ROWS - 1) / ROWS;
    set->words = mem_get((set->word_n + 1) * sizeof *set->words);
    for (size_t k = 0; k < set->pattern_n; k++)
        for (size_t i = 0; i < patterns[k]->n; i++)
            add_row(set, &patterns[k]->seq[i], k);
    set_pairs(set, plain);
    return set;
}

void scan_set_free(struct scan_set *s)
{
    if (!s)
        return;
    pairs_free(s->pairs);
    free(s->words);
    free(s);
}

bool scan_pays(double gain)
{
    return gain > 0.4; /* what it takes before it finds anything */
}

/* ---- what is known ------------------------------------------------------------------------- */

struct scan *scan_new(const struct scan_set *set)
{
    struct scan *s = mem_get(sizeof *s);
    s->set = set;
    s->first = mem_get((set->pattern_n + 1) * sizeof *s->first);
    s->counts = mem_get((set->pattern_n + 1) * sizeof *s->counts);
    s->dense = mem_get((set->pattern_n + 1) * sizeof *s->dense);
    return s;
}

void scan_free(struct scan *s)
{
    if (!s)
        return;
    free(s->hits);
    free(s->spare);
    free(s->places);
    free(s->first);
    free(s->counts);
    free(s->dense);
    free(s);
}

void scan_forget(struct scan *s)
{
    s->text = NULL;
    s->n = s->hit_n = 0;
    s->sorted = false;
    memset(s->counts, 0, s->set->pattern_n * sizeof *s->counts);
    memset(s->dense, 0, s->set->pattern_n * sizeof *s->dense);
}

bool scan_knows(const struct scan *s, const char *p)
{
    return s->text && s->text == p;
}

/* ---- scanning ------------------------------------------------------------------------------ */

/* Adds one place of a pattern, unless it has too many. Places come in order, but for those of rows
 * whose rarest two are further behind. */
static void add_hit(struct scan *s, size_t at, unsigned pattern)
{
    if (s->dense[pattern])
        return;
    if (s->counts[pattern] == s->n / SPARSE + SPARE) {
        s->dense[pattern] = true;
        return;
    }
    s->counts[pattern]++;
    if (s->hit_n == s->hit_cap)
        s->hits = mem_grow(s->hits, &s->hit_cap, s->hit_n, sizeof *s->hits);
    size_t i = s->hit_n++;
    for (; i && s->hits[i - 1].at > at; i--)
        s->hits[i] = s->hits[i - 1];
    s->hits[i] = (struct hit){(uint32_t)at, (uint16_t)pattern};
}

/* The rows of w that have their rarest two where a pair was found, and their neighbours. */
static uint64_t rows_near(const struct word *w, const unsigned char *p)
{
    const size_t k = AROUND - 1;
    return w->may[k][p[k]] & w->may[k + 1][p[k + 1]] & w->may[k + 2][p[k + 2]] &
           w->may[k + 3][p[k + 3]];
}

/* Looks closer at p, which is AROUND bytes before a pair of the table, all SLOTS bytes there. */
static void look(struct scan *s, const unsigned char *p, size_t at, struct span in)
{
    for (size_t i = 0; i < s->set->word_n; i++) {
        const struct word *w = &s->set->words[i];
        uint64_t rows = rows_near(w, p);
        if (!rows) /* as a rule, so that it costs nothing to ask */
            continue;
        for (size_t k = 0; k < SLOTS; k++)
            rows &= w->may[k][p[k]];
        for (; rows; rows &= rows - 1) {
            int k = __builtin_ctzll(rows);
            if (at >= in.start + w->before[k] && at < in.end + w->before[k])
                add_hit(s, at - w->before[k], w->pattern[k]);
        }
    }
}

/* The bytes from AROUND before `at` on, as many as looking at a block needs: where they stand, or,
 * near an end of the text, in a copy with bytes around it that are in no class. */
static const unsigned char *block_at(struct str text, size_t at, unsigned char copy[BLOCK_BYTES])
{
    if (at >= AROUND && at - AROUND + BLOCK_BYTES <= text.n)
        return (const unsigned char *)text.p + at - AROUND;
    size_t skip = at < AROUND ? AROUND - at : 0;
    struct str there = str_cut(text, at + skip - AROUND, at - AROUND + BLOCK_BYTES);
    memset(copy, NEVER, BLOCK_BYTES);
    memcpy(copy + skip, there.p, there.n);
    return copy;
}

/* Adds the places in `in`: rows that begin there. */
static void collect(struct scan *s, struct str text, struct span in)
{
    size_t end = in.end + AROUND < text.n ? in.end + AROUND : text.n;
    struct str whole = str_cut(text, 0, end + PAIRS_BYTES - BLOCK);
    for (size_t at = in.start; at < end; at += BLOCK) {
        unsigned char copy[BLOCK_BYTES];
        uint64_t found = pairs_find(s->set->pairs, whole, &at);
        const unsigned char *p = block_at(text, at, copy);
        if (!found) /* what is left is less than a block */
            found = pairs_block(s->set->pairs, p + AROUND);
        if (end - at < BLOCK)
            found &= (UINT64_C(1) << (end - at)) - 1;
        for (; found; found &= found - 1) {
            size_t k = (size_t)__builtin_ctzll(found);
            look(s, p + k, at + k, in);
        }
    }
}

/* From where on a row can reach beyond `at`. */
static size_t before(size_t at)
{
    return at > SEQ_MOST - 1 ? at - (SEQ_MOST - 1) : 0;
}

bool scan_text(struct scan *s, struct str text)
{
    if (text.n > SCAN_TEXT_MOST)
        return false;
    if (!scan_knows(s, text.p))
        scan_forget(s);
    s->text = text.p;
    if (text.n <= s->n)
        return true;
    size_t from = before(s->n);
    s->n = text.n;
    s->sorted = false;
    while (s->hit_n && s->hits[s->hit_n - 1].at >= from)
        s->counts[s->hits[--s->hit_n].pattern]--;
    collect(s, text, (struct span){from, text.n});
    return true;
}

/* ---- edits --------------------------------------------------------------------------------- */

/* Old hits on their way: what is at `from` of the old text is at `to` of the new one. */
struct moving {
    const struct hit *hits;
    size_t n, next, from, to;
};

/* Takes over those from m->from to `end`, and leaves out those before. */
static void keep_hits(struct scan *s, struct moving *m, size_t end)
{
    for (; m->next < m->n && m->hits[m->next].at < end; m->next++)
        if (m->hits[m->next].at >= m->from)
            add_hit(s, m->hits[m->next].at - m->from + m->to, m->hits[m->next].pattern);
}

void scan_edit(struct scan *s, struct str old, struct str text, const struct piece *pieces,
               size_t n)
{
    if (!scan_knows(s, old.p))
        return;
    if (text.n > SCAN_TEXT_MOST || s->n > old.n || !scan_text(s, old)) {
        scan_forget(s);
        return;
    }
    struct hit *hits = s->hits;
    size_t cap = s->hit_cap;
    struct moving m = {.hits = hits, .n = s->hit_n};
    s->hits = s->spare;
    s->hit_cap = s->spare_cap;
    s->spare = hits;
    s->spare_cap = cap;
    s->text = text.p;
    s->n = text.n;
    s->hit_n = 0;
    s->sorted = false;
    memset(s->counts, 0, s->set->pattern_n * sizeof *s->counts);
    for (size_t i = 0; i < n; i++) {
        keep_hits(s, &m, before(pieces[i].from.start));
        size_t from = before(pieces[i].to.start);
        collect(s, text, (struct span){from > m.to ? from : m.to, pieces[i].to.end});
        m.from = pieces[i].from.end;
        m.to = pieces[i].to.end;
    }
    keep_hits(s, &m, old.n);
}

void scan_move(struct scan *s, struct str old, const char *p)
{
    if (!scan_knows(s, old.p))
        return;
    s->text = p;
    if (s->n > old.n)
        scan_forget(s);
}

/* ---- using them ---------------------------------------------------------------------------- */

/* Sorts the hits by pattern, those of one by place. */
static void sort_hits(struct scan *s)
{
    size_t n = s->set->pattern_n;
    uint32_t end = 0;
    if (s->hit_n >= s->places_cap)
        s->places = mem_grow(s->places, &s->places_cap, s->hit_n, sizeof *s->places);
    for (size_t k = 0; k < n; k++)
        s->first[k] = end += s->counts[k];
    s->first[n] = end;
    for (size_t i = s->hit_n; i-- > 0;) /* from their ends, which become their beginnings */
        s->places[--s->first[s->hits[i].pattern]] = s->hits[i].at;
    s->sorted = true;
}

bool scan_places(struct scan *s, size_t k, struct anchor_places *places)
{
    if (k >= s->set->pattern_n || s->dense[k])
        return false;
    if (!s->sorted)
        sort_hits(s);
    *places = (struct anchor_places){s->places + s->first[k], s->first[k + 1] - s->first[k], 0};
    return true;
}
