/* The ledger of a run and the index beside it, written in input order and published whole. */
#ifndef GALLEY_FLOW_LEDGER_H
#define GALLEY_FLOW_LEDGER_H

#include "base/err.h"
#include "flow/memo.h"

/* Owns its descriptors and buffers. {.file = {-1, -1}} is none. */
struct ledger {
    int state;   /* the state directory; borrowed */
    int file[2]; /* of the ledger and of the index */
    struct buf text[2];
};

/* Begins both under tmp/ in the state directory. */
bool ledger_open(struct ledger *l, int state, int64_t started, const char *salt,
                 struct str config, struct err *err);

/* Adds a document: its line, newline included, and what is to be remembered of it. */
bool ledger_add(struct ledger *l, struct str name, const struct memo *memo, struct str line,
                struct err *err);

/* Writes out what is left of both. */
bool ledger_finish(struct ledger *l, struct err *err);

/* Renames both into place, the index last: it is of use only beside its ledger. */
bool ledger_publish(struct ledger *l, struct err *err);

void ledger_close(struct ledger *l);

#endif
