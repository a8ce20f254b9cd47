/* Joining what the shards of a run made into what one machine would have made. */
#ifndef GALLEY_FLOW_MERGE_H
#define GALLEY_FLOW_MERGE_H

#include "flow/job.h"

/* Proves that the OUTs at `paths` are all shards of one run, each complete, of one configuration
 * and over the same inputs, and that each output is as its run left it; only then puts outputs,
 * streams and ledger into job->out, with all the guarantees of a run. Of the job, log, out, state,
 * force, prune, no_sync and quiet count. Returns an enum exit_code; all that there is to say has
 * been said. */
int merge_run(const struct job *job, const char *const *paths, size_t n);

#endif
