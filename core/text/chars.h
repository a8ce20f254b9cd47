/* Sets of bytes, and sets of characters as the bytes that these start with in UTF-8.
 *
 * As a set of characters a byteset is exact below 0x80, so that it can be negated; above it may
 * hold more than it must. */
#ifndef GALLEY_TEXT_CHARS_H
#define GALLEY_TEXT_CHARS_H

#include "base/str.h"

/* Kinds of bytes that keep company in a text: small letters, capitals, digits, white space, the
 * rest of ASCII, and all beyond it. */
enum { KINDS = 6 };

/* A set of bytes, and how often those of each kind stand in news text: 0 to 1. {{0}, {0}} is
 * empty. */
struct byteset {
    uint64_t bits[4];
    float often[KINDS];
};

bool byteset_has(const struct byteset *b, unsigned char c);
void byteset_add(struct byteset *b, unsigned char from, unsigned char to);
void byteset_join(struct byteset *b, const struct byteset *other);

/* Makes *b what a and other have in common; false when that is nothing. */
bool byteset_meet(struct byteset *b, const struct byteset *a, const struct byteset *other);

/* How often a byte of the set stands in news text, and n bytes in a row out of these sets. */
double byteset_often(const struct byteset *b);
double byteset_row_often(const struct byteset *row, size_t n);

/* Adds all characters beyond ASCII; all there are. */
void chars_add_wide(struct byteset *b);
void chars_add_all(struct byteset *b);

/* Adds the characters [from, to]; caseless: in all their forms, but for ASCII forms of others,
 * which are those of chars_fold_in. */
void chars_add(struct byteset *b, uint32_t from, uint32_t to, bool caseless);

/* Whether ASCII letters are other forms of characters of [from, to] beyond ASCII: k of the
 * Kelvin sign, s of the long s. */
bool chars_fold_in(uint32_t from, uint32_t to);

/* All characters that are not in b. */
struct byteset chars_not(const struct byteset *b);

/* Adds what \c matches, such as \d and \W; false when it is no set. */
bool chars_add_escape(struct byteset *b, char c, bool ucp);

/* Adds what [:name:] matches, or [:^name:]; false when there is no such class. */
bool chars_add_posix(struct byteset *b, struct str name, bool negated, bool ucp);

#endif
