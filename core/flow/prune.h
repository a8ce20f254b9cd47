/* What earlier runs left of inputs that are gone, and of outputs that the pipeline has no more. */
#ifndef GALLEY_FLOW_PRUNE_H
#define GALLEY_FLOW_PRUNE_H

#include "flow/commit.h"

/* Notes that an earlier run had this input and this run has not. */
void prune_miss(struct commit *c, struct str input);

/* Outputs of inputs that are gone: counts them, removes them when `prune` is set, else keeps them
 * in the books; removes the reports of those that failed. Before commit_end: once the ledger is
 * replaced, nothing else knows them. */
bool prune_inputs(struct commit *c, bool prune, uint64_t *gone, struct err *err);

/* Removes streams that earlier runs put in place and that this pipeline has not: nothing is added
 * to them, or taken out of them, any more. One that was edited since stays, and that is told.
 * Before run.json is replaced, which is what knows them. */
bool prune_streams(struct commit *c, struct err *err);

#endif
