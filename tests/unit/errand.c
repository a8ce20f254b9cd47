#include "flow/porter.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crc.h"
#include "scratch.h"
#include "shelved.h"

/* A worker with a shelf, and the desk's end of its socket. */
struct rig {
    struct scratch dir;
    struct shelf *shelf;
    char *all; /* the worker's end */
    struct porter porter;
    struct wire desk;
    int socket;
    struct errand errand;
    struct err err;
};

static const char bytes[] = "aaabbccccdd";

static void open_rig(struct rig *r)
{
    int pair[2];
    *r = (struct rig){0};
    scratch_open(&r->dir);
    r->shelf = shelf_new();
    r->errand.place = shelf_take(r->shelf);
    r->all = shelf_map(shelf_fd(r->shelf));
    shelved_write(r->all, r->errand.place.number, str_of(bytes));
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        OK(false, "no sockets");
    r->desk.fd = pair[0];
    r->socket = pair[1];
    porter_open(&r->porter, r->all);
}

static void close_rig(struct rig *r)
{
    porter_close(&r->porter);
    shelf_unmap(r->all);
    errand_drop(&r->errand);
    shelf_free(r->shelf);
    wire_close(&r->desk);
    close(r->socket);
    scratch_close(&r->dir);
}

/* The file of stream `number`, told to the porter; the rig's directory has it. */
static void tell_stream(struct rig *r, uint64_t number, const char *name)
{
    struct buf body = {0};
    wire_put(&body, number);
    int fd = openat(r->dir.fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    struct frame f = {FRAME_STREAM, buf_str(&body), fd};
    OK(porter_serve(&r->porter, &f, r->socket), "stream %llu is told",
       (unsigned long long)number);
    buf_free(&body);
}

/* Has it done, and reads the answer. */
static bool serve(struct rig *r, bool *done)
{
    struct buf body = {0};
    struct frame answer, f = {.kind = FRAME_WRITE, .fd = -1};
    wire_put(&body, r->errand.place.number);
    errand_put(&r->errand, &body);
    f.body = buf_str(&body);
    bool good = porter_serve(&r->porter, &f, r->socket) && wire_receive(&r->desk, true) > 0 &&
                wire_take(&r->desk, &answer) && answer.kind == FRAME_WRITTEN;
    struct str rest = good ? answer.body : (struct str){0};
    good = good && errand_get_end(&rest, &r->errand, done) && rest.n == 0;
    buf_free(&body);
    return good;
}

static void add(struct rig *r, uint64_t stream, uint64_t from, uint64_t to, uint64_t n)
{
    errand_add(&r->errand, &(struct errand_piece){stream, from, to, n});
}

static bool holds(const struct rig *r, const char *name, const char *want)
{
    struct buf b = scratch_read(&r->dir, name);
    bool same = str_is(buf_str(&b), want);
    buf_free(&b);
    return same;
}

/* Records of two streams, in turn. */
static void test_two(void)
{
    struct rig r;
    bool done = false;
    open_rig(&r);
    tell_stream(&r, 0, "a");
    tell_stream(&r, 7, "b");
    add(&r, 0, 0, 4, 3);
    add(&r, 7, 3, 0, 2);
    add(&r, 0, 5, 7, 3);
    add(&r, 0, 8, 10, 1);
    add(&r, 7, 9, 2, 2);
    OK(r.errand.n == 4 && errand_reach(&r.errand) == 11, "pieces that lie together are one");
    OK(serve(&r, &done) && done && r.errand.written_n == 2, "it is done and answered");
    const struct errand_written *w = r.errand.written;
    OK(w[0].stream == 0 && w[0].to == 4 && w[0].n == 7 &&
           w[0].sum == crc_more(0, str_of("aaacccc")),
       "the first stream, and its sum");
    OK(w[1].stream == 7 && w[1].to == 0 && w[1].n == 4 && w[1].sum == crc_more(0, str_of("bbdd")),
       "the second");
    OK(holds(&r, "b", "bbdd"), "the bytes are where they were to go");
    close_rig(&r);
}

/* What the worker cannot write the desk can, from the same errand. */
static void test_undone(void)
{
    struct rig r;
    bool done = true;
    int streams[ERRAND_STREAMS];
    open_rig(&r);
    add(&r, 0, 0, 0, 5);
    OK(serve(&r, &done) && !done, "a stream that it was not told of");
    tell_stream(&r, 0, "a");
    close(r.porter.streams[0]);
    r.porter.streams[0] = open("/dev/full", O_WRONLY | O_CLOEXEC);
    done = true;
    OK(serve(&r, &done) && !done, "a full disk");
    for (size_t i = 0; i < ERRAND_STREAMS; i++)
        streams[i] = -1;
    streams[0] = openat(r.dir.fd, "a", O_WRONLY | O_CLOEXEC);
    OK(errand_do(&r.errand, str_of(bytes), streams) && r.errand.written_n == 1 &&
           holds(&r, "a", "aaabb"),
       "done elsewhere");
    OK(!errand_do(&r.errand, str_of("aaa"), streams), "not with fewer bytes than it needs");
    close(streams[0]);
    close_rig(&r);
}

/* What no desk sends is refused, and nothing is written. */
static void test_nonsense(void)
{
    struct rig r;
    bool done = true;
    open_rig(&r);
    tell_stream(&r, 0, "a");
    tell_stream(&r, ERRAND_STREAMS, "b");
    tell_stream(&r, 0, "c");
    add(&r, ERRAND_STREAMS, 0, 0, 1);
    OK(serve(&r, &done) && !done, "a stream whose number is too high");
    errand_clear(&r.errand);
    add(&r, 0, SHELF_ROOM - 1, 0, 2);
    OK(serve(&r, &done) && !done, "bytes behind the end of the place");
    errand_clear(&r.errand);
    OK(serve(&r, &done) && !done, "an errand about nothing");
    add(&r, 0, 0, 0, 2);
    add(&r, 0, 4, 3, 2);
    OK(serve(&r, &done) && !done, "a gap in a stream");
    struct str rest = {"\1\0\0\0\0\0\0\0\377\377\377\377\377\377\377\377", 16};
    OK(!errand_get_end(&rest, &r.errand, &done), "an answer about nothing");
    close_rig(&r);
}

int main(void)
{
    test_two();
    test_undone();
    test_nonsense();
    return tap_done();
}
