#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/lexicon_block.h"

/* ---- keys ---------------------------------------------------------------------------------- */

/* Characters that stand for one of ASCII in names, and have no accent that could be taken off. */
static uint32_t key_plain(uint32_t cp)
{
    switch (cp) {
    case 0x2018: /* quotation marks and */
    case 0x2019:
    case 0x2BC: /* the modifier letter used as an apostrophe */
        return '\'';
    case 0x2010: /* hyphens */
    case 0x2011:
        return '-';
    case 0xF8: /* o with stroke, */
        return 'o';
    case 0x111: /* d, */
        return 'd';
    case 0x127: /* h, */
        return 'h';
    case 0x142: /* l, */
        return 'l';
    case 0x131: /* i without its dot */
        return 'i';
    default:
        return cp;
    }
}

/* A key that is being made; one byte more than it may have says that it is too long. */
struct key {
    char *p;
    size_t n;
};

static void key_add(struct key *k, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && k->n <= LEXICON_KEY; i++)
        k->p[k->n++] = bytes[i];
}

/* Adds the character that s begins with, a run of white space as one blank, none at the front.
 * Returns the bytes it took of s. */
static size_t key_char(struct key *k, struct str s)
{
    char bytes[4];
    uint32_t cp;
    size_t used = utf8_decode(s, &cp);
    if (!used) {
        cp = 0xFFFD;
        used = 1;
    }
    if (fold_is_space(cp)) {
        if (k->n && k->p[k->n - 1] != ' ')
            key_add(k, " ", 1);
    } else if ((cp = fold_letter(cp)) != 0) {
        key_add(k, bytes, utf8_encode(key_plain(cp), bytes));
    }
    return used;
}

size_t lexicon_key(struct str word, char key[LEXICON_KEY + 1])
{
    struct key k = {key, 0};
    for (size_t i = 0; i < word.n && k.n <= LEXICON_KEY;) {
        unsigned char c = (unsigned char)word.p[i];
        if (c > ' ' && c < 0x7F) {
            k.p[k.n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            i++;
        } else {
            i += key_char(&k, str_cut(word, i, i + 4));
        }
    }
    if (k.n > LEXICON_KEY)
        return 0;
    return k.n - (k.n && k.p[k.n - 1] == ' ');
}

/* ---- looking up ---------------------------------------------------------------------------- */

/* Every number of the block is checked where it is used: a mapped file may change. */
static void lexicon_set(const struct lexicon *lex, uint32_t k, struct lexicon_entry *e)
{
    if (k >= lex->set_n)
        return;
    const char *p = lex->sets + 8 * (size_t)k;
    e->flags = lexicon_u32(p);
    e->more = lexicon_u32(p + 4) & LEXICON_MORE;
}

static struct lexicon_entry search(const struct lexicon *lex, struct str word, uint64_t *hash)
{
    char key[LEXICON_KEY + 1];
    struct lexicon_entry e = {0, false};
    size_t n = lexicon_key(word, key);
    *hash = hash_fast((struct str){key, n});
    const char *start = lex->starts + 4 * (size_t)((uint32_t)*hash & lex->bucket_mask);
    struct str rest = str_cut(lex->entries, lexicon_u32(start), lexicon_u32(start + 4));
    while (n && rest.n > LEXICON_ENTRY) {
        size_t len = (unsigned char)rest.p[0];
        if (len == n && rest.n >= LEXICON_ENTRY + n && rest.p[LEXICON_ENTRY] == key[0] &&
            memcmp(rest.p + LEXICON_ENTRY, key, n) == 0) {
            lexicon_set(lex, lexicon_u16(rest.p + 1), &e);
            break;
        }
        rest = str_cut(rest, LEXICON_ENTRY + len, rest.n);
    }
    return e;
}

/* Texts say the same words again and again: a look-up that is remembered reads one line of the
 * cache, and makes no key. */
struct lexicon_entry lexicon_look(const struct lexicon *lex, struct str word, uint64_t *hash)
{
    uint64_t x[2];
    if (word.n == 0 || word.n > STR_PAIR)
        return search(lex, word, hash);
    str_pair(word, x);
    uint64_t at = (x[0] ^ x[1] * UINT64_C(0xD6E8FEB86659FD93)) * UINT64_C(0xA0761D6478BD642F);
    struct lexicon_memo *memo = &lex->memos[at >> 51];
    if (memo->n != word.n || memo->word[0] != x[0] || memo->word[1] != x[1]) {
        struct lexicon_entry e = search(lex, word, &memo->hash);
        memo->word[0] = x[0];
        memo->word[1] = x[1];
        memo->n = (uint8_t)word.n;
        memo->flags = e.flags;
        memo->more = e.more;
    }
    *hash = memo->hash;
    return (struct lexicon_entry){memo->flags, memo->more};
}

_Static_assert(LEXICON_MEMOS == 1 << (64 - 51),
               "a hash has a highest bits to be the number of a memo");

struct lexicon_entry lexicon_get(const struct lexicon *lex, struct str word)
{
    uint64_t hash;
    return lexicon_look(lex, word, &hash);
}

uint32_t lexicon_flag(const struct lexicon *lex, struct str name)
{
    struct str rest = lex->names, one;
    for (uint32_t k = 0; k < LEXICON_FLAGS && str_split(&rest, '\0', &one); k++)
        if (str_eq(one, name))
            return UINT32_C(1) << k;
    return 0;
}

/* ---- opening ------------------------------------------------------------------------------- */

bool lexicon_is_block(struct str s)
{
    return str_starts(s, LEXICON_MAGIC);
}

uint64_t lexicon_sum(struct str block)
{
    size_t from = offsetof(struct lexicon_head, version);
    return hash_fast(str_cut(block, from, block.n));
}

static bool open_parts(struct lexicon *lex, const struct lexicon_head *h)
{
    uint64_t bucket_n = le32toh(h->bucket_n), at = sizeof *h;
    lex->entry_n = le32toh(h->entry_n);
    lex->set_n = le32toh(h->set_n);
    lex->bucket_mask = (uint32_t)(bucket_n - 1);
    uint64_t starts = at + 8 * (uint64_t)lex->set_n;
    uint64_t names = starts + 4 * (bucket_n + 1), entries = names + le32toh(h->name_n);
    if (!bucket_n || (bucket_n & (bucket_n - 1)) || lex->block.n != entries + le32toh(h->byte_n))
        return false;
    lex->sets = lex->block.p + at;
    lex->starts = lex->block.p + starts;
    lex->names = str_cut(lex->block, names, entries);
    lex->entries = str_cut(lex->block, entries, lex->block.n);
    return true;
}

static bool open_head(struct lexicon *lex, struct err *err)
{
    struct lexicon_head h;
    if (!lexicon_is_block(lex->block) || lex->block.n < sizeof h)
        return err_set(err, "it is no compiled lexicon, or cut off");
    memcpy(&h, lex->block.p, sizeof h);
    if (le32toh(h.version) != LEXICON_VERSION)
        return err_set(err, "it was compiled by another version of galley: compile it again");
    if (le64toh(h.sum) != lexicon_sum(lex->block))
        return err_set(err, "it is damaged: its check sum is wrong");
    return open_parts(lex, &h) ||
           err_set(err, "it is damaged: its parts do not make up the whole");
}

struct lexicon *lexicon_open(struct str block, struct err *err)
{
    struct lexicon *lex = mem_get(sizeof *lex);
    lex->block = block;
    if (!open_head(lex, err)) {
        free(lex);
        return NULL;
    }
    lex->memos = mem_get(LEXICON_MEMOS * sizeof *lex->memos);
    return lex;
}

void lexicon_free(struct lexicon *lex)
{
    if (!lex)
        return;
    buf_free(&lex->own);
    free(lex->memos);
    free(lex);
}

struct str lexicon_block(const struct lexicon *lex)
{
    return lex->block;
}

size_t lexicon_count(const struct lexicon *lex)
{
    return lex->entry_n;
}
