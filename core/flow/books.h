/* The books of earlier runs over the same OUT: which outputs each input has, and what they held.
 */
#ifndef GALLEY_FLOW_BOOKS_H
#define GALLEY_FLOW_BOOKS_H

#include "base/err.h"
#include "base/str.h"
#include "flow/claims.h"

/* In the state directory: outputs that were left although their inputs are gone. */
#define BOOKS_GONE "gone.jsonl"

/* Owns a sorted temporary file that is mapped. NULL: there was no earlier run. */
struct books;

/* Makes the books of ledger.jsonl, gone.jsonl and, where a run was stopped, of the journal.
 * `*books` is NULL when there is nothing. */
bool books_open(struct books **books, int state, struct err *err);
void books_free(struct books *b);

/* Gives back the memory of what was read of the map so far; it is read again when it is needed. */
void books_rest(const struct books *b);

/* One output that an earlier run left. Borrowed from the books. */
struct book {
    struct str input, path;
    struct str digest; /* SHA-256, hex (of a stream its CRC-64); several for one path, perhaps */
};

/* The outputs of an input: calls fn for each. */
void books_of_input(const struct books *b, struct str input,
                    void (*fn)(void *context, const struct book *book), void *context);

/* Whether some earlier run wrote `path` with this digest; *known tells whether it wrote the path
 * at all. */
bool books_wrote(const struct books *b, struct str path, const char *digest, bool *known);

/* The input whose output `path` was, with this digest; {NULL, 0} when there is none. */
struct str books_owner(const struct books *b, struct str path, const char *digest);

/* Adds the inputs that gone.jsonl names to `missed`. */
bool books_missed(int state, struct claims *missed, struct err *err);

/* All outputs, in order of input: the first is number 0; false past the last one. */
bool books_at(const struct books *b, size_t number, struct book *book);

#endif
