#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "base/mem.h"

/* A run of memory from which objects are cut from front to end. Under AddressSanitizer it holds
 * one object and is just as long. */
struct arena_chunk {
    struct arena_chunk *next;
    size_t size, used;
    alignas(max_align_t) char data[];
};

enum { ARENA_CHUNK = 64 << 10, ARENA_KEEP = 1 << 20, ARENA_UNSET = 0xA5 };

#if defined(__SANITIZE_ADDRESS__)
static const bool arena_apart = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
static const bool arena_apart = true;
#else
static const bool arena_apart = false;
#endif
#else
static const bool arena_apart = false;
#endif

static struct arena_chunk *arena_chunk_new(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct arena_chunk))
        mem_fail();
    /* Zeros from the kernel, for what is large: pages that nobody writes to are no memory. */
    struct arena_chunk *c = size > ARENA_KEEP ? mem_calloc(1, sizeof *c + size)
                                              : mem_resize(NULL, 1, sizeof *c + size);
    c->next = NULL;
    c->size = size;
    c->used = 0;
    return c;
}

/* A chunk with room for n bytes. One object too large for a common chunk gets a chunk of its own
 * behind the first, so that the room left in the first is not lost. */
static struct arena_chunk *arena_chunk_for(struct arena *a, size_t n)
{
    struct arena_chunk *first = a->chunks;
    if (first && !arena_apart && n <= first->size - first->used)
        return first;
    bool alone = arena_apart || n > ARENA_CHUNK / 4;
    struct arena_chunk *c = arena_chunk_new(alone ? n : ARENA_CHUNK);
    if (first && alone) {
        c->next = first->next;
        first->next = c;
    } else {
        c->next = first;
        a->chunks = c;
    }
    return c;
}

/* Cuts off n bytes: zeros where that is over ARENA_KEEP. */
static char *arena_cut(struct arena *a, size_t n)
{
    size_t step = alignof(max_align_t);
    if (n > SIZE_MAX - step)
        mem_fail();
    size_t whole = arena_apart ? n : (n + step - 1) / step * step;
    struct arena_chunk *c = arena_chunk_for(a, whole);
    char *p = c->data + c->used;
    c->used += whole;
    a->used += n;
    return p;
}

void *arena_get(struct arena *a, size_t n)
{
    char *p = arena_cut(a, n);
    return n > ARENA_KEEP ? p : memset(p, 0, n);
}

/* Under AddressSanitizer it is filled, so that who counts on zeros is found out. */
void *arena_take(struct arena *a, size_t n)
{
    char *p = arena_cut(a, n);
    return arena_apart ? memset(p, ARENA_UNSET, n) : p;
}

/* The link to the chunk of a large object, which it has for itself; NULL for any other. */
static struct arena_chunk **arena_large(struct arena *a, const void *p, size_t n)
{
    struct arena_chunk **at = &a->chunks;
    if (n <= ARENA_KEEP)
        return NULL;
    while (*at && (*at)->data != p)
        at = &(*at)->next;
    return *at ? at : NULL;
}

void arena_drop(struct arena *a, const void *p, size_t n)
{
    struct arena_chunk **at = arena_large(a, p, n), *c = at ? *at : NULL;
    if (!c)
        return;
    *at = c->next;
    a->used -= n;
    free(c);
}

/* Large arrays are moved by the kernel, without a copy; false for all others. */
static bool arena_stretch(struct arena *a, void **items, size_t old, size_t n)
{
    struct arena_chunk **at = arena_large(a, *items, old);
    if (!at || n > SIZE_MAX - sizeof(struct arena_chunk))
        return false;
    struct arena_chunk *c = mem_resize(*at, 1, sizeof *c + n);
    c->size = c->used = n;
    a->used += n - old;
    *at = c;
    *items = c->data;
    return true;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_take(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

void *arena_grow(struct arena *a, void *items, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return items;
    size_t n = *cap ? *cap : 8, bytes;
    while (n < need)
        n = n > SIZE_MAX / 2 ? need : n * 2;
    if (__builtin_mul_overflow(n, size, &bytes))
        mem_fail();
    if (!arena_stretch(a, &items, *cap * size, bytes)) {
        void *p = arena_take(a, bytes);
        if (*cap)
            memcpy(p, items, *cap * size);
        items = p;
    }
    *cap = n;
    return items;
}

void arena_reset(struct arena *a)
{
    struct arena_chunk *keep = NULL;
    for (struct arena_chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        bool better = !keep || c->size > keep->size;
        if (arena_apart || c->size > ARENA_KEEP || !better) {
            free(c);
            continue;
        }
        free(keep);
        keep = c;
    }
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
    a->chunks = keep;
    a->used = 0;
}

void arena_free(struct arena *a)
{
    for (struct arena_chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    *a = (struct arena){0};
}
