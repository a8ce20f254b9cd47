/* The names of outputs that this run has given away: needed where names come from content, or
 * where an earlier run left outputs. Grows with the number of outputs, 16 bytes each at most. */
#ifndef GALLEY_FLOW_CLAIMS_H
#define GALLEY_FLOW_CLAIMS_H

#include "base/str.h"

/* A set of hashes of names. {0} is empty; owns its table. Two names in a million million share
 * one. */
struct claims {
    uint64_t *table;
    size_t n, cap;
};

/* Claims the name; false when it was claimed before. */
bool claims_take(struct claims *c, struct str name);

/* Gives the name back: nothing came to stand there. */
void claims_drop(struct claims *c, struct str name);

bool claims_has(const struct claims *c, struct str name);

/* The same for the name whose hash_fast this is. */
bool claims_has_hash(const struct claims *c, uint64_t hash);
void claims_free(struct claims *c);

#endif
