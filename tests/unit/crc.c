#include "base/crc.h"

#include <string.h>

#include "tap.h"

/* The check value of CRC-64/XZ in the catalogue of parametrised CRC algorithms
 * (https://reveng.sourceforge.io/crc-catalogue). */
static void test_value(void)
{
    char hex[CRC_HEX];
    crc_hex(crc_more(0, str_of("123456789")), hex);
    IS(str_of(hex), "995dc9bbdf1939fa", "the check value");
    crc_hex(crc_more(0, str_of("")), hex);
    IS(str_of(hex), "0000000000000000", "nothing has the sum 0");
}

static void test_parts(void)
{
    char text[3000];
    bool more = true, join = true;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7 + i / 13);
    struct str all = {text, sizeof text};
    uint64_t whole = crc_more(0, all);
    for (size_t i = 0; i <= all.n; i++) {
        struct str a = str_cut(all, 0, i), b = str_cut(all, i, all.n);
        more = more && crc_more(crc_more(0, a), b) == whole;
        join = join && crc_join(crc_more(0, a), crc_more(0, b), b.n) == whole;
    }
    OK(more, "a sum goes on wherever it was left");
    OK(join, "and those of two parts give that of the whole, wherever it is cut");
}

/* Of more bytes than a size of 32 bits holds, by doubling. */
static void test_long(void)
{
    uint64_t sum = crc_more(0, str_of("x")), twice = sum, n = 1;
    for (int i = 0; i < 40; i++, n *= 2)
        twice = crc_join(twice, twice, n);
    uint64_t left = sum;
    for (uint64_t k = 1; k < n / 2; k *= 2)
        left = crc_join(left, left, k);
    OK(crc_join(left, left, n / 2) == twice, "parts may be a terabyte long");
}

int main(void)
{
    test_value();
    test_parts();
    test_long();
    return tap_done();
}
