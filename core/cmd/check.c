#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "cmd/common.h"
#include "cmd/subcommands.h"

static const uint64_t load_time = 5000000000;

static void say_ok(struct buf *out, struct str file)
{
    log_escape(out, file, 0);
    buf_addz(out, ": ok\n");
}

/* Checks one pipeline and prints what was found, or that all is well. */
static int check(const struct args *args, const struct home *home, const char *name)
{
    struct arena arena = {0};
    struct setup setup = {.mode = JOB_CHECK, .trial = true};
    struct answer answer = {0};
    struct err err = {0};
    int code = EXIT_USAGE;
    bool good = load_pipeline(home, name, &arena, &setup, &err) &&
                load_values(args, &arena, &setup, &err);
    /* Whether there is a key, each run is asked. */
    if (setup.key.n == 0)
        setup.key = str_of("galley check");
    if (good && ask_worker(home->program, &setup, -1, load_time, &answer, &err)) {
        if (answer.good)
            say_ok(&answer.text, setup.file);
        code = answer.good ? EXIT_GOOD : EXIT_FAILED;
        if (!file_write_fd(STDOUT_FILENO, buf_str(&answer.text)))
            code = EXIT_FAILED;
    } else {
        log_err(args->log, &err);
    }
    buf_free(&answer.text);
    arena_free(&arena);
    return code;
}

int check_command(const struct args *args)
{
    struct arena arena = {0};
    struct home home;
    struct err err = {0};
    int worst = EXIT_GOOD;
    if (args->operand_n == 0)
        err_set(&err, "which pipeline? galley check PIPELINE...");
    if (err.set || !home_find(&home, &arena, &err))
        worst = usage_error(args, &err);
    for (size_t i = 0; !err.set && i < args->operand_n; i++) {
        int code = check(args, &home, args->operands[i]);
        worst = code > worst ? code : worst;
    }
    arena_free(&arena);
    return worst;
}
