#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "cmd/common.h"
#include "cmd/subcommands.h"

static const uint64_t load_time = 5000000000;

static bool ask(const struct args *args, struct arena *arena, struct answer *answer,
                struct err *err)
{
    struct home home;
    struct setup setup = {.mode = JOB_STAGES, .json = args_flag(args, "json")};
    if (!home_find(&home, arena, err) || !absolute_path(".", arena, &setup.base, err))
        return false;
    setup.plugins = home.plugins;
    setup.args.n = args->operand_n;
    setup.args.v = arena_get(arena, args->operand_n * sizeof *setup.args.v);
    for (size_t i = 0; i < args->operand_n; i++)
        setup.args.v[i] = str_of(args->operands[i]);
    return ask_worker(home.program, &setup, -1, load_time, answer, err);
}

/* What stage files say of themselves is anybody's text. */
static bool show(const struct args *args, const struct answer *answer)
{
    struct buf shown = {0};
    if (answer->good && args_flag(args, "json"))
        log_escape_json(&shown, buf_str(&answer->text));
    else
        log_escape(&shown, buf_str(&answer->text), LOG_TABS | LOG_LINES);
    bool good = file_write_fd(answer->good ? STDOUT_FILENO : STDERR_FILENO, buf_str(&shown));
    buf_free(&shown);
    return good;
}

int stages_command(const struct args *args)
{
    struct arena arena = {0};
    struct answer answer = {0};
    struct err err = {0};
    int code = EXIT_USAGE;
    if (!ask(args, &arena, &answer, &err))
        usage_error(args, &err);
    else if (show(args, &answer))
        code = answer.good ? EXIT_GOOD : EXIT_USAGE;
    buf_free(&answer.text);
    arena_free(&arena);
    return code;
}
