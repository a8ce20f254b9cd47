#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/words_block.h"

struct step words_step(struct str s, size_t at, bool fold)
{
    struct step st = {.used = 1};
    uint32_t cp = (unsigned char)s.p[at];
    if (cp >= 0x80)
        st.used = utf8_decode(str_cut(s, at, at + 4), &cp);
    if (!st.used)
        st.used = 1;
    st.space = fold_is_space(cp);
    cp = st.space ? ' ' : fold ? fold_char(cp) : cp;
    st.n = utf8_encode(cp, st.bytes);
    return st;
}

size_t words_skip_space(struct str s, size_t at)
{
    while (at < s.n) {
        struct step st = words_step(s, at, false);
        if (!st.space)
            break;
        at += st.used;
    }
    return at;
}

/* ---- entries ------------------------------------------------------------------------------- */

/* An entry as the trie has it, and its first bytes as a number that sorts as they do. */
struct entry {
    uint64_t first;
    struct str s;
};

/* Adds the entry to b as the trie has it, without white space at the ends. */
static void normalise(struct buf *b, struct str entry, bool fold)
{
    size_t start = b->n;
    for (size_t i = 0; i < entry.n;) {
        struct step st = words_step(entry, i, fold);
        if (!st.space || b->n > start)
            buf_add(b, (struct str){st.bytes, st.n});
        i = st.space ? words_skip_space(entry, i) : i + st.used;
    }
    if (b->n > start && b->p[b->n - 1] == ' ')
        b->n--;
}

static int entry_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return str_cmp(x->s, y->s);
}

static uint64_t first_bytes(struct str s)
{
    char first[8] = {0};
    memcpy(first, s.p, s.n < sizeof first ? s.n : sizeof first);
    return be64toh(words_load(first));
}

/* What is built, and what it is built from: entries in order, each once. */
struct build {
    struct words_flags flags;
    struct buf text;
    struct entry *entries;
    size_t n;

    struct unit *units;
    uint32_t *next, *prev; /* of each unit that is not used, in a ring behind unit 0 */
    bool *taken;           /* as the `to` of some unit */
    size_t unit_n, cap;
    struct buf tails;

    uint64_t *pairs, *sieve;
    size_t sieve_n;
    uint32_t keys;
};

static void take_entries(struct build *b, const struct str *entries, size_t n)
{
    size_t *ends = mem_get((n + 1) * sizeof *ends), kept = 0;
    b->entries = mem_get((n + 1) * sizeof *b->entries);
    for (size_t i = 0; i < n; i++) {
        normalise(&b->text, entries[i], b->flags.fold);
        ends[i] = b->text.n;
    }
    for (size_t i = 0; i < n; i++) {
        struct str s = str_cut(buf_str(&b->text), i ? ends[i - 1] : 0, ends[i]);
        if (s.n)
            b->entries[kept++] = (struct entry){first_bytes(s), s};
    }
    free(ends);
    if (kept)
        qsort(b->entries, kept, sizeof *b->entries, entry_order);
    for (size_t i = 0; i < kept; i++)
        if (!i || !str_eq(b->entries[i].s, b->entries[i - 1].s))
            b->entries[b->n++] = b->entries[i];
}

/* ---- the trie ------------------------------------------------------------------------------ */

enum { BLOCK = 256, OPEN_BLOCKS = 16 };

static void unlink_unit(struct build *b, size_t u)
{
    b->next[b->prev[u]] = b->next[u];
    b->prev[b->next[u]] = b->prev[u];
}

/* Adds a block of units. Blocks that were there for long are nearly full: what is left in them is
 * not looked at again, so that the time for a node has a bound. */
static void add_block(struct build *b)
{
    if (b->unit_n > UINT32_MAX - BLOCK)
        mem_fail();
    size_t old = b->unit_n, cap[4] = {b->cap, b->cap, b->cap, b->cap};
    b->units = mem_grow(b->units, &cap[0], old + BLOCK, sizeof *b->units);
    b->next = mem_grow(b->next, &cap[1], old + BLOCK, sizeof *b->next);
    b->prev = mem_grow(b->prev, &cap[2], old + BLOCK, sizeof *b->prev);
    b->taken = mem_grow(b->taken, &cap[3], old + BLOCK, sizeof *b->taken);
    b->cap = cap[0];
    b->unit_n += BLOCK;
    memset(b->units + old, 0, BLOCK * sizeof *b->units);
    memset(b->taken + old, 0, BLOCK * sizeof *b->taken);
    if (!old)
        b->next[0] = b->prev[0] = 0;
    if (old >= BLOCK * OPEN_BLOCKS)
        for (size_t u = old - BLOCK * OPEN_BLOCKS; u < old - BLOCK * (OPEN_BLOCKS - 1); u++)
            if (u && !b->units[u].label)
                unlink_unit(b, u);
    for (size_t u = old ? old : 1; u < b->unit_n; u++) {
        b->prev[u] = b->prev[0];
        b->next[u] = 0;
        b->next[b->prev[0]] = (uint32_t)u;
        b->prev[0] = (uint32_t)u;
    }
}

/* A place for the children with these labels. */
static uint32_t find_place(struct build *b, const unsigned char *labels, size_t n)
{
    for (uint32_t u = b->next[0]; u; u = b->next[u]) {
        uint32_t to = u ^ labels[0];
        size_t k = 1;
        if (b->taken[to])
            continue;
        while (k < n && !b->units[to ^ labels[k]].label && (to ^ labels[k]))
            k++;
        if (k == n)
            return to;
    }
    add_block(b);
    return (uint32_t)(b->unit_n - BLOCK);
}

/* The sorted entries [from, to) share their first `depth` bytes and belong to the unit. */
struct task {
    uint32_t unit;
    size_t from, to, depth;
};

static bool put_tail(struct build *b, struct unit *u, const struct task *t, size_t first)
{
    struct str rest = {0};
    if (t->to - first == 1)
        rest = str_cut(b->entries[first].s, t->depth, b->entries[first].s.n);
    if (t->to - first > 1 || rest.n > UNIT_LENGTH_MAX)
        return false;
    u->to = (uint32_t)b->tails.n;
    u->end |= (uint16_t)(UNIT_TAIL | rest.n << UNIT_LENGTH);
    buf_add(&b->tails, rest);
    return true;
}

/* Gives the task's unit its end, and its tail or its children, and makes a task of each child.
 * The entry that ends here comes before those that go on. */
static void grow_unit(struct build *b, struct task t, struct task **tasks, size_t *n, size_t *cap)
{
    unsigned char labels[256];
    size_t starts[257], label_n = 0, i = t.from;
    if (i < t.to && b->entries[i].s.n == t.depth) {
        b->units[t.unit].end = UNIT_END;
        i++;
    }
    if (put_tail(b, &b->units[t.unit], &t, i))
        return;
    for (; i < t.to; i++) {
        unsigned char byte = (unsigned char)b->entries[i].s.p[t.depth];
        if (label_n && labels[label_n - 1] == byte)
            continue;
        labels[label_n] = byte;
        starts[label_n++] = i;
    }
    starts[label_n] = t.to;
    uint32_t to = find_place(b, labels, label_n);
    b->taken[to] = true;
    b->units[t.unit].to = to;
    *tasks = mem_grow(*tasks, cap, *n + label_n, sizeof **tasks);
    for (size_t k = label_n; k-- > 0;) {
        uint32_t child = to ^ labels[k];
        unlink_unit(b, child);
        b->units[child].label = UNIT_USED | labels[k];
        (*tasks)[(*n)++] = (struct task){child, starts[k], starts[k + 1], t.depth + 1};
    }
}

static void grow(struct build *b)
{
    struct task *tasks = NULL;
    size_t n = 0, cap = 0;
    add_block(b);
    b->units[WORDS_ROOT].label = UNIT_USED;
    grow_unit(b, (struct task){WORDS_ROOT, 0, b->n, 0}, &tasks, &n, &cap);
    while (n) {
        struct task t = tasks[--n];
        grow_unit(b, t, &tasks, &n, &cap);
    }
    free(tasks);
}

/* ---- the sieve ----------------------------------------------------------------------------- */

/* The bytes of s from `at`, up to eight, behind the last one zeros. */
static uint64_t bytes_at(struct str s, size_t at)
{
    char bytes[8] = {0};
    s = str_cut(s, at, at + sizeof bytes);
    memcpy(bytes, s.p, s.n);
    return words_load(bytes);
}

/* How many of the first eight bytes of an entry its key can have. */
static size_t key_length(const struct build *b, struct str s)
{
    size_t k = 0;
    while (k < 8 && k < s.n && (unsigned char)s.p[k] < 0x80 &&
           (!k || !b->flags.whole || fold_is_word((unsigned char)s.p[k])))
        k++;
    return b->flags.whole || k < 5 ? k : k & ~(size_t)1;
}

/* An entry that is too short for the sieve takes all that it can stand before. */
static void add_pair(struct build *b, struct str s, size_t length)
{
    unsigned first = (unsigned char)s.p[0];
    if (length == 2) {
        unsigned pair = first | (unsigned)(unsigned char)s.p[1] << 8;
        b->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
    }
    for (unsigned i = 0; i < 256 && length < 2; i++) {
        unsigned pair = first | i << 8;
        b->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
    }
}

static uint32_t sieve_shift(size_t n)
{
    uint32_t shift = 64;
    for (; n > 1; n /= 2)
        shift--;
    return shift;
}

/* Keys on their way into the sieve. Sorted entries give many of them in a row. */
struct keys {
    uint64_t *v;
    size_t n, cap;
};

static void add_key(struct keys *keys, uint64_t key)
{
    for (size_t k = keys->n; k > 0 && k + 2 > keys->n; k--)
        if (keys->v[k - 1] == key)
            return;
    keys->v = mem_grow(keys->v, &keys->cap, keys->n + 1, sizeof *keys->v);
    keys->v[keys->n++] = key;
}

static void add_keys(struct build *b, struct keys *keys, struct str s)
{
    size_t k = key_length(b, s);
    bool cut = k < 8 && k < s.n && (unsigned char)s.p[k] >= 0x80;
    if (!b->flags.whole && k < 3 && cut) {
        b->keys |= 1;
    } else if (!b->flags.whole && k < 3) {
        add_pair(b, s, k);
    } else if (!b->flags.whole) {
        b->keys |= 1u << k;
        add_key(keys, words_key(bytes_at(s, 0), k));
    } else if (k) {
        uint64_t key = words_whole_key(bytes_at(s, 0), k, b->flags.fold), more = bytes_at(s, k);
        size_t rest = s.n - k >= 8 ? 8 : 4;
        bool goes_on = s.n - k >= rest && words_is_ascii(words_cut(more, rest));
        add_key(keys, key);
        add_key(keys, words_more_key(key, more, goes_on ? rest : 0, b->flags.fold));
    }
}

/* Between 8 and 16 bits a key let one in thirty to one in a hundred of the others pass. */
static void fill_sieve(struct build *b)
{
    struct keys keys = {0};
    if (!b->flags.whole)
        b->pairs = mem_get(WORDS_PAIRS * sizeof *b->pairs);
    for (size_t i = 0; i < b->n; i++)
        add_keys(b, &keys, b->entries[i].s);
    for (b->sieve_n = 64; b->sieve_n < keys.n / 8 && b->sieve_n < 1 << 18;)
        b->sieve_n *= 2;
    b->sieve = mem_get(b->sieve_n * sizeof *b->sieve);
    for (size_t i = 0; i < keys.n; i++) {
        size_t at;
        uint64_t bits = words_bits(keys.v[i], sieve_shift(b->sieve_n), &at);
        b->sieve[at] |= bits;
    }
    free(keys.v);
}

/* ---- the block ----------------------------------------------------------------------------- */

static void add_words(struct buf *out, const uint64_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x = htole64(words[i]);
        buf_add(out, (struct str){(const char *)&x, sizeof x});
    }
}

static void write_block(const struct build *b, struct buf *out)
{
    struct words_head h = {
        .magic = WORDS_MAGIC,
        .version = htole32(WORDS_VERSION),
        .flags = htole32((b->flags.fold ? WORDS_FOLD : 0) | (b->flags.whole ? WORDS_WHOLE : 0)),
        .entry_n = htole64(b->n),
        .keys = htole32(b->keys),
        .sieve_n = htole32((uint32_t)b->sieve_n),
        .unit_n = htole32((uint32_t)b->unit_n),
        .tail_n = htole32((uint32_t)b->tails.n)};
    snprintf(h.unicode, sizeof h.unicode, "%s", fold_version());
    buf_add(out, (struct str){(const char *)&h, sizeof h});
    if (b->pairs)
        add_words(out, b->pairs, WORDS_PAIRS);
    add_words(out, b->sieve, b->sieve_n);
    for (size_t i = 0; i < b->unit_n; i++) {
        struct unit u = b->units[i];
        u = (struct unit){htole32(u.to), htole16(u.label), htole16(u.end)};
        buf_add(out, (struct str){(const char *)&u, sizeof u});
    }
    buf_add(out, buf_str(&b->tails));
    h.sum = htole64(words_sum(buf_str(out)));
    memcpy(out->p, &h, sizeof h);
}

struct words *words_new(const struct str *entries, size_t n, struct words_flags flags)
{
    struct build b = {.flags = flags};
    struct buf block = {0};
    take_entries(&b, entries, n);
    grow(&b);
    fill_sieve(&b);
    write_block(&b, &block);
    buf_free(&b.text);
    buf_free(&b.tails);
    free(b.entries);
    free(b.units);
    free(b.next);
    free(b.prev);
    free(b.taken);
    free(b.pairs);
    free(b.sieve);
    struct words *w = words_open(buf_str(&block), NULL);
    w->own = block;
    return w;
}
