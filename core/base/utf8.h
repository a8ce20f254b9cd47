/* UTF-8 as the Unicode Standard 15, section 3.9, table 3-7, defines it. */
#ifndef GALLEY_BASE_UTF8_H
#define GALLEY_BASE_UTF8_H

#include "base/str.h"

/* The number of bytes of s, from its start, that are well-formed; s.n when all are. */
size_t utf8_valid(struct str s);

/* Decodes the code point at s.p[0]; returns its length (1-4), or 0 when it is ill-formed or s is
 * empty. *cp is set when the result is not 0. */
size_t utf8_decode(struct str s, uint32_t *cp);

/* Writes cp (a scalar value) to out and returns the length, 1-4. */
size_t utf8_encode(uint32_t cp, char out[4]);

/* The length of the longest ill-formed prefix of s that one U+FFFD stands for ("maximal
 * subpart"), at least 1. s must be non-empty and ill-formed at its start. */
size_t utf8_bad(struct str s);

/* The number of code points in s, which must be well-formed. */
size_t utf8_count(struct str s);

#endif
