#include "flow/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tap.h"

/* Both ends: what `out` is sent, `in` receives. */
struct pair {
    int out;
    struct wire in;
};

static struct pair open_pair(void)
{
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
        exit(2);
    return (struct pair){fds[0], {.fd = fds[1]}};
}

static void close_pair(struct pair *p)
{
    if (p->out >= 0)
        close(p->out);
    wire_close(&p->in);
}

static int make_file(const char *text)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        exit(2);
    return fd;
}

static void is_file(int fd, const char *want, const char *what)
{
    char room[64];
    ssize_t n = fd < 0 ? -1 : pread(fd, room, sizeof room, 0);
    IS(((struct str){room, n > 0 ? (size_t)n : 0}), want, "%s", what);
    if (fd >= 0)
        close(fd);
}

static void test_fields(void)
{
    struct buf b = {0};
    wire_put(&b, 0);
    wire_put(&b, UINT64_MAX);
    wire_put_str(&b, (struct str){"a\0b\xff", 4});
    wire_put_str(&b, str_of(""));
    wire_put(&b, 0x0102030405060708);
    struct str rest = buf_str(&b);
    OK(wire_get(&rest) == 0, "zero");
    OK(wire_get(&rest) == UINT64_MAX, "the largest number");
    OK(str_eq(wire_get_str(&rest), (struct str){"a\0b\xff", 4}), "a string of any bytes");
    OK(wire_get_str(&rest).n == 0 && rest.n == 8, "an empty string");
    OK(rest.p[0] == 8, "numbers are little endian");
    OK(wire_get(&rest) == 0x0102030405060708 && rest.n == 0, "the last number");
    OK(wire_get(&rest) == 0 && rest.p == NULL, "a number past the end is 0");
    OK(wire_get_str(&rest).n == 0, "a string past the end is empty");

    bool good = true;
    for (size_t cut = 0; cut < b.n; cut++) {
        rest = (struct str){b.p, cut};
        wire_get(&rest);
        wire_get(&rest);
        wire_get_str(&rest);
        wire_get_str(&rest);
        wire_get(&rest);
        good = good && rest.n == 0;
    }
    OK(good, "a body that is cut anywhere is read to its end and no further");
    buf_clear(&b);
    wire_put(&b, UINT64_MAX - 3); /* n + 8 would wrap around */
    buf_addz(&b, "xyz");
    rest = buf_str(&b);
    OK(wire_get_str(&rest).n == 0 && rest.p == NULL, "a length past the end gives nothing");
    buf_free(&b);
}

static void test_frames(void)
{
    struct pair p = open_pair();
    struct frame f;
    OK(wire_receive(&p.in, false) == 0, "nothing is there yet");
    OK(!wire_take(&p.in, &f), "no frame of no bytes");
    wire_send(p.out, FRAME_SETUP, str_of(""), -1, NULL);
    wire_send(p.out, FRAME_BATCH, (struct str){"\0\n", 2}, -1, NULL);
    OK(wire_receive(&p.in, true) == 1, "two frames come at once");
    OK(wire_take(&p.in, &f) && f.kind == FRAME_SETUP && f.body.n == 0 && f.fd == -1,
       "the first, without a body");
    OK(wire_take(&p.in, &f) && f.kind == FRAME_BATCH && str_eq(f.body, (struct str){"\0\n", 2}),
       "the second");
    OK(!wire_take(&p.in, &f), "and no third");
    close(p.out);
    p.out = -1;
    OK(wire_receive(&p.in, true) == -1 && wire_receive(&p.in, false) == -1, "the end is seen");
    close_pair(&p);
    wire_close(&p.in);
    OK(p.in.fd == -1, "closing twice is well");
}

/* The bytes of a frame, as they are on the socket. */
static struct buf raw_frame(const char *body)
{
    struct pair p = open_pair();
    struct buf b = {0};
    wire_send(p.out, FRAME_REPLY, str_of(body), -1, NULL);
    b.n = (size_t)read(p.in.fd, buf_room(&b, 4096), 4096);
    close_pair(&p);
    return b;
}

static void test_torn(void)
{
    struct buf raw = raw_frame("torn apart");
    struct pair p = open_pair();
    struct frame f;
    bool early = false;
    for (size_t i = 0; i + 1 < raw.n; i++) {
        if (write(p.out, raw.p + i, 1) != 1 || wire_receive(&p.in, true) != 1)
            break;
        early = early || wire_take(&p.in, &f);
    }
    OK(!early, "a frame that comes byte by byte is not taken before its last");
    OK(write(p.out, raw.p + raw.n - 1, 1) == 1 && wire_receive(&p.in, true) == 1 &&
           wire_take(&p.in, &f),
       "but then");
    IS(f.body, "torn apart", "its body");

    /* A whole frame and half of the next; the rest comes after the first was taken. */
    bool sent = write(p.out, raw.p, raw.n) > 0 && write(p.out, raw.p, 12) == 12;
    OK(sent && wire_receive(&p.in, true) == 1 && wire_take(&p.in, &f) && !wire_take(&p.in, &f),
       "one and a half frames are one");
    sent = write(p.out, raw.p + 12, raw.n - 12) > 0;
    OK(sent && wire_receive(&p.in, true) == 1 && wire_take(&p.in, &f), "and then the other");
    IS(f.body, "torn apart", "whole");

    sent = write(p.out, raw.p, raw.n - 1) > 0;
    close(p.out);
    p.out = -1;
    OK(sent && wire_receive(&p.in, true) == 1 && wire_receive(&p.in, true) == -1 &&
           !wire_take(&p.in, &f),
       "a frame whose sender died is never taken");
    close_pair(&p);
    buf_free(&raw);
}

static void test_descriptors(void)
{
    struct pair p = open_pair();
    struct frame f;
    int a = make_file("first"), b = make_file("second");
    wire_send(p.out, FRAME_RESULT, str_of("1"), a, NULL);
    wire_send(p.out, FRAME_RESULT, str_of("none"), -1, NULL);
    wire_send(p.out, FRAME_RESULT, str_of("2"), b, NULL);
    close(a);
    close(b);
    while (wire_receive(&p.in, false) > 0) {
    }
    OK(wire_take(&p.in, &f) && f.fd >= 0, "a descriptor comes with its frame");
    OK(fcntl(f.fd, F_GETFD) & FD_CLOEXEC, "and is not passed on to children");
    is_file(f.fd, "first", "what it holds");
    OK(wire_take(&p.in, &f) && f.fd == -1, "a frame between has none");
    OK(wire_take(&p.in, &f), "the next has its own");
    is_file(f.fd, "second", "what that one holds");

    a = make_file("left");
    wire_send(p.out, FRAME_RESULT, str_of("3"), a, NULL);
    wire_receive(&p.in, true);
    close(a);
    int copy = p.in.fds[0];
    close_pair(&p);
    OK(fcntl(copy, F_GETFD) < 0 && errno == EBADF, "one that was not taken is closed");
}

/* Receives while no further descriptor can be opened. */
static void receive_full(struct wire *w)
{
    struct rlimit old, none;
    getrlimit(RLIMIT_NOFILE, &old);
    none = old;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    wire_receive(w, false);
    setrlimit(RLIMIT_NOFILE, &old);
}

/* A table of descriptors that is full must not give the bytes of one frame to another. */
static void test_no_room(void)
{
    struct pair p = open_pair();
    struct frame f;
    int a = make_file("lost"), b = make_file("kept");
    wire_send(p.out, FRAME_RESULT, str_of("1"), a, NULL);
    receive_full(&p.in);
    wire_send(p.out, FRAME_RESULT, str_of("2"), b, NULL);
    wire_receive(&p.in, false);
    OK(wire_take(&p.in, &f) && f.fd == -1, "a descriptor without room is missing");
    OK(wire_take(&p.in, &f), "the one behind it stays with its own frame");
    is_file(f.fd, "kept", "what it holds");
    close(a);
    close(b);
    close_pair(&p);
}

static void *read_all(void *context)
{
    struct wire *w = context;
    struct frame f;
    uint64_t *sum = malloc(sizeof *sum);
    *sum = 0;
    usleep(20000); /* so that the sender runs into the full socket */
    for (int n = 0; n < 3 && wire_receive(w, true) > 0;)
        while (wire_take(w, &f)) {
            n++;
            for (size_t i = 0; i < f.body.n; i++)
                *sum += (uint8_t)f.body.p[i];
        }
    return sum;
}

/* The desk's end does not block, and yet a frame larger than the socket is sent whole. */
static void test_large(void)
{
    struct pair p = open_pair();
    struct buf body = {0};
    pthread_t thread;
    void *sum;
    uint64_t want = 0;
    for (size_t i = 0; i < 3 << 20; i++) {
        buf_addc(&body, (char)(i * 7 % 251));
        want += i * 7 % 251;
    }
    fcntl(p.out, F_SETFL, O_NONBLOCK);
    pthread_create(&thread, NULL, read_all, &p.in);
    bool good = true;
    for (int i = 0; i < 3; i++)
        good = wire_send(p.out, FRAME_RESULT, buf_str(&body), -1, NULL) && good;
    close(p.out);
    p.out = -1;
    pthread_join(thread, &sum);
    OK(good, "frames of 3 MiB are sent over a socket that does not block");
    OK(*(uint64_t *)sum == 3 * want, "and arrive whole");
    free(sum);
    buf_free(&body);
    close_pair(&p);
}

static void test_gone(void)
{
    struct pair p = open_pair();
    struct err err = {0};
    wire_close(&p.in);
    OK(!wire_send(p.out, FRAME_BATCH, str_of("x"), -1, &err) && err.set,
       "sending to nobody is an error and no signal");
    close_pair(&p);
}

int main(void)
{
    test_fields();
    test_frames();
    test_torn();
    test_descriptors();
    test_no_room();
    test_large();
    test_gone();
    return tap_done();
}
