#include "base/crc.h"

#include "base/hex.h"

/* Polynomials over GF(2) modulo that of the sum, whose bits stand in reverse: the highest is the
 * coefficient of x^0. */
static const uint64_t modulus = UINT64_C(0xc96c5795d7870f42);
static const uint64_t one = UINT64_C(1) << 63;
static const uint64_t x_to_8 = UINT64_C(1) << 55;

static uint64_t times(uint64_t a, uint64_t b)
{
    uint64_t product = 0;
    for (; a; a <<= 1) {
        if (a & one)
            product ^= b;
        b = b & 1 ? b >> 1 ^ modulus : b >> 1;
    }
    return product;
}

uint64_t crc_join(uint64_t a, uint64_t b, uint64_t n)
{
    /* n bytes behind it multiply a by x^(8n). */
    for (uint64_t square = x_to_8; n && a; n >>= 1, square = times(square, square))
        if (n & 1)
            a = times(a, square);
    return a ^ b;
}

void crc_hex(uint64_t sum, char out[CRC_HEX])
{
    hex_put(out, sum);
    out[HEX_NUMBER] = '\0';
}
