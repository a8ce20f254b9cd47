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

__attribute__((target("avx2"))) static __m256i kinds_of(const struct sieve_halves *h,
                                                        const unsigned char *text)
{
    __m256i mask = _mm256_set1_epi8(15), bytes = _mm256_loadu_si256((const __m256i *)text);
    __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)h->low));
    __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)h->high));
    __m256i above = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask);
    return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, mask)),
                            _mm256_shuffle_epi8(high, above));
}

__attribute__((target("avx2"))) static uint32_t half_block(const struct sieve *s,
                                                           const unsigned char *text)
{
    __m256i any = _mm256_setzero_si256();
    for (size_t i = 0; i < s->plane_n; i++) {
        const struct sieve_halves *h = s->planes[i];
        __m256i two = _mm256_and_si256(kinds_of(&h[0], text), kinds_of(&h[1], text + 1));
        any = _mm256_or_si256(any, _mm256_and_si256(two, kinds_of(&h[2], text + 2)));
    }
    __m256i none = _mm256_cmpeq_epi8(any, _mm256_setzero_si256());
    return ~(uint32_t)_mm256_movemask_epi8(none);
}

__attribute__((target("avx2"))) uint64_t sieve_block(const struct sieve *s,
                                                     const unsigned char *text)
{
    return half_block(s, text) | (uint64_t)half_block(s, text + 32) << 32;
}

#else

bool sieve_works(void)
{
    return false;
}

uint64_t sieve_block(const struct sieve *s, const unsigned char *text)
{
    (void)s;
    (void)text;
    return UINT64_MAX;
}

#endif
