/* Characters: what is a letter, what it is without its case, and names as a file system sees them
 * that ignores case and normal form. The one door to utf8proc is fold.c. */
#ifndef GALLEY_TEXT_FOLD_H
#define GALLEY_TEXT_FOLD_H

#include "base/buf.h"

/* Adds s case-folded and in normal form C; bytes that are not UTF-8 as they are. */
void fold_name(struct str s, struct buf *out);

/* cp without its case: the same for all letters that simple case mapping joins. */
uint32_t fold_char(uint32_t cp);

/* cp without its case and without its accents, of Latin, Greek and Cyrillic letters: the first of
 * those that it is made of. 0 for an accent (U+0300 to U+036F). */
uint32_t fold_letter(uint32_t cp);

/* The version of Unicode that all this is by: "15.0.0". */
const char *fold_version(void);

/* The one character that NFC makes of a and b; 0 when there is none. */
uint32_t fold_compose(uint32_t a, uint32_t b);

/* Whether cp is a letter, a digit or a mark: what words are made of. Superscripts and fractions
 * are not: they stand behind words. */
bool fold_is_word(uint32_t cp);

/* Whether cp is white space. */
bool fold_is_space(uint32_t cp);

/* Whether a word's character stands right before, right behind the place `at` of s. */
bool fold_word_before(struct str s, size_t at);
bool fold_word_behind(struct str s, size_t at);

#endif
