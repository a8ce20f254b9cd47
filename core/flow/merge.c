#include "flow/merge.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "flow/group.h"
#include "flow/hand.h"
#include "flow/progress.h"
#include "flow/prune.h"
#include "flow/record.h"
#include "flow/shard_set.h"
#include "flow/targets.h"

enum { STAGED_BY = 0 }; /* workers, whose staging directories these names are of, begin at 1 */

/* One merge. Owns everything but the job. */
struct merge {
    struct job job; /* with the pipeline that run.json tells of */
    struct arena arena;
    struct shard_set set;
    struct pipeline pipeline;
    struct facts facts;
    struct survey survey; /* what all shards together have seen */
    struct store store;
    struct prior *prior; /* of an earlier merge into the same OUT */
    char salt[SALT_HEX];
    bool salted; /* seals are made with the salt of a run */
    struct commit commit;
    struct group group;
    struct batch *batch; /* being filled */
    uint64_t batches, staged;
    int staging;
    int signals;  /* a descriptor that tells of SIGINT and the like */
    bool stopped; /* by one of them */
    struct progress progress;
    struct err err;
};

/* --- what is to be told --- */

static void tell(void *context, struct str name, struct str text)
{
    struct merge *m = context;
    log_about(m->job.log, LOG_ERROR, name, text);
}

static void miss(void *context, const struct prior_entry *e)
{
    struct merge *m = context;
    prune_miss(&m->commit, e->name);
}

/* --- documents --- */

/* A seal that was made with the salt of another run tells nothing here: the next run over this OUT
 * goes by size and times, or does the document again. */
static void set_seal(const struct merge *m, const struct fragment *f, struct result *r)
{
    if (m->salted && strcmp(f->salt, m->salt) != 0)
        r->seal[0] = '\0';
}

/* Stages the files of a document and reads its records. */
static bool fetch(struct merge *m, const struct fragment *f, struct result *r, struct slot *s)
{
    struct buf bytes = {0};
    bool good = true;
    for (size_t i = 0; good && i < r->product_n; i++) {
        struct product *p = &r->products[i];
        char name[24];
        if (p->stream) {
            uint64_t place = bytes.n;
            good = fragment_record(f, p, &bytes, &m->err);
            p->place = place;
            continue;
        }
        p->place = m->staged++;
        snprintf(name, sizeof name, "%llu", (unsigned long long)p->place);
        good = fragment_stage(f, p, m->staging, name, &p->file, &m->err);
    }
    s->staged_by = STAGED_BY;
    s->bytes = arena_str(&m->batch->arena, buf_str(&bytes));
    m->batch->held += bytes.n;
    buf_free(&bytes);
    return good;
}

/* Whether an earlier merge has put the very same in place. */
static bool stands(const struct merge *m, const struct fragment *f, const struct prior_entry *e)
{
    if (!e || !str_eq(e->line, f->entry->line) || !str_eq(e->config, f->config))
        return false;
    for (size_t i = 0; i < e->memo.output_n; i++)
        if (!commit_stands(&m->commit, &e->memo.outputs[i], e->from_index))
            return false;
    return true;
}

static void carry(struct merge *m, const struct prior_entry *e, const struct result *r)
{
    struct batch *b = m->batch;
    struct slot *s = &b->slots[b->n - 1];
    s->line = arena_str(&b->arena, e->line);
    s->memo = memo_copy(&e->memo, &b->arena);
    s->memo.input = r->input;
    memcpy(s->memo.seal, r->seal, sizeof s->memo.seal);
    batch_carry(b);
}

static bool add_document(struct merge *m, const struct fragment *f)
{
    struct arena arena = {0};
    struct result r;
    struct item item = {.name = f->entry->name, .stamp = f->entry->memo.input};
    bool good = fragment_result(f, &arena, &r, &m->err);
    if (good) {
        const struct prior_entry *e = prior_find(m->prior, item.name, miss, m, &m->err);
        set_seal(m, f, &r);
        batch_add(m->batch, &item);
        if (stands(m, f, e)) {
            carry(m, e, &r);
        } else {
            struct slot *s = &m->batch->slots[m->batch->n - 1];
            s->why = e ? "changed" : "new";
            good = fetch(m, f, &r, s);
            batch_settle(m->batch, m->batch->n - 1, &r);
        }
    }
    arena_free(&arena);
    return good && !m->err.set;
}

/* --- in groups --- */

static bool signalled(const struct merge *m)
{
    struct pollfd p = {.fd = m->signals, .events = POLLIN};
    return m->signals >= 0 && poll(&p, 1, 0) > 0;
}

static bool hand_over(struct merge *m)
{
    struct batch *b = m->batch;
    m->batch = NULL;
    if (b && !group_add(&m->group, b, &m->err))
        return false;
    progress_tick(&m->progress, &m->commit.totals);
    m->stopped = signalled(m);
    return !group_ripe(&m->group) || group_commit_now(&m->group, &m->err);
}

static bool add_all(struct merge *m)
{
    const struct fragment *f;
    while (!m->stopped && (f = shard_set_first(&m->set))) {
        struct item item = {.stamp = f->entry->memo.input};
        if (m->batch && !batch_fits(m->batch, &item) && !hand_over(m))
            return false;
        if (!m->batch)
            m->batch = batch_new(m->batches++);
        if (!add_document(m, f) || !shard_set_step(&m->set, &m->err))
            return false;
    }
    if (m->err.set || m->stopped)
        return false;
    prior_find(m->prior, (struct str){0}, miss, m, &m->err);
    return hand_over(m) && group_commit_now(&m->group, &m->err);
}

/* --- the whole --- */

static bool open_signals(struct merge *m)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    m->signals = signalfd(-1, &set, SFD_CLOEXEC);
    return m->signals >= 0 || err_sys(&m->err, "cannot wait for signals");
}

/* What of run.json depends on neither key nor salt of a run is as good here. */
static bool read_config(struct merge *m, const struct fragment *f)
{
    struct err ignored = {0};
    json_value *v = json_read(f->config, &ignored);
    m->facts.redacts = json_int(json_get(v, "redacts"), 0) != 0;
    m->salted = m->facts.redacts && !json_get(v, "key");
    json_free(v);
    m->job.pipeline = &m->pipeline;
    m->survey.n = m->set.all;
    return targets_get(json_get(f->run, "targets"), &m->arena, &m->pipeline, &m->facts) ||
           err_set(&m->err, "`%s` has a run.json that tells nothing of its outputs", f->path);
}

static bool refuse_shard(const struct merge *m, struct err *err)
{
    struct shard kept;
    return shard_kept(m->store.state, &kept, err) &&
           (kept.of == 0 || err_set(err, "`%s` is the OUT of a shard", m->store.out_path.p));
}

static bool open_out(struct merge *m)
{
    const struct fragment *f = &m->set.v[0];
    struct commit_rules rules = {.pipeline = &m->pipeline,
                                 .facts = &m->facts,
                                 .store = &m->store,
                                 .force = m->job.force,
                                 .header = f->config,
                                 .salt = m->salt,
                                 .started = m->set.started,
                                 .tell = tell,
                                 .context = m};
    struct buf path = {0};
    if (!store_open(&m->store, m->job.out, m->job.state, &m->err) || !refuse_shard(m, &m->err) ||
        !prior_open(&m->prior, m->store.state, false, m->salt, &m->err))
        return false;
    bool good =
        store_staging(&m->store, "0", &path, &m->err) && commit_open(&m->commit, &rules, &m->err);
    if (good)
        finds_begin_read(&m->commit.totals.finds, &m->commit.totals.arena, f->run);
    m->staging = good ? open(path.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (good && m->staging < 0)
        good = err_sys(&m->err, "cannot open `%s`", path.p);
    buf_free(&path);
    m->group = (struct group){.commit = &m->commit, .sync = !m->job.no_sync};
    return good;
}

static bool finish(struct merge *m, struct record *r)
{
    struct commit *c = &m->commit;
    r->complete =
        prune_inputs(c, m->job.prune, &r->gone, &m->err) && commit_end(c, m->group.sync, &m->err);
    r->seconds = progress_seconds(&m->progress);
    r->desk_peak = hand_peak(0);
    r->complete =
        r->complete && record_write(r, m->store.state, &m->err) && commit_forget(c, &m->err);
    return r->complete;
}

/* From here on something may have been written: what goes wrong leaves a merge that is stopped. */
static int join(struct merge *m)
{
    struct record r = {.job = &m->job,
                       .facts = &m->facts,
                       .survey = &m->survey,
                       .commit = &m->commit,
                       .header = m->set.v[0].config,
                       .shards = m->set.n};
    if (add_all(m))
        finish(m, &r);
    else if (!m->err.set)
        commit_stop(&m->commit, m->group.sync, &m->err);
    progress_end(&m->progress);
    r.seconds = progress_seconds(&m->progress);
    bool failed = m->commit.totals.documents[STATUS_FAILED] > 0;
    if (!m->job.quiet || failed || !r.complete)
        record_summary(&r);
    if (m->err.set)
        log_err(m->job.log, &m->err);
    if (!r.complete)
        return EXIT_STOPPED;
    return failed ? EXIT_FAILED : EXIT_GOOD;
}

static void release(struct merge *m)
{
    batch_free(m->batch);
    group_free(&m->group);
    if (m->commit.rules.pipeline)
        commit_close(&m->commit);
    prior_close(m->prior);
    if (m->staging >= 0)
        close(m->staging);
    if (m->signals >= 0)
        close(m->signals);
    store_close(&m->store);
    shard_set_close(&m->set);
    arena_free(&m->arena);
}

int merge_run(const struct job *job, const char *const *paths, size_t n)
{
    struct merge m = {
        .job = *job, .store = {.out = -1, .state = -1, .lock = -1}, .staging = -1, .signals = -1};
    int code;
    progress_start(&m.progress, job->log, job->quiet, 0);
    bool proved = shard_set_open(&m.set, paths, n, &m.err) && read_config(&m, &m.set.v[0]);
    m.progress.documents = m.set.all;
    if (proved && open_signals(&m) && open_out(&m)) {
        code = join(&m);
    } else {
        log_err(job->log, &m.err);
        code = proved ? EXIT_USAGE : EXIT_FAILED;
    }
    release(&m);
    return code;
}
