#include "flow/claims.h"

#include <stdio.h>

#include "tap.h"

enum { MANY = 5000 };

static struct str name_of(int i, char room[24])
{
    snprintf(room, 24, "dir/%d.txt", i);
    return str_of(room);
}

static void test_few(void)
{
    struct claims c = {0};
    OK(!claims_has(&c, str_of("a")), "nothing is claimed at first");
    claims_drop(&c, str_of("a"));
    OK(claims_take(&c, str_of("a")), "a name is taken once");
    OK(!claims_take(&c, str_of("a")), "and not twice");
    OK(claims_take(&c, str_of("A")) && claims_take(&c, str_of("")), "others are other names");
    OK(claims_take(&c, (struct str){"a\0b", 3}), "a NUL is a byte like others");
    claims_drop(&c, str_of("a"));
    OK(!claims_has(&c, str_of("a")) && claims_has(&c, str_of("A")), "one is given back");
    OK(claims_take(&c, str_of("a")), "and can be taken again");
    claims_free(&c);
    OK(!claims_has(&c, str_of("a")), "none is left after claims_free");
}

/* Every third name is given back: the others must still be found, wherever they had to go. */
static void test_many(void)
{
    struct claims c = {0};
    char room[24];
    bool taken = true, kept = true, dropped = true;
    for (int i = 0; i < MANY; i++)
        taken = claims_take(&c, name_of(i, room)) && taken;
    OK(taken && c.n == MANY, "many different names are all free");
    for (int i = 0; i < MANY; i += 3)
        claims_drop(&c, name_of(i, room));
    for (int i = 0; i < MANY; i++) {
        bool has = claims_has(&c, name_of(i, room));
        kept = kept && (i % 3 == 0 || has);
        dropped = dropped && (i % 3 != 0 || !has);
    }
    OK(kept, "those that were not given back are still there");
    OK(dropped, "those that were are not");
    claims_free(&c);
}

int main(void)
{
    test_few();
    test_many();
    return tap_done();
}
