#include "base/str.h"

#include "tap.h"

static void test_compare(void)
{
    struct str none = {0};
    OK(str_eq(none, str_of("")), "NULL and \"\" are equal");
    OK(!str_eq(str_of("a"), str_of("ab")), "a prefix is not equal");
    OK(str_cmp(none, str_of("")) == 0, "NULL and \"\" in order");
    OK(str_cmp(str_of("ab"), str_of("abc")) < 0, "a prefix comes first");
    OK(str_cmp(str_of("\x7f"), str_of("\x80")) < 0, "bytes are unsigned");
    OK(str_cmp((struct str){"a\0b", 3}, (struct str){"a\0a", 3}) > 0, "NUL is a byte");
    OK(str_starts(none, "") && str_ends(none, ""), "everything starts and ends with \"\"");
    OK(str_starts(str_of("abc"), "ab") && !str_starts(str_of("a"), "ab"), "str_starts");
    OK(str_ends(str_of("abc"), "bc") && !str_ends(str_of("c"), "bc"), "str_ends");
}

static void test_cut(void)
{
    struct str s = str_of("hello");
    IS(str_cut(s, 1, 3), "el", "a middle");
    IS(str_cut(s, 3, 99), "lo", "the end is clamped");
    IS(str_cut(s, 4, 2), "", "a start behind the end");
    IS(str_cut((struct str){0}, 0, 5), "", "of NULL");
    IS(str_trim(str_of(" \t\r\n a b\v\f ")), "a b", "trim");
    IS(str_trim(str_of("  ")), "", "trim of white space only");
    IS(str_trim((struct str){0}), "", "trim of NULL");
    IS(str_trim(str_of("\xc2\xa0x")), "\xc2\xa0x", "a no-break space is not ASCII");
}

static void test_find(void)
{
    struct str s = {"ab\0ab", 5};
    OK(str_find(s, str_of("ab"), 0) == 0, "at the start");
    OK(str_find(s, str_of("ab"), 1) == 3, "past a NUL");
    OK(str_find(s, str_of("ab"), 4) == 5, "too late");
    OK(str_find(s, str_of("abababab"), 0) == 5, "longer than the text");
    OK(str_find(s, str_of(""), 2) == 2, "an empty needle");
    OK(str_find(s, str_of(""), 9) == 5, "from behind the end");
    OK(str_byte(s, 'b', 2) == 4, "a byte");
    OK(str_byte(s, '\0', 0) == 2, "a NUL");
    OK(str_byte(s, 'z', 0) == 5, "no such byte");
    OK(str_byte((struct str){0}, 'z', 0) == 0, "in NULL");
}

static void test_split(void)
{
    struct str rest = str_of("a,,b,"), part, none = {0};
    OK(str_split(&rest, ',', &part) && str_is(part, "a"), "the first part");
    OK(str_split(&rest, ',', &part) && str_is(part, ""), "an empty part between");
    OK(str_split(&rest, ',', &part) && str_is(part, "b"), "the last part");
    OK(!str_split(&rest, ',', &part), "none behind a last separator");
    OK(!str_split(&none, ',', &part), "none in NULL");
}

static void test_uint(void)
{
    uint64_t n = 7;
    OK(str_uint(str_of("18446744073709551615"), &n) && n == UINT64_MAX, "the largest");
    OK(!str_uint(str_of("18446744073709551616"), &n), "one more");
    OK(!str_uint(str_of("99999999999999999999"), &n), "many more");
    OK(!str_uint(str_of(""), &n) && !str_uint((struct str){0}, &n), "nothing");
    OK(!str_uint(str_of("-1"), &n) && !str_uint(str_of("+1"), &n), "signs");
    OK(!str_uint(str_of(" 1"), &n) && !str_uint(str_of("1x"), &n), "other bytes");
    OK(n == UINT64_MAX, "*out stays when it is no number");
    OK(str_uint(str_of("007"), &n) && n == 7, "leading zeros");
}

static void test_distance(void)
{
    OK(str_distance(str_of("kitten"), str_of("sitting"), 9) == 3, "kitten and sitting");
    OK(str_distance(str_of("sitting"), str_of("kitten"), 9) == 3, "the other way");
    OK(str_distance(str_of("same"), str_of("same"), 0) == 0, "the same");
    OK(str_distance(str_of(""), str_of("abc"), 3) == 3, "from nothing");
    OK(str_distance(str_of("abc"), (struct str){0}, 3) == 3, "to nothing");
    OK(str_distance(str_of("kitten"), str_of("sitting"), 3) == 3, "just the limit");
    OK(str_distance(str_of("kitten"), str_of("sitting"), 2) == 3, "limit + 1 beyond");
    OK(str_distance(str_of("a"), str_of("abcdefgh"), 2) == 3, "limit + 1 by length alone");
    OK(str_distance(str_of("abcdef"), str_of("uvwxyz"), 1) == 2, "never more than limit + 1");
    OK(str_distance(str_of("deetct"), str_of("detect"), 5) == 1, "a swap costs one");
}

/* Strings of one length that differ in one byte. */
static void test_pair(void)
{
    bool differ = true;
    uint64_t x[2], y[2];
    for (size_t n = 1; n <= STR_PAIR; n++) {
        char a[STR_PAIR], b[STR_PAIR];
        memset(a, 'a', sizeof a);
        str_pair((struct str){a, n}, x);
        for (size_t i = 0; i < n; i++) {
            memcpy(b, a, sizeof b);
            b[i] = '\xFF';
            str_pair((struct str){b, n}, y);
            differ = differ && (x[0] != y[0] || x[1] != y[1]);
        }
    }
    OK(differ, "each byte of up to %d counts in a pair", STR_PAIR);
}

int main(void)
{
    test_compare();
    test_cut();
    test_find();
    test_split();
    test_uint();
    test_distance();
    test_pair();
    return tap_done();
}
