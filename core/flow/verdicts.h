/* What a stage redacted and kept, and why, as text that a case of its tests can be compared with.
 * Of the evidence only those members are shown that the case names in this place. */
#ifndef GALLEY_FLOW_VERDICTS_H
#define GALLEY_FLOW_VERDICTS_H

#include "conf/node.h"
#include "text/doc.h"

/* Adds a line for each: what was redacted first, then what was kept, each in order. `wanted` is
 * the case's `evidence`, or NULL. */
void verdicts_seen(const struct doc *d, const struct node *wanted, struct buf *out);

/* Adds the same lines as the case wants them. */
void verdicts_wanted(const struct node *wanted, struct buf *out);

#endif
