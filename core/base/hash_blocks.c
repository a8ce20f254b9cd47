#include "base/hash_blocks.h"

/* The header is glibc's, from 2.33 on. */
#if defined __x86_64__ && __has_include(<sys/platform/x86.h>)

#include <immintrin.h>
#include <sys/platform/x86.h>

/* FIPS 180-4, 4.2.2. */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

#define SHA __attribute__((target("sha,sse4.1")))

/* A state as the instructions want it, and the sixteen words of the schedule at hand. */
struct lane {
    __m128i abef, cdgh, w[4];
};

SHA static inline void lane_get(struct lane *l, const uint32_t h[8])
{
    __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)h), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(h + 4)), 0x1b);
    l->abef = _mm_alignr_epi8(cdab, efgh, 8);
    l->cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
}

SHA static inline void lane_put(const struct lane *l, uint32_t h[8])
{
    __m128i feba = _mm_shuffle_epi32(l->abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(l->cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)h, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)(h + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* The words of a block are big-endian. */
SHA static inline void lane_read(struct lane *l, const char *at)
{
    const __m128i turn = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    for (int i = 0; i < 4; i++)
        l->w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)at + i), turn);
}

/* Rounds 4i to 4i + 3, and the words for four rounds, twelve rounds later. */
SHA static inline void lane_step(struct lane *l, int i)
{
    __m128i *now = &l->w[i % 4], *next = &l->w[(i + 1) % 4];
    __m128i k = _mm_loadu_si128((const __m128i *)(const void *)&constants[4 * i]);
    __m128i sum = _mm_add_epi32(*now, k);
    l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, sum);
    if (i >= 3 && i < 15) {
        __m128i nine = _mm_alignr_epi8(*now, l->w[(i + 3) % 4], 4);
        __m128i begun = _mm_sha256msg1_epu32(*next, l->w[(i + 2) % 4]);
        *next = _mm_sha256msg2_epu32(_mm_add_epi32(begun, nine), *now);
    }
    l->abef = _mm_sha256rnds2_epu32(l->abef, l->cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

SHA static inline void lane_add(struct lane *l, const struct lane *before)
{
    l->abef = _mm_add_epi32(l->abef, before->abef);
    l->cdgh = _mm_add_epi32(l->cdgh, before->cdgh);
}

bool hash_blocks_works(void)
{
    return CPU_FEATURE_ACTIVE(SHA) && CPU_FEATURE_ACTIVE(SSE4_1);
}

SHA void hash_blocks(uint32_t a[8], const char *at_a, uint32_t b[8], const char *at_b, size_t n)
{
    struct lane la, lb;
    lane_get(&la, a);
    lane_get(&lb, b);
    for (; n > 0; n--, at_a += HASH_BLOCK, at_b += HASH_BLOCK) {
        const struct lane was_a = la, was_b = lb;
        lane_read(&la, at_a);
        lane_read(&lb, at_b);
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            lane_step(&la, i);
            lane_step(&lb, i);
        }
        lane_add(&la, &was_a);
        lane_add(&lb, &was_b);
    }
    lane_put(&la, a);
    lane_put(&lb, b);
}

#else

bool hash_blocks_works(void)
{
    return false;
}

void hash_blocks(uint32_t a[8], const char *at_a, uint32_t b[8], const char *at_b, size_t n)
{
    (void)a, (void)at_a, (void)b, (void)at_b, (void)n;
}

#endif
