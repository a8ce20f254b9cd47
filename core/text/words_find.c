/* The search in a word list. */
#include "text/fold.h"
#include "text/words_block.h"

/* ---- the trie ------------------------------------------------------------------------------ */

/* A place in the trie: a unit, or one in its tail. */
struct walk {
    uint32_t unit, tail, left;
    bool in_tail, end; /* end: an entry ends here */
};

static inline void enter(const struct words *w, struct walk *k, uint32_t unit)
{
    uint16_t end = le16toh(w->units[unit].end);
    k->unit = unit;
    k->end = end & UNIT_END;
    k->in_tail = end & UNIT_TAIL;
    if (!k->in_tail)
        return;
    k->tail = le32toh(w->units[unit].to);
    k->left = end >> UNIT_LENGTH;
    if (k->tail > w->tail_n || k->left > w->tail_n - k->tail)
        k->left = 0;
}

static inline bool walk(const struct words *w, struct walk *k, unsigned char c)
{
    if (k->in_tail) {
        if (!k->left || w->tails[k->tail] != c)
            return false;
        k->tail++;
        k->end = --k->left == 0;
        return true;
    }
    uint32_t to = words_follow(w, k->unit, c);
    if (to == WORDS_ROOT)
        return false;
    enter(w, k, to);
    return true;
}

/* The same by a character of the text, which is white space or no ASCII; *i is moved behind it.
 * A run of white space is read only where one may stand. */
static bool walk_step(const struct words *w, struct walk *k, struct str s, size_t *i)
{
    struct step st = {.n = 0};
    if ((unsigned char)s.p[*i] >= 0x80)
        st.n = st.used = words_plain_char(&w->t, s, *i, st.bytes);
    if (!st.n)
        st = words_step(s, *i, w->t.flags.fold);
    for (size_t b = 0; b < st.n; b++)
        if (!walk(w, k, (unsigned char)st.bytes[b]))
            return false;
    *i = st.space ? words_skip_space(s, *i + st.used) : *i + st.used;
    return true;
}

/* Whether white space stands at i: nearly always told by one look. */
static inline bool is_space(const struct words *w, struct str s, size_t i)
{
    unsigned char kind = i < s.n ? w->t.kinds[(unsigned char)s.p[i]] : 0;
    if (!(kind >> KIND_HIGH & 1))
        return kind >> KIND_SPACE & 1;
    char bytes[4];
    return !words_plain_char(&w->t, s, i, bytes) && words_step(s, i, false).space;
}

/* Whether the character at i is one byte in the trie: ASCII, and no white space but a blank that
 * stands before something else. */
static inline bool is_step(const struct words *w, struct str s, size_t i)
{
    unsigned char kind = w->t.kinds[(unsigned char)s.p[i]];
    if (!(kind & (1u << KIND_HIGH | 1u << KIND_SPACE)))
        return true;
    return !(kind >> KIND_HIGH & 1) && !is_space(w, s, i + 1);
}

/* Whether a word goes on at i, and whether one reaches up to it. */
static inline bool is_word_behind(const struct words *w, struct str s, size_t i)
{
    unsigned char kind = i < s.n ? w->t.kinds[(unsigned char)s.p[i]] : 0;
    if (!(kind >> KIND_HIGH & 1))
        return kind >> KIND_WORD & 1;
    if (kind >> KIND_TWO & 1 && i + 1 < s.n)
        return w->t.two_word[words_two(s.p + i)];
    return fold_word_behind(s, i);
}

static inline bool is_word_before(const struct words *w, struct str s, size_t i)
{
    unsigned char kind = i ? w->t.kinds[(unsigned char)s.p[i - 1]] : 0;
    return kind >> KIND_HIGH & 1 ? fold_word_before(s, i) : kind >> KIND_WORD & 1;
}

/* The end of the longest match with what stands before i, at place k of the trie; `end` when
 * nothing longer does. */
static size_t longest(const struct words *w, struct str s, struct walk k, size_t i, size_t end)
{
    while (i < s.n) {
        if (is_step(w, s, i)) {
            if (!walk(w, &k, w->t.plain[(unsigned char)s.p[i]]))
                return end;
            i++;
        } else if (!walk_step(w, &k, s, &i)) {
            return end;
        }
        if (k.end && !(w->t.flags.whole && is_word_behind(w, s, i)))
            end = i;
    }
    return end;
}

/* ---- jumps --------------------------------------------------------------------------------- */

enum { JUMP_TRIES = 16 };

/* Where the search goes on behind the chunk; NULL when it is not in the table, and then *none says
 * whether that is certain. */
static const struct jump *find_jump(const struct words *w, struct chunk c, bool *none)
{
    uint32_t i = words_jump(words_hash(words_first_key(c.bytes, c.n)));
    for (uint32_t k = 0; k < JUMP_TRIES; k++) {
        const struct jump *j = &w->jumps[(i + k) & w->jump_mask];
        if (j->n == c.n && le64toh(j->bytes) == c.bytes)
            return j->depth <= c.n && j->end <= c.n && le32toh(j->unit) < w->unit_n ? j : NULL;
        *none = !j->n;
        if (*none)
            return NULL;
    }
    return NULL;
}

/* The match that starts at `at`, where the chunk c stands; c.n = 0 when it is not known. */
static bool match_at(const struct words *w, struct str s, size_t at, struct chunk c,
                     struct span *match)
{
    struct walk k = {0};
    size_t i = at, end = at;
    bool whole = w->t.flags.whole, none = false;
    if (whole && is_word_before(w, s, at))
        return false;
    const struct jump *j = c.n && c.n <= s.n - at ? find_jump(w, c, &none) : NULL;
    if (!j && none && whole)
        return false;
    enter(w, &k, j ? le32toh(j->unit) : WORDS_ROOT);
    if (j) {
        i = at + j->depth;
        end = whole ? at : at + j->end;
        if (i > at && w->t.kinds[(unsigned char)s.p[i - 1]] >> KIND_SPACE & 1 &&
            is_space(w, s, i))
            i = words_skip_space(s, i);
        if (k.end && !(whole && is_word_behind(w, s, i)))
            end = i;
    }
    end = longest(w, s, k, i, end);
    if (end > at)
        *match = (struct span){at, end};
    return end > at;
}

/* ---- the sieve ----------------------------------------------------------------------------- */

/* What the sieve says about a key. */
static inline void sieve(const struct words *w, uint64_t key, bool *end, bool *on)
{
    uint64_t h = words_hash(key), word = le64toh(w->sieve[h >> w->sieve_shift]);
    *end = (word & words_end_bits(h)) == words_end_bits(h);
    *on = (word & words_on_bits(h)) == words_on_bits(h);
}

/* Whether an entry may stand where the first chunk, before `at`, has this key. */
static inline bool may_stand(const struct words *w, struct str s, size_t at, uint64_t key)
{
    for (size_t i = 1;; i++) {
        bool end, on;
        sieve(w, key, &end, &on);
        if (end || !on || i == WORDS_CHUNKS)
            return end || on;
        struct chunk c =
            w->t.flags.whole ? words_word_chunk(&w->t, s, at) : words_byte_chunk(&w->t, s, at, 4);
        if (!c.n)
            return true;
        key = words_next_key(key, c.bytes, c.n);
        at += c.n;
    }
}

/* ---- places -------------------------------------------------------------------------------- */

/* Places are looked at 56 at a time, each with the 8 bytes behind it; bit k is the k-th byte. The
 * first time they are 24, or 8: where there are many matches, the next one is not far. */
enum { WINDOW = 64, FIRST_WHOLE = 32, FIRST_ANY = 16, BEHIND = 8 };

struct window {
    const unsigned char *p; /* n bytes */
    size_t n;
    struct str text;
    size_t at; /* of p in the text */
    unsigned char kinds[WINDOW], plain[WINDOW];
};

/* Bit `kind` of each of the bytes. The product brings the lowest bits of eight bytes together in
 * its highest byte. */
static inline uint64_t gather(const struct window *v, unsigned kind)
{
    uint64_t all = 0;
    for (size_t i = 0; i < v->n && i < WINDOW; i += 8) {
        uint64_t x = words_load(v->kinds + i) >> kind & UINT64_C(0x0101010101010101);
        all |= (x * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return all;
}

static inline uint64_t places(const struct window *v)
{
    size_t n = v->n - BEHIND, left = v->text.n - v->at;
    return (UINT64_C(1) << ((left < n ? left : n) & 63)) - 1;
}

/* ---- whole words --------------------------------------------------------------------------- */

/* The bytes of words among characters of two bytes. */
static uint64_t two_words(const struct words *w, const struct window *v)
{
    uint64_t word = 0, all = gather(v, KIND_TWO) & UINT64_MAX >> (65 - v->n);
    for (; all; all &= all - 1) {
        unsigned k = (unsigned)__builtin_ctzll(all);
        word |= (uint64_t)w->t.two_word[words_two((const char *)v->p + k)] * 3 << k;
    }
    return word;
}

static bool find_whole(const struct words *w, struct window *v, struct span *match)
{
    for (size_t i = 0; i < v->n; i++)
        v->kinds[i] = w->t.kinds[v->p[i]];
    uint64_t word = gather(v, KIND_WORD), high = gather(v, KIND_HIGH);
    uint64_t before = word | (high ? two_words(w, v) : 0);
    bool inside = v->at && w->t.kinds[(unsigned char)v->text.p[v->at - 1]] >> KIND_WORD & 1;
    uint64_t left = gather(v, KIND_START) & ~(before << 1 | inside) & places(v);
    for (; left; left &= left - 1) {
        unsigned k = (unsigned)__builtin_ctzll(left);
        size_t at = v->at + k;
        struct chunk c = words_word_chunk(&w->t, v->text, at);
        if (c.n && !may_stand(w, v->text, at + c.n, words_first_key(c.bytes, c.n)))
            continue;
        if (match_at(w, v->text, at, c, match))
            return true;
    }
    return false;
}

/* ---- parts of words ------------------------------------------------------------------------ */

/* Puts the window's bytes as the trie has them; gives those that it has not one for one. */
static uint64_t make_plain(const struct words *w, struct window *v)
{
    for (size_t i = 0; i < v->n; i++) {
        v->kinds[i] = w->t.kinds[v->p[i]];
        v->plain[i] = w->t.plain[v->p[i]];
    }
    uint64_t space = gather(v, KIND_SPACE), odd = space & space << 1;
    uint64_t change = gather(v, KIND_ODD) | gather(v, KIND_TWO);
    for (; change; change &= change - 1) {
        unsigned k = (unsigned)__builtin_ctzll(change);
        char bytes[4];
        size_t n = words_plain_char(&w->t, v->text, v->at + k, bytes);
        odd |= (uint64_t)!n << k;
        for (size_t i = 0; i < n && k + i < v->n; i++)
            v->plain[k + i] = (unsigned char)bytes[i];
    }
    return odd;
}

enum { SHORT_KEYS = 0x5E, SHORTEST_KEYS = 0x0E };

/* The places that the gate lets pass: where an entry of eight bytes or more, where a shorter one
 * may start. */
struct passed {
    uint64_t longs, shorts;
};

/* The bit of the gate for the place. */
static inline uint64_t is_open(const uint64_t *bits, uint64_t bit)
{
    return le64toh(bits[bit / 64]) >> bit % 64 & 1;
}

static inline void pass_gate(const struct words *w, const struct window *v, size_t k, bool shorts,
                             struct passed *p)
{
    uint64_t x = words_load(v->plain + k);
    p->longs |= is_open(w->gate, words_gate_long(x, w->gate_shift)) << k;
    if (shorts)
        p->shorts |=
            (is_open(w->gate, words_gate_short(x, w->gate_shift)) | is_open(w->pairs, x & 0xFFFF))
            << k;
}

/* Few places are looked at one by one, many without a branch for each. */
static inline struct passed pass_gates(const struct words *w, const struct window *v, bool shorts)
{
    struct passed p = {0, 0};
    uint64_t start = gather(v, KIND_START) & places(v);
    if (__builtin_popcountll(start) < (int)v->n / 8)
        for (; start; start &= start - 1)
            pass_gate(w, v, (size_t)__builtin_ctzll(start), shorts, &p);
    else
        for (size_t k = 0; k < v->n - BEHIND; k++)
            pass_gate(w, v, k, shorts, &p);
    return p;
}

/* Whether an entry of less than eight bytes may start as x does. */
static inline bool may_be_short(const struct words *w, uint64_t x)
{
    bool end = false, on, any = false;
    for (uint32_t keys = w->keys & SHORT_KEYS; keys; keys &= keys - 1) {
        size_t n = (size_t)__builtin_ctz(keys);
        sieve(w, words_first_key(words_cut(x, n), n), &end, &on);
        any |= end;
    }
    return any;
}

/* Whether an entry may start as the first n < 8 bytes of x. */
static inline bool may_start(const struct words *w, uint64_t x, size_t n)
{
    bool end = true, on = true;
    if (n >= 4)
        sieve(w, words_first_key(words_cut(x, 4), 4), &end, &on);
    return end || on || (n >= 4 && w->keys & SHORTEST_KEYS && may_be_short(w, x));
}

static bool find_any(const struct words *w, struct window *v, struct span *match)
{
    uint64_t odd = make_plain(w, v), near = odd | odd >> 1;
    near |= near >> 2;
    near |= near >> 4;
    struct passed p = w->keys & SHORT_KEYS ? pass_gates(w, v, true) : pass_gates(w, v, false);
    for (uint64_t left = (p.longs | p.shorts | near) & places(v); left; left &= left - 1) {
        unsigned k = (unsigned)__builtin_ctzll(left);
        size_t at = v->at + k;
        uint64_t x = words_load(v->plain + k);
        struct chunk c = {x, 0};
        bool good;
        if (near >> k & 1) {
            good = may_start(w, x, (size_t)__builtin_ctzll(odd >> k));
        } else {
            bool on = p.longs >> k & 1 && may_stand(w, v->text, at + 8, words_first_key(x, 8));
            c.n = on ? 8 : 0;
            good = on || (p.shorts >> k & 1 && may_be_short(w, x));
        }
        if (good && match_at(w, v->text, at, c, match))
            return true;
    }
    return false;
}

bool words_find(const struct words *w, struct str subject, size_t from, struct span *match)
{
    struct window v = {.text = subject, .at = from};
    v.n = w->t.flags.whole ? FIRST_WHOLE : FIRST_ANY;
    for (; v.at < subject.n; v.at += v.n - BEHIND, v.n = WINDOW) {
        unsigned char last[WINDOW] = {0};
        v.p = (const unsigned char *)subject.p + v.at;
        if (subject.n - v.at < v.n)
            v.p = memcpy(last, v.p, subject.n - v.at);
        if (w->t.flags.whole ? find_whole(w, &v, match) : find_any(w, &v, match))
            return true;
    }
    return false;
}
