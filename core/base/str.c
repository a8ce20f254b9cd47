#include "base/str.h"

#include <stdlib.h>

#include "base/mem.h"

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *z)
{
    return str_eq(a, str_of(z));
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

bool str_ends(struct str s, const char *suffix)
{
    size_t n = strlen(suffix);
    return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, suffix, n) == 0);
}

size_t str_find(struct str hay, struct str needle, size_t from)
{
    if (from > hay.n || needle.n > hay.n - from)
        return hay.n;
    if (needle.n == 0)
        return from;
    const char *at = memmem(hay.p + from, hay.n - from, needle.p, needle.n);
    return at ? (size_t)(at - hay.p) : hay.n;
}

size_t str_byte(struct str s, char c, size_t from)
{
    if (from >= s.n)
        return s.n;
    const char *at = memchr(s.p + from, c, s.n - from);
    return at ? (size_t)(at - s.p) : s.n;
}

static bool str_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    size_t from = 0, to = s.n;
    while (from < to && str_space(s.p[from]))
        from++;
    while (to > from && str_space(s.p[to - 1]))
        to--;
    return str_cut(s, from, to);
}

bool str_split(struct str *rest, char sep, struct str *part)
{
    if (rest->n == 0)
        return false;
    size_t at = str_byte(*rest, sep, 0);
    *part = str_cut(*rest, 0, at);
    *rest = str_cut(*rest, at + 1, rest->n);
    return true;
}

bool str_uint(struct str s, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(s.p[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (s.n)
        *out = value;
    return s.n > 0;
}

/* One row of the table of distances: row[j] is the distance of a's first bytes to b's first j.
 * Goes from the row before a byte c of a to the one behind it; returns the row's least value. */
static size_t str_distance_step(size_t *row, char c, struct str b)
{
    size_t corner = row[0]++;
    size_t least = row[0];
    for (size_t j = 1; j <= b.n; j++) {
        size_t best = corner + (c != b.p[j - 1]);
        corner = row[j];
        if (best > row[j] + 1)
            best = row[j] + 1;
        if (best > row[j - 1] + 1)
            best = row[j - 1] + 1;
        row[j] = best;
        if (best < least)
            least = best;
    }
    return least;
}

size_t str_distance(struct str a, struct str b, size_t limit)
{
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (gap > limit)
        return limit + 1;
    size_t *row = mem_get((b.n + 1) * sizeof *row);
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    size_t least = 0;
    for (size_t i = 0; i < a.n && least <= limit; i++)
        least = str_distance_step(row, a.p[i], b);
    size_t distance = least > limit ? least : row[b.n];
    free(row);
    return distance > limit ? limit + 1 : distance;
}
