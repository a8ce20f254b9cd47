/* Word lists, used like a pattern: leftmost, longest. */
#ifndef GALLEY_TEXT_WORDS_H
#define GALLEY_TEXT_WORDS_H

#include "base/err.h"
#include "text/span.h"

/* A list ready to be searched for: a few tables, and a block that holds the entries. The block is
 * flat, has no pointers and is never written to, so that a file with its bytes can be mapped by
 * many processes. Nothing changes once it is made. */
struct words;

/* `fold` ignores case (utf8proc's simple case folding), `whole` takes whole words only: no
 * letter, digit or mark on either side. Runs of white space in an entry match any run of white
 * space. */
struct words_flags {
    bool fold, whole;
};

/* A list as the text of a file, an entry a line, read from front to end; a UTF-8 BOM is no part of
 * the first. Borrows. */
struct words_text {
    struct str rest;
    size_t line;  /* the number of the entry, from 1 */
    size_t wrong; /* the byte of its line, from 1, that is not UTF-8; 0: none is */
};

struct words_text words_text_begin(struct str text);

/* The next entry; false at the end, or at a line that is not UTF-8. */
bool words_text_next(struct words_text *t, struct str *entry);

/* A list of `n` entries (well-formed UTF-8; empty ones are left out), which owns its block. The
 * same entries, in any order, give the same block. */
struct words *words_new(const struct str *entries, size_t n, struct words_flags flags);

/* The list in a block that words_block gave, which must stay. NULL with an error when the bytes
 * are no whole block, or one of another version. Whatever the bytes are, also if they change
 * later, nothing outside of them is read. */
struct words *words_open(struct str block, struct err *err);

void words_free(struct words *w);

/* Whether s begins as a block does. */
bool words_is_block(struct str s);

/* The block: what to write to a file. Borrowed from w. */
struct str words_block(const struct words *w);

/* What the list was made with, and how many different entries it has. */
struct words_flags words_flags(const struct words *w);
size_t words_count(const struct words *w);

/* The first, longest match in `subject` (well-formed UTF-8) at or after `from`; false when there
 * is none. Allocates nothing. The time is at most that of a fixed number of looks into tables at
 * each character, and of reading there as many bytes as the longest match could have: with entries
 * of up to m bytes, and no long white space, m steps for each byte of the text. */
bool words_find(const struct words *w, struct str subject, size_t from, struct span *match);

#endif
