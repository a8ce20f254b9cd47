/* Where a worker puts outputs: files in its staging directory, or the batch's stream bytes. */
#ifndef GALLEY_FLOW_SINK_H
#define GALLEY_FLOW_SINK_H

#include "base/err.h"
#include "flow/result.h"
#include "flow/seal.h"

/* Owns its descriptors, its shelf and `bytes`. SINK_NONE writes no files: all goes to the batch's
 * bytes, or (discard) nowhere. These are on the shelf; or, where they have no place there, in a
 * memfd, and the last of them in `bytes`. */
#define SINK_NONE .staging = -1, .fd = -1
struct sink {
    int staging;      /* directory for files, or -1 */
    char *shelf;      /* memory shared with the desk, as of shelf_map, or NULL */
    char *room;       /* of the batch on the shelf, while its bytes fit there, or NULL */
    uint64_t shelved; /* so many of them are there */
    int fd;           /* memfd with the first `passed` of the batch's stream bytes, or -1: none */
    bool discard;     /* a dry run: count only */
    bool broken;      /* the memfd could not be cut back: the worker must end */
    uint64_t staged;  /* files made so far: the next one's name */
    uint64_t passed;
    struct buf bytes;  /* the stream bytes behind them */
    struct seal *seal; /* of the document that is under way, borrowed: sink_put takes it along */
};

/* Stores `head` and `body`, one after the other, as the product p, whose output, stream and path
 * are set; fills in place, size and digest. */
bool sink_put(struct sink *s, struct str head, struct str body, struct product *p,
              struct err *err);

/* Begins a product that comes in parts, whose output, stream and path are set: *fd is the staged
 * file of number `place`, the caller's, or -1: then its parts go to sink_more. */
bool sink_begin(struct sink *s, struct product *p, int *fd, struct err *err);
bool sink_more(struct sink *s, struct str bytes, struct err *err);

/* Takes back the products of a document that failed after they were put. */
void sink_undo(struct sink *s, const struct product *products, size_t n);

/* A batch begins: its stream bytes go into place `number` of the shelf, if there is one. */
void sink_start(struct sink *s, uint64_t number);

/* Passes on the batch's stream bytes, and empties them: *n is how many are on the shelf; where
 * they did not fit, *fd is a sealed memfd with all of them, the caller's, or else -1. */
bool sink_pass(struct sink *s, uint64_t *n, int *fd, struct err *err);

void sink_free(struct sink *s);

#endif
