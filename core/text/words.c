#include "text/words.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/words_block.h"

/* What a byte is. */
enum {
    KIND_WORD = 0,  /* bit: an ASCII letter or digit */
    KIND_START = 1, /* a match can start with it */
    KIND_HIGH = 2,  /* no ASCII */
    KIND_E2 = 3,    /* E2 and 80: where they stand side by side a character from U+2000 to */
    KIND_80 = 4,    /* U+203F begins: quotes, dashes, spaces, and no letter */
};

/* ---- opening ------------------------------------------------------------------------------- */

uint64_t words_sum(struct str block)
{
    size_t from = offsetof(struct words_head, version);
    return hash_fast(str_cut(block, from, block.n));
}

bool words_is_block(struct str s)
{
    return s.n >= 8 && memcmp(s.p, WORDS_MAGIC, 8) == 0;
}

/* Finds the parts of the block; false when they are not what makes it up. */
static bool open_parts(struct words *w, const struct words_head *h)
{
    uint64_t sieve_n = le32toh(h->sieve_n), pair_n = w->flags.whole ? 0 : WORDS_PAIRS;
    uint64_t units = sizeof *h + 8 * (pair_n + sieve_n);
    w->entry_n = le64toh(h->entry_n);
    w->keys = le32toh(h->keys);
    w->unit_n = le32toh(h->unit_n);
    w->tail_n = le32toh(h->tail_n);
    if (sieve_n < 2 || (sieve_n & (sieve_n - 1)) || !w->unit_n || w->unit_n % 256)
        return false;
    if (w->block.n != units + (uint64_t)w->unit_n * sizeof *w->units + w->tail_n)
        return false;
    for (w->sieve_shift = 64; sieve_n > 1; sieve_n /= 2)
        w->sieve_shift--;
    w->pairs = (const uint64_t *)(const void *)(w->block.p + sizeof *h);
    w->sieve = w->pairs + pair_n;
    w->units = (const struct unit *)(const void *)(w->block.p + units);
    w->tails = (const unsigned char *)(w->units + w->unit_n);
    return true;
}

static bool open_head(struct words *w, struct err *err)
{
    const struct words_head *h = (const void *)w->block.p;
    if (!words_is_block(w->block) || w->block.n < sizeof *h)
        return err_set(err, "it is no compiled word list, or cut off");
    if (le32toh(h->version) != WORDS_VERSION)
        return err_set(err, "it was compiled by another version of galley: compile it again");
    if (le64toh(h->sum) != words_sum(w->block))
        return err_set(err, "it is damaged: its check sum is wrong");
    if (strncmp(h->unicode, fold_version(), sizeof h->unicode) != 0)
        return err_set(err, "it was compiled for Unicode %.*s, and here is %s: compile it again",
                       (int)sizeof h->unicode, h->unicode, fold_version());
    w->flags.fold = le32toh(h->flags) & WORDS_FOLD;
    w->flags.whole = le32toh(h->flags) & WORDS_WHOLE;
    if (le32toh(h->flags) > (WORDS_FOLD | WORDS_WHOLE) || !open_parts(w, h))
        return err_set(err, "it is damaged: its parts do not make up the whole");
    return true;
}

/* The unit that byte c leads to from u; WORDS_ROOT when it leads nowhere. */
static inline uint32_t follow(const struct words *w, uint32_t u, unsigned char c)
{
    uint32_t to = le32toh(w->units[u].to) ^ c;
    return to < w->unit_n && le16toh(w->units[to].label) == (UNIT_USED | c) ? to : WORDS_ROOT;
}

static bool starts_with(const struct words *w, unsigned char c)
{
    const struct unit *root = &w->units[WORDS_ROOT];
    uint16_t end = le16toh(root->end);
    if (!(end & UNIT_TAIL))
        return follow(w, WORDS_ROOT, c);
    return end >> UNIT_LENGTH && le32toh(root->to) < w->tail_n &&
           w->tails[le32toh(root->to)] == c;
}

/* Which character folding makes another begin with can only be told by looking: where case is
 * ignored a match may start with any that is not ASCII. */
static void set_tables(struct words *w)
{
    w->quotes = starts_with(w, 0xE2);
    for (unsigned c = 0; c < 256; c++) {
        bool space = c < 0x80 && fold_is_space(c), high = c >= 0x80;
        w->plain[c] = (unsigned char)(space ? ' ' : c);
        if (w->flags.fold && c >= 'A' && c <= 'Z')
            w->plain[c] = (unsigned char)(c | 32);
        bool start = high ? c >= 0xC0 && (w->flags.fold || starts_with(w, (unsigned char)c))
                          : !space && starts_with(w, w->plain[c]);
        bool word = !high && fold_is_word(c);
        w->kinds[c] =
            (unsigned char)(word << KIND_WORD | start << KIND_START | high << KIND_HIGH |
                            (c == 0xE2) << KIND_E2 | (c == 0x80) << KIND_80);
    }
}

struct words *words_open(struct str block, struct err *err)
{
    struct words *w = mem_get(sizeof *w);
    w->block = block;
    if ((uintptr_t)block.p % 8)
        err_set(err, "a word list must lie at a multiple of 8 bytes");
    else if (open_head(w, err)) {
        set_tables(w);
        return w;
    }
    free(w);
    return NULL;
}

void words_free(struct words *w)
{
    if (!w)
        return;
    buf_free(&w->own);
    free(w);
}

struct str words_block(const struct words *w)
{
    return w->block;
}

struct words_flags words_flags(const struct words *w)
{
    return w->flags;
}

size_t words_count(const struct words *w)
{
    return w->entry_n;
}

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
    uint32_t to = follow(w, k->unit, c);
    if (to == WORDS_ROOT)
        return false;
    enter(w, k, to);
    return true;
}

/* The same by a character of the text, which is white space or no ASCII; *i is moved behind it.
 * A run of white space is read only where one may stand. */
static bool walk_step(const struct words *w, struct walk *k, struct str s, size_t *i)
{
    struct step st = words_step(s, *i, w->flags.fold);
    for (size_t b = 0; b < st.n; b++)
        if (!walk(w, k, (unsigned char)st.bytes[b]))
            return false;
    *i = st.space ? words_skip_space(s, *i + st.used) : *i + st.used;
    return true;
}

/* The end of the longest match that starts at `at`; `at` itself when there is none. */
static size_t longest(const struct words *w, struct str s, size_t at)
{
    size_t end = at, i = at;
    struct walk k = {0};
    enter(w, &k, WORDS_ROOT);
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i], plain = w->plain[c];
        if (c < 0x80 && plain != ' ') {
            if (!walk(w, &k, plain))
                return end;
            i++;
        } else if (!walk_step(w, &k, s, &i)) {
            return end;
        }
        if (k.end && !(w->flags.whole && fold_word_behind(s, i)))
            end = i;
    }
    return end;
}

static bool match_at(const struct words *w, struct str s, size_t at, struct span *match)
{
    if (w->flags.whole && fold_word_before(s, at))
        return false;
    *match = (struct span){at, longest(w, s, at)};
    return match->end > at;
}

/* ---- the sieve ----------------------------------------------------------------------------- */

/* Places are looked at 56 at a time, each with the 7 bytes behind it; bit k is the k-th byte. */
enum { WINDOW = 64, PLACES = WINDOW - 8 };

struct view {
    uint64_t word, start, high;
    uint64_t lead;  /* starts that are no ASCII */
    uint64_t quote; /* bytes of U+2000 to U+203F */
};

/* Bit `kind` of each of the bytes. The product brings the lowest bits of eight bytes together in
 * its highest byte. */
static inline uint64_t gather(const unsigned char kinds[WINDOW], unsigned kind)
{
    uint64_t all = 0;
    for (unsigned i = 0; i < WINDOW; i += 8) {
        uint64_t x = words_load(kinds + i) >> kind & UINT64_C(0x0101010101010101);
        all |= (x * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return all;
}

static inline struct view look(const struct words *w, const unsigned char *p)
{
    unsigned char kinds[WINDOW];
    for (size_t i = 0; i < WINDOW; i++)
        kinds[i] = w->kinds[p[i]];
    struct view v = {gather(kinds, KIND_WORD), gather(kinds, KIND_START),
                     gather(kinds, KIND_HIGH), 0, 0};
    if (!v.high)
        return v;
    uint64_t quote = gather(kinds, KIND_E2) & gather(kinds, KIND_80) >> 1;
    if (!w->quotes)
        v.start &= ~quote;
    v.lead = v.start & v.high;
    v.quote = quote | quote << 1 | quote << 2;
    return v;
}

static inline bool sieve(const struct words *w, uint64_t key)
{
    size_t at;
    uint64_t bits = words_bits(key, w->sieve_shift, &at);
    return (le64toh(w->sieve[at]) & bits) == bits;
}

/* Whether the word at byte k of the window may start an entry. Behind one of U+2000 to U+203F it
 * has ended; any other character that is no ASCII might go on with it. */
static inline bool may_start(const struct words *w, const unsigned char *p, struct view v,
                             unsigned k)
{
    unsigned n = 1 + (unsigned)__builtin_ctzll(~(v.word >> k >> 1));
    if (p[k] >= 0x80 || (n < 8 && (v.high & ~v.quote) >> k >> n & 1))
        return true;
    n = n < 8 ? n : 8;
    return sieve(w, words_whole_key(words_load(p + k), n, w->flags.fold));
}

static uint64_t places_whole(const struct words *w, const unsigned char *p, bool inside)
{
    struct view v = look(w, p);
    uint64_t starts = v.start & ~(v.word << 1 | inside), good = 0;
    for (starts &= UINT64_MAX >> 8; starts; starts &= starts - 1) {
        unsigned k = (unsigned)__builtin_ctzll(starts);
        good |= (uint64_t)may_start(w, p, v, k) << k;
    }
    return good;
}

/* Whether an entry may start with these bytes, ASCII and as the trie has them. */
static inline bool may_begin(const struct words *w, uint64_t x)
{
    bool good = le64toh(w->pairs[(x & 0xFFFF) / 64]) >> (x & 63) & 1;
    if (w->keys & 1 << 6)
        good |= sieve(w, words_key(x, 6));
    if (w->keys & 1 << 4)
        good |= sieve(w, words_key(x, 4));
    if (w->keys & 1 << 3)
        good |= sieve(w, words_key(x, 3));
    return good;
}

/* What is no ASCII may fold to it, or be white space: then a key tells nothing. */
static uint64_t places_any(const struct words *w, const unsigned char *p)
{
    unsigned char plain[WINDOW];
    struct view v = look(w, p);
    uint64_t starts = v.start & ~v.lead, good = v.high;
    for (size_t i = 0; i < WINDOW; i++)
        plain[i] = w->plain[p[i]];
    good |= good >> 1;
    good |= good >> 2;
    good |= good >> 4;
    good |= v.lead;
    for (starts &= UINT64_MAX >> 8; starts; starts &= starts - 1) {
        unsigned k = (unsigned)__builtin_ctzll(starts);
        good |= (uint64_t)may_begin(w, words_load(plain + k)) << k;
    }
    return good & v.start & UINT64_MAX >> 8;
}

bool words_find(const struct words *w, struct str subject, size_t from, struct span *match)
{
    const unsigned char *p = (const unsigned char *)subject.p;
    for (size_t at = from; at < subject.n; at += PLACES) {
        unsigned char last[WINDOW] = {0};
        const unsigned char *here = p + at;
        if (subject.n - at < WINDOW)
            here = memcpy(last, here, subject.n - at);
        bool inside = at && w->kinds[p[at - 1]] >> KIND_WORD & 1;
        uint64_t good = w->flags.whole ? places_whole(w, here, inside) : places_any(w, here);
        for (; good; good &= good - 1) {
            size_t place = at + (size_t)__builtin_ctzll(good);
            if (place < subject.n && match_at(w, subject, place, match))
                return true;
        }
    }
    return false;
}
