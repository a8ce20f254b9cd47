#include "flow/merge.h"
#include "cmd/common.h"
#include "cmd/subcommands.h"

static bool read_flags(const struct args *a, struct job *job, struct err *err)
{
    const char *state = args_value(a, "state");
    job->out = args_value(a, "output");
    job->state = state ? state : "";
    job->force = args_flag(a, "force");
    job->prune = args_flag(a, "prune");
    job->no_sync = args_flag(a, "no-sync");
    job->quiet = args_flag(a, "quiet");
    if (a->operand_n == 0)
        return err_set(err, "which shards? galley merge SHARD-OUT... -o OUT");
    if (!job->out || !*job->out)
        return err_set(err, "where to? galley merge SHARD-OUT... -o OUT");
    return log_option(a, err);
}

int merge_command(const struct args *args)
{
    struct job job = {.log = args->log, .stdin_fd = -1, .jobs = 1};
    struct err err = {0};
    if (!read_flags(args, &job, &err))
        return usage_error(args, &err);
    return merge_run(&job, args->operands, args->operand_n);
}
