#include "flow/item.h"

#include "tap.h"

static struct buf record_of(struct str name, uint64_t size)
{
    struct buf b = {0};
    struct stamp stamp = {.size = size, .inode = 7, .modified = -1, .changed = INT64_MAX};
    item_put(&(struct item){name, 3, ITEM_LINK, stamp}, &b);
    return b;
}

static void test_round_trip(const char *what, struct str name)
{
    struct buf b = record_of(name, UINT64_MAX);
    struct item item;
    item_get(buf_str(&b), &item);
    OK(str_eq(item.name, name) && item.root == 3 && item.kind == ITEM_LINK &&
           item.stamp.size == UINT64_MAX && item.stamp.inode == 7,
       "%s", what);
    OK(item.stamp.modified == -1 && item.stamp.changed == INT64_MAX, "%s: times", what);
    OK(item.name.p[item.name.n] == '\0', "%s: the name is a C string too", what);
    buf_free(&b);
}

static int order(const char *a, uint64_t a_size, const char *b, uint64_t b_size)
{
    struct buf x = record_of(str_of(a), a_size), y = record_of(str_of(b), b_size);
    int result = str_cmp(buf_str(&x), buf_str(&y));
    buf_free(&x);
    buf_free(&y);
    return result;
}

int main(void)
{
    char all[255];
    for (int i = 0; i < 255; i++)
        all[i] = (char)(i + 1);
    test_round_trip("a plain name", str_of("dir/a.txt"));
    test_round_trip("all bytes but NUL", (struct str){all, sizeof all});
    test_round_trip("ill-formed UTF-8", str_of("\xff\xc3/\x80"));
    test_round_trip("an empty name", str_of(""));
    OK(order("a", 9, "a.txt", 0) < 0, "a name stands before what it begins");
    OK(order("a\x01", 0, "a", 9) > 0, "whatever comes behind it");
    OK(order("a/b", 0, "a.b", 9) > 0 && order("\xff", 0, "z", 9) > 0, "bytes are unsigned");
    OK(order("z", 1, "z", 2) != 0, "the size does not take part in the name");
    return tap_done();
}
