#include "flow/sums.h"

#include "tap.h"

/* Ten parts of one text, some known at once, the others told in every rotation of their order. */
static bool told_from(size_t first)
{
    static const char text[] = "the quick brown fox jumps over the lazy dog and on";
    struct sums s = {0};
    bool good = true;
    for (size_t i = 0; i < 10; i++)
        if (i % 3 == 1)
            sums_add(&s, str_cut(str_of(text), i * 5, i * 5 + 5));
        else
            sums_expect(&s, 5);
    for (size_t k = 0; k < 10; k++) {
        size_t i = (first + k * 7) % 10;
        struct str part = str_cut(str_of(text), i * 5, i * 5 + 5);
        if (i % 3 != 1)
            good = good && !sums_whole(&s) && sums_tell(&s, i * 5, 5, crc_more(0, part));
    }
    good = good && sums_whole(&s) && s.n == 50 && s.sum == crc_more(0, str_of(text));
    sums_free(&s);
    return good;
}

static void test_order(void)
{
    bool good = true;
    for (size_t first = 0; first < 10; first++)
        good = good && told_from(first);
    OK(good, "the order in which parts are told does not matter");
}

static void test_known(void)
{
    struct sums s = {0};
    sums_add(&s, str_of("ab"));
    sums_add(&s, str_of("c"));
    OK(sums_whole(&s) && s.sum == crc_more(0, str_of("abc")), "bytes are summed as they come");
    sums_expect(&s, 2);
    sums_add(&s, str_of("f"));
    sums_add(&s, str_of("g"));
    OK(!sums_whole(&s) && s.count == 2, "what is behind an unknown part is one part");
    OK(!sums_tell(&s, 0, 3, 0) && !sums_tell(&s, 3, 3, 0) && !sums_tell(&s, 5, 2, 0) &&
           !sums_tell(&s, 7, 0, 0),
       "only what is waited for can be told");
    OK(sums_tell(&s, 3, 2, crc_more(0, str_of("de"))) && sums_whole(&s) &&
           s.sum == crc_more(0, str_of("abcdefg")),
       "then all is known");
    sums_free(&s);
}

int main(void)
{
    test_order();
    test_known();
    return tap_done();
}
