#include "base/utf8.h"

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

int main(void)
{
    test_all();
    test_bad();
    test_places();
    return tap_done();
}
