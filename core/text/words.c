#include "text/words.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/words_block.h"

/* What a byte is. */
enum {
    KIND_WORD = 0,  /* bit: an ASCII letter or digit */
    KIND_START = 1, /* a match can start with it */
    KIND_HIGH = 2,  /* no ASCII */
    KIND_E2 = 3,    /* E2 and 80: where they stand side by side a character from U+2000 to */
    KIND_80 = 4,    /* U+203F begins: quotes, dashes, spaces, and no letter */
    KIND_SPACE = 5, /* ASCII white space */
    KIND_ODD = 6,   /* it leads a character that is white space or folds to ASCII */
    KIND_THIN = 7,  /* behind E2 80 it ends white space */
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

/* All white space, and all that folds to ASCII, is below this. */
enum { ODD_END = 0x3100 };

static void set_odd(struct words *w)
{
    char bytes[4];
    for (uint32_t cp = 0x80; cp < ODD_END; cp++) {
        if (!fold_is_space(cp) && !(w->flags.fold && fold_char(cp) < 0x80))
            continue;
        utf8_encode(cp, bytes);
        w->kinds[(unsigned char)bytes[0]] |= 1u << KIND_ODD;
        if (cp >= 0x2000 && cp < 0x2040)
            w->kinds[(unsigned char)bytes[2]] |= 1u << KIND_THIN;
    }
}

/* Which character folding makes another begin with can only be told by looking: where case is
 * ignored a match may start with any that is not ASCII. */
static void set_tables(struct words *w)
{
    w->quotes = starts_with(w, 0xE2);
    for (unsigned c = 0; c < 256; c++) {
        unsigned space = c < 0x80 && fold_is_space(c) ? 1 : 0, high = c >= 0x80 ? 1 : 0;
        w->plain[c] = (unsigned char)(space ? ' ' : c);
        if (w->flags.fold && c >= 'A' && c <= 'Z')
            w->plain[c] = (unsigned char)(c | 32);
        bool start = high ? c >= 0xC0 && (w->flags.fold || starts_with(w, (unsigned char)c))
                          : !space && starts_with(w, w->plain[c]);
        unsigned word = !high && fold_is_word(c) ? 1 : 0;
        unsigned kind = word << KIND_WORD | high << KIND_HIGH | space << KIND_SPACE;
        kind |= start ? 1u << KIND_START : 0;
        kind |= c == 0xE2 ? 1u << KIND_E2 : c == 0x80 ? 1u << KIND_80 : 0;
        w->kinds[c] = (unsigned char)kind;
    }
    set_odd(w);
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
    size_t end = longest(w, s, at);
    if (end > at)
        *match = (struct span){at, end};
    return end > at;
}

/* ---- the sieve ----------------------------------------------------------------------------- */

/* Places are looked at 56 at a time, each with the 7 bytes behind it; bit k is the k-th byte. The
 * first time they are 8: where there are many matches, the next one is not far. */
enum { WINDOW = 64, FIRST_WINDOW = 16, BEHIND = 8 };

struct window {
    const unsigned char *p; /* n bytes */
    size_t n;
    struct str text;
    size_t at; /* of p in the text */
    uint64_t word, start, high;
    uint64_t lead;  /* starts that are no ASCII */
    uint64_t quote; /* bytes of U+2000 to U+203F */
    uint64_t odd;   /* where a key tells nothing: long white space, or KIND_ODD */
};

/* Bit `kind` of each of the bytes. The product brings the lowest bits of eight bytes together in
 * its highest byte. */
static inline uint64_t gather(const unsigned char kinds[WINDOW], size_t n, unsigned kind)
{
    uint64_t all = 0;
    for (size_t i = 0; i < n; i += 8) {
        uint64_t x = words_load(kinds + i) >> kind & UINT64_C(0x0101010101010101);
        all |= (x * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return all;
}

static inline void look(const struct words *w, struct window *v)
{
    unsigned char kinds[WINDOW];
    for (size_t i = 0; i < v->n; i++)
        kinds[i] = w->kinds[v->p[i]];
    v->start = gather(kinds, v->n, KIND_START) & UINT64_MAX >> (64 - (v->n - BEHIND));
    v->high = gather(kinds, v->n, KIND_HIGH);
    v->lead = v->quote = v->odd = 0;
    if (w->flags.whole) {
        v->word = gather(kinds, v->n, KIND_WORD);
    } else {
        uint64_t space = gather(kinds, v->n, KIND_SPACE);
        v->odd = space & space >> 1;
    }
    if (!v->high)
        return;
    uint64_t quote = gather(kinds, v->n, KIND_E2) & gather(kinds, v->n, KIND_80) >> 1;
    if (!w->quotes)
        v->start &= ~quote;
    v->lead = v->start & v->high;
    v->quote = quote | quote << 1 | quote << 2;
    quote &= ~(gather(kinds, v->n, KIND_THIN) >> 2) & UINT64_MAX >> (66 - v->n);
    v->odd |= gather(kinds, v->n, KIND_ODD) & ~quote;
}

static inline bool sieve(const struct words *w, uint64_t key)
{
    size_t at;
    uint64_t bits = words_bits(key, w->sieve_shift, &at);
    return (le64toh(w->sieve[at]) & bits) == bits;
}

/* Whether what stands at `at`, behind a first word with this key, is how an entry goes on. */
static bool may_go_on(const struct words *w, struct str s, size_t at, uint64_t key)
{
    unsigned char plain[9], last = 0;
    bool fold = w->flags.fold, same = s.n - at >= sizeof plain;
    for (size_t i = 0; i < sizeof plain && same; i++) {
        plain[i] = w->plain[(unsigned char)s.p[at + i]];
        same = plain[i] < 0x80 && !(plain[i] == ' ' && last == ' ');
        last = plain[i];
    }
    if (!same)
        return true;
    uint64_t more = words_load(plain);
    return sieve(w, words_more_key(key, more, 8, fold)) ||
           sieve(w, words_more_key(key, more, 4, fold)) ||
           sieve(w, words_more_key(key, more, 0, fold));
}

/* Whether the word at byte k of the window may start an entry. Behind one of U+2000 to U+203F it
 * has ended; any other character that is no ASCII might go on with it. */
static inline bool may_start(const struct words *w, const struct window *v, unsigned k)
{
    unsigned n = 1 + (unsigned)__builtin_ctzll(~(v->word >> k >> 1));
    if (v->p[k] >= 0x80 || (n < 8 && (v->high & ~v->quote) >> k >> n & 1))
        return true;
    n = n < 8 ? n : 8;
    uint64_t key = words_whole_key(words_load(v->p + k), n, w->flags.fold);
    return sieve(w, key) && may_go_on(w, v->text, v->at + k + n, key);
}

static uint64_t places_whole(const struct words *w, const struct window *v)
{
    bool inside = v->at && w->kinds[(unsigned char)v->text.p[v->at - 1]] >> KIND_WORD & 1;
    uint64_t good = 0;
    for (uint64_t left = v->start & ~(v->word << 1 | inside); left; left &= left - 1) {
        unsigned k = (unsigned)__builtin_ctzll(left);
        good |= (uint64_t)may_start(w, v, k) << k;
    }
    return good;
}

/* Whether an entry may start with these bytes, ASCII and as the trie has them. */
static inline bool may_begin(const struct words *w, uint64_t x)
{
    bool good = le64toh(w->pairs[(x & 0xFFFF) / 64]) >> (x & 63) & 1;
    if (w->keys & 1 << 8)
        good |= sieve(w, words_key(x, 8));
    if (w->keys & 1 << 6)
        good |= sieve(w, words_key(x, 6));
    if (w->keys & 1 << 4)
        good |= sieve(w, words_key(x, 4));
    if (w->keys & 1 << 3)
        good |= sieve(w, words_key(x, 3));
    return good;
}

static uint64_t places_any(const struct words *w, const struct window *v)
{
    unsigned char plain[WINDOW];
    uint64_t good = v->odd;
    for (size_t i = 0; i < v->n; i++)
        plain[i] = w->plain[v->p[i]];
    good |= good >> 1;
    good |= good >> 2;
    good |= good >> 4;
    good |= v->lead | (w->keys & 1 ? v->high >> 1 | v->high >> 2 : 0);
    for (uint64_t left = v->start & ~good; left; left &= left - 1) {
        unsigned k = (unsigned)__builtin_ctzll(left);
        good |= (uint64_t)may_begin(w, words_load(plain + k)) << k;
    }
    return good & v->start;
}

bool words_find(const struct words *w, struct str subject, size_t from, struct span *match)
{
    struct window v = {.n = FIRST_WINDOW, .text = subject, .at = from};
    for (; v.at < subject.n; v.at += v.n - BEHIND, v.n = WINDOW) {
        unsigned char last[WINDOW] = {0};
        v.p = (const unsigned char *)subject.p + v.at;
        if (subject.n - v.at < v.n)
            v.p = memcpy(last, v.p, subject.n - v.at);
        look(w, &v);
        uint64_t good = w->flags.whole ? places_whole(w, &v) : places_any(w, &v);
        for (; good; good &= good - 1) {
            size_t place = v.at + (size_t)__builtin_ctzll(good);
            if (place < subject.n && match_at(w, subject, place, match))
                return true;
        }
    }
    return false;
}
