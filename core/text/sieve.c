#include "text/sieve.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

void sieve_add(struct sieve *s, size_t kind, size_t k, unsigned char c)
{
    struct sieve_halves *h = &s->planes[kind / 8][k];
    h->low[c & 15] |= (uint8_t)(1u << kind % 8);
    h->high[c >> 4] |= (uint8_t)(1u << kind % 8);
    if (s->plane_n <= kind / 8)
        s->plane_n = kind / 8 + 1;
}

void sieve_add_all(struct sieve *s, size_t kind, size_t k)
{
    for (unsigned half = 0; half < 16; half++)
        sieve_add(s, kind, k, (unsigned char)(half << 4 | half));
}

#ifdef __x86_64__

bool sieve_works(void)
{
    return __builtin_cpu_supports("avx2");
}

/* All of what finds is inlined into one loop for each number of planes, so that the tables stay in
 * registers from block to block. */
#define WITH_AVX2 __attribute__((target("avx2")))
#define INTO_LOOP __attribute__((target("avx2"), always_inline)) static inline

INTO_LOOP __m256i kinds_of(const struct sieve_halves *h, const unsigned char *text)
{
    __m256i mask = _mm256_set1_epi8(15), bytes = _mm256_loadu_si256((const __m256i *)text);
    __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)h->low));
    __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)h->high));
    __m256i above = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask);
    return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, mask)),
                            _mm256_shuffle_epi8(high, above));
}

INTO_LOOP __m256i plane_at(const struct sieve_halves h[SIEVE_ROW], const unsigned char *text)
{
    __m256i two = _mm256_and_si256(kinds_of(&h[0], text), kinds_of(&h[1], text + 1));
    return _mm256_and_si256(two, kinds_of(&h[2], text + 2));
}

INTO_LOOP __m256i half_block(const struct sieve *s, size_t planes, const unsigned char *text)
{
    __m256i any = plane_at(s->planes[0], text);
    if (planes > 1)
        any = _mm256_or_si256(any, plane_at(s->planes[1], text));
    if (planes > 2)
        any = _mm256_or_si256(any, plane_at(s->planes[2], text));
    return any;
}

INTO_LOOP uint32_t bits_of(__m256i any)
{
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(any, _mm256_setzero_si256()));
}

INTO_LOOP uint64_t find_in(const struct sieve *s, size_t planes, struct str text, size_t *at)
{
    size_t i = *at; /* what is written through `at` might be the tables, to the compiler */
    uint64_t found = 0;
    for (; !found && i + SIEVE_BYTES <= text.n; i += SIEVE_BLOCK) {
        const unsigned char *p = (const unsigned char *)text.p + i;
        __m256i low = half_block(s, planes, p), high = half_block(s, planes, p + SIEVE_BLOCK / 2);
        __m256i any = _mm256_or_si256(low, high);
        if (!_mm256_testz_si256(any, any))
            found = bits_of(low) | (uint64_t)bits_of(high) << 32;
    }
    *at = found ? i - SIEVE_BLOCK : i;
    return found;
}

WITH_AVX2 uint64_t sieve_find(const struct sieve *s, struct str text, size_t *at)
{
    switch (s->plane_n) {
    case 1:
        return find_in(s, 1, text, at);
    case 2:
        return find_in(s, 2, text, at);
    default:
        return find_in(s, SIEVE_PLANES, text, at);
    }
}

#else

bool sieve_works(void)
{
    return false;
}

uint64_t sieve_find(const struct sieve *s, struct str text, size_t *at)
{
    (void)s;
    return *at + SIEVE_BYTES <= text.n ? UINT64_MAX : 0;
}

#endif

uint64_t sieve_block(const struct sieve *s, const unsigned char *text)
{
    size_t at = 0;
    return sieve_find(s, (struct str){(const char *)text, SIEVE_BYTES}, &at);
}
