#include "flow/hand.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "flow/worker.h"
#include "lua/host.h"

enum {
    START_SECONDS = 30, /* by the wall: libraries, plugins, lists */
    WALL_FACTOR = 10,   /* the backstop is so many CPU limits, */
    WALL_SECONDS = 30,  /* and this at least */
};

static const uint64_t second = 1000000000;

static uint64_t nanos(const struct timespec *t)
{
    return (uint64_t)t->tv_sec * second + (uint64_t)t->tv_nsec;
}

static bool cpu_of(pid_t pid, uint64_t *cpu)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) < 0)
        return false;
    *cpu = nanos(&t);
    return true;
}

/* What others have taken from the shelf stays theirs. */
static void drop_shelf(struct hand *h)
{
    for (size_t i = 0; i < h->out_n; i++)
        shelf_give(&h->places[i]);
    shelf_free(h->shelf);
    h->shelf = NULL;
}

/* Both ends of a worker's life are waited for, the closed socket and the exit status: only then
 * is all that it sent taken in and its reason known. */
static void check_gone(struct hand *h)
{
    if (!h->hung_up || !h->exited || h->pid == 0)
        return;
    enum hand_end why = h->killed;
    if (why == HAND_HUNG_UP && h->status == HOST_MEMORY_EXIT)
        why = HAND_MEMORY;
    else if (why == HAND_HUNG_UP && h->status != 0)
        why = h->watch->cause == WATCH_TIME ? HAND_TIME : HAND_DIED;
    struct watch *page = h->watch;
    h->pid = 0;
    wire_close(&h->wire);
    drop_shelf(h);
    h->rules->events->gone(h->rules->events->context, h, why);
    if (h->watch == page) /* or the owner has started the next worker in this place */
        h->watch = NULL;
    munmap(page, sizeof *page);
}

static void on_exit_worker(void *context, pid_t pid, int status)
{
    struct hand *h = context;
    if (h->pid != pid)
        return;
    h->exited = true;
    h->status = status;
    check_gone(h);
}

static void on_socket(void *context)
{
    struct hand *h = context;
    struct frame f;
    int got;
    while ((got = wire_receive(&h->wire, false)) > 0) {
        while (h->wire.fd >= 0 && wire_take(&h->wire, &f))
            h->rules->events->frame(h->rules->events->context, h, &f);
        if (h->wire.fd < 0)
            return;
    }
    if (got == 0)
        return;
    loop_unwatch(h->watched);
    h->watched = NULL;
    h->hung_up = true;
    check_gone(h);
}

static int make_page(struct hand *h, struct err *err)
{
    int fd = memfd_create("galley-watch", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, sizeof *h->watch) < 0) {
        err_sys(err, "cannot make a page to share");
        return fd;
    }
    void *page = mmap(NULL, sizeof *h->watch, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        err_sys(err, "cannot map a page to share");
    else
        h->watch = page;
    if (h->watch)
        h->watch->item = WATCH_IDLE;
    return fd;
}

static bool spawn(struct hand *h, int socket, int page, struct err *err)
{
    char name[] = "galley", argument[] = WORKER_ARGUMENT;
    char *args[] = {name, argument, NULL};
    int fds[] = {-1, STDERR_FILENO, STDERR_FILENO, socket, page, h->rules->stdin_fd};
    size_t n = h->rules->stdin_fd >= 0 ? 6 : 5;
    h->pid = loop_spawn(h->rules->loop, h->rules->program, args, fds, n, on_exit_worker, h, err);
    if (h->pid < 0)
        h->pid = 0;
    return h->pid > 0;
}

bool hand_start(struct hand *h, const struct hand_rules *rules, unsigned number, struct str setup,
                struct err *err)
{
    int pair[2] = {-1, -1};
    *h = (struct hand){.rules = rules, .number = number, .wire.fd = -1};
    int page = make_page(h, err);
    bool good = !err->set;
    if (good && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        good = err_sys(err, "cannot make a socket pair");
    h->wire.fd = pair[0];
    good = good && spawn(h, pair[1], page, err);
    if (good)
        h->watched = loop_watch(rules->loop, h->wire.fd, on_socket, h, err);
    h->seen_since = clock_nanos(CLOCK_MONOTONIC);
    if (pair[1] >= 0)
        close(pair[1]);
    if (page >= 0)
        close(page);
    return good && h->watched && wire_send(h->wire.fd, FRAME_SETUP, setup, -1, err);
}

static void end_it(struct hand *h, enum hand_end why)
{
    if (h->killed != HAND_HUNG_UP)
        return;
    h->killed = why;
    kill(h->pid, SIGKILL);
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

void hand_check(struct hand *h)
{
    if (h->pid == 0 || h->exited)
        return;
    uint64_t now = clock_nanos(CLOCK_MONOTONIC), cpu, limit = h->rules->time;
    if (h->watch->item == WATCH_IDLE) {
        if (h->ready)
            h->seen_since = now;
        else if (now - h->seen_since > START_SECONDS * second)
            end_it(h, HAND_STUCK);
        return;
    }
    uint64_t turn = h->watch->turn;
    if (!cpu_of(h->pid, &cpu))
        cpu = h->seen_cpu;
    if (turn != h->seen) {
        h->seen = turn;
        h->seen_since = now;
        h->seen_cpu = cpu;
    }
    /* Half a limit more than what stops it inside, so that only what cannot be stopped is killed.
     */
    if (cpu - h->seen_cpu > limit + larger(limit / 2, second / 2))
        end_it(h, HAND_TIME);
    if (now - h->seen_since > larger(WALL_FACTOR * limit, WALL_SECONDS * second))
        end_it(h, HAND_STUCK);
}

/* Not getrusage: what it tells of a worker includes the desk's own pages, from before the exec.
 */
uint64_t hand_peak(pid_t pid)
{
    char path[40], line[128];
    unsigned long long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)(pid ? pid : getpid()));
    FILE *f = fopen(path, "re");
    while (f && kib == 0 && fgets(line, sizeof line, f))
        sscanf(line, "VmHWM: %llu", &kib);
    if (f)
        fclose(f);
    return kib * 1024;
}

void hand_dismiss(struct hand *h)
{
    if (h->pid > 0 && !h->hung_up)
        shutdown(h->wire.fd, SHUT_WR);
    /* Whoever lets go of the pages last has to free them: that is the worker, then. */
    if (h->out_n == 0)
        drop_shelf(h);
}

void hand_add_errand(struct hand *h, struct errand *e)
{
    struct errand **end = &h->errands;
    while (*end)
        end = &(*end)->next;
    *end = e;
}

struct errand *hand_take_errand(struct hand *h)
{
    struct errand *e = h->errands;
    if (e) {
        h->errands = e->next;
        e->next = NULL;
    }
    return e;
}

void hand_kill(struct hand *h)
{
    pid_t pid = h->pid;
    if (!h->rules)
        return; /* none: its 0 is no descriptor */
    if (h->watched)
        loop_unwatch(h->watched);
    h->watched = NULL;
    h->pid = 0;
    if (pid > 0 && !h->exited) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    wire_close(&h->wire);
    for (struct errand *e; (e = hand_take_errand(h));)
        errand_free(e);
    drop_shelf(h);
    if (h->watch)
        munmap(h->watch, sizeof *h->watch);
    h->watch = NULL;
}

void hand_describe(const struct hand *h, enum hand_end why, struct buf *out)
{
    double limit = (double)h->rules->time / 1e9;
    if (why == HAND_TIME)
        buf_addf(out, "over its time limit of %gs", limit);
    else if (why == HAND_STUCK)
        buf_addz(out, "does not come to an end");
    else if (why == HAND_MEMORY)
        buf_addz(out, "over its memory limit");
    else if (h->status < 0)
        buf_addf(out, "its worker died (signal %d)", -h->status);
    else
        buf_addf(out, "its worker died (exit %d)", h->status);
    if (h->watch && h->watch->stage[0])
        buf_addf(out, " in stage %.*s", (int)sizeof h->watch->stage, h->watch->stage);
    if (h->watch && h->watch->place[0])
        buf_addf(out, " at %.*s", (int)sizeof h->watch->place, h->watch->place);
}
