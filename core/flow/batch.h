/* A batch: the unit that desk and workers exchange. */
#ifndef GALLEY_FLOW_BATCH_H
#define GALLEY_FLOW_BATCH_H

#include "base/arena.h"
#include "base/err.h"
#include "flow/errand.h"
#include "flow/item.h"
#include "flow/result.h"
#include "flow/shelf.h"

/* Documents of a batch; and bytes of its inputs, beyond which no more is added to it, and nobody
 * does more of it at a time. A document may be larger, and is alone then. */
enum { BATCH_ITEMS = 64, BATCH_BYTES = 1 << 20 };

enum slot_state { SLOT_TODO, SLOT_DEALT, SLOT_SETTLED };

/* One document of a batch. */
struct slot {
    struct item item;
    enum slot_state state;
    unsigned deaths;   /* how many workers died at it for no known reason */
    unsigned dealt_to; /* number of the worker that has it */
    struct str record; /* its result, encoded, once it is settled */
    bool carried;      /* nothing to do: what an earlier run made of it stands */
    bool patient;      /* if it changed since the survey, it is put off to a later run, */
    bool late;         /* as this one has been: what an earlier run made of it stands till then,
                           and where there is none it is in no book */
    struct str line;   /* its ledger line in an earlier run, or {NULL, 0} */
    struct memo memo;  /* what that run remembers of it */
    const char *why;   /* it is done (again); static */
    struct str seal;   /* not "": carry it if its bytes still have this digest */
    struct delivery *brought; /* what its record came with; NULL: the desk made it */
    struct str bytes;         /* the stream bytes that its products' places count in */
    unsigned staged_by;       /* number of the worker whose staging directory its files are in */
};

/* Where a worker has left the stream bytes of a batch: in a memfd, or else in the first n bytes of
 * a place on its shelf. Owns both; {.fd = -1} is nowhere. */
struct parcel {
    int fd;
    struct shelf_place place;
    uint64_t n;
};

/* What came from one worker: owns a frame's body, a mapped memfd, a place on a shelf, and an
 * errand about it while one is being made. */
struct delivery {
    struct delivery *next;
    unsigned from; /* number of the worker */
    unsigned runs; /* of slots behind each other that it has settled */
    struct errand *errand;
    char *body;
    char *map;
    size_t map_n;
    struct shelf_place place;
    size_t place_n;
};

/* Owns its slots, names (arena) and deliveries. */
struct batch {
    struct batch *next; /* towards the younger, in the ring */
    uint64_t number;
    struct arena arena;
    struct slot *slots; /* BATCH_ITEMS */
    size_t n, todo, unsettled;
    struct entry *entries; /* while it is being committed; in the arena */
    struct delivery *deliveries;
    uint64_t in_bytes, held; /* of inputs, where they are known; of stream bytes held in memory */
};

struct batch *batch_new(uint64_t number);
void batch_free(struct batch *b);

/* Whether `item` still fits; adds it (its name is copied). */
bool batch_fits(const struct batch *b, const struct item *item);
void batch_add(struct batch *b, const struct item *item);

/* Settles the last one added as carried; or, if it is `late`, as put off. */
void batch_carry(struct batch *b);

/* Takes the documents to do next into `out` as a body for FRAME_BATCH and marks them dealt to
 * worker number `worker`: a suspect alone, otherwise all that are to do. Returns how many; 0:
 * nothing to deal now. */
size_t batch_deal(struct batch *b, unsigned worker, struct buf *out);

/* Takes in a FRAME_RESULT of worker number `from` (its results and what follows them), and what
 * the parcel owns. *rest is what follows the results. */
bool batch_deliver(struct batch *b, struct str body, struct parcel *parcel, unsigned from,
                   struct str *rest, struct err *err);

/* Copies what lies on shelves into `room`, and gives the places back. Before the bytes of its
 * slots are used; they stay until `room` changes, or batch_drop. */
bool batch_fetch(struct batch *b, struct buf *room, struct err *err);

/* Lets go of all stream bytes: nobody needs them any more. */
void batch_drop(struct batch *b);

/* Lets go of all it has: it is a batch without documents. */
void batch_empty(struct batch *b);

/* Settles one document with a result made by the desk. */
void batch_settle(struct batch *b, size_t slot, const struct result *r);

/* The worker is gone, or has answered: what was dealt to it and is not settled is to do again.
 * What another one has is not. Returns how many documents that are. */
size_t batch_take_back(struct batch *b, unsigned worker);

/* How many documents there are up to the last that is not to do. */
size_t batch_begun(const struct batch *b);

/* Moves the documents behind the first n, all of them to do, into a new batch. */
struct batch *batch_split(struct batch *b, size_t n, uint64_t number);

#endif
