/* A worker as the desk sees it: started, given work, watched, ended. */
#ifndef GALLEY_FLOW_HAND_H
#define GALLEY_FLOW_HAND_H

#include "flow/errand.h"
#include "flow/loop.h"
#include "flow/shelf.h"
#include "flow/wire.h"
#include "lua/watch.h"

/* Why a worker is gone. */
enum hand_end {
    HAND_HUNG_UP, /* as it was told */
    HAND_TIME,    /* over the CPU time limit in code that cannot be stopped; killed */
    HAND_STUCK,   /* over the backstop of the clock on the wall; killed */
    HAND_MEMORY,  /* over the memory limit; ended itself */
    HAND_DIED     /* for no known reason */
};

struct hand;

/* What the owner is told. */
struct hand_events {
    void (*frame)(void *context, struct hand *h, const struct frame *f);
    void (*gone)(void *context, struct hand *h, enum hand_end why);
    void *context;
};

/* What all workers of a job have in common. Borrows everything. */
struct hand_rules {
    struct loop *loop;
    const char *program; /* the executable of galley */
    int stdin_fd;        /* a copy of standard input as a file, or -1 */
    uint64_t time;       /* CPU nanoseconds a document may take */
    const struct hand_events *events;
};

/* Owns its process, socket, page, shelf and errands. {0} is none. */
struct hand {
    const struct hand_rules *rules;
    unsigned number; /* counts all workers ever started by a job */
    pid_t pid;       /* 0: no process */
    struct wire wire;
    struct loop_watch *watched;
    struct watch *watch;
    bool hung_up, exited; /* the socket is closed; the process has ended */
    int status;
    enum hand_end killed;          /* HAND_HUNG_UP: not killed by the desk */
    uint64_t seen;                 /* the turn of its watch seen last, */
    uint64_t seen_since, seen_cpu; /* and when that was, by the clock and in CPU time */
    bool ready;
    struct shelf *shelf;          /* for stream bytes; NULL: they come in memfds */
    uint64_t out[2];              /* numbers of the batches that are out at it, oldest first, */
    struct shelf_place places[2]; /* and where their stream bytes will lie */
    size_t out_n;
    struct errand *errands; /* that it has yet to answer, oldest first */
    uint64_t streams;       /* a bit for each whose file it has */
};

/* Starts a worker and sends it the setup. */
bool hand_start(struct hand *h, const struct hand_rules *rules, unsigned number, struct str setup,
                struct err *err);

/* Kills it if its document, or its start, has taken too long. Call every 50 ms or so. */
void hand_check(struct hand *h);

/* The most memory that process pid (0: this one) has had in use so far, in bytes; 0 when the
 * kernel does not tell. */
uint64_t hand_peak(pid_t pid);

/* Lets it go: it ends when it has nothing more to do. */
void hand_dismiss(struct hand *h);

/* Adds an errand to those that are out at it; takes the oldest one, NULL: there is none. */
void hand_add_errand(struct hand *h, struct errand *e);
struct errand *hand_take_errand(struct hand *h);

/* Ends it at once; no event follows. */
void hand_kill(struct hand *h);

/* Adds what is known of its end for people: "over its time limit at plugins/x.lua:3". */
void hand_describe(const struct hand *h, enum hand_end why, struct buf *out);

#endif
