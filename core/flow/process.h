/* One document's way through the pipeline, in a worker. */
#ifndef GALLEY_FLOW_PROCESS_H
#define GALLEY_FLOW_PROCESS_H

#include "flow/doubts.h"
#include "flow/program.h"
#include "flow/sink.h"
#include "flow/source.h"

/* Watches a document go by, for `galley try` and `galley test`. Any may be NULL. */
struct trace {
    /* A stage has run; its proposals are not applied yet. */
    void (*proposed)(void *context, const struct step *step, const struct doc *d);
    /* They are applied now. */
    void (*applied)(void *context, const struct step *step, const struct doc *d);
    /* An output is ready; its whole bytes. */
    void (*output)(void *context, const struct output_entry *o, const struct doc *d,
                   struct str bytes);
    void *context;
};

/* What a worker needs to turn items into results. Owns the arena and the buffers behind it;
 * borrows the rest. */
struct process {
    struct program *program;
    struct source *source;
    struct sink *sink;
    struct str key, salt;
    const struct trace *trace; /* NULL: nobody watches */
    struct buf *printed;       /* what stages printed, where somebody watches; borrowed */
    struct doubts_rules doubts;
    bool to_stdout;     /* outputs have no names */
    bool tell;          /* tell what stages wrote even when the pipeline redacts */
    struct arena arena; /* of a document's result, and of the document if it is read whole, */
    struct arena window, child; /* of one of its windows, and of one of its children */
    struct join *joins;         /* outputs of a file that was read in windows */
    size_t join_n;
    struct buf raw, plain; /* an item as it was read, and decompressed */
    struct buf scratch;    /* of one function at a time */
};

void process_free(struct process *p);

/* Gives back what the last result borrowed from the outputs of windows. */
void process_forget(struct process *p);

/* Runs the item through the pipeline, unless its bytes have the digest `seal` ("": run it
 * always). What r borrows is valid until the next call. A failed document leaves nothing in the
 * sink. */
void process_item(struct process *p, const struct item *item, struct str seal, struct result *r);

/* The same for bytes that are at hand, compressed as they may be. `prepare` (or NULL) may set
 * fields before the first stage. */
void process_bytes(struct process *p, struct str name, struct str bytes,
                   bool (*prepare)(void *context, struct doc *d, struct err *err), void *context,
                   struct result *r);

#endif
