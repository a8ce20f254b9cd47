/* The sum of a stream whose parts become known in any order: those that the desk writes as it
 * writes them, those that workers write once they have. */
#ifndef GALLEY_FLOW_SUMS_H
#define GALLEY_FLOW_SUMS_H

#include "base/crc.h"

/* One part behind what is summed. */
struct sums_part {
    uint64_t n, sum;
    bool known;
};

/* Owns the parts. {0} is the sum of nothing. */
struct sums {
    uint64_t sum, n; /* of all before the first part that is not known */
    struct sums_part *parts;
    size_t count, cap;
};

/* Adds bytes behind all that there is. */
void sums_add(struct sums *s, struct str bytes);

/* Adds a part of n bytes that others write. */
void sums_expect(struct sums *s, uint64_t n);

/* The sum of the n bytes at `from`. false when they are no part that is waited for. */
bool sums_tell(struct sums *s, uint64_t from, uint64_t n, uint64_t sum);

/* Whether all parts are known: s->sum is that of the whole then. */
static inline bool sums_whole(const struct sums *s)
{
    return s->count == 0;
}

void sums_free(struct sums *s);

#endif
