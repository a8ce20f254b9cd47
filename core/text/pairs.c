#include "text/pairs.h"

#include <endian.h>
#include <stdlib.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "base/mem.h"

enum {
    TABLE = 1 << 16,
    KINDS = 8,  /* of one plane: a bit for each */
    PLANES = 3, /* with more the table is as fast */
    NIBBLES = 16
};

/* The kinds that a byte may belong to, by its halves: those of low[] that are in high[] too. */
struct halves {
    uint8_t low[NIBBLES], high[NIBBLES];
};

struct plane {
    struct halves first, second;
};

struct pairs {
    uint8_t table[TABLE]; /* by first byte and 256 times the second: 1 for pairs of any kind */
    struct plane planes[PLANES];
    size_t plane_n; /* 0: the table is used */
};

static void add_to_table(struct pairs *p, const struct pair_kind *kind)
{
    for (size_t b = 0; b < 256; b++)
        for (size_t a = 0; kind->second[b] && a < 256; a++)
            p->table[b << 8 | a] |= kind->first[a];
}

/* ---- one after the other ------------------------------------------------------------------- */

/* Which of the 8 places from p on (9 bytes are there) have a pair that is in the table. */
static unsigned eight(const uint8_t *table, const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    v = le64toh(v);
    return (unsigned)table[v & 0xFFFF] | (unsigned)table[v >> 8 & 0xFFFF] << 1 |
           (unsigned)table[v >> 16 & 0xFFFF] << 2 | (unsigned)table[v >> 24 & 0xFFFF] << 3 |
           (unsigned)table[v >> 32 & 0xFFFF] << 4 | (unsigned)table[v >> 40 & 0xFFFF] << 5 |
           (unsigned)table[v >> 48] << 6 | (unsigned)table[v >> 56 | (uint64_t)p[8] << 8] << 7;
}

static uint64_t block_table(const uint8_t *table, const unsigned char *text)
{
    uint64_t found = 0;
    for (unsigned k = 0; k < PAIRS_BLOCK; k += 8)
        found |= (uint64_t)eight(table, text + k) << k;
    return found;
}

/* ---- 32 places at once --------------------------------------------------------------------- */

#ifdef __x86_64__

static void add_to_halves(struct halves *h, const bool bytes[256], uint8_t bit)
{
    for (size_t c = 0; c < 256; c++) {
        h->low[c & 15] |= bytes[c] ? bit : 0;
        h->high[c >> 4] |= bytes[c] ? bit : 0;
    }
}

/* Makes the planes, unless there are too many kinds or the processor has no such instructions. */
static void set_planes(struct pairs *p, const struct pair_kind *kinds, size_t n)
{
    if (n > (size_t)PLANES * KINDS || !__builtin_cpu_supports("avx2"))
        return;
    p->plane_n = (n + KINDS - 1) / KINDS;
    for (size_t k = 0; k < n; k++) {
        struct plane *plane = &p->planes[k / KINDS];
        add_to_halves(&plane->first, kinds[k].first, (uint8_t)(1u << k % KINDS));
        add_to_halves(&plane->second, kinds[k].second, (uint8_t)(1u << k % KINDS));
    }
}

__attribute__((target("avx2"))) static __m256i kinds_of(const struct halves *h, __m256i bytes)
{
    __m256i mask = _mm256_set1_epi8(15);
    __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)h->low));
    __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)h->high));
    __m256i above = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask);
    return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, mask)),
                            _mm256_shuffle_epi8(high, above));
}

__attribute__((target("avx2"))) static uint32_t lanes(const struct pairs *p,
                                                      const unsigned char *text)
{
    __m256i a = _mm256_loadu_si256((const __m256i *)text);
    __m256i b = _mm256_loadu_si256((const __m256i *)(text + 1));
    __m256i any = _mm256_setzero_si256();
    for (size_t i = 0; i < p->plane_n; i++)
        any = _mm256_or_si256(any, _mm256_and_si256(kinds_of(&p->planes[i].first, a),
                                                    kinds_of(&p->planes[i].second, b)));
    __m256i none = _mm256_cmpeq_epi8(any, _mm256_setzero_si256());
    return ~(uint32_t)_mm256_movemask_epi8(none);
}

__attribute__((target("avx2"))) static uint64_t block_lanes(const struct pairs *p,
                                                            const unsigned char *text)
{
    return lanes(p, text) | (uint64_t)lanes(p, text + 32) << 32;
}

#else

static void set_planes(struct pairs *p, const struct pair_kind *kinds, size_t n)
{
    (void)p;
    (void)kinds;
    (void)n;
}

static uint64_t block_lanes(const struct pairs *p, const unsigned char *text)
{
    return block_table(p->table, text);
}

#endif

/* ---- both ---------------------------------------------------------------------------------- */

struct pairs *pairs_new(const struct pair_kind *kinds, size_t n, bool plain)
{
    struct pairs *p = mem_get(sizeof *p);
    for (size_t k = 0; k < n; k++)
        add_to_table(p, &kinds[k]);
    if (!plain)
        set_planes(p, kinds, n);
    return p;
}

void pairs_free(struct pairs *p)
{
    free(p);
}

uint64_t pairs_block(const struct pairs *p, const unsigned char *text)
{
    return p->plane_n ? block_lanes(p, text) : block_table(p->table, text);
}
