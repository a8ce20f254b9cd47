/* What a stage looks for beside the labels that it marks, as it tells in `open`. */
#ifndef GALLEY_LUA_SOUGHT_H
#define GALLEY_LUA_SOUGHT_H

#include "base/str.h"

struct stage;

/* Before the label, a dot and the name of a rule, which marks carry: they are counted as they are
 * made. */
#define HOST_RULE "rule:"

struct sought {
    struct str what;
    uint64_t of; /* how many there are of it; 0: that is not known */
};

/* All that the stage looks for; they last as long as the host. */
const struct sought *stage_sought(const struct stage *s, size_t *n);

#endif
