#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "flow/batch.h"
#include "flow/commit.h"
#include "flow/hand.h"
#include "flow/job.h"
#include "flow/progress.h"
#include "flow/record.h"

enum {
    TICK_MS = 50,
    DEPTH = 2,                    /* batches out at one worker: one it does, one it has next */
    FRAME_AHEAD = 64 << 10,       /* a larger frame waits until the worker is idle */
    HELD_MAX = 64 << 20,          /* stream bytes in the ring; over it no more is admitted */
    DRAIN_TICKS = 4000 / TICK_MS, /* how long a stop waits for what is out */
    DEATHS_MAX = 3                /* of workers that were at no document, in a row */
};

/* One run. Owns everything but the job. */
struct desk {
    const struct job *job;
    struct arena arena;
    struct facts facts;
    struct store store;
    struct survey survey;
    struct commit commit;
    struct progress progress;
    struct loop *loop;
    struct hand_events events;
    struct hand_rules rules;
    struct hand *hands;
    struct ring ring;
    struct buf header;
    unsigned started;  /* workers, ever */
    unsigned deaths;   /* in a row, at no document */
    uint64_t admitted; /* documents */
    uint64_t batches;
    bool have_next, exhausted;
    struct item next;     /* read from the survey, did not fit the last batch */
    uint64_t worker_peak; /* bytes of memory, the largest so far */
    int stops;            /* signals that asked to stop */
    int drain;            /* ticks since the first */
    bool failed_stop;     /* on_error: stop */
    bool finished;
    struct err err;
};

static bool stopping(const struct desk *d)
{
    return d->stops > 0 || d->failed_stop || d->err.set;
}

/* --- workers --- */

static bool start_hand(struct desk *d, struct hand *h)
{
    struct setup setup = d->job->setup;
    struct buf staging = {0}, body = {0};
    char name[16];
    unsigned number = ++d->started;
    setup.mode = d->job->dry ? JOB_DRY : JOB_RUN;
    snprintf(name, sizeof name, "%u", number);
    bool good = true;
    if (d->job->out && !d->job->dry) {
        good = store_staging(&d->store, name, &staging, &d->err);
        setup.staging = buf_str(&staging);
    }
    setup_put(&setup, &body);
    good = good && hand_start(h, &d->rules, number, buf_str(&body), &d->err);
    buf_free(&staging);
    buf_free(&body);
    return good;
}

static void deal_to(struct hand *h, struct batch *b)
{
    struct buf body = {0};
    if (batch_deal(b, h->number, &body) > 0) {
        /* A frame that is not taken means that the worker is gone: its end gives back the batch.
         */
        h->out[h->out_n++] = b->number;
        wire_send(h->wire.fd, FRAME_BATCH, buf_str(&body), -1, NULL);
    }
    buf_free(&body);
}

static struct batch *next_batch(struct desk *d)
{
    for (struct batch *b = d->ring.first; b; b = b->next)
        for (size_t i = 0; i < b->n; i++)
            if (b->slots[i].state == SLOT_TODO)
                return b;
    return NULL;
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

static void deal(struct desk *d)
{
    for (size_t depth = 0; depth < DEPTH; depth++)
        for (unsigned i = 0; i < d->job->jobs; i++) {
            struct hand *h = &d->hands[i];
            struct batch *b = next_batch(d);
            if (!b)
                return;
            if (h->pid > 0 && h->ready && h->out_n == depth && (depth == 0 || may_go_ahead(b)))
                deal_to(h, b);
        }
}

/* --- batches in, batches out --- */

static bool next_item(struct desk *d)
{
    if (!d->have_next && !d->exhausted) {
        d->have_next = d->admitted < d->survey.n && survey_next(&d->survey, &d->next, &d->err);
        d->exhausted = !d->have_next;
    }
    return d->have_next;
}

static void admit(struct desk *d)
{
    size_t most = DEPTH * d->job->jobs + 2;
    while (d->ring.n < most && d->ring.held < HELD_MAX && next_item(d)) {
        struct batch *b = batch_new(d->batches++);
        while (next_item(d) && batch_fits(b, &d->next)) {
            batch_add(b, &d->next);
            d->have_next = false;
            d->admitted++;
        }
        ring_add(&d->ring, b);
    }
}

static void commit_settled(struct desk *d)
{
    struct batch *b;
    while (!d->err.set && !d->failed_stop && (b = ring_take(&d->ring))) {
        commit_batch(&d->commit, b, &d->err);
        batch_free(b);
        d->failed_stop = d->job->pipeline->on_error == ON_ERROR_STOP &&
                         d->commit.totals.documents[STATUS_FAILED] > 0;
    }
}

static void dismiss_all(struct desk *d)
{
    d->finished = true;
    for (unsigned i = 0; i < d->job->jobs; i++) {
        uint64_t peak = d->hands[i].pid > 0 ? hand_peak(d->hands[i].pid) : 0;
        d->worker_peak = peak > d->worker_peak ? peak : d->worker_peak;
        hand_dismiss(&d->hands[i]);
    }
}

static bool idle(const struct desk *d)
{
    for (unsigned i = 0; i < d->job->jobs; i++)
        if (d->hands[i].out_n > 0)
            return false;
    return true;
}

/* What there is to do after anything has happened. */
static void pump(struct desk *d)
{
    if (d->finished)
        return;
    commit_settled(d);
    if (!stopping(d)) {
        admit(d);
        deal(d);
        if (d->ring.n > 0 || !d->exhausted)
            return;
    }
    if (d->err.set || d->stops > 1 || d->drain > DRAIN_TICKS)
        loop_stop(d->loop);
    if (idle(d))
        dismiss_all(d);
}

static void forget_batch(struct hand *h, uint64_t number)
{
    size_t n = 0;
    for (size_t i = 0; i < h->out_n; i++)
        if (h->out[i] != number)
            h->out[n++] = h->out[i];
    h->out_n = n;
}

static void on_result(struct desk *d, struct hand *h, const struct frame *f)
{
    struct str rest = f->body;
    uint64_t number = wire_get(&rest);
    struct batch *b = ring_find(&d->ring, number);
    forget_batch(h, number);
    if (!b && f->fd >= 0)
        close(f->fd);
    if (!b || !batch_deliver(b, rest, f->fd, h->number, &rest, &d->err))
        return;
    d->ring.held += b->unsettled == 0 ? b->held : 0;
    for (size_t i = 0; i < d->facts.stage_n; i++)
        d->commit.totals.nanos[i] += wire_get(&rest);
}

static void on_frame(void *context, struct hand *h, const struct frame *f)
{
    struct desk *d = context;
    if (f->kind == FRAME_READY) {
        struct facts facts;
        struct arena arena = {0}; /* as many workers come as documents kill them */
        facts_get(f->body, &arena, &facts);
        h->ready = facts.good;
        if (!facts.good)
            err_set(&d->err, "a worker cannot load the pipeline any more:\n%.*s",
                    (int)facts.findings.n, facts.findings.p);
        arena_free(&arena);
    } else if (f->kind == FRAME_RESULT) {
        d->deaths = 0;
        on_result(d, h, f);
    }
    pump(d);
}

/* --- deaths --- */

static void settle_failed(struct desk *d, struct hand *h, enum hand_end why, struct batch *b,
                          size_t slot)
{
    struct buf reason = {0};
    hand_describe(h, why, &reason);
    struct result r = {.name = b->slots[slot].item.name,
                       .size = b->slots[slot].item.size,
                       .status = STATUS_FAILED,
                       .reason = buf_str(&reason)};
    batch_settle(b, slot, &r);
    d->ring.held += b->unsettled == 0 ? b->held : 0;
    buf_free(&reason);
}

/* The document that the worker was at fails, or (when nothing explains the death) is tried once
 * more, alone. All the others that were out are to be done again. */
static void blame(struct desk *d, struct hand *h, enum hand_end why)
{
    struct batch *b = h->out_n > 0 ? ring_find(&d->ring, h->out[0]) : NULL;
    uint32_t slot = h->watch->item;
    if (b && slot < b->n && b->slots[slot].state == SLOT_DEALT) {
        if (why != HAND_DIED || b->slots[slot].deaths > 0)
            settle_failed(d, h, why, b, slot);
        else
            b->slots[slot].deaths++;
        d->deaths = 0;
    } else if (++d->deaths > DEATHS_MAX || !h->ready) {
        struct buf text = {0};
        hand_describe(h, why, &text);
        err_set(&d->err, "workers do not live: %s", text.p);
        buf_free(&text);
    }
    for (size_t i = 0; i < h->out_n; i++)
        if ((b = ring_find(&d->ring, h->out[i])))
            batch_take_back(b, h->number);
    h->out_n = 0;
}

static void on_gone(void *context, struct hand *h, enum hand_end why)
{
    struct desk *d = context;
    if (d->finished)
        return;
    blame(d, h, why == HAND_HUNG_UP ? HAND_DIED : why);
    if (!stopping(d))
        start_hand(d, h);
    pump(d);
}

/* --- time and signals --- */

static void on_tick(void *context)
{
    struct desk *d = context;
    for (unsigned i = 0; i < d->job->jobs; i++)
        hand_check(&d->hands[i]);
    progress_tick(&d->progress, &d->commit.totals);
    if (stopping(d)) {
        d->drain++;
        pump(d);
    }
}

static void on_signal(void *context, int signum)
{
    struct desk *d = context;
    (void)signum;
    if (d->stops++ == 0)
        log_say(d->job->log, LOG_WARN,
                "stopping: documents that are under way are finished (once more: at once)");
    pump(d);
}

static void tell(void *context, struct str name, struct str text)
{
    struct desk *d = context;
    struct buf b = {0};
    log_escape(&b, name, true);
    buf_addz(&b, ": ");
    log_escape(&b, text, true);
    log_say(d->job->log, LOG_ERROR, "%s", b.p);
    buf_free(&b);
}

/* --- the run --- */

static bool learn_facts(struct desk *d)
{
    const struct job *job = d->job;
    struct setup setup = job->setup;
    struct answer answer = {0};
    setup.mode = JOB_CHECK;
    bool good = ask_worker(job->program, &setup, job->stdin_fd, job->pipeline->limits.time,
                           &answer, &d->arena, &d->facts, &d->err);
    file_write_fd(STDERR_FILENO, buf_str(&answer.text));
    buf_free(&answer.text);
    for (size_t i = 0; good && d->facts.good && i < job->pipeline->output_n; i++) {
        struct output_entry *o = &job->pipeline->outputs[i];
        if (!o->path && o->stream.n == 0)
            o->path = template_default(&d->arena, d->facts.outputs[i].extension);
    }
    if (good && d->facts.good && d->facts.uncaged.n > 0)
        log_say(job->log, LOG_WARN, "this kernel lacks %s: stages are confined by Lua alone",
                d->facts.uncaged.p);
    return good && d->facts.good;
}

static bool make_survey(struct desk *d, const char *scratch)
{
    const struct job *job = d->job;
    struct survey_rules rules = {.inputs = job->inputs,
                                 .input_n = job->input_n,
                                 .pipeline = job->pipeline,
                                 .out = d->store.out,
                                 .scratch = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                                 .limit = job->limit,
                                 .sample = job->sample};
    bool good = survey_make(&d->survey, &rules, &d->err) &&
                (!job->out || survey_collide(&d->survey, &rules, d->store.folds, &d->err));
    if (rules.scratch >= 0)
        close(rules.scratch);
    if (good && d->survey.n == 0) {
        record_summary(&(struct record){
            .job = job, .survey = &d->survey, .commit = &d->commit, .complete = true});
        good = err_set(&d->err, "no input is selected by input.files");
    }
    return good;
}

static bool open_run(struct desk *d)
{
    const struct job *job = d->job;
    bool store = job->out && !job->dry;
    struct commit_rules rules = {
        job->pipeline, &d->facts, store ? &d->store : NULL, job->dry, job->force, tell, d};
    if (store && !store_open(&d->store, job->out, job->state, &d->err))
        return false;
    if (!make_survey(d, store ? d->store.state_path.p : "/tmp"))
        return false;
    record_header(job, &d->facts, &d->header);
    return commit_open(&d->commit, &rules, buf_str(&d->header), &d->err);
}

static bool start_all(struct desk *d)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    d->loop = loop_new(&d->err);
    d->events = (struct hand_events){on_frame, on_gone, d};
    d->rules = (struct hand_rules){d->loop, d->job->program, d->job->stdin_fd,
                                   d->job->pipeline->limits.time, &d->events};
    d->hands = mem_get(d->job->jobs * sizeof *d->hands);
    bool good = d->loop && loop_every(d->loop, TICK_MS, on_tick, d, &d->err);
    for (size_t i = 0; good && i < sizeof signals / sizeof *signals; i++)
        good = loop_signal(d->loop, signals[i], on_signal, d, &d->err);
    for (unsigned i = 0; good && i < d->job->jobs; i++)
        good = start_hand(d, &d->hands[i]);
    return good;
}

static void finish(struct desk *d, struct record *r)
{
    struct commit *c = &d->commit;
    r->complete = d->exhausted && d->ring.n == 0 && !stopping(d);
    r->stopped_by_rule = d->failed_stop;
    if (!r->complete)
        return;
    bool all = d->job->limit == 0 && d->job->sample == 0;
    /* A part of the inputs says nothing of the others: their outputs stay, and in the books. */
    r->complete =
        commit_end(c, &d->err) && commit_prune(c, all && d->job->prune, &r->gone, &d->err);
    r->gone = all ? r->gone : 0;
    r->seconds = progress_seconds(&d->progress);
    r->desk_peak = hand_peak(0);
    r->worker_peak = d->worker_peak;
    if (r->complete && d->store.state >= 0)
        r->complete = record_write(r, d->store.state, &d->err) && commit_forget(c, &d->err);
}

static int run(struct desk *d)
{
    struct record r = {.job = d->job,
                       .facts = &d->facts,
                       .survey = &d->survey,
                       .commit = &d->commit,
                       .header = buf_str(&d->header)};
    progress_start(&d->progress, d->job->log, d->job->quiet, d->survey.n, d->survey.bytes);
    if (start_all(d))
        loop_run(d->loop);
    for (unsigned i = 0; d->hands && i < d->job->jobs; i++)
        hand_kill(&d->hands[i]);
    progress_end(&d->progress);
    finish(d, &r);
    r.seconds = progress_seconds(&d->progress);
    bool failed = d->commit.totals.documents[STATUS_FAILED] > 0;
    if (!d->job->quiet || failed || !r.complete)
        record_summary(&r);
    if (d->err.set)
        log_err(d->job->log, &d->err);
    if (!r.complete && !d->failed_stop)
        return EXIT_STOPPED;
    return failed ? EXIT_FAILED : EXIT_GOOD;
}

static void release(struct desk *d)
{
    loop_free(d->loop);
    free(d->hands);
    ring_free(&d->ring);
    if (d->commit.rules.pipeline)
        commit_close(&d->commit);
    survey_free(&d->survey);
    store_close(&d->store);
    buf_free(&d->header);
    arena_free(&d->arena);
}

int desk_run(const struct job *job)
{
    struct desk d = {.job = job, .store = {.out = -1, .state = -1, .lock = -1}};
    int code = EXIT_USAGE;
    signal(SIGPIPE, SIG_IGN);
    if (learn_facts(&d) && open_run(&d))
        code = run(&d);
    else if (d.err.set)
        log_err(job->log, &d.err);
    release(&d);
    return code;
}
