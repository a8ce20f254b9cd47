#include "flow/shard.h"

#include "base/hash.h"
#include "scratch.h"

static void test_text(void)
{
    struct shard s = {0};
    struct buf b = {0};
    OK(shard_get(str_of("2/4"), &s) && s.number == 2 && s.of == 4, "2/4");
    shard_put(&s, &b);
    IS(buf_str(&b), "2/4", "and back");
    OK(shard_get(str_of("1/1"), &s) && shard_get(str_of("100000/100000"), &s), "the ends");
    static const char *const wrong[] = {"0/4",      "5/4", "/4",    "4/",   "4",    "",
                                        "1/100001", "a/b", "1/2/3", " 1/2", "-1/2", "1/2 "};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        OK(!shard_get(str_of(wrong[i]), &s), "not `%s`", wrong[i]);
    buf_free(&b);
}

/* Each name is in one shard, and shards are of like size. */
static void test_split(void)
{
    enum { NAMES = 7000, OF = 7 };
    int members[OF] = {0}, owners = 0;
    char name[32];
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "dir/%d.txt", i);
        for (uint64_t k = 1; k <= OF; k++) {
            struct shard s = {k, OF};
            bool has = shard_has(&s, str_of(name));
            members[k - 1] += has;
            owners += has;
        }
    }
    OK(owners == NAMES, "each name has one shard");
    for (int k = 0; k < OF; k++)
        OK(members[k] > 850 && members[k] < 1150, "shard %d has %d of 7,000", k + 1, members[k]);
    struct shard all = {0};
    OK(shard_has(&all, str_of("any")), "without shards all is had");
    /* What is where must not change with a version: shards that are there would move. */
    struct shard second = {2, 3};
    OK(shard_has(&second, str_of("a.txt")) == (hash_fast(str_of("a.txt")) % 3 == 1),
       "by hash_fast");
}

static void test_keep(void)
{
    struct scratch d;
    struct err err = {0};
    struct shard one = {1, 2}, two = {2, 2}, none = {0}, kept;
    scratch_open(&d);
    struct store store = {.state = d.fd};
    buf_addz(&store.out_path, "OUT");
    OK(shard_keep(&none, &store, &err) && !scratch_has(&d, "shard"), "no shard leaves no file");
    OK(shard_keep(&one, &store, &err), "a new directory takes a shard");
    scratch_is(&d, "shard", "1/2\n");
    OK(shard_keep(&one, &store, &err), "and takes it again");
    OK(shard_kept(d.fd, &kept, &err) && kept.number == 1 && kept.of == 2, "and tells it");
    OK(!shard_keep(&two, &store, &err) && strstr(err.text, "of shard 1/2"), "but no other");
    err = (struct err){0};
    OK(!shard_keep(&none, &store, &err) && err.set, "nor all inputs");
    err = (struct err){0};
    scratch_write(&d, "shard", str_of("1/"));
    OK(!shard_keep(&one, &store, &err) && strstr(err.text, "damaged"), "a torn file is said");
    err = (struct err){0};
    unlinkat(d.fd, "shard", 0);
    scratch_write(&d, "ledger.jsonl", str_of(""));
    OK(!shard_keep(&one, &store, &err) && strstr(err.text, "all inputs"),
       "books of a run over all inputs are no shard's");
    err = (struct err){0};
    OK(shard_keep(&none, &store, &err), "but that run's");
    buf_free(&store.out_path);
    scratch_close(&d);
}

int main(void)
{
    test_text();
    test_split();
    test_keep();
    return tap_done();
}
