#include "flow/record.h"

#include "base/file.h"
#include "base/json.h"
#include "flow/targets.h"
#include "lua/host.h"
#include "version.h"

enum { RUN_JSON = 64 << 20 };

static void add_number(struct buf *b, const char *key, uint64_t n)
{
    json_key(b, key);
    buf_addf(b, "%llu", (unsigned long long)n);
}

static void add_text(struct buf *b, const char *key, struct str text)
{
    json_key(b, key);
    json_str(b, text);
}

/* A path without the directory of the pipeline: what a run is made of does not depend on where it
 * was started. */
static struct str below(struct str path, struct str dir)
{
    bool inside = dir.n > 0 && path.n > dir.n && path.p[dir.n] == '/' &&
                  str_eq(str_cut(path, 0, dir.n), dir);
    return inside ? str_cut(path, dir.n + 1, path.n) : path;
}

static void add_digests(struct buf *b, const char *key, const struct stage_facts *v, size_t n,
                        const char *name, struct str base)
{
    json_key(b, key);
    buf_addc(b, '[');
    for (size_t i = 0; i < n; i++) {
        buf_addz(b, i ? ",{" : "{");
        add_text(b, name, below(v[i].name, base));
        add_text(b, "sha256", v[i].digest);
        buf_addc(b, '}');
    }
    buf_addc(b, ']');
}

static void add_key(struct buf *out, struct str key)
{
    char name[HASH_KEY];
    if (key.n == 0)
        return;
    hash_key_name(key, name);
    add_text(out, "key", str_of(name));
}

void record_header(const struct job *job, const struct facts *facts, struct buf *out)
{
    buf_addc(out, '{');
    add_text(out, "galley", str_of(GALLEY_VERSION));
    add_text(out, "pipeline", file_name(job->setup.file));
    add_text(out, "pipeline_sha256", str_of(job->pipeline->digest));
    json_key(out, "redacts");
    buf_addz(out, facts->redacts ? "true" : "false");
    add_key(out, job->setup.key);
    add_digests(out, "stages", facts->stages, facts->stage_n, "stage", str_of(""));
    add_digests(out, "files", facts->files, facts->file_n, "path", file_dir(job->setup.file));
    buf_addc(out, '}');
}

void record_put_stream(struct str name, const struct old_stream *s, struct buf *out)
{
    buf_addc(out, '{');
    add_text(out, "stream", name);
    add_number(out, "size", s->stamp.size);
    add_number(out, "records", s->records);
    add_text(out, "crc64", str_of(s->sum));
    add_number(out, "inode", s->stamp.inode);
    add_number(out, "modified", (uint64_t)s->stamp.modified);
    buf_addc(out, '}');
}

/* Gives one stream; what is none is passed over. */
static bool give_stream(const json_value *v, record_stream_fn *fn, void *context)
{
    struct str sum = json_text(json_get(v, "crc64"));
    struct old_stream s = {0};
    struct buf name = {0};
    bool good = true;
    if (json_name(json_get(v, "stream"), &name) && sum.p && sum.n < CRC_HEX) {
        memcpy(s.sum, sum.p, sum.n);
        s.stamp.size = (uint64_t)json_int(json_get(v, "size"), 0);
        s.records = (uint64_t)json_int(json_get(v, "records"), 0);
        s.stamp.inode = (uint64_t)json_int(json_get(v, "inode"), 0);
        s.stamp.modified = json_int(json_get(v, "modified"), 0);
        good = fn(context, buf_str(&name), &s);
    }
    buf_free(&name);
    return good;
}

bool record_each_stream(int state, record_stream_fn *fn, void *context, struct err *err)
{
    struct buf text = {0};
    struct stat st;
    struct err own = {0};
    json_value *run = NULL;
    enum file_fault fault = file_read(state, "run.json", RUN_JSON, &text, &st, &own);
    if (fault == FILE_OK)
        run = json_read(buf_str(&text), &own);
    const json_value *streams = json_get(run, "streams");
    bool good = fault == FILE_OK || fault == FILE_GONE || err_set(err, "%s", own.text);
    for (size_t i = 0; good && i < json_count(streams); i++)
        good = give_stream(json_at(streams, i), fn, context);
    json_free(run);
    buf_free(&text);
    return good;
}

bool record_stream_line(struct str text, record_stream_fn *fn, void *context)
{
    struct err ignored = {0};
    json_value *v = json_read(text, &ignored);
    bool good = give_stream(v, fn, context);
    json_free(v);
    return good;
}

/* The stream of one name that is looked for. */
struct wanted {
    struct str name;
    struct old_stream *stream;
    bool found;
};

static bool is_wanted(void *context, struct str name, const struct old_stream *s)
{
    struct wanted *w = context;
    if (!str_eq(name, w->name))
        return true;
    *w->stream = *s;
    w->found = true;
    return false;
}

bool record_stream(int state, struct str name, struct old_stream *s)
{
    struct wanted w = {name, s, false};
    struct err ignored = {0}; /* what cannot be read is not known */
    record_each_stream(state, is_wanted, &w, &ignored);
    return w.found;
}

static void add_tallies(struct buf *b, const char *key, const struct tallies *t)
{
    json_key(b, key);
    buf_addc(b, '{');
    for (size_t i = 0; i < t->n; i++) {
        buf_addz(b, i ? "," : "");
        json_str(b, t->v[i].name);
        buf_addf(b, ":%.17g", t->v[i].n);
    }
    buf_addc(b, '}');
}

static void add_stage_times(struct buf *b, const struct record *r)
{
    json_key(b, "stage_seconds");
    buf_addc(b, '[');
    for (size_t i = 0; i < r->facts->stage_n; i++) {
        buf_addz(b, i ? ",{" : "{");
        add_text(b, "stage", r->facts->stages[i].name);
        json_key(b, "seconds");
        buf_addf(b, "%.6f}", (double)r->commit->totals.nanos[i] / 1e9);
    }
    buf_addc(b, ']');
}

static void add_unselected(struct buf *b, const struct survey *s)
{
    json_key(b, "unselected");
    buf_addc(b, '{');
    for (size_t i = 0; i < s->unselected_n; i++) {
        buf_addz(b, i ? "," : "");
        json_str(b, str_of(s->unselected[i].suffix));
        buf_addf(b, ":%llu", (unsigned long long)s->unselected[i].n);
    }
    buf_addc(b, '}');
}

/* Of a shard: which it is, and what all shards together have, by which galley merge sees that none
 * is missing and that all have seen the same inputs. */
static void add_shard(struct buf *b, const struct record *r)
{
    struct buf text = {0};
    if (r->shards > 0)
        add_number(b, "shards", r->shards);
    if (r->job->shard.of == 0)
        return;
    shard_put(&r->job->shard, &text);
    add_text(b, "shard", buf_str(&text));
    add_number(b, "all_inputs", r->survey->all);
    add_text(b, "all_names_sha256", str_of(r->survey->names));
    buf_free(&text);
}

static void add_run(struct buf *b, const struct record *r)
{
    const struct totals *t = &r->commit->totals;
    buf_add(b, str_cut(r->header, 0, r->header.n - 1));
    json_key(b, "complete");
    buf_addz(b, r->complete ? "true" : "false");
    add_shard(b, r);
    json_key(b, "targets");
    targets_put(r->job->pipeline, r->facts, b);
    add_number(b, "inputs", r->survey->n - t->absent);
    for (int i = STATUS_DONE; i <= STATUS_FAILED; i++)
        add_number(b, status_name((enum status)i), t->documents[i]);
    add_number(b, "unchanged", t->carried);
    add_number(b, "outputs", t->outputs);
    add_number(b, "bytes", t->bytes);
    add_number(b, "replaced", t->replaced);
    add_tallies(b, "reasons", &t->reasons);
    add_tallies(b, "counts", &t->counts);
    finds_put(&t->finds, b);
    add_tallies(b, "redone", &t->redone);
    add_unselected(b, r->survey);
    json_key(b, "streams");
    buf_addc(b, '[');
    buf_add(b, buf_str(&r->commit->kept));
    buf_addc(b, ']');
    json_key(b, "seconds");
    buf_addf(b, "%.6f", r->seconds);
    add_stage_times(b, r);
    add_number(b, "jobs", r->job->jobs);
    add_number(b, "desk_peak", r->desk_peak);
    add_number(b, "worker_peak", r->worker_peak);
    buf_addz(b, "}\n");
}

bool record_write(const struct record *r, int state, struct err *err)
{
    struct buf b = {0};
    add_run(&b, r);
    bool good = file_replace(state, "run.json", buf_str(&b), err);
    buf_free(&b);
    return good;
}

static void tell_unselected(const struct record *r)
{
    struct buf b = {0};
    for (size_t i = 0; i < r->survey->unselected_n; i++) {
        const struct unselected *u = &r->survey->unselected[i];
        buf_addf(&b, "%s%llu %s", i ? ", " : "", (unsigned long long)u->n,
                 u->suffix[0] ? u->suffix : "without a suffix");
    }
    if (b.n > 0)
        log_say(r->job->log, LOG_INFO, "not selected by input.files: %s", b.p);
    buf_free(&b);
}

/* Over an OUT that has been run over before: why documents were done again. */
static void tell_redone(const struct record *r)
{
    const struct tallies *redone = &r->commit->totals.redone;
    struct buf b = {0};
    for (size_t i = 0; r->over && i < redone->n; i++)
        buf_addf(&b, "%s%.0f %s", i ? ", " : "", redone->v[i].n, redone->v[i].name.p);
    if (b.n > 0)
        log_say(r->job->log, LOG_INFO, "done now: %s", b.p);
    if (b.n > 0 && r->difference.n > 0)
        log_say(r->job->log, LOG_INFO, "what changed: %.*s", (int)r->difference.n,
                r->difference.p);
    buf_free(&b);
}

/* In a pipeline that redacts: what looked for personal data and found none, and what was not run
 * at all, may be wrong with the pipeline and not with the documents. */
static void tell_finds(const struct record *r)
{
    const struct totals *t = &r->commit->totals;
    struct buf missing = {0}, idle = {0}, decisions = {0};
    if (r->facts && r->facts->redacts && t->documents[STATUS_DONE] > 0) {
        finds_missing(&t->finds, &missing);
        finds_idle(&t->finds, &idle);
    }
    if (r->facts && r->facts->redacts)
        finds_decisions(&t->finds, &decisions);
    if (missing.n > 0)
        log_say(r->job->log, LOG_INFO, "found nothing: %s", missing.p);
    if (idle.n > 0)
        log_say(r->job->log, LOG_INFO, "not run, by `when`: %s", idle.p);
    if (decisions.n > 0)
        log_say(r->job->log, LOG_INFO, "decisions: %s", decisions.p);
    buf_free(&decisions);
    buf_free(&missing);
    buf_free(&idle);
}

static void tell_gone(const struct record *r)
{
    const char *what = "left (--prune removes them)";
    if (r->job->prune)
        what = r->survey->unlisted ? "left, as a directory could not be listed" : "removed";
    if (r->gone > 0)
        log_say(r->job->log, LOG_INFO, "%llu outputs of inputs that are gone: %s",
                (unsigned long long)r->gone, what);
}

static void tell_review(const struct record *r)
{
    uint64_t carried = r->commit->totals.carried;
    struct log *log = r->job->log;
    if (!r->review)
        return;
    if (!r->complete) {
        log_say(log, LOG_WARN,
                "`%s` was not written: it comes at the end of a run, and tells of the documents "
                "of that run (--fresh: of all)",
                r->review->path);
        return;
    }
    log_say(log, LOG_INFO, "to review: %llu lines in `%s`", (unsigned long long)r->review->lines,
            r->review->path);
    if (carried > 0)
        log_say(
            log, LOG_INFO,
            "%llu documents were done in an earlier run, and are not in it (--fresh: all are)",
            (unsigned long long)carried);
}

void record_summary(const struct record *r)
{
    const struct totals *t = &r->commit->totals;
    struct log *log = r->job->log;
    log_say(log, LOG_INFO, "%llu done, %llu skipped, %llu failed of %llu documents in %.2f s%s",
            (unsigned long long)t->documents[STATUS_DONE],
            (unsigned long long)t->documents[STATUS_SKIPPED],
            (unsigned long long)t->documents[STATUS_FAILED],
            (unsigned long long)(r->survey->n - t->absent), r->seconds,
            r->job->dry ? " (dry run: nothing was written)" : "");
    if (t->carried > 0)
        log_say(log, LOG_INFO, "%llu of them unchanged since an earlier run",
                (unsigned long long)t->carried);
    if (t->carried_failed > 0)
        log_say(log, LOG_INFO, "%llu failed in an earlier run and are as they were (--retry)",
                (unsigned long long)t->carried_failed);
    if (t->late > 0)
        log_say(log, LOG_INFO, "%llu wait: they were written to just now",
                (unsigned long long)t->late);
    tell_redone(r);
    tell_finds(r);
    if (t->replaced > 0)
        log_say(log, LOG_INFO, "%llu ill-formed sequences were replaced",
                (unsigned long long)t->replaced);
    tell_unselected(r);
    if (r->survey->left_out > 0)
        log_say(log, LOG_INFO, "not walked, because they hold a .galley: %llu directories",
                (unsigned long long)r->survey->left_out);
    tell_gone(r);
    tell_review(r);
    if (!r->complete && r->job->out)
        log_say(log, LOG_WARN,
                r->stopped_by_rule
                    ? "stopped at a failed document (on_error: stop)"
                    : "stopped before the end; the same command does all that there is to do");
}
