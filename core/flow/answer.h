/* What a worker answers to questions: `stages`, `test`, `try` and `verify`. */
#ifndef GALLEY_FLOW_ANSWER_H
#define GALLEY_FLOW_ANSWER_H

#include "flow/process.h"

/* Rules for a host that answers questions: limits as a pipeline has them by default. */
struct host_rules answer_rules(const struct setup *setup);

/* A line that a stage printed, for host_rules.print: adds it to `out` (a struct buf). */
void answer_printed(void *out, struct str stage, struct str line);

/* The help of each stage in setup->args; without args all stages, a line each. */
bool answer_stages(struct arena *arena, const struct setup *setup, struct watch *watch,
                   struct buf *out);

/* Runs the test files in setup->args; TAP without a plan, false when a case failed. */
bool answer_tests(struct arena *arena, const struct setup *setup, struct watch *watch,
                  struct buf *out);

/* Takes the first item of the only INPUT, setup->args[0], through the pipeline and shows what
 * each stage proposed and what came out; false when it failed. */
bool answer_try(struct process *process, const struct setup *setup, struct buf *out);

/* Runs the stages that mark personal data over the outputs in setup->args (flow/search.h), below
 * the only INPUT; the answer is of search.h too, or says what failed. */
bool answer_detect(struct process *process, const struct setup *setup, struct watch *watch,
                   struct buf *out);

#endif
