#include "flow/desk.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "flow/record.h"

static void tell_why(void *context, struct str name, const char *why)
{
    struct desk *d = context;
    log_about(d->job->log, LOG_INFO, name, str_of(why));
}

static void tell(void *context, struct str name, struct str text)
{
    struct desk *d = context;
    log_about(d->job->log, LOG_ERROR, name, text);
}

/* The first worker loads the pipeline, and waits for what there is to do. */
static bool learn_facts(struct desk *d)
{
    const struct job *job = d->job;
    struct hand *first = &d->hands[0];
    if (!desk_call(d, first, &d->err))
        return false;
    while (!d->know_facts && !d->err.set)
        loop_run(d->loop);
    if (!d->know_facts)
        return false;
    file_write_fd(STDERR_FILENO, d->facts.findings);
    for (size_t i = 0; d->facts.good && i < job->pipeline->output_n; i++) {
        struct output_entry *o = &job->pipeline->outputs[i];
        if (!o->path && o->stream.n == 0)
            o->path = template_default(&d->arena, d->facts.outputs[i].extension);
    }
    return d->facts.good;
}

static bool make_survey(struct desk *d, const char *scratch)
{
    const struct job *job = d->job;
    struct survey_rules rules = {.inputs = job->inputs,
                                 .input_n = job->input_n,
                                 .pipeline = job->pipeline,
                                 .out = d->store.out,
                                 .state = d->store.state,
                                 .scratch = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                                 .limit = job->limit,
                                 .sample = job->sample,
                                 .stamps = job->pass || prior_any(d->prior)};
    bool good = survey_make(&d->survey, &rules, &d->err) &&
                (!job->out || survey_collide(&d->survey, &rules, d->store.folds, &d->err));
    if (rules.scratch >= 0)
        close(rules.scratch);
    if (good && !d->survey.any) {
        record_summary(&(struct record){
            .job = job, .survey = &d->survey, .commit = &d->commit, .complete = true});
        good = err_set(&d->err, "no input is selected by input.files");
    }
    /* Names must not collide between shards either. */
    return good && (job->shard.of == 0 || survey_narrow(&d->survey, &job->shard, &d->err));
}

/* It enters its cage while the inputs are listed. */
static bool begin_first(struct desk *d)
{
    d->hands[0].ready = true;
    return d->hands[0].pid == 0 || desk_begin(d, &d->hands[0], &d->err);
}

static bool open_run(struct desk *d)
{
    const struct job *job = d->job;
    bool store = job->out && !job->dry;
    struct commit_rules rules = {.pipeline = job->pipeline,
                                 .mapping = d->mapping,
                                 .facts = &d->facts,
                                 .review = job->review ? &d->review : NULL,
                                 .store = store ? &d->store : NULL,
                                 .dry = job->dry,
                                 .force = job->force,
                                 .salt = d->salt,
                                 .started = (int64_t)clock_nanos(CLOCK_REALTIME),
                                 .tell = tell,
                                 .tell_why = job->why ? tell_why : NULL,
                                 .leave = job->jobs > 1 ? desk_leave : NULL,
                                 .context = d};
    if (store && (!store_open(&d->store, job->out, job->state, &d->err) ||
                  !prior_open(&d->prior, d->store.state, job->fresh, d->salt, &d->err)))
        return false;
    if (!begin_first(d) || !make_survey(d, store ? d->store.state_path.p : "/tmp") ||
        (store && !shard_keep(&job->shard, &d->store, &d->err)))
        return false;
    record_header(job, &d->facts, &d->header);
    rules.header = buf_str(&d->header);
    d->judge = (struct judge){&d->commit, buf_str(&d->header), job->retry};
    return commit_open(&d->commit, &rules, &d->err);
}

static bool open_mapping(struct desk *d)
{
    const struct job *job = d->job;
    if (!job->mapping)
        return true;
    if (!d->facts.redacts)
        return err_set(&d->err, "--mapping: the pipeline redacts nothing");
    d->mapping = mapping_new();
    bool good = job->dry ? mapping_read(d->mapping, job->mapping, job->setup.key, false, &d->err)
                         : mapping_begin(d->mapping, job->mapping, job->setup.key, &d->err);
    d->mapped = mapping_count(d->mapping);
    return good;
}

bool desk_open(struct desk *d)
{
    const char *review = d->job->review;
    return learn_facts(d) && open_mapping(d) &&
           (!review || aside_open(&d->review, review, &d->err)) && open_run(d);
}
