/* Memory that is given back all at once: one arena per document. */
#ifndef GALLEY_BASE_ARENA_H
#define GALLEY_BASE_ARENA_H

#include "base/str.h"

/* Owns its chunks. {0} is an empty arena. Under AddressSanitizer every object is a malloc of its
 * own, so that a read past its end or after the reset is seen. */
struct arena {
    struct arena_chunk *chunks;
    size_t used; /* bytes handed out since the last reset */
};

/* Returns n bytes, aligned for any type, set to zero, valid until the next reset. */
void *arena_get(struct arena *a, size_t n);

/* The same with no set value: for what is written to in whole at once. */
void *arena_take(struct arena *a, size_t n);

/* Copies s into the arena and adds a NUL behind it. */
struct str arena_str(struct arena *a, struct str s);

/* Gives back an object of n bytes before the reset when it is large, over 1 MiB; others stay. */
void arena_drop(struct arena *a, const void *p, size_t n);

/* Grows an array of *cap items of `size` bytes in the arena until it can hold `need` items;
 * returns its new place. What is new in it has no set value; the old place is not to be used. */
void *arena_grow(struct arena *a, void *items, size_t *cap, size_t need, size_t size);

/* Gives back all objects; keeps one chunk of moderate size for the next document. */
void arena_reset(struct arena *a);

void arena_free(struct arena *a);

#endif
