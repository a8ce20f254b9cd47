/* The event loop: the one door to libuv. */
#ifndef GALLEY_FLOW_LOOP_H
#define GALLEY_FLOW_LOOP_H

#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/* Owns the libuv loop and every handle made with it. */
struct loop;

/* A descriptor that is watched. Owned by the loop until loop_unwatch. */
struct loop_watch;

typedef void loop_fn(void *context);
typedef void loop_signal_fn(void *context, int signum);

/* status: the exit code, or -signal when a signal ended the process. */
typedef void loop_exit_fn(void *context, pid_t pid, int status);

struct loop *loop_new(struct err *err);
/* Children that still run are not waited for. */
void loop_free(struct loop *l);

/* Runs until loop_stop, or until nothing is watched. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

/* Calls fn whenever fd can be read or was closed by the other side. The caller owns fd. */
struct loop_watch *loop_watch(struct loop *l, int fd, loop_fn *fn, void *context,
                              struct err *err);
void loop_unwatch(struct loop_watch *w);
/* loop_run does not go on for its sake. */
void loop_unref(struct loop_watch *w);

/* Calls fn every `ms` milliseconds, from the next turn on. */
bool loop_every(struct loop *l, unsigned ms, loop_fn *fn, void *context, struct err *err);

/* Calls fn once, in the next turn, after what is waiting has been dealt with. */
void loop_soon(struct loop *l, loop_fn *fn, void *context);

/* Calls work in a thread of its own, and then done in the loop; where no thread can be started,
 * work is done before the call returns. What work touches nothing else may touch until then. The
 * loop must go on until done is called. */
bool loop_work(struct loop *l, loop_fn *work, loop_fn *done, void *context, struct err *err);

/* Calls fn when the signal arrives. */
bool loop_signal(struct loop *l, int signum, loop_signal_fn *fn, void *context, struct err *err);

/* Starts the program `file` with `args` (NULL at its end). Its descriptors 0, 1, 2, ... are
 * fds[0..n); -1 is /dev/null. Calls fn when it ended. Returns its pid, or -1. */
pid_t loop_spawn(struct loop *l, const char *file, char **args, const int *fds, size_t n,
                 loop_exit_fn *fn, void *context, struct err *err);

#endif
