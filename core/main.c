#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd/command.h"
#include "flow/job.h"
#include "flow/worker.h"
#include "version.h"

/* Prints what was asked for; standard output may be full or closed. */
static int print(struct buf *text)
{
    bool good = file_write_fd(STDOUT_FILENO, buf_str(text));
    if (!good)
        perror("galley: cannot write standard output");
    buf_free(text);
    return good ? EXIT_GOOD : EXIT_FAILED;
}

/* What is asked for in place of a command. */
static int general(const char *word)
{
    struct buf text = {0};
    if (!word || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        help_print(NULL, &text);
    else if (strcmp(word, "--version") == 0)
        buf_addz(&text, "galley " GALLEY_VERSION "\n");
    else if (strcmp(word, "--man") == 0)
        help_man(&text);
    else if (strcmp(word, "--completion") == 0)
        help_completion(&text);
    else
        log_say(&(struct log){.fd = STDERR_FILENO}, LOG_INFO,
                "unknown command `%s`; see `galley --help`", word);
    bool known = text.n > 0;
    int code = print(&text);
    return word && known ? code : EXIT_USAGE;
}

/* A standard stream that was closed must not become some other file. What takes its place can be
 * neither read nor written, so that whoever needs it still hears of it. */
static void fill_streams(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
    fill_streams();
    if (argc > 1 && strcmp(argv[1], WORKER_ARGUMENT) == 0)
        return worker_main();
    const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;
    if (!command)
        return general(argc > 1 ? argv[1] : NULL);
    struct err err = {0};
    struct log log = {.fd = STDERR_FILENO,
                      .colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR")};
    struct args args = {.command = command, .log = &log};
    args.operands = mem_get((size_t)argc * sizeof *args.operands);
    int code = EXIT_USAGE;
    if (!args_read(&args, argc - 2, argv + 2, &err)) {
        log_err(&log, &err);
    } else if (args_flag(&args, "help")) {
        struct buf text = {0};
        help_print(command, &text);
        code = print(&text);
    } else {
        code = command->run(&args);
    }
    free(args.operands);
    return code;
}
