/* Word lists, used like a pattern: leftmost, longest. */
#ifndef GALLEY_TEXT_WORDS_H
#define GALLEY_TEXT_WORDS_H

#include "text/span.h"

/* Owns its trie. */
struct words;

/* `fold` ignores case (utf8proc's simple case folding), `whole` takes whole words only: no
 * letter, digit or mark on either side. Runs of white space in an entry match any run of white
 * space. */
struct words_flags {
    bool fold, whole;
};

/* A list of `n` entries (well-formed UTF-8; empty ones are left out). */
struct words *words_new(const struct str *entries, size_t n, struct words_flags flags);
void words_free(struct words *w);

/* The first, longest match in `subject` at or after `from`; false when there is none. */
bool words_find(const struct words *w, struct str subject, size_t from, struct span *match);

#endif
