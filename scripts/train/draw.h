/* Numbers drawn from a seed: SplitMix64 (Steele, Lea, Flood 2014). */
#ifndef GALLEY_TRAIN_DRAW_H
#define GALLEY_TRAIN_DRAW_H

#include <stddef.h>
#include <stdint.h>

struct draw {
    uint64_t state;
};

static inline uint64_t draw_next(struct draw *d)
{
    uint64_t x = d->state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* A number below n > 0. */
static inline size_t draw_below(struct draw *d, size_t n)
{
    return (size_t)(draw_next(d) % n);
}

#endif
