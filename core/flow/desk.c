#include "flow/desk.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "flow/prune.h"
#include "flow/record.h"

enum {
    TICK_MS = 50,
    HELD_MAX = 64 << 20,          /* stream bytes in the ring; over it no more is admitted */
    DRAIN_TICKS = 4000 / TICK_MS, /* how long a stop waits for what is out, */
    LEAVE_TICKS = 5000 / TICK_MS, /* and an end for workers that were dismissed */
    TURNS = 64,                   /* of settled batches in one go: signals are heard in between */
    DEATHS_MAX = 3                /* of workers that were at no document, in a row */
};

static bool stopping(const struct desk *d)
{
    return d->stops > 0 || d->failed_stop || d->err.set;
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

static void miss(void *context, const struct prior_entry *e)
{
    struct desk *d = context;
    d->over = true;
    d->missed++;
    prune_miss(&d->commit, e->name);
}

/* With --watch a file that is being written to is not read: it is put off to a later run. What an
 * earlier one made of it stands till then, if it can; where it cannot, it must not wait. */
static bool put_off(struct desk *d, struct slot *s, const struct prior_entry *e)
{
    const struct pass *pass = d->job->pass;
    s->patient = pass && (!e || judge_keeps(&d->judge, e));
    s->late = s->patient && !settle_has(pass->settle, &s->item);
    return s->late;
}

/* Asks the earlier runs about the document that was added last. */
static void consult(struct desk *d, struct batch *b)
{
    struct slot *s = &b->slots[b->n - 1];
    const struct prior_entry *e = prior_find(d->prior, s->item.name, miss, d, &d->err);
    enum verdict verdict = judge_item(&d->judge, &s->item, e, &s->why);
    d->over = d->over || e;
    if (e && d->difference.n == 0 && !str_eq(e->config, d->judge.header))
        judge_difference(e->config, d->judge.header, &d->difference);
    bool late = verdict != VERDICT_CARRY && put_off(d, s, e);
    if (e && (s->patient || verdict != VERDICT_DO)) {
        s->line = arena_str(&b->arena, e->line);
        s->memo = memo_copy(&e->memo, &b->arena);
    }
    if (e && verdict == VERDICT_DOUBT)
        s->seal = arena_str(&b->arena, str_of(e->memo.seal));
    if (late || verdict == VERDICT_CARRY)
        batch_carry(b);
}

static void admit(struct desk *d)
{
    size_t most = DESK_DEPTH * d->job->jobs + DESK_OVER;
    while (d->ring.n < most && d->ring.held < HELD_MAX && next_item(d)) {
        struct batch *b = batch_new(d->batches++);
        while (next_item(d) && batch_fits(b, &d->next)) {
            batch_add(b, &d->next);
            if (d->prior)
                consult(d, b);
            d->have_next = false;
            d->admitted++;
        }
        ring_add(&d->ring, b);
    }
}

/* Settled batches are gathered; a ripe group is committed, and what is left when all is done. */
static void commit_settled(struct desk *d)
{
    struct batch *b;
    if (d->group.failed.set)
        err_set(&d->err, "%s", d->group.failed.text);
    while (!d->err.set && !d->failed_stop) {
        bool last = d->exhausted && d->ring.n == 0;
        if (group_ripe(&d->group) || last || stopping(d)) {
            if (!group_commit(&d->group, &d->err) || d->group.first)
                return; /* one is on its way */
            d->failed_stop = d->job->pipeline->on_error == ON_ERROR_STOP &&
                             d->commit.totals.documents[STATUS_FAILED] > 0;
        }
        if (d->failed_stop || !(b = ring_take(&d->ring)))
            return;
        if (!group_add(&d->group, b, &d->err))
            return;
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
    return d->errands == 0;
}

static void pump(struct desk *d);

static void pump_soon(void *context)
{
    pump(context);
}

/* What there is to do after anything has happened. Batches that are settled when they are
 * admitted are committed here too, some at a time, so that signals are heard in between. */
static void pump(struct desk *d)
{
    if (d->finished)
        return;
    for (int turn = 0; turn < TURNS; turn++) {
        commit_settled(d);
        if (stopping(d))
            break;
        admit(d);
        if (!d->ring.first || d->ring.first->unsettled > 0)
            break;
    }
    if (!stopping(d)) {
        desk_deal(d);
        if (d->ring.first && d->ring.first->unsettled == 0 && !group_ripe(&d->group))
            loop_soon(d->loop, pump_soon, d);
        if (d->ring.n > 0 || !d->exhausted)
            return;
    }
    if (!d->err.set && !group_empty(&d->group))
        return; /* its end calls again */
    if (d->err.set || d->stops > 1 || d->drain > DRAIN_TICKS)
        loop_stop(d->loop);
    if (idle(d))
        dismiss_all(d);
}

/* Something has happened. As long as the run is being opened, the loop is run only to hear it. */
static void turn(struct desk *d)
{
    if (d->opened)
        pump(d);
    else
        loop_stop(d->loop);
}

/* It is not out any more. What the worker was told of a place for its bytes is in *place. */
static void forget_batch(struct hand *h, uint64_t number, struct shelf_place *place)
{
    size_t n = 0;
    for (size_t i = 0; i < h->out_n; i++) {
        if (h->out[i] == number) {
            shelf_give(place);
            *place = h->places[i];
            continue;
        }
        h->places[n] = h->places[i];
        h->out[n++] = h->out[i];
    }
    h->out_n = n;
}

static void on_result(struct desk *d, struct hand *h, const struct frame *f)
{
    struct str rest = f->body;
    uint64_t number = wire_get(&rest);
    struct parcel parcel = {.fd = f->fd, .n = wire_get(&rest)};
    struct batch *b = ring_find(&d->ring, number);
    forget_batch(h, number, &parcel.place);
    if (!b) {
        shelf_give(&parcel.place);
        if (f->fd >= 0)
            close(f->fd);
        return;
    }
    if (!batch_deliver(b, rest, &parcel, h->number, &rest, &d->err))
        return;
    if (batch_take_back(b, h->number) > 0)
        ring_cut(&d->ring, b, &d->batches);
    d->ring.held += b->unsettled == 0 ? b->held : 0;
    for (size_t i = 0; i < d->facts.stage_n; i++)
        d->commit.totals.nanos[i] += wire_get(&rest);
}

/* What the first worker tells of the pipeline holds for all. */
static void on_ready(struct desk *d, struct hand *h, struct str body)
{
    struct facts facts;
    struct arena arena = {0}; /* as many workers come as documents kill them */
    if (!d->know_facts) {
        facts_get(body, &d->arena, &d->facts);
        d->know_facts = true;
        return;
    }
    facts_get(body, &arena, &facts);
    h->ready = facts.good;
    if (!facts.good)
        err_set(&d->err, "a worker cannot load the pipeline any more:\n%.*s",
                (int)facts.findings.n, facts.findings.p);
    arena_free(&arena);
}

static void on_started(struct desk *d, struct str rest)
{
    bool good = wire_get(&rest) != 0;
    struct str text = wire_get_str(&rest);
    if (!good)
        err_set(&d->err, "a worker cannot start: %.*s", (int)text.n, text.p);
    else if (text.n > 0 && !d->told_cage)
        log_say(d->job->log, LOG_WARN, "this kernel lacks %.*s: stages are confined by Lua alone",
                (int)text.n, text.p);
    d->told_cage = true;
}

static void on_frame(void *context, struct hand *h, const struct frame *f)
{
    struct desk *d = context;
    if (f->kind == FRAME_READY)
        on_ready(d, h, f->body);
    else if (f->kind == FRAME_STARTED)
        on_started(d, f->body);
    else if (f->kind == FRAME_WRITTEN)
        desk_written(d, h, f->body);
    else if (f->kind == FRAME_RESULT) {
        d->deaths = 0;
        on_result(d, h, f);
    }
    turn(d);
}

/* --- deaths --- */

static void settle_failed(struct desk *d, struct hand *h, enum hand_end why, struct batch *b,
                          size_t slot)
{
    struct buf reason = {0};
    const struct item *item = &b->slots[slot].item;
    bool known = stamp_known(&item->stamp);
    struct stamp input = known ? item->stamp : survey_stamp(d->job->inputs, item);
    hand_describe(h, why, &reason);
    struct result r = {.name = item->name,
                       .size = input.size,
                       .input = input,
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
    } else if (++d->deaths > DEATHS_MAX || (!h->ready && ++d->young > DESK_YOUNG)) {
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

/* It died of the pipeline, or was killed: that is seen when the next one loads it. One that had
 * told its facts is replaced when there is work, or was right to go, as they are bad. */
static void call_again(struct desk *d, struct hand *h, enum hand_end why)
{
    struct buf text = {0};
    if (d->know_facts || d->err.set)
        return;
    if (why == HAND_DIED && ++d->young <= DESK_YOUNG) {
        desk_call(d, h, &d->err);
        return;
    }
    hand_describe(h, why, &text);
    err_set(&d->err, "the worker gave no answer: %s", text.p);
    buf_free(&text);
}

static void on_gone(void *context, struct hand *h, enum hand_end why)
{
    struct desk *d = context;
    if (d->finished)
        return;
    why = why == HAND_HUNG_UP ? HAND_DIED : why;
    desk_take_over(d, h);
    if (d->opened)
        blame(d, h, why);
    else
        call_again(d, h, why);
    turn(d);
}

/* --- time and signals --- */

static void on_tick(void *context)
{
    struct desk *d = context;
    for (unsigned i = 0; i < d->job->jobs; i++)
        hand_check(&d->hands[i]);
    progress_tick(&d->progress, &d->commit.totals);
    if (d->finished && ++d->drain > LEAVE_TICKS)
        loop_stop(d->loop); /* those that are left are killed */
    if (d->opened && !d->finished && stopping(d)) {
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

/* --- the run --- */

static void on_signals(void *context)
{
    struct desk *d = context;
    struct signalfd_siginfo info;
    if (read(d->job->pass->signals, &info, sizeof info) == sizeof info)
        on_signal(d, (int)info.ssi_signo);
}

/* With --watch signals are blocked, so that one that comes between two runs is not lost. */
static bool hear_signals(struct desk *d)
{
    struct loop_watch *w = loop_watch(d->loop, d->job->pass->signals, on_signals, d, &d->err);
    if (w)
        loop_unref(w);
    return w != NULL;
}

static bool make_loop(struct desk *d)
{
    d->loop = loop_new(&d->err);
    d->events = (struct hand_events){on_frame, on_gone, d};
    d->rules = (struct hand_rules){d->loop, d->job->program, d->job->stdin_fd,
                                   d->job->pipeline->limits.time, &d->events};
    d->hands = mem_get(d->job->jobs * sizeof *d->hands);
    return d->loop && loop_every(d->loop, TICK_MS, on_tick, d, &d->err);
}

static bool start_all(struct desk *d)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    bool store = d->commit.rules.store != NULL;
    d->group = (struct group){.commit = &d->commit,
                              .loop = d->loop,
                              .sync = store && !d->job->no_sync,
                              .eager = !store || d->job->pipeline->on_error == ON_ERROR_STOP,
                              .done = pump_soon,
                              .context = d};
    bool good = true;
    d->opened = true;
    if (d->job->pass)
        return hear_signals(d);
    for (size_t i = 0; good && i < sizeof signals / sizeof *signals; i++)
        good = loop_signal(d->loop, signals[i], on_signal, d, &d->err);
    return good;
}

static void finish(struct desk *d, struct record *r)
{
    struct commit *c = &d->commit;
    r->complete = d->exhausted && d->ring.n == 0 && group_empty(&d->group) && d->errands == 0 &&
                  !stopping(d);
    r->stopped_by_rule = d->failed_stop;
    r->over = d->over;
    r->difference = buf_str(&d->difference);
    if (r->complete && d->prior)
        prior_find(d->prior, (struct str){0}, miss, d, &d->err);
    if (!r->complete) {
        if (!d->err.set && !d->group.failed.set)
            commit_stop(c, d->group.sync, &d->err);
        return;
    }
    bool all = d->job->limit == 0 && d->job->sample == 0;
    /* A part of the inputs says nothing of the others: their outputs stay, and in the books. So do
     * those of inputs in a directory that could not be listed. */
    bool prune = all && d->job->prune && d->survey.unlisted == 0;
    r->complete = prune_inputs(c, prune, &r->gone, &d->err) &&
                  (!r->review || aside_publish(&d->review, &d->err)) &&
                  commit_end(c, d->group.sync, &d->err);
    r->gone = all ? r->gone : 0;
    r->seconds = progress_seconds(&d->progress);
    r->desk_peak = hand_peak(0);
    r->worker_peak = d->worker_peak;
    if (r->complete && d->store.state >= 0)
        r->complete = record_write(r, d->store.state, &d->err) && commit_forget(c, &d->err);
}

/* What was learnt is written also when the run was stopped: those documents are not done again. */
static bool write_mapping(struct desk *d)
{
    const struct job *job = d->job;
    if (!d->mapping || job->dry)
        return true;
    size_t n = mapping_count(d->mapping);
    if (job->pass && n > 0 && n == d->mapped && !mapping_behind(d->mapping))
        return true;
    if (!mapping_write(d->mapping, job->mapping, job->setup.key, &d->err)) {
        log_say(job->log, LOG_ERROR,
                "what was done now is in `%s.galley-part`: a run with --mapping takes it up",
                job->mapping);
        return false;
    }
    if (job->quiet)
        return true;
    log_say(job->log, LOG_INFO, "mapping: %zu pairs, %zu of them new", n, n - d->mapped);
    if (d->commit.totals.carried > 0)
        log_say(job->log, LOG_INFO,
                "mapping: of unchanged documents it has what runs with --mapping left in it; "
                "--fresh does all again");
    return true;
}

/* What came of one run of many; whether there is anything to tell of it. */
static bool end_pass(const struct desk *d, const struct record *r)
{
    const struct totals *t = &d->commit.totals;
    struct pass *pass = d->job->pass;
    if (!pass)
        return true;
    pass->complete = r->complete;
    pass->late = t->late > 0;
    pass->retry = t->documents[STATUS_FAILED] > t->carried_failed;
    return pass->tell || !r->complete || t->redone.n > 0 || d->missed > 0 ||
           (d->job->prune && r->gone > 0);
}

static void kill_all(struct desk *d)
{
    for (unsigned i = 0; d->hands && i < d->job->jobs; i++)
        hand_kill(&d->hands[i]);
}

static int run(struct desk *d)
{
    struct record r = {.job = d->job,
                       .facts = &d->facts,
                       .survey = &d->survey,
                       .commit = &d->commit,
                       .review = d->job->review ? &d->review : NULL,
                       .header = buf_str(&d->header)};
    progress_start(&d->progress, d->job->log, d->job->quiet, d->survey.n);
    if (start_all(d)) {
        pump(d);
        loop_run(d->loop);
    }
    kill_all(d);
    progress_end(&d->progress);
    finish(d, &r);
    r.complete = write_mapping(d) && r.complete;
    r.seconds = progress_seconds(&d->progress);
    bool failed = d->commit.totals.documents[STATUS_FAILED] > 0;
    if (end_pass(d, &r) && (!d->job->quiet || failed || !r.complete))
        record_summary(&r);
    if (d->err.set)
        log_err(d->job->log, &d->err);
    if (!r.complete && !d->failed_stop)
        return EXIT_STOPPED;
    return failed ? EXIT_FAILED : EXIT_GOOD;
}

static void release(struct desk *d)
{
    kill_all(d);
    loop_free(d->loop);
    free(d->hands);
    ring_free(&d->ring);
    group_free(&d->group);
    if (d->commit.rules.pipeline)
        commit_close(&d->commit);
    prior_close(d->prior);
    survey_free(&d->survey);
    aside_close(&d->review);
    store_close(&d->store);
    mapping_free(d->mapping);
    buf_free(&d->header);
    buf_free(&d->difference);
    arena_free(&d->arena);
}

int desk_run(const struct job *job)
{
    struct desk d = {.job = job,
                     .store = {.out = -1, .state = -1, .lock = -1},
                     .review = {.dir = -1, .fd = -1}};
    int code = EXIT_USAGE;
    /* A write that cannot be done is an error and not the end. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (make_loop(&d) && desk_open(&d))
        code = run(&d);
    else if (d.err.set)
        log_err(job->log, &d.err);
    release(&d);
    return code;
}
