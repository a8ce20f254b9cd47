#include "flow/record.h"

#include "base/file.h"
#include "base/json.h"
#include "lua/host.h"
#include "version.h"

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

static void add_digests(struct buf *b, const char *key, const struct stage_facts *v, size_t n,
                        const char *name)
{
    json_key(b, key);
    buf_addc(b, '[');
    for (size_t i = 0; i < n; i++) {
        buf_addz(b, i ? ",{" : "{");
        add_text(b, name, v[i].name);
        add_text(b, "sha256", v[i].digest);
        buf_addc(b, '}');
    }
    buf_addc(b, ']');
}

void record_header(const struct job *job, const struct facts *facts, struct buf *out)
{
    buf_addc(out, '{');
    add_text(out, "galley", str_of(GALLEY_VERSION));
    add_text(out, "pipeline", job->setup.file);
    add_text(out, "pipeline_sha256", str_of(job->pipeline->digest));
    json_key(out, "redacts");
    buf_addz(out, facts->redacts ? "true" : "false");
    json_key(out, "keyed");
    buf_addz(out, job->setup.key.n > 0 ? "true" : "false");
    add_digests(out, "stages", facts->stages, facts->stage_n, "stage");
    add_digests(out, "files", facts->files, facts->file_n, "path");
    buf_addc(out, '}');
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

static void add_run(struct buf *b, const struct record *r)
{
    const struct totals *t = &r->commit->totals;
    buf_add(b, str_cut(r->header, 0, r->header.n - 1));
    json_key(b, "complete");
    buf_addz(b, r->complete ? "true" : "false");
    add_number(b, "inputs", r->survey->n);
    for (int i = STATUS_DONE; i <= STATUS_FAILED; i++)
        add_number(b, status_name((enum status)i), t->documents[i]);
    add_number(b, "outputs", t->outputs);
    add_number(b, "bytes", t->bytes);
    add_number(b, "replaced", t->replaced);
    add_tallies(b, "reasons", &t->reasons);
    add_tallies(b, "counts", &t->counts);
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

void record_summary(const struct record *r)
{
    const struct totals *t = &r->commit->totals;
    struct log *log = r->job->log;
    log_say(log, LOG_INFO, "%llu done, %llu skipped, %llu failed of %llu documents in %.2f s%s",
            (unsigned long long)t->documents[STATUS_DONE],
            (unsigned long long)t->documents[STATUS_SKIPPED],
            (unsigned long long)t->documents[STATUS_FAILED], (unsigned long long)r->survey->n,
            r->seconds, r->job->dry ? " (dry run: nothing was written)" : "");
    if (t->replaced > 0)
        log_say(log, LOG_INFO, "%llu ill-formed sequences were replaced",
                (unsigned long long)t->replaced);
    tell_unselected(r);
    if (r->gone > 0)
        log_say(log, LOG_INFO, "%llu outputs of inputs that are gone: %s",
                (unsigned long long)r->gone,
                r->job->prune ? "removed" : "left (--prune removes them)");
    if (!r->complete && r->job->out)
        log_say(log, LOG_WARN,
                r->stopped_by_rule
                    ? "stopped at a failed document (on_error: stop)"
                    : "stopped before the end; the same command does all that there is to do");
}
