#include <unistd.h>

#include "base/file.h"
#include "cmd/common.h"
#include "cmd/subcommands.h"

/* The limit of a pipeline is known to the worker only; a longer one would be stopped by it. */
static const uint64_t most_time = 600000000000;

static bool set_input(const char *name, struct arena *arena, struct setup *setup, int *stdin_fd,
                      struct err *err)
{
    bool is_stdin = str_is(str_of(name), "-");
    struct str *strings = arena_get(arena, 3 * sizeof *strings);
    strings[0] = str_of("-");
    strings[1] = str_of("");
    strings[2] = is_stdin ? str_of("stdin") : str_of("");
    if (is_stdin)
        *stdin_fd = copy_stdin(SIZE_MAX, err);
    else if (absolute_path(name, arena, &strings[0], err))
        strings[2] = file_name(strings[0]);
    setup->roots = (struct str_list){&strings[0], 1};
    setup->prefixes = (struct str_list){&strings[1], 1};
    setup->args = (struct str_list){&strings[2], 1};
    return !err->set;
}

static bool ask(const struct args *args, struct arena *arena, struct answer *answer,
                struct err *err)
{
    struct home home;
    struct setup setup = {
        .mode = JOB_TRY, .trial = true, .colour = wants_colour(args, STDOUT_FILENO)};
    int stdin_fd = -1;
    bool good = home_find(&home, arena, err) &&
                load_pipeline(&home, args->operands[0], arena, &setup, err) &&
                load_values(args, arena, &setup, err) &&
                set_input(args->operands[1], arena, &setup, &stdin_fd, err) &&
                ask_worker(home.program, &setup, stdin_fd, most_time, answer, err);
    if (stdin_fd >= 0)
        close(stdin_fd);
    return good;
}

int try_command(const struct args *args)
{
    struct arena arena = {0};
    struct answer answer = {0};
    struct err err = {0};
    int code = EXIT_USAGE;
    if (args->operand_n != 2)
        err_set(&err, "what to try? galley try PIPELINE FILE");
    if (err.set || !ask(args, &arena, &answer, &err))
        usage_error(args, &err);
    else if (file_write_fd(STDOUT_FILENO, buf_str(&answer.text)))
        code = answer.good ? EXIT_GOOD : EXIT_FAILED;
    buf_free(&answer.text);
    arena_free(&arena);
    return code;
}
