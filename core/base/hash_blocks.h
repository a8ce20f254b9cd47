/* The blocks of two texts at once, for hash_both. */
#ifndef GALLEY_BASE_HASH_BLOCKS_H
#define GALLEY_BASE_HASH_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_BLOCK = 64 };

/* Whether the processor has the instructions that hash_blocks is made of. */
bool hash_blocks_works(void);

/* Takes the SHA-256 states a and b (FIPS 180-4, H(0) to H(7)) on by n blocks each. With the
 * instructions for SHA-256 of x86-64, whose results come four to six cycles later while others
 * can start: two texts cost what one does. Only where hash_blocks_works. */
void hash_blocks(uint32_t a[8], const char *at_a, uint32_t b[8], const char *at_b, size_t n);

#endif
