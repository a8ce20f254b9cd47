#include "base/utf8.h"

#include "base/utf8_blocks.h"

/* How many bytes of s, from its start, fit one character of table 3-7; *want is the length that
 * its first byte asks for, 0 when no character starts so. */
static inline size_t utf8_fit(const unsigned char *p, size_t n, size_t *want)
{
    unsigned char lead = p[0], low = 0x80, high = 0xbf;
    *want = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead > 0xf4)
        *want = 0;
    if (*want < 2)
        return *want;
    if (lead == 0xe0)
        low = 0xa0;
    else if (lead == 0xed)
        high = 0x9f;
    else if (lead == 0xf0)
        low = 0x90;
    else if (lead == 0xf4)
        high = 0x8f;
    if (n < 2 || p[1] < low || p[1] > high)
        return 1;
    size_t k = 2;
    while (k < *want && k < n && (p[k] & 0xc0) == 0x80)
        k++;
    return k;
}

size_t utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t want;
    for (size_t i = utf8_blocks(s), k; i < s.n; i += k) {
        k = utf8_fit(p + i, s.n - i, &want);
        if (k == 0 || k < want)
            return i;
    }
    return s.n;
}

size_t utf8_decode(struct str s, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t want = 0, k = s.n ? utf8_fit(p, s.n, &want) : 0;
    if (k == 0 || k < want)
        return 0;
    /* The lead byte of k > 1 bytes carries 7 - k bits. */
    uint32_t value = k == 1 ? p[0] : p[0] & (0xffU >> (k + 1));
    for (size_t i = 1; i < k; i++)
        value = value << 6 | (p[i] & 0x3fU);
    *cp = value;
    return k;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3f));
        cp >>= 6;
    }
    out[0] = (char)((0xf00U >> n) | cp);
    return n;
}

size_t utf8_bad(struct str s)
{
    size_t want, k = utf8_fit((const unsigned char *)s.p, s.n, &want);
    return k ? k : 1;
}

/* The bytes that begin a character are those that continue none; of eight at a time. */
size_t utf8_count(struct str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t i = 0, more = 0;
    for (uint64_t w; s.n - i >= sizeof w; i += sizeof w) {
        memcpy(&w, s.p + i, sizeof w);
        more += (size_t)(((w >> 7 & ~w >> 6 & ones) * ones) >> 56);
    }
    for (; i < s.n; i++)
        more += (s.p[i] & 0xc0) == 0x80;
    return s.n - more;
}
