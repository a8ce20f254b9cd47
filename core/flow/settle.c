#include "flow/settle.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

static int by_key(const void *a, const void *b)
{
    const struct unsettled *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

static uint64_t key_of(const struct item *item)
{
    struct buf record = {0};
    struct item one = *item;
    one.stamp.inode = 0; /* not every file system gives a file the same each time */
    item_put(&one, &record);
    uint64_t key = hash_fast(buf_str(&record));
    buf_free(&record);
    return key;
}

/* By the wall clock alone. What is no regular file is not read, and need not settle. */
static bool is_old(const struct settle *s, const struct item *item)
{
    int64_t modified = item->stamp.modified;
    return item->kind != ITEM_FILE || s->time == 0 ||
           (modified <= s->wall && (uint64_t)(s->wall - modified) >= s->time);
}

/* When it was first seen as it is; now, if it was not. */
static uint64_t since(const struct settle *s, const struct unsettled *v, size_t n, uint64_t key)
{
    struct unsettled wanted = {.key = key};
    const struct unsettled *found = n ? bsearch(&wanted, v, n, sizeof *v, by_key) : NULL;
    return found ? found->since : s->monotonic;
}

void settle_begin(struct settle *s, int64_t wall, uint64_t monotonic)
{
    struct settle old = *s;
    s->before = old.v;
    s->before_n = old.n;
    s->before_cap = old.cap;
    s->v = old.before;
    s->cap = old.before_cap;
    s->n = 0;
    s->wall = wall;
    s->monotonic = monotonic;
}

bool settle_see(struct settle *s, const struct item *item)
{
    if (is_old(s, item))
        return true;
    uint64_t key = key_of(item), first = since(s, s->before, s->before_n, key);
    s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
    s->v[s->n++] = (struct unsettled){key, first};
    return s->monotonic - first >= s->time;
}

void settle_end(struct settle *s)
{
    if (s->n > 0)
        qsort(s->v, s->n, sizeof *s->v, by_key);
}

bool settle_has(const struct settle *s, const struct item *item)
{
    return is_old(s, item) || s->monotonic - since(s, s->v, s->n, key_of(item)) >= s->time;
}

void settle_free(struct settle *s)
{
    free(s->v);
    free(s->before);
    *s = (struct settle){0};
}
