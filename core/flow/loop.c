#include "flow/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <uv.h>

#include "base/mem.h"

struct loop {
    uv_loop_t uv;
    struct work *works; /* that are not done yet */
};

struct loop_watch {
    uv_poll_t poll;
    loop_fn *fn;
    void *context;
};

struct timer {
    uv_timer_t uv;
    loop_fn *fn;
    void *context;
};

struct sig {
    uv_signal_t uv;
    loop_signal_fn *fn;
    void *context;
};

/* Its thread wakes the loop up when it is done. */
struct work {
    uv_async_t uv;
    struct loop *loop;
    struct work *next;
    uv_thread_t thread;
    loop_fn *work, *done;
    void *context;
};

struct child {
    uv_process_t uv;
    loop_exit_fn *fn;
    void *context;
};

enum { FDS_MAX = 8, FDS_FIRST = 8 };

static bool uv_failed(struct err *err, const char *what, int code)
{
    return err_set(err, "%s: %s", what, uv_strerror(code));
}

/* libuv ends the process where it cannot make its first descriptors. */
static bool descriptors_left(void)
{
    int fds[FDS_FIRST], n = 0;
    while (n < FDS_FIRST && (fds[n] = eventfd(0, EFD_CLOEXEC)) >= 0)
        n++;
    int why = errno, found = n;
    while (n > 0)
        close(fds[--n]);
    errno = why;
    return found == FDS_FIRST;
}

struct loop *loop_new(struct err *err)
{
    if (!descriptors_left()) {
        err_sys(err, "cannot make an event loop");
        return NULL;
    }
    uv_replace_allocator(mem_malloc, mem_realloc, mem_calloc, free);
    struct loop *l = mem_get(sizeof *l);
    int code = uv_loop_init(&l->uv);
    if (code < 0) {
        uv_failed(err, "cannot make an event loop", code);
        free(l);
        return NULL;
    }
    return l;
}

/* Every handle is the first member of what was allocated for it. */
static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

static void close_handle(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_close(handle, free_handle);
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    for (struct work *w = l->works; w; w = w->next)
        uv_thread_join(&w->thread);
    uv_walk(&l->uv, close_handle, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    uv_loop_close(&l->uv);
    free(l);
}

void loop_run(struct loop *l)
{
    uv_run(&l->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *l)
{
    uv_stop(&l->uv);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct loop_watch *w = (struct loop_watch *)poll;
    w->fn(w->context);
}

struct loop_watch *loop_watch(struct loop *l, int fd, loop_fn *fn, void *context, struct err *err)
{
    struct loop_watch *w = mem_get(sizeof *w);
    w->fn = fn;
    w->context = context;
    int code = uv_poll_init(&l->uv, &w->poll, fd);
    if (code < 0) {
        uv_failed(err, "cannot watch a descriptor", code);
        free(w);
        return NULL;
    }
    uv_poll_start(&w->poll, UV_READABLE | UV_DISCONNECT, on_readable);
    return w;
}

void loop_unwatch(struct loop_watch *w)
{
    if (w)
        close_handle((uv_handle_t *)&w->poll, NULL);
}

void loop_unref(struct loop_watch *w)
{
    uv_unref((uv_handle_t *)&w->poll);
}

static void on_timer(uv_timer_t *timer)
{
    struct timer *t = (struct timer *)timer;
    t->fn(t->context);
}

bool loop_every(struct loop *l, unsigned ms, loop_fn *fn, void *context, struct err *err)
{
    struct timer *t = mem_get(sizeof *t);
    t->fn = fn;
    t->context = context;
    uv_timer_init(&l->uv, &t->uv);
    int code = uv_timer_start(&t->uv, on_timer, ms, ms);
    uv_unref((uv_handle_t *)&t->uv);
    return code == 0 || uv_failed(err, "cannot start a timer", code);
}

struct soon {
    uv_idle_t uv;
    loop_fn *fn;
    void *context;
};

static void on_soon(uv_idle_t *idle)
{
    struct soon *s = (struct soon *)idle;
    loop_fn *fn = s->fn;
    void *context = s->context;
    close_handle((uv_handle_t *)idle, NULL);
    fn(context);
}

void loop_soon(struct loop *l, loop_fn *fn, void *context)
{
    struct soon *s = mem_get(sizeof *s);
    s->fn = fn;
    s->context = context;
    uv_idle_init(&l->uv, &s->uv);
    uv_idle_start(&s->uv, on_soon);
}

static void in_thread(void *work)
{
    struct work *w = work;
    w->work(w->context);
    uv_async_send(&w->uv);
}

static void on_worked(uv_async_t *async)
{
    struct work *w = (struct work *)async, **at = &w->loop->works;
    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    loop_fn *done = w->done;
    void *context = w->context;
    uv_thread_join(&w->thread);
    close_handle((uv_handle_t *)async, NULL);
    done(context);
}

/* Not libuv's pool of threads: where none can be started, that ends the process. */

bool loop_work(struct loop *l, loop_fn *work, loop_fn *done, void *context, struct err *err)
{
    struct work *w = mem_get(sizeof *w);
    w->work = work;
    w->done = done;
    w->context = context;
    int code = uv_async_init(&l->uv, &w->uv, on_worked);
    if (code < 0) {
        free(w);
        return uv_failed(err, "cannot start a thread", code);
    }
    w->loop = l;
    w->next = l->works;
    if (uv_thread_create(&w->thread, in_thread, w) == 0) {
        l->works = w;
        return true;
    }
    close_handle((uv_handle_t *)&w->uv, NULL);
    work(context);
    loop_soon(l, done, context);
    return true;
}

static void on_signal(uv_signal_t *signal, int signum)
{
    struct sig *s = (struct sig *)signal;
    s->fn(s->context, signum);
}

bool loop_signal(struct loop *l, int signum, loop_signal_fn *fn, void *context, struct err *err)
{
    struct sig *s = mem_get(sizeof *s);
    s->fn = fn;
    s->context = context;
    uv_signal_init(&l->uv, &s->uv);
    int code = uv_signal_start(&s->uv, on_signal, signum);
    uv_unref((uv_handle_t *)&s->uv);
    return code == 0 || uv_failed(err, "cannot watch for a signal", code);
}

static void on_exit_child(uv_process_t *process, int64_t status, int signum)
{
    struct child *c = (struct child *)process;
    pid_t pid = process->pid;
    c->fn(c->context, pid, signum ? -signum : (int)status);
    close_handle((uv_handle_t *)process, NULL);
}

pid_t loop_spawn(struct loop *l, const char *file, char **args, const int *fds, size_t n,
                 loop_exit_fn *fn, void *context, struct err *err)
{
    uv_stdio_container_t stdio[FDS_MAX];
    for (size_t i = 0; i < n; i++) {
        stdio[i].flags = fds[i] < 0 ? UV_IGNORE : UV_INHERIT_FD;
        stdio[i].data.fd = fds[i];
    }
    uv_process_options_t options = {.exit_cb = on_exit_child,
                                    .file = file,
                                    .args = args,
                                    .stdio_count = (int)n,
                                    .stdio = stdio};
    struct child *c = mem_get(sizeof *c);
    c->fn = fn;
    c->context = context;
    int code = uv_spawn(&l->uv, &c->uv, &options);
    if (code == 0)
        return c->uv.pid;
    uv_failed(err, "cannot start a worker", code);
    close_handle((uv_handle_t *)&c->uv, NULL);
    return -1;
}
