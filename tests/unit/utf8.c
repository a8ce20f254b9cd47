#include "base/utf8.h"
#include "base/utf8_blocks.h"

#include "tap.h"

/* Every scalar value through encode, decode and valid; every other value must be ill-formed. */
static void test_all(void)
{
    bool good = true;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        char four[4];
        uint32_t back = 0xffffffff;
        size_t n = utf8_encode(cp, four);
        struct str s = {four, n};
        bool scalar = cp < 0xd800 || cp > 0xdfff;
        size_t got = utf8_decode(s, &back);
        good = good && (scalar ? got == n && back == cp && utf8_valid(s) == n
                               : got == 0 && back == 0xffffffff && utf8_valid(s) == 0);
        if (n > 1)
            good = good && utf8_decode(str_cut(s, 0, n - 1), &back) == 0;
    }
    OK(good, "every code point: scalar values go both ways, surrogates are ill-formed");
}

static void test_bad(void)
{
    static const struct {
        const char *bytes;
        size_t bad;
        const char *what;
    } cases[] = {
        {"\x80", 1, "a lone continuation"},
        {"\xc0\x80", 1, "an overlong NUL"},
        {"\xc1\xbf", 1, "an overlong DEL"},
        {"\xe0\x9f\xbf", 1, "an overlong U+07FF"},
        {"\xf0\x8f\xbf\xbf", 1, "an overlong U+FFFF"},
        {"\xed\xa0\x80", 1, "a surrogate"},
        {"\xf4\x90\x80\x80", 1, "above U+10FFFF"},
        {"\xf5\x80\x80\x80", 1, "a lead byte that none has"},
        {"\xff", 1, "FF"},
        {"\xc3", 1, "two bytes cut to one"},
        {"\xe2\x82", 2, "three bytes cut to two"},
        {"\xe2\x82X", 2, "three bytes broken by a letter"},
        {"\xf0\x9f\x98", 3, "four bytes cut to three"},
        {"\xf1\x80\xc3\xa9", 2, "four bytes broken by another lead"},
        {"\xf4\x8f\xbf", 3, "the last plane cut"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str s = str_of(cases[i].bytes);
        uint32_t cp;
        OK(utf8_valid(s) == 0 && utf8_decode(s, &cp) == 0 && utf8_bad(s) == cases[i].bad,
           "%s: one U+FFFD for %zu", cases[i].what, cases[i].bad);
    }
    /* The example of the standard, table 3-8: 61 F1 80 80 E1 80 C2 62 80 63 80 BF 64. */
    struct str s = str_of("a\xf1\x80\x80\xe1\x80\xc2"
                          "b\x80"
                          "c\x80\xbf"
                          "d");
    size_t marks = 0;
    while (s.n) {
        size_t n = utf8_valid(s);
        s = str_cut(s, n, s.n);
        if (s.n == 0)
            break;
        marks++;
        s = str_cut(s, utf8_bad(s), s.n);
    }
    OK(marks == 6, "table 3-8 of the standard has six U+FFFD");
}

/* A bad byte, or a good character, at each place of texts of each length: words and tails. */
static void test_places(void)
{
    char text[100];
    bool good = true;
    for (size_t n = 1; n < sizeof text; n++) {
        for (size_t at = 0; at < n; at++) {
            memset(text, 'x', n);
            good = good && utf8_valid((struct str){text, n}) == n;
            text[at] = '\x80';
            good = good && utf8_valid((struct str){text, n}) == at;
            text[at] = '\xc3';
            good = good && utf8_valid((struct str){text, n}) == at;
            if (at + 1 == n)
                continue;
            text[at + 1] = '\xa9';
            good = good && utf8_valid((struct str){text, n}) == n;
            good = good && utf8_count((struct str){text, n}) == n - 1;
        }
    }
    OK(good, "a bad byte is found at every place");
    OK(utf8_valid((struct str){0}) == 0, "nothing is well-formed");
    uint32_t cp;
    OK(utf8_decode((struct str){0}, &cp) == 0, "nothing is no character");
    OK(utf8_valid((struct str){"a\0b", 3}) == 3, "NUL is a character");
    OK(utf8_count(str_of("d\xc3\xa9j\xc3\xa0 \xe2\x82\xac \xf0\x9f\x98\x80")) == 8, "a count");
    OK(utf8_count((struct str){0}) == 0, "a count of nothing");
}

/* One character after the other, by no more than utf8_decode. */
static size_t valid_by_steps(struct str s)
{
    size_t i = 0;
    uint32_t cp;
    for (size_t n; (n = utf8_decode(str_cut(s, i, s.n), &cp)) > 0;)
        i += n;
    return i;
}

/* Whether an answer about blocks fits one by steps. */
static bool fits(size_t blocks, size_t steps)
{
    return blocks <= steps && steps - blocks < UTF8_BLOCKS_SHORT;
}

/* Whether all ways agree. */
static bool agrees(struct str s)
{
    size_t steps = valid_by_steps(s), plain = utf8_blocks_plain(s);
    size_t wide = utf8_blocks_wide_works() ? utf8_blocks_wide(s) : plain;
    return utf8_valid(s) == steps && fits(plain, steps) && fits(wide, steps) &&
           valid_by_steps(str_cut(s, plain, s.n)) == steps - plain &&
           valid_by_steps(str_cut(s, wide, s.n)) == steps - wide;
}

/* Bytes that begin and continue characters, right and wrong, at all places of blocks: each answer
 * is that of going by steps. */
static void test_random(void)
{
    static const unsigned char some[] = {0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0,
                                         0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED,
                                         0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
    uint64_t seed = 1;
    size_t wrong = 0, whole = 0;
    char text[160];
    for (size_t round = 0; round < 300000; round++) {
        size_t n = 0, spoil = round % 3 ? sizeof text : round / 3 % sizeof text;
        while (n + 4 <= sizeof text) {
            seed = seed * 6364136223846793005 + 1442695040888963407;
            uint32_t cp = (uint32_t)(seed >> 33) >> (seed >> 32 & 31);
            cp = cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000) ? 'x' : cp;
            n += utf8_encode(cp, text + n);
        }
        if (spoil < n)
            text[spoil] = (char)some[seed >> 40 & 15];
        struct str s = {text + round % 7, n - round % 7 - round % 5};
        wrong += !agrees(s);
        whole += utf8_valid(s) == s.n;
    }
    OK(wrong == 0 && whole > 1000, "as by steps: %zu are not, %zu are well-formed", wrong, whole);
}

/* Each two bytes, and each three and four of those where the rules change, over a block's edge. */
static void test_edges(void)
{
    static const unsigned char some[] = {0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2,
                                         0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xF0, 0xF1, 0xF4, 0xF5};
    enum { MANY = sizeof some };
    size_t wrong = 0;
    char text[72];
    memset(text, 'x', sizeof text);
    for (size_t at = 28; at < 33; at++)
        for (size_t k = 0; k < MANY * MANY * MANY * MANY; k++) {
            char *p = text + at;
            p[0] = (char)some[k % MANY];
            p[1] = (char)some[k / MANY % MANY];
            p[2] = (char)some[k / MANY / MANY % MANY];
            p[3] = (char)some[k / MANY / MANY / MANY];
            struct str s = {text, sizeof text};
            wrong += !agrees(s);
            memset(p, 'x', 4);
        }
    OK(wrong == 0, "four bytes over the edge of a block: %zu are wrong", wrong);
}

int main(void)
{
    test_all();
    test_bad();
    test_places();
    test_random();
    test_edges();
    return tap_done();
}
