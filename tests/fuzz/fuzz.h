/* What the fuzz targets share. Each is one file that is given bytes again and again and must not
 * crash, leak, or break what its header promises. */
#ifndef GALLEY_TESTS_FUZZ_H
#define GALLEY_TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold. */
#define HOLDS(good)                                                                              \
    do {                                                                                         \
        if (!(good)) {                                                                           \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #good);            \
            abort();                                                                             \
        }                                                                                        \
    } while (0)

static inline struct str fuzz_str(const uint8_t *data, size_t size)
{
    return (struct str){size ? (const char *)data : "", size};
}

/* The first byte, taken off; 0 where there is none. */
static inline unsigned fuzz_byte(struct str *s)
{
    unsigned c = s->n ? (unsigned char)s->p[0] : 0;
    *s = str_cut(*s, s->n ? 1 : 0, s->n);
    return c;
}

/* What stands before the next line "--", taken off with it; all where there is none. */
static inline struct str fuzz_part(struct str *s)
{
    size_t at = str_find(*s, str_of("\n--\n"), 0);
    bool there = at < s->n;
    struct str part = str_cut(*s, 0, there ? at + 1 : s->n);
    *s = str_cut(*s, there ? at + 4 : s->n, s->n);
    return part;
}

#endif
