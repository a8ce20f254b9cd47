/* Committing: settled batches, in input order, become outputs in OUT and lines of the journal.
 * The only code that writes into OUT. */
#ifndef GALLEY_FLOW_COMMIT_H
#define GALLEY_FLOW_COMMIT_H

#include "conf/pipeline.h"
#include "flow/batch.h"
#include "flow/books.h"
#include "flow/claims.h"
#include "flow/journal.h"
#include "flow/setup.h"
#include "flow/store.h"
#include "flow/stream.h"
#include "flow/totals.h"

/* What a committer is told. Borrows everything. */
struct commit_rules {
    const struct pipeline *pipeline;
    const struct facts *facts;
    struct store *store; /* NULL: outputs go to standard output, or (dry) nowhere */
    bool dry;
    bool force; /* replace files that galley did not write, or that were edited */
    /* Tells people of a document that failed or was not put in place. */
    void (*tell)(void *context, struct str name, struct str text);
    void *context;
};

/* Owns journal, books, claims, streams and cached directories. */
struct commit {
    struct commit_rules rules;
    struct journal journal;
    struct books *books;
    struct claims claims;
    bool claiming;
    struct stream *streams; /* one for each output; fd -1 where it is of files */
    struct totals totals;
    int dir; /* the output directory used last, below OUT */
    struct buf dir_name;
    struct buf kept; /* "digest path" lines of streams put in place, as JSON */
};

/* Opens journal, books and streams; refuses a stream target that is not galley's. */
bool commit_open(struct commit *c, const struct commit_rules *rules, struct str run_header,
                 struct err *err);

/* Commits a settled batch. Trouble with one document fails that document; false when nothing more
 * can be written. */
bool commit_batch(struct commit *c, struct batch *b, struct err *err);

/* Puts streams in place and publishes the ledger. */
bool commit_end(struct commit *c, struct err *err);

/* Removes the journal: call when run.json is in place. */
bool commit_forget(struct commit *c, struct err *err);

/* Outputs of inputs that are gone: counts those that earlier runs left and this one did not make
 * again; removes them when `prune` is set. */
bool commit_prune(struct commit *c, bool prune, uint64_t *gone, struct err *err);

void commit_close(struct commit *c);

#endif
