#include "lua/pool.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct pool_chunk {
    struct pool_chunk *next;
    alignas(max_align_t) char data[];
};

/* What a piece holds while nobody has it. */
struct pool_piece {
    struct pool_piece *next;
};

enum { POOL_CHUNK = 16 << 10 };

_Static_assert(POOL_STEP >= sizeof(struct pool_piece), "a free piece holds a pointer");
_Static_assert(POOL_STEP % alignof(max_align_t) == 0, "a step keeps the alignment");

#ifdef __SANITIZE_ADDRESS__
static const bool pool_apart = true;
#else
static const bool pool_apart = false;
#endif

static size_t pool_class(size_t n)
{
    return (n - 1) / POOL_STEP;
}

/* What is left of the last chunk is lost to it: less than one piece. */
static bool pool_more(struct pool *p)
{
    struct pool_chunk *c = malloc(POOL_CHUNK);
    if (!c)
        return false;
    c->next = p->chunks;
    p->chunks = c;
    p->at = c->data;
    p->left = POOL_CHUNK - offsetof(struct pool_chunk, data);
    return true;
}

void *pool_get(struct pool *p, size_t n)
{
    if (pool_apart || n > POOL_MOST)
        return malloc(n);
    size_t class = pool_class(n), whole = (class + 1) * POOL_STEP;
    struct pool_piece *piece = p->free[class];
    if (piece) {
        p->free[class] = piece->next;
        return piece;
    }
    if (p->left < whole && !pool_more(p))
        return NULL;
    void *fresh = p->at;
    p->at += whole;
    p->left -= whole;
    return fresh;
}

void pool_put(struct pool *p, void *piece, size_t n)
{
    if (pool_apart || n > POOL_MOST) {
        free(piece);
        return;
    }
    struct pool_piece *f = piece;
    f->next = p->free[pool_class(n)];
    p->free[pool_class(n)] = f;
}

void *pool_resize(struct pool *p, void *piece, size_t n, size_t m)
{
    if (pool_apart || (n > POOL_MOST && m > POOL_MOST))
        return realloc(piece, m);
    if (pool_class(n) == pool_class(m))
        return piece;
    void *moved = pool_get(p, m);
    if (!moved)
        return NULL;
    memcpy(moved, piece, n < m ? n : m);
    pool_put(p, piece, n);
    return moved;
}

void pool_free(struct pool *p)
{
    for (struct pool_chunk *c = p->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    *p = (struct pool){0};
}
