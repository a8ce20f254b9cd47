#include "base/utf8_blocks.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { UTF8_BLOCK = 32 };

/* Table 3-7 as an automaton for whole texts: a loop over characters mispredicts a branch or
 * two at each accent. Its state is a shift. The row of a byte's class, shifted by the state, has
 * the next state in its low six bits, so that a step costs one shift. The states:
 *   0 between characters; 6 ill-formed; 12, 18, 24 one, two, three bytes to come;
 *   30, 36, 42, 48 behind E0, ED, F0, F4, which narrow the byte that follows. */
enum { UTF8_BETWEEN = 0, UTF8_BROKEN = 6 };

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

size_t utf8_blocks_plain(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    uint64_t state = UTF8_BETWEEN;
    size_t i = 0;
    for (; s.n - i >= UTF8_BLOCK; i += UTF8_BLOCK) {
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

#ifdef __x86_64__

/* What can be wrong with a byte and the one before it, a bit each. Two have one in common: they
 * are told apart by the second byte. */
enum {
    SHORT = 1 << 0,      /* a lead without its continuation */
    LONG = 1 << 1,       /* a continuation behind ASCII */
    OVERLONG_3 = 1 << 2, /* E0 80..9F */
    LARGE = 1 << 3,      /* F4 90..BF, F5.. 90..BF */
    SURROGATE = 1 << 4,  /* ED A0..BF */
    OVERLONG_2 = 1 << 5, /* C0, C1 */
    OVERLONG_4 = 1 << 6, /* F0 80..8F */
    LARGE_8 = 1 << 6,    /* F5.. 80..8F */
    TWO = 1 << 7,        /* two continuations: right or wrong by what is before them */
    ANY = SHORT | LONG | TWO,
    BIG = ANY | LARGE | LARGE_8
};

/* What may be wrong by the high half of the first byte, by its low half, and by the high half of
 * the second: it is wrong when all three say so. */
/* clang-format off */
static const uint8_t first_high[16] = {
    LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, /* 0..7F */
    TWO, TWO, TWO, TWO,                             /* 80..BF */
    SHORT | OVERLONG_2, SHORT,                      /* C0, D0 */
    SHORT | OVERLONG_3 | SURROGATE,                 /* E0 */
    SHORT | LARGE | LARGE_8 | OVERLONG_4,           /* F0 */
};
static const uint8_t first_low[16] = {
    ANY | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,     /* C0, E0, F0 */
    ANY | OVERLONG_2,                               /* C1 */
    ANY, ANY, ANY | LARGE,                          /* F4 */
    BIG, BIG, BIG, BIG, BIG, BIG, BIG, BIG,
    BIG | SURROGATE,                                /* ED */
    BIG, BIG,
};
static const uint8_t second_high[16] = {
    SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
    LONG | TWO | OVERLONG_2 | OVERLONG_3 | OVERLONG_4 | LARGE_8, /* 80 */
    LONG | TWO | OVERLONG_2 | OVERLONG_3 | LARGE,   /* 90 */
    LONG | TWO | OVERLONG_2 | SURROGATE | LARGE,    /* A0 */
    LONG | TWO | OVERLONG_2 | SURROGATE | LARGE,    /* B0 */
    SHORT, SHORT, SHORT, SHORT,
};
/* clang-format on */

bool utf8_blocks_wide_works(void)
{
    return __builtin_cpu_supports("avx2");
}

#define INTO_LOOP __attribute__((target("avx2"), always_inline)) static inline

INTO_LOOP __m256i look_up(const uint8_t table[16], __m256i halves)
{
    __m256i both = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
    return _mm256_shuffle_epi8(both, halves);
}

/* The two halves of each byte. */
INTO_LOOP __m256i low_half(__m256i bytes)
{
    return _mm256_and_si256(bytes, _mm256_set1_epi8(15));
}

INTO_LOOP __m256i high_half(__m256i bytes)
{
    return low_half(_mm256_srli_epi16(bytes, 4));
}

/* Not zero where a byte is wrong, by itself and the three before it. */
INTO_LOOP __m256i wrong_in(__m256i bytes, __m256i before)
{
    __m256i across = _mm256_permute2x128_si256(before, bytes, 0x21);
    __m256i one = _mm256_alignr_epi8(bytes, across, 15);
    __m256i two = _mm256_alignr_epi8(bytes, across, 14);
    __m256i three = _mm256_alignr_epi8(bytes, across, 13);
    __m256i pair = _mm256_and_si256(
        _mm256_and_si256(look_up(first_high, high_half(one)), look_up(first_low, low_half(one))),
        look_up(second_high, high_half(bytes)));
    /* Behind E0.. two bytes ago, or F0.. three, there must be two continuations. */
    __m256i must = _mm256_or_si256(_mm256_subs_epu8(two, _mm256_set1_epi8(0xE0 - 0x80)),
                                   _mm256_subs_epu8(three, _mm256_set1_epi8(0xF0 - 0x80)));
    return _mm256_xor_si256(_mm256_and_si256(must, _mm256_set1_epi8((char)0x80)), pair);
}

/* The start of the character that the byte before i belongs to, if it is not whole; else i. */
static size_t step_back(const unsigned char *p, size_t i)
{
    size_t k = i;
    while (k > 0 && i - k < 3 && (p[k - 1] & 0xC0) == 0x80)
        k--;
    return k > 0 && p[k - 1] >= 0xC0 ? k - 1 : i;
}

__attribute__((target("avx2"))) size_t utf8_blocks_wide(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    __m256i before = _mm256_setzero_si256();
    size_t i = 0;
    for (; s.n - i >= UTF8_BLOCK; i += UTF8_BLOCK) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(p + i));
        /* Behind ASCII, ASCII is right. */
        if (!_mm256_movemask_epi8(_mm256_or_si256(bytes, before))) {
            before = bytes;
            continue;
        }
        __m256i wrong = wrong_in(bytes, before);
        if (!_mm256_testz_si256(wrong, wrong))
            break;
        before = bytes;
    }
    return step_back(p, i);
}

#else

bool utf8_blocks_wide_works(void)
{
    return false;
}

size_t utf8_blocks_wide(struct str s)
{
    (void)s;
    return 0;
}

#endif

size_t utf8_blocks(struct str s)
{
    return utf8_blocks_wide_works() ? utf8_blocks_wide(s) : utf8_blocks_plain(s);
}
