#include "text/words.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/words_block.h"

uint64_t words_sum(struct str block)
{
    size_t from = offsetof(struct words_head, version);
    return hash_fast(str_cut(block, from, block.n));
}

bool words_is_block(struct str s)
{
    return s.n >= 8 && memcmp(s.p, WORDS_MAGIC, 8) == 0;
}

/* The shift that leaves of a hash a place in a table of n; 0 when n is no size of a table. */
static uint32_t shift_of(uint64_t n)
{
    uint32_t shift = 64;
    if (n < 2 || (n & (n - 1)))
        return 0;
    for (; n > 1; n /= 2)
        shift--;
    return shift;
}

/* Finds the parts of the block; false when they are not what makes it up. */
static bool open_parts(struct words *w, const struct words_head *h)
{
    bool whole = w->t.flags.whole;
    uint64_t gate_n = le32toh(h->gate_n), sieve_n = le32toh(h->sieve_n);
    uint64_t jump_n = le32toh(h->jump_n), bits_n = whole ? 0 : gate_n + WORDS_PAIRS;
    uint64_t jumps = sizeof *h + 8 * (bits_n + sieve_n);
    uint64_t units = jumps + jump_n * sizeof *w->jumps;
    w->entry_n = le64toh(h->entry_n);
    w->keys = le32toh(h->keys);
    w->gate_shift = shift_of(gate_n) - 6 - 32;
    w->sieve_shift = shift_of(sieve_n);
    w->jump_mask = (uint32_t)(jump_n - 1);
    w->unit_n = le32toh(h->unit_n);
    w->tail_n = le32toh(h->tail_n);
    if (!w->sieve_shift || !shift_of(jump_n) || !w->unit_n || w->unit_n % 256)
        return false;
    if (gate_n > WORDS_GATE_MAX || !shift_of(gate_n))
        return false;
    if (w->block.n != units + (uint64_t)w->unit_n * sizeof *w->units + w->tail_n)
        return false;
    w->gate = (const uint64_t *)(const void *)(w->block.p + sizeof *h);
    w->pairs = w->gate + gate_n;
    w->sieve = w->gate + bits_n;
    w->jumps = (const struct jump *)(const void *)(w->block.p + jumps);
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
    w->t.flags.fold = le32toh(h->flags) & WORDS_FOLD;
    w->t.flags.whole = le32toh(h->flags) & WORDS_WHOLE;
    if (le32toh(h->flags) > (WORDS_FOLD | WORDS_WHOLE) || !open_parts(w, h))
        return err_set(err, "it is damaged: its parts do not make up the whole");
    return true;
}

static bool starts_with(const struct words *w, unsigned char c)
{
    const struct unit *root = &w->units[WORDS_ROOT];
    uint16_t end = le16toh(root->end);
    if (!(end & UNIT_TAIL))
        return words_follow(w, WORDS_ROOT, c);
    return end >> UNIT_LENGTH && le32toh(root->to) < w->tail_n &&
           w->tails[le32toh(root->to)] == c;
}

/* Which character folding makes another begin with can only be told by looking: where case is
 * ignored a match may start with any that is not ASCII. */
static void set_starts(struct words *w)
{
    for (unsigned c = 0; c < 256; c++) {
        unsigned char plain = w->t.plain[c];
        bool start = c < 0x80 ? plain != ' ' && starts_with(w, plain)
                              : c >= 0xC0 && (w->t.flags.fold || starts_with(w, plain));
        w->t.kinds[c] |= (unsigned char)((start ? 1u : 0u) << KIND_START);
    }
}

struct words *words_open(struct str block, struct err *err)
{
    struct words *w = mem_get(sizeof *w);
    w->block = block;
    if ((uintptr_t)block.p % 8)
        err_set(err, "a word list must lie at a multiple of 8 bytes");
    else if (open_head(w, err)) {
        words_tables_set(&w->t, w->t.flags);
        set_starts(w);
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
    return w->t.flags;
}

size_t words_count(const struct words *w)
{
    return w->entry_n;
}

struct words_text words_text_begin(struct str text)
{
    return (struct words_text){
        .rest = str_cut(text, str_starts(text, "\xEF\xBB\xBF") ? 3 : 0, text.n)};
}

bool words_text_next(struct words_text *t, struct str *entry)
{
    if (!str_split(&t->rest, '\n', entry))
        return false;
    t->line++;
    size_t good = utf8_valid(*entry);
    t->wrong = good < entry->n ? good + 1 : 0;
    return t->wrong == 0;
}
