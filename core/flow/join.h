/* One output of a file that is read in windows: what its windows give, one after the other, in one
 * staged file, with what the format puts before the first record, between two and after the last.
 */
#ifndef GALLEY_FLOW_JOIN_H
#define GALLEY_FLOW_JOIN_H

#include "flow/setup.h"
#include "flow/sink.h"

/* Owns descriptor, hasher and buffers until join_end. {.fd = -1} with `product` set as far as
 * sink_put wants it, `frames` and `most`, is one that nothing was put into. */
struct join {
    struct output_facts frames;
    struct product product; /* size grows as bytes are added */
    size_t most;            /* bytes of an output that goes back in memory */
    bool begun;
    int fd; /* of the staged file; -1 where the sink has no directory */
    struct hasher *hasher;
    struct buf pending; /* not written yet */
    struct buf edits;   /* the secret edits so far, as JSON without the last bracket */
    struct buf kept;    /* what was kept, the same way */
    struct buf not_run; /* stages that were not run for some window, the same way */
};

/* Begins a record. */
bool join_next(struct join *j, struct sink *s, struct err *err);

/* Adds bytes to it. */
bool join_add(struct join *j, struct sink *s, struct str bytes, struct err *err);

/* Ends an output that was begun: its product is whole, and its `edits` and `kept` are j's until
 * join_free. */
bool join_end(struct join *j, struct sink *s, struct err *err);

/* Takes back what was put, unless it was ended. */
void join_undo(struct join *j, struct sink *s);

void join_free(struct join *j);

#endif
