/* One run of the desk: what its parts, desk.c, desk_open.c and desk_deal.c, share. */
#ifndef GALLEY_FLOW_DESK_H
#define GALLEY_FLOW_DESK_H

#include "flow/aside.h"
#include "flow/group.h"
#include "flow/hand.h"
#include "flow/job.h"
#include "flow/judge.h"
#include "flow/progress.h"
#include "flow/ring.h"

/* Batches out at one worker: one it does, one it has next. And of all those that are admitted, how
 * many more than are out at all workers may be settled before the oldest of them. */
enum { DESK_DEPTH = 2, DESK_OVER = 2 };

/* So many workers may die before they are ready. */
enum { DESK_YOUNG = 3 };

/* One run. Owns everything but the job. */
struct desk {
    const struct job *job;
    struct arena arena;
    struct facts facts;
    bool know_facts; /* the first worker has told them */
    bool told_cage;  /* what the kernel lacks for the cage has been told */
    struct store store;
    struct survey survey;
    struct aside review;
    struct commit commit;
    struct mapping *mapping;
    size_t mapped; /* pairs that earlier runs left in it */
    struct progress progress;
    struct loop *loop;
    struct hand_events events;
    struct hand_rules rules;
    struct hand *hands;
    struct ring ring;
    struct group group;
    struct buf header;
    struct prior *prior; /* what earlier runs know; NULL: nothing is asked of them */
    char salt[SALT_HEX];
    struct judge judge;
    struct buf difference; /* of an earlier run's header from this one's */
    bool opened;           /* batches may be dealt */
    bool over;             /* an earlier run knew of documents */
    uint64_t missed;       /* of them: inputs that are gone */
    unsigned started;      /* workers, ever */
    unsigned most;     /* workers that this machine lets it have at once; 0: as many as asked */
    unsigned deaths;   /* in a row, at no document */
    unsigned young;    /* deaths of workers that were not ready yet, ever */
    uint64_t admitted; /* documents */
    uint64_t batches;
    size_t errands; /* out at workers */
    bool have_next, exhausted;
    struct item next;     /* read from the survey, did not fit the last batch */
    uint64_t worker_peak; /* bytes of memory, the largest so far */
    int stops;            /* signals that asked to stop */
    int drain;            /* ticks since the first, or since the end */
    bool failed_stop;     /* on_error: stop */
    bool finished;
    struct err err;
};

/* All that is done before the first batch: calls the first worker and learns what the plugins
 * declare, opens and locks OUT, lists the inputs, refuses names that collide, opens what earlier
 * runs left. false after an error, which is in d->err or, if it is in the pipeline, has been
 * told. */
bool desk_open(struct desk *d);

/* Makes a process of h, which loads the pipeline and tells of it. One that is gone before it has
 * heard what to load is tried again, as often as workers may die young. */
bool desk_call(struct desk *d, struct hand *h, struct err *err);

/* Tells it where to write to: batches may follow. */
bool desk_begin(struct desk *d, struct hand *h, struct err *err);

/* Sends an errand to worker number `worker`, see commit_rules. */
bool desk_leave(void *context, unsigned worker, struct errand *e);

/* Takes in what a worker answers about the errand that it has had longest. */
void desk_written(struct desk *d, struct hand *h, struct str body);

/* Does the errands of a worker that is gone. */
void desk_take_over(struct desk *d, struct hand *h);

/* Starts the workers that there is work for, as far as they can be had, and gives each a batch to
 * do and one to have next. */
void desk_deal(struct desk *d);

#endif
