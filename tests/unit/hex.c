#include "base/hex.h"

#include <stdio.h>
#include <string.h>

#include "tap.h"

static void test_put(void)
{
    bool good = true;
    char got[HEX_NUMBER + 1] = "", want[HEX_NUMBER + 1];
    uint64_t n = 1;
    for (int i = 0; i < 100000; i++) {
        n = n * 6364136223846793005 + 1442695040888963407;
        hex_put(got, n >> i % 64);
        snprintf(want, sizeof want, "%016llx", (unsigned long long)(n >> i % 64));
        good = good && strcmp(got, want) == 0;
    }
    OK(good, "numbers as printf has them");
    uint8_t all[256];
    char digits[2 * sizeof all];
    for (unsigned i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)i;
    hex_put_bytes(digits, all, sizeof all);
    for (unsigned i = 0; i < sizeof all; i++) {
        snprintf(want, sizeof want, "%02x", i);
        good = good && memcmp(digits + 2 * (size_t)i, want, 2) == 0;
    }
    OK(good, "each byte has its two digits");
    hex_put_bytes(got, all, 0);
    OK(strcmp(got, want) != 0, "no bytes have none");
}

static void test_value(void)
{
    bool good = true;
    for (int c = 0; c < 256; c++) {
        const char *digits = "0123456789abcdef", *capitals = "0123456789ABCDEF";
        const char *at = c ? strchr(digits, c) : NULL, *capital = c ? strchr(capitals, c) : NULL;
        unsigned want = at        ? (unsigned)(at - digits)
                        : capital ? (unsigned)(capital - capitals)
                                  : 16;
        good = good && hex_value((char)c) == want;
    }
    OK(good, "the value of each digit, and 16 of all else");
}

int main(void)
{
    test_put();
    test_value();
    return tap_done();
}
