/* Whether a document has to be done, or what an earlier run made of it stands. */
#ifndef GALLEY_FLOW_JUDGE_H
#define GALLEY_FLOW_JUDGE_H

#include "flow/commit.h"
#include "flow/prior.h"

enum verdict {
    VERDICT_DO,
    VERDICT_CARRY,
    VERDICT_DOUBT /* size and all else are right, but its bytes have to be compared */
};

/* What is asked of a run. */
struct judge {
    const struct commit *commit;
    struct str header; /* of this run */
    bool retry;        /* also do again what failed by its content */
};

/* Judges an item by what is known of it (NULL: nothing). *why is static: the reason to do it. */
enum verdict judge_item(const struct judge *j, const struct item *item,
                        const struct prior_entry *known, const char **why);

/* Whether what an earlier run made of a document can stand although its input may have changed. */
bool judge_keeps(const struct judge *j, const struct prior_entry *known);

/* Adds in what the header of an earlier run differs from this one's, for people: "the pipeline,
 * the stage detect.contact". */
void judge_difference(struct str before, struct str now, struct buf *out);

#endif
