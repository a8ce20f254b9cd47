#include "lua/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "tap.h"

enum { SIZES = POOL_MOST + 40 };

/* Every byte of piece i says i. */
static void fill(unsigned char *p, size_t i)
{
    memset(p, (int)(i % 251), i);
}

static bool full(const unsigned char *p, size_t i, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (p[k] != i % 251)
            return false;
    return true;
}

static void test_apart(void)
{
    struct pool p = {0};
    unsigned char *pieces[SIZES];
    bool aligned = true, apart = true;
    for (size_t i = 1; i < SIZES; i++) {
        pieces[i] = pool_get(&p, i);
        aligned = aligned && (uintptr_t)pieces[i] % alignof(max_align_t) == 0;
        fill(pieces[i], i);
    }
    for (size_t i = 1; i < SIZES; i++)
        apart = apart && full(pieces[i], i, i);
    OK(aligned, "pieces of all sizes are aligned");
    OK(apart, "and do not overlap");
    for (size_t i = 1; i < SIZES; i++)
        pool_put(&p, pieces[i], i);
    pool_free(&p);
    OK(!p.chunks && p.left == 0, "pool_free leaves {0}");
}

static void test_resize(void)
{
    struct pool p = {0};
    bool good = true;
    for (size_t from = 1; from < SIZES; from += 7)
        for (size_t to = 1; to < SIZES; to += 5) {
            unsigned char *piece = pool_get(&p, from);
            fill(piece, from);
            piece = pool_resize(&p, piece, from, to);
            good = good && full(piece, from, from < to ? from : to);
            pool_put(&p, piece, to);
        }
    OK(good, "what a piece holds goes along when its size changes");
    pool_free(&p);
}

/* Rounds of the same sizes in another order: the chunks of the first are those of the last. */
static void test_again(void)
{
    struct pool p = {0};
    void *pieces[SIZES];
    struct pool_chunk *first = NULL;
    bool same = true;
    for (size_t round = 0; round < 20; round++) {
        for (size_t i = 1; i < SIZES; i++)
            pieces[i] = pool_get(&p, i);
        first = first ? first : p.chunks;
        same = same && p.chunks == first;
        for (size_t i = 1; i < SIZES; i++) {
            size_t k = round % 2 ? i : SIZES - i;
            pool_put(&p, pieces[k], k);
        }
    }
    OK(same, "what was put back serves again");
    pool_free(&p);
}

int main(void)
{
    test_apart();
    test_resize();
    test_again();
    return tap_done();
}
