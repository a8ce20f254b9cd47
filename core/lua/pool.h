/* Small pieces of memory for a Lua state, which makes and drops thousands of a few sizes for each
 * document. What is put back is kept for the next piece of its size, so that documents like those
 * before need nothing from malloc. */
#ifndef GALLEY_LUA_POOL_H
#define GALLEY_LUA_POOL_H

#include <stddef.h>

enum { POOL_STEP = 16, POOL_MOST = 512 /* bytes of a piece */ };

struct pool_chunk;
struct pool_piece;

/* Owns its chunks. {0} is empty. Under AddressSanitizer each piece is a malloc of its own. */
struct pool {
    struct pool_chunk *chunks;
    char *at; /* what is left of the first of them, not handed out yet */
    size_t left;
    struct pool_piece *free[POOL_MOST / POOL_STEP];
};

/* n bytes (at least 1), aligned for any type; NULL when the system has none. Over POOL_MOST they
 * are malloc's. */
void *pool_get(struct pool *p, size_t n);

/* Gives back what pool_get(p, n) gave. */
void pool_put(struct pool *p, void *piece, size_t n);

/* The same piece for m bytes instead of n, moved if it must be; NULL, and the piece as it was,
 * when the system has none. */
void *pool_resize(struct pool *p, void *piece, size_t n, size_t m);

void pool_free(struct pool *p);

#endif
