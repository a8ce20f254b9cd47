/* Whole blocks of well-formed UTF-8, for utf8_valid. */
#ifndef GALLEY_BASE_UTF8_BLOCKS_H
#define GALLEY_BASE_UTF8_BLOCKS_H

#include "base/str.h"

enum { UTF8_BLOCKS_SHORT = 64 };

/* A place between characters up to which s is well-formed: less than UTF8_BLOCKS_SHORT bytes
 * before the first that is not, or before the end. In the way that is fastest here. */
size_t utf8_blocks(struct str s);

/* The same on any processor: an automaton. */
size_t utf8_blocks_plain(struct str s);

/* The same with AVX2, 32 bytes at a time, where that works; by the tables of Keiser and Lemire,
 * "Validating UTF-8 in less than one instruction per byte", Software: Practice and Experience 51
 * (2021), section 6. */
size_t utf8_blocks_wide(struct str s);
bool utf8_blocks_wide_works(void);

#endif
