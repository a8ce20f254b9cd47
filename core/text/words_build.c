#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/words_block.h"

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

struct key;

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

    struct words_tables tables;
    struct keys {
        struct key *v;
        size_t n, cap;
    } list; /* of keys, on their way into the sieve */
    uint64_t *gate, *pairs, *sieve;
    struct jump *jumps;
    size_t gate_n, sieve_n, jump_n;
    uint32_t keys;
};

struct key {
    uint64_t hash;
    bool end; /* an entry may end there, not go on */
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

static uint32_t shift_of(size_t n)
{
    uint32_t shift = 64;
    for (; n > 1; n /= 2)
        shift--;
    return shift;
}

/* Sorted entries give the same key many times in a row. */
static void add_key(struct build *b, uint64_t key, bool end)
{
    struct keys *l = &b->list;
    struct key new = {words_hash(key), end};
    for (size_t k = l->n; k > 0 && k + WORDS_CHUNKS > l->n; k--)
        if (l->v[k - 1].hash == new.hash && l->v[k - 1].end == end)
            return;
    l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
    l->v[l->n++] = new;
}

static uint64_t bytes_at(struct str s, size_t at, size_t n)
{
    char bytes[8] = {0};
    memcpy(bytes, s.p + at, n);
    return words_load(bytes);
}

/* The chunk of an entry at `at`, number `i`. */
static struct chunk chunk_at(const struct build *b, struct str s, size_t at, size_t i)
{
    size_t n = i ? 4 : 8;
    if (b->flags.whole)
        return at < s.n ? words_word_chunk(&b->tables, s, at) : (struct chunk){0, 0};
    if (!i && s.n < 8)
        n = s.n < 4 ? s.n : s.n & ~(size_t)1;
    return s.n - at < n ? (struct chunk){0, 0} : (struct chunk){bytes_at(s, at, n), n};
}

static void add_keys(struct build *b, struct str s)
{
    struct chunk c = chunk_at(b, s, 0, 0);
    uint64_t key = words_first_key(c.bytes, c.n);
    size_t at = c.n;
    b->keys |= 1u << c.n;
    if (!b->flags.whole && s.n > 4)
        add_key(b, words_first_key(bytes_at(s, 0, 4), 4), false);
    for (size_t i = 1; c.n; i++) {
        bool on = i < WORDS_CHUNKS && (b->flags.whole || at >= 8);
        c = on ? chunk_at(b, s, at, i) : (struct chunk){0, 0};
        add_key(b, key, !c.n);
        key = words_next_key(key, c.bytes, c.n);
        at += c.n;
    }
}

/* An entry that is too short for the gate takes all that it can stand before. */
static void add_gate(struct build *b, struct str s)
{
    unsigned first = (unsigned char)s.p[0];
    if (s.n >= 4) {
        uint32_t shift = shift_of(b->gate_n * 64) - 32;
        uint32_t bit = s.n < 8 ? words_gate_short(bytes_at(s, 0, 4), shift)
                               : words_gate_long(bytes_at(s, 0, 8), shift);
        b->gate[bit / 64] |= UINT64_C(1) << bit % 64;
    } else if (s.n >= 2) {
        unsigned pair = first | (unsigned)(unsigned char)s.p[1] << 8;
        b->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
    }
    for (unsigned i = 0; i < 256 && s.n == 1; i++) {
        unsigned pair = first | i << 8;
        b->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
    }
}

/* Eight to sixteen bits an entry for the gate, as many a key for the sieve; not more than the
 * second cache of a core holds. */
static void fill_sieve(struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        add_keys(b, b->entries[i].s);
    for (b->sieve_n = 64; b->sieve_n < b->list.n / 4 && b->sieve_n < 1 << 18;)
        b->sieve_n *= 2;
    b->sieve = mem_get(b->sieve_n * sizeof *b->sieve);
    for (size_t i = 0; i < b->list.n; i++) {
        uint64_t h = b->list.v[i].hash;
        b->sieve[h >> shift_of(b->sieve_n)] |=
            b->list.v[i].end ? words_end_bits(h) : words_on_bits(h);
    }
    for (b->gate_n = 64; b->gate_n < b->n / 4 && b->gate_n < WORDS_GATE_MAX;)
        b->gate_n *= 2;
    if (b->flags.whole)
        return;
    b->gate = mem_get(b->gate_n * sizeof *b->gate);
    b->pairs = mem_get(WORDS_PAIRS * sizeof *b->pairs);
    for (size_t i = 0; i < b->n; i++)
        add_gate(b, b->entries[i].s);
}

/* ---- jumps --------------------------------------------------------------------------------- */

/* Follows the first chunk of an entry as far as there are units; not into a character. */
static struct jump make_jump(const struct build *b, struct str s, struct chunk c)
{
    struct jump j = {.bytes = c.bytes, .unit = WORDS_ROOT, .n = (uint8_t)c.n};
    uint32_t unit = WORDS_ROOT;
    for (size_t i = 0;;) {
        bool inside = i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80;
        if (!inside) {
            j.unit = unit;
            j.depth = (uint8_t)i;
        }
        if (i == c.n || b->units[unit].end & UNIT_TAIL)
            return j;
        if (b->units[unit].end & UNIT_END)
            j.end = (uint8_t)i;
        unit = b->units[unit].to ^ (unsigned char)s.p[i++];
    }
}

static void add_jump(struct build *b, struct jump j)
{
    size_t i = words_jump(words_hash(words_first_key(j.bytes, j.n)));
    for (;; i++) {
        struct jump *at = &b->jumps[i & (b->jump_n - 1)];
        if (at->n && (at->n != j.n || at->bytes != j.bytes))
            continue;
        *at = j;
        return;
    }
}

static bool has_jump(const struct build *b, struct chunk c)
{
    return c.n && (b->flags.whole || c.n == WORDS_CHUNK);
}

static void fill_jumps(struct build *b)
{
    size_t n = 0;
    struct chunk last = {0, 0};
    for (size_t i = 0; i < b->n; i++) {
        struct chunk c = chunk_at(b, b->entries[i].s, 0, 0);
        n += has_jump(b, c) && (c.n != last.n || c.bytes != last.bytes);
        last = c;
    }
    for (b->jump_n = 2; b->jump_n < n + n / 3;)
        b->jump_n *= 2;
    b->jumps = mem_get(b->jump_n * sizeof *b->jumps);
    for (size_t i = 0; i < b->n; i++) {
        struct chunk c = chunk_at(b, b->entries[i].s, 0, 0);
        if (has_jump(b, c))
            add_jump(b, make_jump(b, b->entries[i].s, c));
    }
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
        .gate_n = htole32((uint32_t)b->gate_n),
        .sieve_n = htole32((uint32_t)b->sieve_n),
        .jump_n = htole32((uint32_t)b->jump_n),
        .unit_n = htole32((uint32_t)b->unit_n),
        .tail_n = htole32((uint32_t)b->tails.n)};
    snprintf(h.unicode, sizeof h.unicode, "%s", fold_version());
    buf_add(out, (struct str){(const char *)&h, sizeof h});
    if (!b->flags.whole) {
        add_words(out, b->gate, b->gate_n);
        add_words(out, b->pairs, WORDS_PAIRS);
    }
    add_words(out, b->sieve, b->sieve_n);
    for (size_t i = 0; i < b->jump_n; i++) {
        struct jump j = b->jumps[i];
        j.bytes = htole64(j.bytes);
        j.unit = htole32(j.unit);
        buf_add(out, (struct str){(const char *)&j, sizeof j});
    }
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
    words_tables_set(&b.tables, flags);
    take_entries(&b, entries, n);
    grow(&b);
    fill_sieve(&b);
    fill_jumps(&b);
    write_block(&b, &block);
    buf_free(&b.text);
    buf_free(&b.tails);
    free(b.entries);
    free(b.units);
    free(b.next);
    free(b.prev);
    free(b.taken);
    free(b.list.v);
    free(b.gate);
    free(b.pairs);
    free(b.sieve);
    free(b.jumps);
    struct words *w = words_open(buf_str(&block), NULL);
    w->own = block;
    return w;
}
