/* Borrowed slices of bytes and owned buffers of them. Neither knows an encoding; a slice is not
 * ended by NUL. */
#ifndef GALLEY_BASE_STR_H
#define GALLEY_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A borrowed slice: whoever made p owns it. p may be NULL when n is 0. */
struct str {
    const char *p;
    size_t n;
};

/* The slice of a C string, its NUL left out. */
static inline struct str str_of(const char *z)
{
    return (struct str){z, strlen(z)};
}

/* The bytes [from, to) of s; both are clamped to s. */
static inline struct str str_cut(struct str s, size_t from, size_t to)
{
    to = to < s.n ? to : s.n;
    from = from < to ? from : to;
    return (struct str){from ? s.p + from : s.p, to - from}; /* NULL + 0 is undefined */
}

enum { STR_PAIR = 16 /* bytes that two numbers hold */ };

/* Two numbers for a string of 1 to STR_PAIR bytes: those of another one as long differ. */
static inline void str_pair(struct str s, uint64_t x[2])
{
    uint32_t a, b;
    x[0] = x[1] = 0;
    if (s.n >= sizeof x[0]) {
        memcpy(&x[0], s.p, sizeof x[0]);
        memcpy(&x[1], s.p + s.n - sizeof x[1], sizeof x[1]);
    } else if (s.n >= sizeof a) {
        memcpy(&a, s.p, sizeof a);
        memcpy(&b, s.p + s.n - sizeof b, sizeof b);
        x[0] = a | (uint64_t)b << 32;
    } else {
        const unsigned char *p = (const unsigned char *)s.p;
        x[0] = p[0] | (uint64_t)p[s.n / 2] << 8 | (uint64_t)p[s.n - 1] << 16;
    }
}

bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *z);

/* Order of unsigned bytes, a prefix before what it begins: <0, 0 or >0. */
int str_cmp(struct str a, struct str b);

bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);

/* The place of `needle` in `hay` at or after `from`; hay.n when it is not there. An empty needle
 * is at `from`. */
size_t str_find(struct str hay, struct str needle, size_t from);

/* The place of byte c at or after `from`; s.n when it is not there. */
size_t str_byte(struct str s, char c, size_t from);

/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);

/* Takes the text up to `sep` off the front of *rest (sep is dropped) into *part; false when
 * *rest was used up: `while (str_split(&rest, ',', &part))`. "" gives no part, and neither does
 * the end behind a last `sep`. */
bool str_split(struct str *rest, char sep, struct str *part);

/* Reads all of s as a decimal number; false when it is not one or does not fit. */
bool str_uint(struct str s, uint64_t *out);

/* How many letters are put in, left out, changed or swapped with a neighbour (optimal string
 * alignment), for "did you mean"; at most `limit` + 1. */
size_t str_distance(struct str a, struct str b, size_t limit);

#endif
