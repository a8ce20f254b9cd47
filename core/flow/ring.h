/* The ring of batches, admitted in input order and committed in input order. */
#ifndef GALLEY_FLOW_RING_H
#define GALLEY_FLOW_RING_H

#include "flow/batch.h"

/* Batches in input order. Owns them. */
struct ring {
    struct batch *first, *last;
    size_t n;
    uint64_t held; /* stream bytes of settled batches, in memory */
};

void ring_add(struct ring *r, struct batch *b);
struct batch *ring_find(const struct ring *r, uint64_t number);

/* Some of b is done, and the rest is to do, which is more than its bytes allow: cuts that into
 * batches of no more documents than were done, with the next *numbers. */
void ring_cut(struct ring *r, struct batch *b, uint64_t *numbers);

/* Takes the oldest batch out if all of it is settled, else NULL. The caller frees it. */
struct batch *ring_take(struct ring *r);
void ring_free(struct ring *r);

#endif
