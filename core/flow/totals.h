/* What a run adds up to. */
#ifndef GALLEY_FLOW_TOTALS_H
#define GALLEY_FLOW_TOTALS_H

#include "base/arena.h"
#include "flow/finds.h"
#include "flow/result.h"

/* A sum that stages counted, or the documents that ended for one reason. */
struct tally {
    struct str name; /* in the totals' arena */
    double n;
};

struct tallies {
    struct tally *v;
    size_t n, cap;
};

enum { TALLY_KINDS = 200 };

/* Owns its arena. */
struct totals {
    struct arena arena;
    uint64_t documents[3];   /* by enum status */
    uint64_t carried_failed; /* of them: failed in an earlier run, and not tried again */
    uint64_t carried;        /* of them: not done now, what an earlier run made of them stands */
    uint64_t late;           /* put off to a later run: they are being written to; */
    uint64_t absent;         /* of them: in no book yet, and not among the documents */
    uint64_t bytes, outputs, replaced;
    struct tallies counts;  /* what stages counted, in order of name */
    struct tallies reasons; /* of skips and failures */
    struct finds finds;     /* of all documents, done now or carried */
    struct tallies redone;  /* why documents were done */
    uint64_t *nanos;        /* time in each stage, all workers together */
    size_t stage_n;
};

void totals_add(struct totals *t, const struct result *r);
void totals_carry(struct totals *t, const struct memo *m);

/* Notes why a document is done. */
void totals_redo(struct totals *t, const char *why);

void totals_free(struct totals *t);

#endif
