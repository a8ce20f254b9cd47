/* Committing: settled batches, in input order, become outputs in OUT, lines of the journal, the
 * ledger and the index. Nothing else writes into OUT. */
#ifndef GALLEY_FLOW_COMMIT_H
#define GALLEY_FLOW_COMMIT_H

#include "conf/pipeline.h"
#include "flow/aside.h"
#include "flow/batch.h"
#include "flow/books.h"
#include "flow/claims.h"
#include "flow/journal.h"
#include "flow/ledger.h"
#include "flow/mapping.h"
#include "flow/setup.h"
#include "flow/store.h"
#include "flow/stream.h"
#include "flow/totals.h"

/* What a committer is told. Borrows everything. */
struct commit_rules {
    const struct pipeline *pipeline;
    const struct facts *facts;
    struct aside *review;    /* takes lines of what is doubtful; NULL: nobody asked */
    struct store *store;     /* NULL: outputs go to standard output, or (dry) nowhere */
    struct mapping *mapping; /* of what stands for secrets; NULL: nobody asked for it */
    bool dry;
    bool force;        /* replace files that galley did not write, or that were edited */
    struct str header; /* of this run: record_header */
    const char *salt;  /* of seals in the index */
    int64_t started;   /* nanoseconds since 1970 */
    /* Tells people of a document that failed or was not put in place. */
    void (*tell)(void *context, struct str name, struct str text);
    /* Hears why a document was done, or is NULL. */
    void (*tell_why)(void *context, struct str name, const char *why);
    /* Sends an errand to the worker of this number and owns it from then on; false when it cannot.
     * NULL: the desk writes all there is to write. */
    bool (*leave)(void *context, unsigned worker, struct errand *e);
    void *context;
};

/* Owns journal, ledger, books, claims, streams and cached directories. */
struct commit {
    struct commit_rules rules;
    struct journal journal;
    struct ledger ledger;
    struct books *books; /* of earlier runs; opened when a document is done over them */
    bool books_open;
    struct claims claims; /* names of outputs that documents done in this run have taken */
    struct claims done; /* names of inputs that were done in this run; where names of outputs come
                           from content */
    struct claims gone; /* names of inputs that earlier runs had and this one has not */
    bool gone_before;   /* an earlier run left outputs of inputs that were gone, */
    bool failed_before; /* or reports of documents that failed */
    bool claiming;
    bool early;             /* all outputs are streams: records are written as they come, */
    bool at_once;           /* and OUT was empty: nothing else waits for a group either */
    bool by_content;        /* names of outputs come from content */
    struct stream *streams; /* one for each output; not open where it is of files */
    struct totals totals;
    struct commit_group {
        uint64_t number, documents;
    } intended, closed,
        placed; /* the group that is gathered, the one on its way, and the one whose
                                   renames are not synced yet */
    int dir;    /* the output directory used last, below OUT */
    struct buf dir_name;
    struct buf kept;  /* the streams of the run, as JSON */
    struct buf line;  /* of the journal, put together */
    struct buf bytes; /* records of a batch */
};

/* Opens journal, ledger and streams; refuses a stream target that is not galley's. */
bool commit_open(struct commit *c, const struct commit_rules *rules, struct err *err);

/* Makes c->books ready: they are read only where they are needed, and a run that finds nothing
 * changed does without. */
bool commit_need_books(struct commit *c, struct err *err);

/* Whether the output `o` of an earlier run is in place as that run left it. */
bool commit_stands(const struct commit *c, const struct memo_output *o, bool in_stream);

/* Commits settled batches as a group: commit_intend for each, in order, writes the journal;
 * commit_close_group; commit_sync makes outputs and journal durable; commit_perform for each, in
 * the same order, puts outputs in place; commit_placed. Batches of the next group may be intended
 * from commit_close_group on. Where all outputs are streams, commit_intend adds their records, and
 * over an empty OUT it does all there is to do and empties the batch. Trouble with one document
 * fails that document; false when nothing more can be written. */
bool commit_intend(struct commit *c, struct batch *b, struct err *err);
bool commit_perform(struct commit *c, struct batch *b, struct err *err);

/* Waits until all that was written is on the disk. May be called in a thread, on a copy of the
 * rules' store: it touches nothing else. */
bool commit_sync(const struct store *store, struct err *err);

/* Flushes all streams, before bytes that they have borrowed change; what was left to others of
 * each becomes one part (stream_leave). */
bool commit_flush(struct commit *c, struct err *err);

/* Ends what is intended for a group, and what is put in place of it: it counts as committed once
 * the next sync is over. */
void commit_close_group(struct commit *c);
void commit_placed(struct commit *c);

/* Where a run is stopped: makes the last group count. */
bool commit_stop(struct commit *c, bool sync, struct err *err);

/* Puts streams in place and publishes ledger and index; with `sync`, durably. */
bool commit_end(struct commit *c, bool sync, struct err *err);

/* Removes the journal: call when run.json is in place. */
bool commit_forget(struct commit *c, struct err *err);

void commit_close(struct commit *c);

#endif
