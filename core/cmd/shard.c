#include <stdlib.h>

#include "cmd/common.h"

/* Who may have started this process as one of many, and the variable that says which it is. */
static const struct scheduler {
    const char *name, *variable;
    uint64_t first; /* what the variable is for the first task */
} schedulers[] = {
    {"a Slurm array", "SLURM_ARRAY_TASK_ID", 0}, /* as SLURM_ARRAY_TASK_MIN has it */
    {"a Kubernetes indexed Job", "JOB_COMPLETION_INDEX", 0},
    {"GNU parallel", "PARALLEL_SEQ", 1},
};

enum { SCHEDULERS = sizeof schedulers / sizeof *schedulers };

static bool variable(const char *name, uint64_t *n, struct err *err)
{
    const char *text = getenv(name);
    if (!text)
        return err_set(err, "--shard auto: the variable %s is not set", name);
    return str_uint(str_of(text), n) ||
           err_set(err, "--shard auto: the variable %s is no number: `%s`", name, text);
}

/* https://slurm.schedmd.com/job_array.html: all tasks of an array know its bounds. One that was
 * submitted with holes, or a single task submitted again, cannot tell its place among all. */
static bool from_slurm(struct shard *s, uint64_t of, struct err *err)
{
    uint64_t id = 0, min = 0, max = 0, count = 0, step = 1;
    if (!variable("SLURM_ARRAY_TASK_ID", &id, err) ||
        !variable("SLURM_ARRAY_TASK_MIN", &min, err) ||
        !variable("SLURM_ARRAY_TASK_MAX", &max, err) ||
        !variable("SLURM_ARRAY_TASK_COUNT", &count, err) ||
        (getenv("SLURM_ARRAY_TASK_STEP") && !variable("SLURM_ARRAY_TASK_STEP", &step, err)))
        return false;
    bool whole = step > 0 && id >= min && id <= max && (id - min) % step == 0 &&
                 (max - min) / step + 1 == count;
    if (!whole || (of > 0 && of != count))
        return err_set(
            err,
            "--shard auto: task %llu of the array %llu-%llu (%llu tasks) does not know "
            "its place among all: say --shard K/N",
            (unsigned long long)id, (unsigned long long)min, (unsigned long long)max,
            (unsigned long long)count);
    *s = (struct shard){(id - min) / step + 1, count};
    return true;
}

/* The others do not say how many there are. */
static bool from_index(const struct scheduler *from, struct shard *s, uint64_t of,
                       struct err *err)
{
    uint64_t index = 0;
    if (of == 0)
        return err_set(err, "%s does not say how many tasks there are: --shard auto/N",
                       from->name);
    if (!variable(from->variable, &index, err))
        return false;
    *s = (struct shard){index - from->first + 1, of};
    return (index >= from->first && s->number <= of) ||
           err_set(err, "--shard auto: %s is %llu, which is none of %llu", from->variable,
                   (unsigned long long)index, (unsigned long long)of);
}

static bool automatic(struct shard *s, uint64_t of, struct err *err)
{
    const struct scheduler *from = NULL;
    for (size_t i = 0; i < SCHEDULERS; i++) {
        if (!getenv(schedulers[i].variable))
            continue;
        if (from)
            return err_set(err, "--shard auto: started by %s and by %s: say --shard K/N",
                           from->name, schedulers[i].name);
        from = &schedulers[i];
    }
    if (!from)
        return err_set(err, "--shard auto: not started by Slurm, Kubernetes or GNU parallel: "
                            "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and PARALLEL_SEQ "
                            "is set");
    return from == &schedulers[0] ? from_slurm(s, of, err) : from_index(from, s, of, err);
}

bool shard_option(const char *value, struct shard *s, struct err *err)
{
    struct str text = str_of(value);
    uint64_t of = 0;
    bool is_auto = str_starts(text, "auto");
    bool counted = str_starts(text, "auto/") && str_uint(str_cut(text, 5, text.n), &of) &&
                   of >= 1 && of <= SHARDS_MAX;
    if (is_auto && (counted || text.n == 4)) {
        if (!automatic(s, of, err))
            return false;
        return (s->of <= SHARDS_MAX) || err_set(err, "more than %d shards", SHARDS_MAX);
    }
    return shard_get(text, s) ||
           err_set(err, "option `--shard` takes K/N (K from 1 to N), auto or auto/N, not `%s`",
                   value);
}
