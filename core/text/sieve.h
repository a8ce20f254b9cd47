/* A few kinds of three bytes in a row, looked for at many places together: by the halves of their
 * bytes, with AVX2 (the "shufti" of Hyperscan). It may find more than there is, never less. */
#ifndef GALLEY_TEXT_SIEVE_H
#define GALLEY_TEXT_SIEVE_H

#include "base/str.h"

enum { SIEVE_PLANES = 3, SIEVE_KINDS = 8 * SIEVE_PLANES, SIEVE_ROW = 3 };

/* For eight kinds, a bit each: those that a byte may belong to are those of its lower half that
 * are those of its upper half too. */
struct sieve_halves {
    uint8_t low[16], high[16];
};

/* {0} is empty. */
struct sieve {
    struct sieve_halves planes[SIEVE_PLANES][SIEVE_ROW];
    size_t plane_n;
};

/* Whether the processor can do it; there is no other way to use a sieve. */
bool sieve_works(void);

/* Lets byte c be the k-th (0 to 2) of a kind (0 to SIEVE_KINDS - 1). */
void sieve_add(struct sieve *s, size_t kind, size_t k, unsigned char c);

/* Lets any byte be it. */
void sieve_add_all(struct sieve *s, size_t kind, size_t k);

/* Places that are looked at together, and the bytes there must be for it. */
enum { SIEVE_BLOCK = 64, SIEVE_BYTES = SIEVE_BLOCK + SIEVE_ROW - 1 };

/* Bit i is set when a row of any kind may begin at text + i. */
uint64_t sieve_block(const struct sieve *s, const unsigned char *text);

/* The same of the first block with such a place, of those from *at on one behind the other; *at
 * moves to it. 0: none has one, as far as all its bytes are there, and *at is where they are not.
 */
uint64_t sieve_find(const struct sieve *s, struct str text, size_t *at);

#endif
