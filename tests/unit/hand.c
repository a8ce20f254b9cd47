#include "flow/hand.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/setup.h"
#include "flow/worker.h"
#include "lua/host.h"
#include "tap.h"

enum { LARGE = 3 << 20 };

/* --- the other side: this program, started as a worker; the setup says what it does --- */

static _Noreturn void spin(struct watch *w)
{
    snprintf(w->stage, sizeof w->stage, "my.stage");
    snprintf(w->place, sizeof w->place, "my.lua:7");
    w->item = 3;
    w->turn = 1;
    for (volatile uint64_t i = 0;; i++) {
    }
}

static void echo(struct wire *wire)
{
    struct frame f;
    do
        while (wire_take(wire, &f))
            wire_send(wire->fd, FRAME_RESULT, f.body, -1, NULL);
    while (wire_receive(wire, true) > 0);
}

static void send_large(struct wire *wire)
{
    char *p = calloc(1, LARGE);
    int fd = memfd_create("test", MFD_CLOEXEC);
    wire_send(wire->fd, FRAME_RESULT, (struct str){p, LARGE}, fd, NULL);
    free(p);
}

static int act(struct wire *wire, struct watch *w, struct str what)
{
    char length[32];
    snprintf(length, sizeof length, "%zu", what.n);
    wire_send(wire->fd, FRAME_READY, str_of(length), -1, NULL);
    if (what.n == LARGE)
        return 0;
    if (str_is(what, "echo")) {
        echo(wire);
        return 0;
    }
    if (str_is(what, "spin"))
        spin(w);
    if (str_is(what, "memory"))
        return HOST_MEMORY_EXIT;
    if (str_is(what, "signal"))
        raise(SIGKILL);
    if (str_is(what, "time"))
        w->cause = WATCH_TIME;
    if (str_is(what, "close")) {
        close(wire->fd);
        usleep(200000);
    }
    if (str_is(what, "last words"))
        send_large(wire);
    return 7;
}

static int be_worker(void)
{
    struct wire wire = {.fd = WORKER_SOCKET};
    struct frame f;
    struct watch *w = mmap(NULL, sizeof *w, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_WATCH, 0);
    while (!wire_take(&wire, &f))
        if (wire_receive(&wire, true) < 0)
            return 1;
    int code = act(&wire, w, f.body);
    wire_close(&wire);
    munmap(w, sizeof *w);
    return code;
}

/* --- this side --- */

/* What happened to a worker. Owns loop and hand. */
struct seen {
    struct loop *loop;
    struct hand hand;
    struct hand_rules rules;
    struct hand_events events;
    struct buf text;  /* "ready 4, result 5, gone 0; " */
    struct buf words; /* hand_describe */
    const char *next; /* what the worker that takes its place is to do */
    const char *batch;
};

static void on_frame(void *context, struct hand *h, const struct frame *f)
{
    struct seen *s = context;
    if (f->kind == FRAME_READY)
        buf_addf(&s->text, "ready %.*s, ", (int)f->body.n, f->body.p);
    else
        buf_addf(&s->text, "result %zu%s, ", f->body.n, f->fd >= 0 ? " fd" : "");
    if (f->fd >= 0)
        close(f->fd);
    if (f->kind == FRAME_READY && s->batch)
        wire_send(h->wire.fd, FRAME_BATCH, str_of(s->batch), -1, NULL);
    if (f->kind == FRAME_RESULT)
        hand_dismiss(h);
    h->ready = true;
}

static void on_gone(void *context, struct hand *h, enum hand_end why)
{
    static const char *const names[] = {"hung up", "time", "stuck", "memory", "died"};
    struct seen *s = context;
    struct err err = {0};
    buf_addf(&s->text, "gone: %s; ", names[why]);
    buf_clear(&s->words);
    hand_describe(h, why, &s->words);
    const char *next = s->next;
    s->next = NULL;
    if (next && !hand_start(h, &s->rules, 2, str_of(next), &err))
        OK(false, "%s", err.text);
}

static void on_tick(void *context)
{
    struct seen *s = context;
    hand_check(&s->hand);
}

static void start(struct seen *s, struct str what)
{
    struct err err = {0};
    s->loop = loop_new(&err);
    s->events = (struct hand_events){on_frame, on_gone, s};
    s->rules = (struct hand_rules){s->loop, "/proc/self/exe", -1, 50000000, &s->events};
    loop_every(s->loop, 20, on_tick, s, &err);
    OK(hand_start(&s->hand, &s->rules, 1, what, &err), "a worker is started%s", err.text);
}

static void end(struct seen *s)
{
    hand_kill(&s->hand);
    loop_free(s->loop);
    buf_free(&s->text);
    buf_free(&s->words);
}

/* Runs a worker to its end; checks what was seen and what is said of it. */
static void check(const char *what, const char *batch, const char *next, const char *want,
                  const char *words)
{
    struct seen s = {.next = next, .batch = batch};
    start(&s, str_of(what));
    loop_run(s.loop);
    IS(buf_str(&s.text), want, "the life of `%s`", what);
    IS(buf_str(&s.words), words, "what is said of its end");
    OK(s.hand.pid == 0 && s.hand.wire.fd == -1 && !s.hand.watch, "nothing of it is left");
    end(&s);
}

static void test_ends(void)
{
    check("echo", "hello", NULL, "ready 4, result 5, gone: hung up; ",
          "its worker died (exit 0)");
    check("memory", NULL, NULL, "ready 6, gone: memory; ", "over its memory limit");
    check("signal", NULL, NULL, "ready 6, gone: died; ", "its worker died (signal 9)");
    check("exit", NULL, NULL, "ready 4, gone: died; ", "its worker died (exit 7)");
    check("time", NULL, NULL, "ready 4, gone: time; ", "over its time limit of 0.05s");
    check("close", NULL, NULL, "ready 5, gone: died; ", "its worker died (exit 7)");
}

/* All that a worker has sent is taken in before its end is told. */
static void test_last_words(void)
{
    check("last words", NULL, NULL, "ready 10, result 3145728 fd, gone: died; ",
          "its worker died (exit 7)");
}

static void test_next(void)
{
    check("signal", NULL, "exit", "ready 6, gone: died; ready 4, gone: died; ",
          "its worker died (exit 7)");
}

/* Code that no hook can stop is ended by the desk, half a second of CPU time after its limit. */
static void test_spin(void)
{
    check("spin", NULL, NULL, "ready 4, gone: time; ",
          "over its time limit of 0.05s in stage my.stage at my.lua:7");
}

/* The desk's end of the socket does not block, and the setup may be larger than the socket. */
static void test_large_setup(void)
{
    struct seen s = {0};
    struct buf setup = {0};
    for (int i = 0; i < LARGE; i++)
        buf_addc(&setup, 'x');
    start(&s, buf_str(&setup));
    loop_run(s.loop);
    IS(buf_str(&s.text), "ready 3145728, gone: hung up; ", "a setup of 3 MiB arrives");
    buf_free(&setup);
    end(&s);
}

static void test_kill(void)
{
    struct seen s = {0};
    start(&s, str_of("echo"));
    pid_t pid = s.hand.pid;
    hand_kill(&s.hand);
    OK(kill(pid, 0) < 0 && errno == ESRCH, "a worker that is killed is gone at once");
    loop_free(s.loop);
    s.loop = NULL;
    OK(s.text.n == 0, "and nothing is told of it");
    end(&s);

    struct hand none = {0};
    hand_kill(&none);
    OK(fcntl(STDIN_FILENO, F_GETFD) >= 0, "to kill none is to do nothing");
}

/* What it was to write is lost with it; what it has written and was taken in is not. */
static void test_shelf(bool kill_it)
{
    struct seen s = {0};
    start(&s, str_of(kill_it ? "echo" : "signal"));
    struct shelf *shelf = s.hand.shelf = shelf_new();
    struct shelf_place taken = shelf_take(shelf);
    int fd = shelf_fd(shelf);
    s.hand.places[0] = shelf_take(shelf);
    s.hand.out_n = 1;
    if (kill_it)
        hand_kill(&s.hand);
    else
        loop_run(s.loop);
    OK(!s.hand.shelf && !s.hand.places[0].shelf, "a worker that is gone has no shelf");
    OK(fcntl(fd, F_GETFD) >= 0, "what was taken from it is there");
    shelf_give(&taken);
    OK(fcntl(fd, F_GETFD) < 0, "and nothing of it when that is given back");
    end(&s);
}

static void test_no_program(void)
{
    struct seen s = {0};
    struct err err = {0};
    s.loop = loop_new(&err);
    s.events = (struct hand_events){on_frame, on_gone, &s};
    s.rules = (struct hand_rules){s.loop, "/nonexistent/galley", -1, 50000000, &s.events};
    OK(!hand_start(&s.hand, &s.rules, 1, str_of("echo"), &err) && err.set,
       "a program that is not there is an error");
    end(&s);
}

static size_t open_fds(void)
{
    size_t n = 0;
    for (int fd = 0; fd < 1024; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], WORKER_ARGUMENT) == 0)
        return be_worker();
    signal(SIGPIPE, SIG_IGN);
    test_kill(); /* libuv keeps some descriptors once they are made */
    size_t fds = open_fds();
    test_ends();
    test_last_words();
    test_next();
    test_spin();
    test_shelf(false);
    test_shelf(true);
    test_large_setup();
    test_no_program();
    OK(open_fds() == fds, "no descriptor is left open");
    return tap_done();
}
