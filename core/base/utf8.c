#include "base/utf8.h"

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

/* Table 3-7 once more, as an automaton for whole texts: the loop above mispredicts a branch or
 * two at each accent. Its state is a shift. The row of a byte's class, shifted by the state, has
 * the next state in its low six bits, so that a step costs one shift. The states:
 *   0 between characters; 6 ill-formed; 12, 18, 24 one, two, three bytes to come;
 *   30, 36, 42, 48 behind E0, ED, F0, F4, which narrow the byte that follows. */
enum { UTF8_BETWEEN = 0, UTF8_BROKEN = 6, UTF8_BLOCK = 32 };

static const uint64_t utf8_rows[12] = {
    UINT64_C(0x0006186186186180), /* ascii */
    UINT64_C(0x001218c192300186), /* 80..8f */
    UINT64_C(0x000648c192300186), /* 90..9f */
    UINT64_C(0x0006486312300186), /* a0..bf */
    UINT64_C(0x0006186186186186), /* never */
    UINT64_C(0x000618618618618c), /* c2..df */
    UINT64_C(0x000618618618619e), /* e0 */
    UINT64_C(0x0006186186186192), /* e1..ef */
    UINT64_C(0x00061861861861a4), /* ed */
    UINT64_C(0x00061861861861aa), /* f0 */
    UINT64_C(0x0006186186186198), /* f1..f3 */
    UINT64_C(0x00061861861861b0), /* f4 */
};

/* The row of each byte. */
static const unsigned char utf8_class[256] = {
    /* clang-format off */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
    5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
    6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 7,
    9, 10, 10, 10, 11, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    /* clang-format on */
};

/* Runs the automaton over one block. */
static inline uint64_t utf8_run(uint64_t state, const unsigned char *p)
{
    for (size_t i = 0; i < UTF8_BLOCK; i++)
        state = utf8_rows[utf8_class[p[i]]] >> (state & 63);
    return state & 63;
}

static inline bool utf8_ascii(const unsigned char *p)
{
    uint64_t w[UTF8_BLOCK / 8];
    memcpy(w, p, sizeof w);
    return ((w[0] | w[1] | w[2] | w[3]) & UINT64_C(0x8080808080808080)) == 0;
}

/* Goes over the well-formed blocks at the start of s; returns a place between characters that is
 * at most a block and a character before the first ill-formed one. */
static size_t utf8_blocks(const unsigned char *p, size_t n)
{
    uint64_t state = UTF8_BETWEEN;
    size_t i = 0;
    for (; n - i >= UTF8_BLOCK; i += UTF8_BLOCK) {
        if (state == UTF8_BETWEEN && utf8_ascii(p + i))
            continue;
        uint64_t next = utf8_run(state, p + i);
        if (next == UTF8_BROKEN)
            break;
        state = next;
    }
    while (state != UTF8_BETWEEN && (p[--i] & 0xc0) == 0x80)
        ;
    return i;
}

size_t utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t want;
    for (size_t i = utf8_blocks(p, s.n), k; i < s.n; i += k) {
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
