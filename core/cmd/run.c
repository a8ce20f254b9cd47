#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/common.h"
#include "cmd/inputs.h"
#include "cmd/outside.h"
#include "cmd/subcommands.h"
#include "flow/vigil.h"

enum { JOBS_MAX = 256 };

/* A run being put together. Owns the arena and the copy of standard input. */
struct making {
    const struct args *args;
    struct arena arena;
    struct home home;
    struct job job;
    struct inputs inputs;
    struct diags diags;
    struct err err;
    bool watch;
    uint64_t settle; /* seconds */
};

static uint64_t cores(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (uint64_t)CPU_COUNT(&set) : 1;
}

static bool read_numbers(struct making *m)
{
    uint64_t jobs;
    if (!args_number(m->args, "jobs", 1, JOBS_MAX, cores(), &jobs, &m->err) ||
        !args_number(m->args, "limit", 1, UINT64_MAX, 0, &m->job.limit, &m->err) ||
        !args_number(m->args, "sample", 1, UINT64_MAX, 0, &m->job.sample, &m->err))
        return false;
    m->job.jobs = (unsigned)jobs;
    return true;
}

/* A shard is a part of all inputs, whichever a machine would take first. */
static bool read_shard(struct making *m)
{
    const char *value = args_value(m->args, "shard");
    if (!value)
        return true;
    if (m->job.limit > 0 || m->job.sample > 0)
        return err_set(&m->err, "--shard cannot go with --limit or --sample");
    if (!m->job.out)
        return err_set(&m->err, "--shard needs -o OUT, of its own for each shard");
    return shard_option(value, &m->job.shard, &m->err);
}

static bool read_review(struct making *m)
{
    const struct args *a = m->args;
    struct setup *s = &m->job.setup;
    const char *below = args_value(a, "review-below");
    double score = 0.5;
    m->job.review = args_value(a, "review");
    s->review = m->job.review != NULL;
    if (!s->review && below)
        return err_set(&m->err, "--review-below says what --review writes, which is missing");
    if (s->review && args_flag(a, "watch"))
        return err_set(&m->err, "--review cannot go with --watch: it is written when a run ends");
    char *end = NULL;
    if (below)
        score = strtod(below, &end);
    if (below && (end == below || *end || !(score >= 0 && score <= 1)))
        return err_set(&m->err, "--review-below takes a score from 0 to 1, not `%s`", below);
    s->below = (uint64_t)(score * SCORE_UNIT + 0.5);
    return true;
}

/* Watching is for whole directories, run after run. */
static bool read_watch(struct making *m)
{
    const struct args *a = m->args;
    m->watch = args_flag(a, "watch");
    if (!m->watch && args_value(a, "settle"))
        return err_set(&m->err,
                       "--settle says when files are taken up by --watch, which is missing");
    if (!m->watch)
        return true;
    if (!m->job.out)
        return err_set(&m->err, "--watch needs -o OUT");
    if (m->job.dry || m->job.limit > 0 || m->job.sample > 0)
        return err_set(&m->err, "--watch cannot go with --dry-run, --limit or --sample");
    for (size_t i = 1; i < a->operand_n; i++)
        if (strcmp(a->operands[i], "-") == 0)
            return err_set(&m->err, "--watch cannot go with standard input");
    return args_number(a, "settle", 0, SETTLE_MAX, SETTLE_SECONDS, &m->settle, &m->err);
}

static bool read_inputs(struct making *m)
{
    const struct args *a = m->args;
    if (a->operand_n == 1)
        return err_set(&m->err, "no INPUT: galley run %s INPUT -o OUT", a->operands[0]);
    bool good = inputs_read(&m->inputs, &m->arena, a->operands + 1, a->operand_n - 1,
                            m->job.pipeline->limits.document, &m->err);
    m->job.stdin_fd = m->inputs.stdin_fd;
    m->job.inputs = m->inputs.v;
    m->job.input_n = m->inputs.n;
    m->job.setup.roots = (struct str_list){m->inputs.roots, m->inputs.n};
    m->job.setup.prefixes = (struct str_list){m->inputs.prefixes, m->inputs.n};
    return good;
}

static bool check_out(struct making *m)
{
    struct buf out = {0};
    bool good = outside_path(m->job.out, &out, &m->err);
    for (size_t i = 0; good && i < m->job.input_n; i++)
        if (outside_holds(buf_str(&out), m->inputs.v[i].path))
            good = err_set(&m->err, "the output directory `%s` is, or holds, the input `%s`",
                           m->job.out, m->inputs.v[i].path.p);
    buf_free(&out);
    return good;
}

/* Nothing of what the review file holds may be published with OUT, or be an input of the next
 * run. */
static bool check_review(struct making *m)
{
    return !m->job.review || outside_check(&m->job, "--review", m->job.review, &m->err);
}

static bool read_mapping(struct making *m)
{
    m->job.mapping = args_value(m->args, "mapping");
    m->job.setup.mapping = m->job.mapping != NULL;
    if (!m->job.mapping)
        return true;
    if (m->job.setup.key.n == 0)
        return err_set(&m->err, "--mapping needs a key: --key-file, or $GALLEY_KEY");
    return outside_check(&m->job, "--mapping", m->job.mapping, &m->err);
}

static bool check_stdout(struct making *m)
{
    m->job.setup.to_stdout = true;
    m->job.quiet = true;
    for (size_t i = 0; i < m->job.input_n; i++)
        if (!m->inputs.v[i].is_file)
            return err_set(&m->err, "where to? galley run %s %s -o OUT", m->args->operands[0],
                           m->args->operands[i + 1]);
    if (m->job.pipeline->output_n > 1)
        return err_set(&m->err,
                       "the pipeline has %zu outputs, and standard output is one: "
                       "galley run %s %s -o OUT",
                       m->job.pipeline->output_n, m->args->operands[0], m->args->operands[1]);
    return true;
}

static bool read_flags(struct making *m)
{
    const struct args *a = m->args;
    const char *state = args_value(a, "state");
    m->job.out = args_value(a, "output");
    m->job.state = state ? state : "";
    m->job.dry = args_flag(a, "dry-run");
    m->job.force = args_flag(a, "force");
    m->job.prune = args_flag(a, "prune");
    m->job.fresh = args_flag(a, "fresh");
    m->job.retry = args_flag(a, "retry");
    m->job.why = args_flag(a, "why");
    m->job.no_sync = args_flag(a, "no-sync");
    m->job.quiet = args_flag(a, "quiet");
    if (m->job.out && !*m->job.out)
        return err_set(&m->err, "option `--output` needs a directory");
    return log_option(a, &m->err) && read_numbers(m) && read_shard(m) && read_watch(m) &&
           read_review(m);
}

static bool read_pipeline(struct making *m)
{
    struct setup *s = &m->job.setup;
    if (!home_find(&m->home, &m->arena, &m->err) ||
        !load_pipeline(&m->home, m->args->operands[0], &m->arena, s, &m->err) ||
        !load_values(m->args, &m->arena, s, &m->err))
        return false;
    const char **set = arena_get(&m->arena, s->set.n * sizeof *set);
    for (size_t i = 0; i < s->set.n; i++)
        set[i] = s->set.v[i].p;
    m->job.pipeline = pipeline_read(&m->arena, s->file.p, s->text, set, s->set.n, &m->diags);
    m->job.program = m->home.program;
    return m->job.pipeline != NULL;
}

static bool make_job(struct making *m)
{
    if (m->args->operand_n == 0)
        return err_set(&m->err, "which pipeline? galley run PIPELINE INPUT -o OUT");
    return read_flags(m) && read_pipeline(m) && read_inputs(m) &&
           (m->job.out ? check_out(m) : m->job.dry || check_stdout(m)) && check_review(m) &&
           read_mapping(m);
}

/* Says why there is no job; with --watch, not again what was said the last time. */
static void tell_why_not(const struct making *m, struct vigil *v)
{
    struct buf findings = {0};
    if (!m->err.set)
        diag_print(&m->diags, &findings);
    bool news = !v || vigil_news(v, m->err.set ? str_of(m->err.text) : buf_str(&findings));
    if (news && m->err.set)
        log_err(m->args->log, &m->err);
    else if (news)
        file_write_fd(STDERR_FILENO, buf_str(&findings));
    buf_free(&findings);
}

static void unmake(struct making *m)
{
    if (m->job.stdin_fd >= 0)
        close(m->job.stdin_fd);
    diag_free(&m->diags);
    arena_free(&m->arena);
}

static struct making start_making(const struct args *args)
{
    return (struct making){.args = args, .job = {.log = args->log, .stdin_fd = -1}};
}

/* Another galley may be in our place, or none: workers would be of that, or would not start. */
static bool replaced(struct log *log)
{
    char *program = realpath("/proc/self/exe", NULL);
    if (!program)
        log_say(log, LOG_ERROR, "stopped: galley itself was replaced; start it again");
    free(program);
    return !program;
}

/* Each round makes the job anew: INPUTs may have been made again, and the pipeline edited, as
 * plugins and lists may, which workers read each time. Only the first round must succeed. */
static int watch(struct making *first)
{
    struct err err = {0};
    struct vigil *v = vigil_open(first->args->log, first->settle, &err);
    bool more = !err.set && vigil_round(v, &first->job), old = false;
    while (more && vigil_wait(v) && !(old = replaced(first->args->log))) {
        struct making m = start_making(first->args);
        if (make_job(&m))
            more = vigil_round(v, &m.job);
        else
            tell_why_not(&m, v);
        unmake(&m);
    }
    int code = err.set ? usage_error(first->args, &err) : vigil_code(v);
    vigil_close(v);
    return old ? EXIT_STOPPED : code;
}

int run_command(const struct args *args)
{
    struct making m = start_making(args);
    int code = EXIT_USAGE;
    if (!make_job(&m))
        tell_why_not(&m, NULL);
    else
        code = m.watch ? watch(&m) : desk_run(&m.job);
    unmake(&m);
    return code;
}
