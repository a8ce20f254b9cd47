#include "text/pairs.h"

#include <endian.h>
#include <stdlib.h>

#include "base/mem.h"

enum { TABLE = 1 << 16 };

struct pairs {
    uint8_t table[TABLE]; /* by first byte and 256 times the second: 1 for pairs of any kind */
    struct sieve sieve;   /* in place of it, */
    bool sieved;          /* when so */
};

static void add_to_table(struct pairs *p, const struct pair_kind *kind)
{
    for (size_t b = 0; b < 256; b++)
        for (size_t a = 0; kind->byte[1][b] && a < 256; a++)
            p->table[b << 8 | a] |= kind->byte[0][a];
}

static void add_to_sieve(struct pairs *p, size_t number, const struct pair_kind *kind)
{
    for (size_t k = 0; k < SIEVE_ROW; k++)
        for (size_t c = 0; c < 256; c++)
            if (kind->byte[k][c])
                sieve_add(&p->sieve, number, k, (unsigned char)c);
}

struct pairs *pairs_new(const struct pair_kind *kinds, size_t n, bool plain)
{
    struct pairs *p = mem_get(sizeof *p);
    p->sieved = !plain && n <= SIEVE_KINDS && sieve_works();
    for (size_t k = 0; k < n; k++) {
        if (p->sieved)
            add_to_sieve(p, k, &kinds[k]);
        else
            add_to_table(p, &kinds[k]);
    }
    return p;
}

void pairs_free(struct pairs *p)
{
    free(p);
}

/* Which of the 8 places from p on (9 bytes are there) have a pair that is in the table. */
static unsigned eight(const uint8_t *table, const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    v = le64toh(v);
    return (unsigned)table[v & 0xFFFF] | (unsigned)table[v >> 8 & 0xFFFF] << 1 |
           (unsigned)table[v >> 16 & 0xFFFF] << 2 | (unsigned)table[v >> 24 & 0xFFFF] << 3 |
           (unsigned)table[v >> 32 & 0xFFFF] << 4 | (unsigned)table[v >> 40 & 0xFFFF] << 5 |
           (unsigned)table[v >> 48] << 6 | (unsigned)table[v >> 56 | (uint64_t)p[8] << 8] << 7;
}

uint64_t pairs_block(const struct pairs *p, const unsigned char *text)
{
    uint64_t found = 0;
    if (p->sieved)
        return sieve_block(&p->sieve, text);
    for (unsigned k = 0; k < PAIRS_BLOCK; k += 8)
        found |= (uint64_t)eight(p->table, text + k) << k;
    return found;
}

uint64_t pairs_find(const struct pairs *p, struct str text, size_t *at)
{
    if (p->sieved)
        return sieve_find(&p->sieve, text, at);
    for (; *at + PAIRS_BYTES <= text.n; *at += PAIRS_BLOCK) {
        uint64_t found = pairs_block(p, (const unsigned char *)text.p + *at);
        if (found)
            return found;
    }
    return 0;
}
