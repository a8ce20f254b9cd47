/* Whether files have settled: that nobody writes to them any more, as far as their times tell. */
#ifndef GALLEY_FLOW_SETTLE_H
#define GALLEY_FLOW_SETTLE_H

#include "flow/item.h"

/* A file that was not settled when it was looked at. */
struct unsettled {
    uint64_t key;   /* hash of its name and stamp */
    uint64_t since; /* first seen so: nanoseconds of the monotonic clock */
};

/* Files that had not settled at the last look. Owns its lists. {.time = ...} is empty. */
struct settle {
    uint64_t time;       /* for so many nanoseconds a file must not have been written to */
    int64_t wall;        /* when the look began: nanoseconds since 1970, */
    uint64_t monotonic;  /* and of the monotonic clock */
    struct unsettled *v; /* in order of their keys, once the look is over */
    size_t n, cap;
    struct unsettled *before; /* those of the look before */
    size_t before_n, before_cap;
};

/* A look at all files: settle_begin with what the clocks show, settle_see for each file,
 * settle_end. A file has settled when its time of modification is old enough, or when it has had
 * the same stamp in each look for as long: so neither a clock that was set, nor a time in the
 * future, makes it wait for ever. The time of status change does not count: a rename alters it. */
void settle_begin(struct settle *s, int64_t wall, uint64_t monotonic);
bool settle_see(struct settle *s, const struct item *item);
void settle_end(struct settle *s);

/* Whether the item, with the stamp that it has, had settled at the last look. */
bool settle_has(const struct settle *s, const struct item *item);

void settle_free(struct settle *s);

#endif
