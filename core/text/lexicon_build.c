/* Making a lexicon of lines. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/lexicon_block.h"

/* A key, and what is known of it. */
struct entry {
    size_t at; /* in the keys */
    uint32_t bucket, flags;
    uint16_t set;
    unsigned char n;
    bool more;
};

/* What is built, and what it is built from. */
struct build {
    const char *path;
    struct str names[LEXICON_FLAGS]; /* of the lines, in order */
    size_t name_n;
    struct buf keys;
    struct entry *entries;
    size_t n, cap;
    struct lexicon_entry *sets;
    size_t set_n, set_cap;
    uint32_t bucket_n;
    struct buf block;
};

/* ---- lines --------------------------------------------------------------------------------- */

static size_t name_place(const struct build *b, struct str name)
{
    size_t k = 0;
    while (k < b->name_n && str_cmp(b->names[k], name) < 0)
        k++;
    return k;
}

static bool name_add(struct build *b, int line, struct str name, struct err *err)
{
    size_t k = name_place(b, name);
    if (k < b->name_n && str_eq(b->names[k], name))
        return true;
    if (b->name_n == LEXICON_FLAGS)
        return err_at(err, b->path, line, 0, "`%.*s` is one flag too many: there can be %d",
                      (int)name.n, name.p, LEXICON_FLAGS);
    memmove(b->names + k + 1, b->names + k, (b->name_n - k) * sizeof *b->names);
    b->names[k] = name;
    b->name_n++;
    return true;
}

static void key_append(struct build *b, const char *key, size_t n, uint32_t flags, bool more)
{
    b->entries = mem_grow(b->entries, &b->cap, b->n + 1, sizeof *b->entries);
    b->entries[b->n++] =
        (struct entry){.at = b->keys.n, .flags = flags, .n = (unsigned char)n, .more = more};
    buf_add(&b->keys, (struct str){key, n});
}

/* Adds the key of `word`, and the beginnings of it that are words. */
static bool key_add(struct build *b, int line, struct str word, uint32_t flags, struct err *err)
{
    char key[LEXICON_KEY + 1];
    size_t n = lexicon_key(word, key);
    if (!n)
        return err_at(err, b->path, line, 0, "`%.*s` is empty, or longer than %d bytes",
                      word.n < 100 ? (int)word.n : 100, word.p, LEXICON_KEY);
    for (size_t i = 1; i < n; i++)
        if (key[i] == ' ')
            key_append(b, key, i, 0, true);
    key_append(b, key, n, flags, false);
    return true;
}

/* The first pass over the lines (`flags` is false) collects the names of the flags, the second
 * one the entries. */
static bool take_line(struct build *b, int line, struct str s, bool flags, struct err *err)
{
    struct str word = {NULL, 0}, rest = s, one;
    uint32_t mask = 0;
    if (!str_split(&rest, '\t', &word) || s.n == word.n)
        return err_at(err, b->path, line, 0, "a line is a word, a tab, and flags");
    while (str_split(&rest, ' ', &one)) {
        one = str_trim(one);
        if (one.n && !flags && !name_add(b, line, one, err))
            return false;
        mask |= one.n ? UINT32_C(1) << name_place(b, one) % LEXICON_FLAGS : 0;
    }
    if (!mask)
        return err_at(err, b->path, line, 0, "a line is a word, a tab, and flags");
    return !flags || key_add(b, line, word, mask, err);
}

static bool take_lines(struct build *b, struct str lines, bool flags, struct err *err)
{
    struct str rest = lines, s;
    for (int line = 1; str_split(&rest, '\n', &s); line++) {
        if (utf8_valid(s) < s.n)
            return err_at(err, b->path, line, (int)utf8_valid(s) + 1, "the line is not UTF-8");
        if (str_trim(s).n && s.p[0] != '#' && !take_line(b, line, s, flags, err))
            return false;
    }
    return b->name_n || err_set(err, "%s: the lexicon is empty", b->path);
}

/* ---- entries and sets ---------------------------------------------------------------------- */

static struct str entry_key(const struct build *b, const struct entry *e)
{
    return (struct str){b->keys.p + e->at, e->n};
}

static int by_bucket(const void *x, const void *y, void *context)
{
    const struct entry *e = x, *f = y;
    if (e->bucket != f->bucket)
        return e->bucket < f->bucket ? -1 : 1;
    return str_cmp(entry_key(context, e), entry_key(context, f));
}

/* Sorts the entries by bucket and key, and joins those of one key. */
static void join_entries(struct build *b)
{
    size_t kept = 0;
    for (b->bucket_n = 1; b->bucket_n < b->n / LEXICON_BUCKET;)
        b->bucket_n *= 2;
    for (size_t i = 0; i < b->n; i++) {
        struct entry *e = &b->entries[i];
        e->bucket = (uint32_t)hash_fast(entry_key(b, e)) & (b->bucket_n - 1);
    }
    if (b->n > 1)
        qsort_r(b->entries, b->n, sizeof *b->entries, by_bucket, b);
    for (size_t i = 0; i < b->n; i++) {
        struct entry *e = &b->entries[i], *last = kept ? &b->entries[kept - 1] : NULL;
        if (last && str_eq(entry_key(b, e), entry_key(b, last))) {
            last->flags |= e->flags;
            last->more |= e->more;
        } else {
            b->entries[kept++] = *e;
        }
    }
    b->n = kept;
}

static int by_flags(const void *x, const void *y)
{
    const struct lexicon_entry *a = x, *b = y;
    if (a->flags != b->flags)
        return a->flags < b->flags ? -1 : 1;
    return (int)a->more - (int)b->more;
}

/* The different sets there are, in order; each entry gets the number of its own. */
static bool number_sets(struct build *b, struct err *err)
{
    b->sets = mem_get((b->n + 1) * sizeof *b->sets);
    for (size_t i = 0; i < b->n; i++)
        b->sets[i] = (struct lexicon_entry){b->entries[i].flags, b->entries[i].more};
    qsort(b->sets, b->n, sizeof *b->sets, by_flags);
    for (size_t i = 0; i < b->n; i++)
        if (!b->set_n || by_flags(&b->sets[i], &b->sets[b->set_n - 1]) != 0)
            b->sets[b->set_n++] = b->sets[i];
    if (b->set_n > LEXICON_SETS)
        return err_set(err, "%s: the flags make %zu different sets: there can be %d", b->path,
                       b->set_n, LEXICON_SETS);
    for (size_t i = 0; i < b->n; i++) {
        struct lexicon_entry own = {b->entries[i].flags, b->entries[i].more};
        const struct lexicon_entry *set = bsearch(&own, b->sets, b->set_n, sizeof own, by_flags);
        b->entries[i].set = (uint16_t)(set - b->sets);
    }
    return true;
}

/* ---- the block ----------------------------------------------------------------------------- */

static void put_u32(struct buf *out, uint32_t x)
{
    x = htole32(x);
    buf_add(out, (struct str){(const char *)&x, sizeof x});
}

static void put_entry(struct buf *out, const struct build *b, const struct entry *e)
{
    buf_addc(out, (char)e->n);
    buf_addc(out, (char)(e->set & 0xFF));
    buf_addc(out, (char)(e->set >> 8));
    buf_add(out, entry_key(b, e));
}

static void put_starts(struct buf *out, const struct build *b)
{
    size_t i = 0;
    uint32_t at = 0;
    for (uint32_t bucket = 0; bucket <= b->bucket_n; bucket++) {
        put_u32(out, at);
        for (; i < b->n && b->entries[i].bucket == bucket; i++)
            at += (uint32_t)(LEXICON_ENTRY + b->entries[i].n);
    }
}

static void put_block(struct build *b)
{
    struct buf *out = &b->block;
    struct lexicon_head h = {.magic = LEXICON_MAGIC,
                             .version = htole32(LEXICON_VERSION),
                             .entry_n = htole32((uint32_t)b->n),
                             .set_n = htole32((uint32_t)b->set_n),
                             .bucket_n = htole32(b->bucket_n)};
    buf_add(out, (struct str){(const char *)&h, sizeof h});
    for (size_t i = 0; i < b->set_n; i++) {
        put_u32(out, b->sets[i].flags);
        put_u32(out, b->sets[i].more ? LEXICON_MORE : 0);
    }
    put_starts(out, b);
    size_t names = out->n;
    for (size_t i = 0; i < b->name_n; i++) {
        buf_add(out, b->names[i]);
        buf_addc(out, '\0');
    }
    h.name_n = htole32((uint32_t)(out->n - names));
    size_t entries = out->n;
    for (size_t i = 0; i < b->n; i++)
        put_entry(out, b, &b->entries[i]);
    h.byte_n = htole32((uint32_t)(out->n - entries));
    memcpy(out->p, &h, sizeof h);
    h.sum = htole64(lexicon_sum(buf_str(out)));
    memcpy(out->p, &h, sizeof h);
}

struct lexicon *lexicon_new(struct str lines, const char *path, struct err *err)
{
    struct build b = {.path = path};
    struct lexicon *lex = NULL;
    lines = str_cut(lines, str_starts(lines, "\xEF\xBB\xBF") ? 3 : 0, lines.n);
    if (!take_lines(&b, lines, false, err) || !take_lines(&b, lines, true, err))
        goto out;
    join_entries(&b);
    if (!number_sets(&b, err))
        goto out;
    put_block(&b);
    lex = lexicon_open(buf_str(&b.block), err);
    if (lex)
        lex->own = b.block;
    else
        buf_free(&b.block);
out:
    buf_free(&b.keys);
    free(b.entries);
    free(b.sets);
    return lex;
}
