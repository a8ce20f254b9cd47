/* Records that are left to the workers that have their bytes to write. */
#ifndef GALLEY_FLOW_LEFT_H
#define GALLEY_FLOW_LEFT_H

#include "flow/commit.h"

/* Whether all records of the batch can be: their bytes lie on shelves, as they are to be added. */
bool left_may(const struct commit *c, struct batch *b);

/* Gives them their places in the streams, and sends each worker an errand about its bytes; what
 * cannot be sent is done here. */
bool left_records(struct commit *c, struct batch *b, struct err *err);

/* An errand is done: its streams learn the sums. Frees it. */
bool left_told(struct commit *c, struct errand *e, struct err *err);

/* Does one here that a worker could not, or is not there any more to do. Frees it. */
bool left_do(struct commit *c, struct errand *e, struct err *err);

#endif
