#include "flow/settle.h"

#include <stdio.h>

#include "tap.h"

static const int64_t second = 1000000000;

/* A directory of one file, looked at again and again. Time goes on with each look; the wall clock
 * also when it is set. Owns the settle. */
struct dir {
    struct settle settle;
    struct item item;
    int64_t wall, monotonic; /* seconds */
};

static struct dir new_dir(void)
{
    return (struct dir){.settle.time = (uint64_t)(2 * second),
                        .item = {.name = str_of("a"), .kind = ITEM_FILE},
                        .wall = 1000,
                        .monotonic = 50};
}

static void write_at(struct dir *d, int64_t wall)
{
    d->item.stamp.size++;
    d->item.stamp.modified = wall * second;
}

/* One look, `after` seconds later: what it says, and that asking again says the same. */
static void looks(struct dir *d, int64_t after, bool want, const char *what)
{
    d->wall += after;
    d->monotonic += after;
    settle_begin(&d->settle, d->wall * second, (uint64_t)(d->monotonic * second));
    OK(settle_see(&d->settle, &d->item) == want, "%s", what);
    settle_end(&d->settle);
    OK(settle_has(&d->settle, &d->item) == want, "also when it is asked again");
}

static void test_age(void)
{
    struct dir d = new_dir();
    write_at(&d, 990);
    looks(&d, 0, true, "an old file has settled when it is first seen");
    write_at(&d, 1000);
    looks(&d, 0, false, "one that was written to now has not");
    looks(&d, 1, false, "nor after half of the time");
    looks(&d, 1, true, "but after all of it");
    d.item.stamp.changed = d.wall * second;
    looks(&d, 0, true, "that it was renamed does not count");
    d.item.stamp.modified = d.wall * second;
    OK(!settle_has(&d.settle, &d.item), "written to since the look, it has not");
    settle_free(&d.settle);
}

/* Each write makes it wait anew, however often it was seen. */
static void test_written(void)
{
    struct dir d = new_dir();
    for (int i = 0; i < 10; i++) {
        write_at(&d, d.wall + 1);
        looks(&d, 1, false, "a file that is written to again and again never settles");
    }
    looks(&d, 2, true, "until it is not");
    settle_free(&d.settle);
}

static void test_future(void)
{
    struct dir d = new_dir();
    write_at(&d, 1000000);
    looks(&d, 0, false, "a time in the future tells nothing");
    looks(&d, 1, false, "half of the time later neither");
    looks(&d, 1, true, "unchanged for as long, it has settled");
    looks(&d, 100, true, "and stays so");
    write_at(&d, 1000000);
    looks(&d, 1, false, "written to, it has not");
    looks(&d, 2, true, "until it is left alone");
    settle_free(&d.settle);
}

static void test_clock(void)
{
    struct dir d = new_dir();
    write_at(&d, 1000);
    looks(&d, 0, false, "written to now");
    d.wall -= 500;
    looks(&d, 1, false, "and the clock is set back");
    looks(&d, 1, true, "it settles all the same");
    d.item.stamp.inode++;
    looks(&d, 1, true, "also where inodes do not last");
    settle_free(&d.settle);
}

static void test_kinds(void)
{
    struct dir d = new_dir();
    write_at(&d, 1000);
    d.item.kind = ITEM_LINK;
    looks(&d, 0, true, "a link is not read and need not settle");
    d.item.kind = ITEM_FILE;
    d.settle.time = 0;
    looks(&d, 0, true, "with no time to settle all has");
    write_at(&d, 1000000);
    looks(&d, 0, true, "whatever its time");
    settle_free(&d.settle);
}

/* Many at once, each known by its name; one that is not seen is forgotten. */
static void test_many(void)
{
    struct settle s = {.time = (uint64_t)(2 * second)};
    char names[100][8];
    struct item item = {.kind = ITEM_FILE, .stamp.modified = 5000 * second};
    int settled = 0;
    for (int look = 0; look < 3; look++) {
        settle_begin(&s, 1000 * second, (uint64_t)((look + 50) * second));
        settled = 0;
        for (int i = 0; i < 100; i++) {
            snprintf(names[i], sizeof names[i], "%d", i * 7919 % 100);
            item.name = str_of(names[i]);
            settled += (look != 1 || i > 9) && settle_see(&s, &item);
        }
        settle_end(&s);
    }
    OK(settled == 90, "those that were seen each time have settled: %d", settled);
    OK(s.n == 100, "and are remembered: %zu", s.n);
    settle_begin(&s, 1000 * second, (uint64_t)(60 * second));
    settle_end(&s);
    OK(s.n == 0 && !settle_has(&s, &item), "what is gone is forgotten");
    settle_free(&s);
}

int main(void)
{
    test_age();
    test_written();
    test_future();
    test_clock();
    test_kinds();
    test_many();
    return tap_done();
}
