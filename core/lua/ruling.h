/* Decisions of people about stretches of the document that runs: which of them fit it. They are of
 * the whole document, windows, children and branches together: one that fits in any is carried
 * out. */
#ifndef GALLEY_LUA_RULING_H
#define GALLEY_LUA_RULING_H

#include "base/str.h"

struct host;

/* What a person decided about a stretch of the document, by its line in a file of decisions. */
struct ruling {
    struct str stage, file;
    uint64_t line;
    bool redact; /* else to keep */
    bool fits;   /* the text it is about stands there */
};

/* Before the name of a file of decisions, names for those of its decisions that were carried out,
 * and for those to keep that fit nothing any more. */
#define HOST_DECISIONS "decisions:"
#define HOST_STALE     "stale:"

/* Notes that the stage that runs asked about r, whose stage is not set. Strings are copied. */
void ruling_note(struct host *h, const struct ruling *r);

/* At the end of a document: counts the decisions about it that fit, and those to keep that do not.
 * Gives how many to redact do not fit, and the first of them, if any. */
size_t host_rulings(struct host *h, const struct ruling **first);

#endif
