/* Where in a text two neighbouring bytes stand that are a pair out of a set. */
#ifndef GALLEY_TEXT_PAIRS_H
#define GALLEY_TEXT_PAIRS_H

#include "text/sieve.h"

/* A kind of pair, as flags by byte: any of some first bytes and any of some second ones; what may
 * stand behind them helps to tell it from others. */
struct pair_kind {
    bool byte[SIEVE_ROW][256];
};

/* Owns its tables; never changes. */
struct pairs;

/* Pairs of n kinds. `plain`: without the instructions that not all processors have. */
struct pairs *pairs_new(const struct pair_kind *kinds, size_t n, bool plain);
void pairs_free(struct pairs *p);

/* Places that are looked at together, and the bytes there must be for it. */
enum { PAIRS_BLOCK = SIEVE_BLOCK, PAIRS_BYTES = SIEVE_BYTES };

/* Bit k is set when the bytes at text + k and behind are a pair of any kind; it may be set at some
 * other places too. */
uint64_t pairs_block(const struct pairs *p, const unsigned char *text);

/* The same of the first block with such a place: see sieve_find. */
uint64_t pairs_find(const struct pairs *p, struct str text, size_t *at);

#endif
