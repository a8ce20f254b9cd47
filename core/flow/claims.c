#include "flow/claims.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

/* 0 is a free place. */
static uint64_t not_free(uint64_t h)
{
    return h ? h : 1;
}

static uint64_t hash_of(struct str name)
{
    return not_free(hash_fast(name));
}

/* The place of h, or the free one where it would go. */
static size_t place_of(const struct claims *c, uint64_t h)
{
    size_t i = h & (c->cap - 1);
    while (c->table[i] != 0 && c->table[i] != h)
        i = (i + 1) & (c->cap - 1);
    return i;
}

static void grow(struct claims *c)
{
    struct claims old = *c;
    c->cap = old.cap ? old.cap * 2 : 1024;
    c->table = mem_get(c->cap * sizeof *c->table);
    for (size_t i = 0; i < old.cap; i++)
        if (old.table[i])
            c->table[place_of(c, old.table[i])] = old.table[i];
    free(old.table);
}

bool claims_take(struct claims *c, struct str name)
{
    uint64_t h = hash_of(name);
    if (2 * (c->n + 1) > c->cap)
        grow(c);
    size_t i = place_of(c, h);
    if (c->table[i])
        return false;
    c->table[i] = h;
    c->n++;
    return true;
}

void claims_drop(struct claims *c, struct str name)
{
    size_t i = c->cap > 0 ? place_of(c, hash_of(name)) : 0;
    if (c->cap == 0 || c->table[i] == 0)
        return;
    c->table[i] = 0;
    c->n--;
    /* Those behind it may have been kept from its place: each finds its own anew. */
    for (i = (i + 1) & (c->cap - 1); c->table[i]; i = (i + 1) & (c->cap - 1)) {
        uint64_t h = c->table[i];
        c->table[i] = 0;
        c->table[place_of(c, h)] = h;
    }
}

bool claims_has(const struct claims *c, struct str name)
{
    return claims_has_hash(c, hash_fast(name));
}

bool claims_has_hash(const struct claims *c, uint64_t hash)
{
    return c->cap > 0 && c->table[place_of(c, not_free(hash))] != 0;
}

void claims_free(struct claims *c)
{
    free(c->table);
    *c = (struct claims){0};
}
