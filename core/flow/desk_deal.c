#include "flow/desk.h"

#include <stdio.h>
#include <sys/resource.h>

enum {
    FRAME_AHEAD = 64 << 10, /* a larger frame waits until the worker is idle */
    FDS_DESK = 16,          /* descriptors that the desk may yet open */
    FDS_WORKER = 4          /* and that come from a worker, or are its shelf */
};

bool desk_call(struct desk *d, struct hand *h, struct err *err)
{
    struct setup setup = d->job->setup;
    struct buf body = {0};
    setup.mode = d->job->dry ? JOB_DRY : JOB_RUN;
    setup_put(&setup, &body);
    bool good, died;
    do {
        *err = (struct err){0};
        good = hand_start(h, &d->rules, ++d->started, buf_str(&body), err);
        died = !good && h->pid > 0;
        if (!good)
            hand_kill(h);
    } while (died && ++d->young <= DESK_YOUNG);
    buf_free(&body);
    return good;
}

/* Whether bytes come back from workers. */
static bool has_streams(const struct desk *d)
{
    bool any = !d->job->out;
    for (size_t i = 0; i < d->job->pipeline->output_n; i++)
        any = any || d->job->pipeline->outputs[i].stream.n > 0;
    return any && !d->job->dry;
}

bool desk_begin(struct desk *d, struct hand *h, struct err *err)
{
    struct start start = {.salt = str_of(d->salt)};
    struct buf staging = {0}, body = {0};
    char name[16];
    snprintf(name, sizeof name, "%u", h->number);
    bool good = true;
    if (d->job->out && !d->job->dry) {
        good = store_staging(&d->store, name, &staging, err);
        start.staging = buf_str(&staging);
    }
    start_put(&start, &body);
    if (good && has_streams(d))
        h->shelf = shelf_new();
    if (good)
        /* Not taken, it means that the worker is gone, which is heard of. */
        wire_send(h->wire.fd, FRAME_START, buf_str(&body), shelf_fd(h->shelf), NULL);
    buf_free(&staging);
    buf_free(&body);
    return good;
}

static void deal_to(struct hand *h, struct batch *b)
{
    struct buf body = {0};
    struct shelf_place place = shelf_take(h->shelf);
    wire_put(&body, place.shelf ? place.number : SHELF_PLACES);
    if (batch_deal(b, h->number, &body) > 0) {
        /* A frame that is not taken means that the worker is gone: its end gives back the batch.
         */
        h->places[h->out_n] = place;
        h->out[h->out_n++] = b->number;
        wire_send(h->wire.fd, FRAME_BATCH, buf_str(&body), -1, NULL);
    } else {
        shelf_give(&place);
    }
    buf_free(&body);
}

/* Not from far behind the oldest, when many have been made of few (ring_cut): what is settled
 * waits for it, and takes memory. */
static struct batch *next_batch(struct desk *d)
{
    struct batch *b = d->ring.first;
    size_t most = DESK_DEPTH * d->job->jobs + DESK_OVER;
    for (; b && b->todo == 0; b = b->next)
        if (--most == 0)
            return NULL;
    return b;
}

/* A suspect must be alone at its worker; a long frame could block a desk whose worker is busy. */
static bool may_go_ahead(const struct batch *b)
{
    size_t names = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (b->slots[i].deaths > 0 && b->slots[i].state != SLOT_SETTLED)
            return false;
        names += b->slots[i].item.name.n + 64;
    }
    return names < FRAME_AHEAD;
}

static unsigned living(const struct desk *d)
{
    unsigned n = 0;
    for (unsigned i = 0; i < d->job->jobs; i++)
        n += d->hands[i].pid > 0;
    return n;
}

/* Descriptors are given lowest first: whether those for committing, and for what workers send,
 * are left behind that of the worker started last. */
static bool descriptors_left(const struct hand *h, unsigned workers)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
           (rlim_t)h->wire.fd + FDS_DESK + FDS_WORKER * workers < limit.rlim_cur;
}

static void start_no_more(struct desk *d, const char *why)
{
    d->most = living(d);
    log_say(d->job->log, LOG_WARN, "%u of %u workers are started: %s", d->most, d->job->jobs,
            why);
}

/* Where one more cannot be had, those that are there do. */
static bool start_one(struct desk *d, struct hand *h)
{
    struct err err;
    bool called = desk_call(d, h, &err), good = called && desk_begin(d, h, &err);
    if (called && !good)
        hand_kill(h);
    if (!good && (called || d->young > DESK_YOUNG || living(d) == 0))
        d->err = err;
    else if (!good)
        start_no_more(d, err.text);
    else if (living(d) < d->job->jobs && !d->most && !descriptors_left(h, living(d)))
        start_no_more(d, "no more files may be open (see `ulimit -n`)");
    return good;
}

/* Workers are started as there is work for them: a run that finds nothing changed needs none. */
static void start_needed(struct desk *d)
{
    size_t todo = 0, waiting = 0;
    for (struct batch *b = d->ring.first; b; b = b->next)
        todo += b->todo > 0;
    for (unsigned i = 0; i < d->job->jobs; i++)
        waiting += d->hands[i].pid > 0 && d->hands[i].out_n == 0;
    for (unsigned i = 0; i < d->job->jobs && waiting < todo && !d->err.set; i++)
        if (d->hands[i].pid == 0 && (!d->most || living(d) < d->most))
            waiting += start_one(d, &d->hands[i]);
}

void desk_deal(struct desk *d)
{
    start_needed(d);
    for (size_t depth = 0; depth < DESK_DEPTH; depth++)
        for (unsigned i = 0; i < d->job->jobs; i++) {
            struct hand *h = &d->hands[i];
            struct batch *b = next_batch(d);
            if (!b)
                return;
            if (h->pid > 0 && h->ready && h->out_n == depth && (depth == 0 || may_go_ahead(b)))
                deal_to(h, b);
        }
}
