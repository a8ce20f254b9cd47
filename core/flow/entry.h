/* One document on its way through the commit of its batch. */
#ifndef GALLEY_FLOW_ENTRY_H
#define GALLEY_FLOW_ENTRY_H

#include "flow/commit.h"

/* Borrows from its batch. */
struct entry {
    const struct slot *slot;
    uint64_t group;       /* of its commit, */
    uint64_t number;      /* and its number among those of its group that were done */
    bool carried;         /* what an earlier run made of it stands */
    bool late;            /* it is put off to a later run; not carried: it is in no book */
    struct result result; /* of one that was done now; a late one has no products */
    struct memo memo;     /* what is to be remembered of it */
};

/* Its ledger line, newline included: the worker's, or an earlier run's of one that is carried, or
 * one made in the arena where the document came to another end. */
struct str entry_line(const struct entry *e, struct arena *arena);

/* Reads what became of a settled slot. What no honest worker of a pipeline with `output_n` outputs
 * sends turns into a failure. */
void entry_read(struct entry *e, const struct slot *slot, size_t output_n, struct arena *arena);

/* Whether the document was dealt with in this run. */
static inline bool entry_done(const struct entry *e)
{
    return !e->carried && !e->late;
}

/* Whether the document's outputs may be put in place; if not, it turns into a failed one. */
void entry_decide(struct commit *c, struct arena *arena, struct entry *e);

/* Puts its files in place; false when that failed, and the document with it. */
bool entry_put_files(struct commit *c, struct arena *arena, struct entry *e);

/* Adds its records to the streams, and sets their places in the memo. */
bool entry_put_records(struct commit *c, struct entry *e, struct err *err);

/* Takes away what an earlier run made of it and this one did not, and writes or removes the
 * report of a failure. */
bool entry_tidy(struct commit *c, const struct entry *e, struct err *err);

#endif
