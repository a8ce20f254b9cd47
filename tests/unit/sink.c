#include "flow/sink.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include "flow/shelf.h"
#include "scratch.h"

/* A sink over a shelf, and what it has put in the batch so far. Owns everything. */
struct rig {
    struct shelf *shelf;
    struct sink sink;
    struct seal seal;
    struct product products[8];
    size_t n;
    struct err err;
};

static void open_rig(struct rig *r, bool shelf)
{
    *r = (struct rig){.sink = {SINK_NONE}, .shelf = shelf ? shelf_new() : NULL};
    r->sink.shelf = shelf ? shelf_map(shelf_fd(r->shelf)) : NULL;
    r->sink.seal = &r->seal;
    sink_start(&r->sink, 3);
}

static void close_rig(struct rig *r)
{
    sink_free(&r->sink);
    shelf_free(r->shelf);
}

static void put(struct rig *r, const char *head, struct str body)
{
    struct product *p = &r->products[r->n++];
    *p = (struct product){.stream = true};
    OK(sink_put(&r->sink, str_of(head), body, p, &r->err) && p->size == strlen(head) + body.n,
       "%zu bytes are put at %llu", strlen(head) + body.n, (unsigned long long)p->place);
}

/* Ends the batch: whether its bytes are `want`, on the shelf or in a memfd, as `shelved` tells. */
static void passes(struct rig *r, struct str want, bool shelved, const char *what)
{
    uint64_t n;
    int fd;
    struct stat st = {0};
    OK(sink_pass(&r->sink, &n, &fd, &r->err), "%s: it is passed on", what);
    OK(n == (shelved ? want.n : 0) && (fd < 0) == (shelved || want.n == 0), "%s: which way",
       what);
    char *got = calloc(1, want.n + 1);
    if (fd >= 0) {
        OK(fstat(fd, &st) == 0 && (size_t)st.st_size == want.n &&
               pread(fd, got, want.n, 0) == (ssize_t)want.n && memcmp(got, want.p, want.n) == 0,
           "%s: the memfd has all of it", what);
        OK(ftruncate(fd, 0) < 0, "%s: and is sealed", what);
        close(fd);
    } else if (want.n > 0) {
        struct str there = shelf_bytes(r->sink.shelf, 3, n);
        OK(str_eq(there, want), "%s: the shelf has all of it", what);
    }
    free(got);
    r->n = 0;
    sink_start(&r->sink, 3);
}

static void test_fits(void)
{
    struct rig r;
    open_rig(&r, true);
    passes(&r, str_of(""), true, "nothing");
    put(&r, "", str_of("one"));
    put(&r, "<", str_of("two"));
    put(&r, "", str_of(""));
    OK(r.products[1].place == 3 && r.products[2].place == 7, "one after the other");
    passes(&r, str_of("one<two"), true, "two records");
    put(&r, "", str_of("new"));
    put(&r, "", str_of("failed"));
    put(&r, "", str_of("too"));
    sink_undo(&r.sink, r.products + 1, 2);
    put(&r, "", str_of("er"));
    passes(&r, str_of("newer"), true, "after two were taken back");
    close_rig(&r);
}

/* All of it goes into a memfd from the record on that does not fit. */
static void test_overflows(void)
{
    struct rig r;
    char *text = calloc(1, SHELF_ROOM + 9);
    struct str most = {text, SHELF_ROOM};
    open_rig(&r, true);
    memset(text, 'x', most.n + 9);
    memcpy(text, "one", 3);
    put(&r, "", str_of("one"));
    for (size_t at = 3; at < most.n; at += SHELF_ROOM / 4)
        put(&r, "", str_cut(most, at, at + SHELF_ROOM / 4));
    passes(&r, most, true, "as much as fits");
    put(&r, "", str_of("one"));
    for (size_t i = 0; i < 4; i++)
        put(&r, "", (struct str){text + 3, SHELF_ROOM / 4});
    OK(r.products[4].place == 3 + 3 * (SHELF_ROOM / 4), "places go on");
    put(&r, "", str_of("xxxxxx"));
    passes(&r, (struct str){text, SHELF_ROOM + 9}, false, "more than fits");
    put(&r, "", str_of("one"));
    passes(&r, str_of("one"), true, "and the next batch is on the shelf again");
    put(&r, "", str_of("one"));
    put(&r, "", (struct str){text + 3, (SHELF_ROOM / 2) + 1});
    sink_undo(&r.sink, r.products + 1, 1);
    put(&r, "", str_of("xx"));
    passes(&r, str_of("onexx"), false, "a large one that was taken back");
    free(text);
    close_rig(&r);
}

static void test_without(void)
{
    struct rig r;
    open_rig(&r, false);
    passes(&r, str_of(""), false, "nothing, without a shelf");
    put(&r, "", str_of("one"));
    put(&r, "", str_of("two"));
    sink_undo(&r.sink, r.products + 1, 1);
    passes(&r, str_of("one"), false, "without a shelf");
    r.sink.discard = true;
    put(&r, "", str_of("one"));
    passes(&r, str_of(""), false, "a dry run");
    close_rig(&r);
    open_rig(&r, true);
    sink_start(&r.sink, SHELF_PLACES);
    put(&r, "", str_of("one"));
    passes(&r, str_of("one"), false, "without a place");
    close_rig(&r);
}

/* Where no memfd can be had, what is on the shelf stays there. */
static void test_no_memfd(void)
{
    struct rig r;
    struct rlimit before, none;
    char *large = calloc(1, SHELF_ROOM);
    open_rig(&r, true);
    put(&r, "", str_of("one"));
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    struct product p = {.stream = true};
    bool good = sink_put(&r.sink, str_of(""), (struct str){large, SHELF_ROOM}, &p, &r.err);
    setrlimit(RLIMIT_NOFILE, &before);
    OK(!good && r.err.set, "a large one fails: %s", r.err.text);
    put(&r, "", str_of("two"));
    passes(&r, str_of("onetwo"), true, "what came before and after");
    free(large);
    close_rig(&r);
}

int main(void)
{
    test_no_memfd();
    test_fits();
    test_overflows();
    test_without();
    return tap_done();
}
