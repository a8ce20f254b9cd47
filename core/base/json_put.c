#include "base/json_put.h"

#include <endian.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes that are looked at together: the compiler has instructions for it, or makes some. */
typedef uint8_t json_half __attribute__((vector_size(16)));

enum { JSON_BLOCK = 2 * sizeof(json_half) };

/* A bit for each byte that is all ones; the others are 0. */
static uint32_t json_bits(json_half found)
{
#ifdef __SSE2__
    return (uint32_t)_mm_movemask_epi8((__m128i)found);
#else
    const uint64_t own_bit = 0x8040201008040201, sum = 0x0101010101010101;
    uint64_t half[2];
    memcpy(half, &found, sizeof half);
    return (uint32_t)((le64toh(half[0]) & own_bit) * sum >> 56 |
                      (le64toh(half[1]) & own_bit) * sum >> 56 << 8);
#endif
}

/* Copies the bytes at p. A bit for each that is a control byte, '"' or '\\'. */
static uint32_t json_copy_half(const char *p, char *out)
{
    json_half b;
    memcpy(&b, p, sizeof b);
    memcpy(out, &b, sizeof b);
    return json_bits((json_half)(b < 0x20) | (json_half)(b == '"') | (json_half)(b == '\\'));
}

size_t json_put_short(char c, char *out)
{
    static const char letters[256] = {
        ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',  ['\b'] = 'b',
        ['\f'] = 'f', ['"'] = '"',  ['\\'] = '\\',
    };
    out[0] = '\\';
    out[1] = letters[(unsigned char)c];
    return out[1] ? 2 : 0;
}

static size_t json_put_byte(char c, char *out)
{
    size_t n = json_put_short(c, out);
    if (n)
        return n;
    memcpy(out, "\\u00", 4);
    out[4] = (char)('0' + (c >> 4));
    out[5] = "0123456789abcdef"[c & 15];
    return JSON_GROWTH;
}

/* Escapes the first n bytes at p, JSON_BLOCK at most, where twice as many can be read. What lies
 * behind an escape is copied once more, so that a block is looked at once. */
static size_t json_put_block(const char *p, size_t n, char *out)
{
    const size_t half = sizeof(json_half);
    uint64_t found = json_copy_half(p, out) | json_copy_half(p + half, out + half) << half;
    size_t from = 0;
    char *to = out;
    for (found &= (UINT64_C(1) << n) - 1; found; found &= found - 1) {
        size_t at = (size_t)__builtin_ctzll(found);
        to += at - from;
        to += json_put_byte(p[at], to);
        from = at + 1;
        memcpy(to, p + from, JSON_BLOCK);
    }
    return (size_t)(to - out) + n - from;
}

size_t json_put(struct str s, char *out)
{
    char end[3 * JSON_BLOCK] = {0};
    size_t n = 0, i = 0;
    for (; s.n - i >= 2 * JSON_BLOCK; i += JSON_BLOCK)
        n += json_put_block(s.p + i, JSON_BLOCK, out + n);
    struct str rest = str_cut(s, i, s.n);
    if (rest.n)
        memcpy(end, rest.p, rest.n);
    for (i = 0; i < rest.n; i += JSON_BLOCK)
        n += json_put_block(end + i, rest.n - i < JSON_BLOCK ? rest.n - i : JSON_BLOCK, out + n);
    return n;
}
