#include "base/hex.h"

#include <endian.h>
#include <string.h>

/* Each half, quarter and so on is moved to its place, the first digit lowest, and all eight become
 * letters or digits at once. */
void hex_put_word(char out[HEX_WORD], uint32_t n)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x = n;
    x = (x & 0xFFFF) << 32 | x >> 16;
    x = (x & UINT64_C(0x000000FF000000FF)) << 16 | (x & UINT64_C(0x0000FF000000FF00)) >> 8;
    x = (x & UINT64_C(0x000F000F000F000F)) << 8 | (x & UINT64_C(0x00F000F000F000F0)) >> 4;
    uint64_t letters = (x + 6 * ones) >> 4 & ones;
    x = htole64(x + '0' * ones + letters * ('a' - '0' - 10));
    memcpy(out, &x, sizeof x);
}

void hex_put(char out[HEX_NUMBER], uint64_t n)
{
    hex_put_word(out, (uint32_t)(n >> 32));
    hex_put_word(out + HEX_WORD, (uint32_t)n);
}

void hex_put_bytes(char *out, const uint8_t *bytes, size_t n)
{
    for (uint32_t word; n >= sizeof word; n -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hex_put_word(out, be32toh(word));
        bytes += sizeof word;
        out += HEX_WORD;
    }
}
