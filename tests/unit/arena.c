#include "base/arena.h"

#include <stdalign.h>

#include "tap.h"

static bool all_zero(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && p[i] == 0)
        i++;
    return i == n;
}

static void test_get(void)
{
    struct arena a = {0};
    bool aligned = true, zero = true, apart = true;
    char *before = NULL;
    for (size_t n = 0; n < 3000; n++) {
        char *p = arena_get(&a, n);
        aligned = aligned && (uintptr_t)p % alignof(max_align_t) == 0;
        zero = zero && all_zero(p, n);
        apart = apart && (!before || before[n - 2] == (char)(n - 1));
        memset(p, (char)n, n);
        before = n > 1 ? p : NULL;
    }
    OK(aligned, "objects are aligned");
    OK(zero, "objects are zero");
    OK(apart, "objects do not overlap");
    OK(a.used == 3000UL * 2999 / 2, "used is what was asked for");
    arena_free(&a);
    OK(a.chunks == NULL && a.used == 0, "arena_free leaves {0}");
}

/* What has no set value lies between what has zeros, and leaves it so after a reset too. */
static void test_take(void)
{
    struct arena a = {0};
    bool aligned = true, zero = true, kept = true;
    for (int round = 0; round < 2; round++) {
        for (size_t n = 1; n < 300; n++) {
            char *p = arena_take(&a, n), *q = arena_get(&a, n);
            aligned = aligned && (uintptr_t)p % alignof(max_align_t) == 0;
            zero = zero && all_zero(q, n);
            memset(p, 1, n);
            memset(q, 2, n);
            kept = kept && p[n - 1] == 1 && q[0] == 2;
        }
        OK(a.used == 300UL * 299, "used counts both");
        arena_reset(&a);
    }
    OK(aligned && kept, "what is taken is aligned, and apart");
    OK(zero, "beside it is zero what is to be");
    arena_free(&a);
}

static void test_reset(void)
{
    struct arena a = {0};
    for (int round = 0; round < 3; round++) {
        char *small = arena_get(&a, 10), *large = arena_get(&a, 3 << 20);
        char *next = arena_get(&a, 10);
        OK(all_zero(small, 10) && all_zero(large, 3 << 20) && all_zero(next, 10),
           "zero in round %d, whatever was there before", round);
        memset(small, 1, 10);
        memset(large, 2, 3 << 20);
        memset(next, 3, 10);
        arena_reset(&a);
        OK(a.used == 0, "nothing is used after a reset");
    }
    arena_free(&a);
    arena_reset(&a);
    OK(a.chunks == NULL, "an empty arena can be reset");
}

static void test_str(void)
{
    struct arena a = {0};
    char text[] = "a\0b";
    struct str s = arena_str(&a, (struct str){text, 3});
    text[0] = 'x';
    OK(s.n == 3 && memcmp(s.p, "a\0b", 4) == 0, "a copy with a NUL behind it");
    s = arena_str(&a, (struct str){0});
    OK(s.n == 0 && s.p && s.p[0] == '\0', "a copy of nothing is \"\"");
    arena_free(&a);
}

static void test_grow(void)
{
    struct arena a = {0};
    size_t cap = 0;
    int *items = NULL;
    for (int i = 0; i < 10000; i++) {
        items = arena_grow(&a, items, &cap, (size_t)i + 1, sizeof *items);
        items[i] = i;
    }
    bool good = true;
    for (int i = 0; i < 10000; i++)
        good = good && items[i] == i;
    OK(good, "items are kept");
    OK(cap >= 10000 && cap < 20000, "grows by doubling");
    int *same = arena_grow(&a, items, &cap, cap, sizeof *items);
    OK(same == items, "stays where there is room");
    arena_free(&a);
}

static void test_large(void)
{
    struct arena a = {0};
    size_t cap = 0, n = 3 << 20;
    char *bytes = NULL, *small = arena_get(&a, 100);
    small[99] = 'z';
    for (size_t i = 0; i < n; i += 4096) {
        bytes = arena_grow(&a, bytes, &cap, i + 4096, 1);
        memset(bytes + i, (int)(i >> 12 & 127), 4096);
    }
    bool good = true;
    for (size_t i = 0; i < n; i++)
        good = good && bytes[i] == (char)(i >> 12 & 127);
    OK(good && small[99] == 'z', "what is large grows and is kept, as is what is beside it");
    size_t used = a.used;
    arena_drop(&a, small, 100);
    OK(a.used == used, "a small object stays");
    arena_drop(&a, bytes, cap);
    OK(a.used == used - cap, "a large one goes");
    char *zeros = arena_get(&a, n);
    good = true;
    for (size_t i = 0; i < n; i++)
        good = good && zeros[i] == 0;
    OK(good && small[99] == 'z', "and leaves zeros");
    arena_free(&a);
}

int main(void)
{
    test_large();
    test_get();
    test_take();
    test_reset();
    test_str();
    test_grow();
    return tap_done();
}
