/* The clocks of the machine, in nanoseconds. */
#ifndef GALLEY_BASE_CLOCK_H
#define GALLEY_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* What `clock` (CLOCK_MONOTONIC, CLOCK_REALTIME) shows now. */
static inline uint64_t clock_nanos(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

#endif
