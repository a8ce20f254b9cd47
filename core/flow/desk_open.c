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
                                 .state = d->store.state,
                                 .scratch = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                                 .limit = job->limit,
                                 .sample = job->sample};
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

static bool open_run(struct desk *d)
{
    const struct job *job = d->job;
    bool store = job->out && !job->dry;
    struct commit_rules rules = {.pipeline = job->pipeline,
                                 .facts = &d->facts,
                                 .store = store ? &d->store : NULL,
                                 .dry = job->dry,
                                 .force = job->force,
                                 .salt = d->salt,
                                 .started = (int64_t)clock_nanos(CLOCK_REALTIME),
                                 .tell = tell,
                                 .tell_why = job->why ? tell_why : NULL,
                                 .context = d};
    if (store && !store_open(&d->store, job->out, job->state, &d->err))
        return false;
    if (!make_survey(d, store ? d->store.state_path.p : "/tmp") ||
        (store && !shard_keep(&job->shard, &d->store, &d->err)))
        return false;
    record_header(job, &d->facts, &d->header);
    rules.header = buf_str(&d->header);
    d->judge = (struct judge){&d->commit, buf_str(&d->header), job->retry};
    return (!store || prior_open(&d->prior, d->store.state, job->fresh, d->salt, &d->err)) &&
           commit_open(&d->commit, &rules, &d->err);
}

bool desk_open(struct desk *d)
{
    return learn_facts(d) && open_run(d);
}
