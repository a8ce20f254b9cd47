/* CRC-64 as xz has it: ECMA-182, reflected, begun and ended inverted. It shows that bytes were
 * changed by accident or in good faith, never that nobody forged them. The sums of two parts give
 * that of the whole, so that who has a part can sum it. */
#ifndef GALLEY_BASE_CRC_H
#define GALLEY_BASE_CRC_H

#include "base/str.h"

/* The sum of all that `sum` is of, with `bytes` behind it; 0 is that of nothing. liblzma computes
 * it: see xz.c, its door. */
uint64_t crc_more(uint64_t sum, struct str bytes);

/* The sum of a part with sum a and, behind it, one of `n` bytes with sum b; as zlib's
 * crc32_combine does it (https://zlib.net), by some 2,000 steps whatever n is. */
uint64_t crc_join(uint64_t a, uint64_t b, uint64_t n);

/* 16 digits of lower-case hexadecimal, with a NUL. */
enum { CRC_HEX = 17 };
void crc_hex(uint64_t sum, char out[CRC_HEX]);

#endif
