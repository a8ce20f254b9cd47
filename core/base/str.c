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

/* The row for a.p[i] out of the two rows before it; returns its least distance. A swap of two
 * neighbours is one step: it is the commonest slip of all. */
static size_t str_distance_step(struct str a, size_t i, struct str b, const size_t *before,
                                const size_t *last, size_t *row)
{
    size_t least = row[0] = i + 1;
    for (size_t j = 1; j <= b.n; j++) {
        size_t best = last[j - 1] + (a.p[i] != b.p[j - 1]);
        best = best < last[j] + 1 ? best : last[j] + 1;
        best = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
        bool swapped = i > 0 && j > 1 && a.p[i] == b.p[j - 2] && a.p[i - 1] == b.p[j - 1];
        if (swapped && before[j - 2] + 1 < best)
            best = before[j - 2] + 1;
        row[j] = best;
        least = best < least ? best : least;
    }
    return least;
}

size_t str_distance(struct str a, struct str b, size_t limit)
{
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n, width = b.n + 1;
    if (gap > limit)
        return limit + 1;
    size_t *rows = mem_get(3 * width * sizeof *rows);
    size_t *before = rows, *last = rows + width, *row = rows + 2 * width;
    for (size_t j = 0; j <= b.n; j++)
        last[j] = j;
    size_t least = 0;
    for (size_t i = 0; i < a.n && least <= limit; i++) {
        least = str_distance_step(a, i, b, before, last, row);
        size_t *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    size_t distance = least > limit ? least : last[b.n];
    free(rows);
    return distance > limit ? limit + 1 : distance;
}
