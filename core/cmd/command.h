/* The command line: one definition per option and per command feeds parser, --help, the manual
 * page and the completion. */
#ifndef GALLEY_CMD_COMMAND_H
#define GALLEY_CMD_COMMAND_H

#include "base/log.h"

/* One option, the same wherever it is taken. */
struct option_def {
    const char *name;
    char letter;       /* 0: none */
    const char *value; /* what stands for its value in help; NULL: it takes none */
    const char *help;
};

struct args;

/* One subcommand. */
struct command {
    const char *name;
    const char *operands;       /* "PIPELINE [INPUT...]" */
    const char *summary;        /* one line */
    const char *text;           /* paragraphs for help and manual */
    const char *const *options; /* names, NULL at the end */
    int (*run)(const struct args *args);
};

enum { ARGS_MAX = 64 };

/* A parsed command line. Borrows argv. */
struct args {
    const struct command *command;
    struct {
        const struct option_def *def;
        const char *value; /* NULL for one without value */
    } options[ARGS_MAX];
    size_t option_n;
    const char **operands;
    size_t operand_n;
    struct log *log;
};

/* All commands and options, an entry of zeros at the end. */
extern const struct command command_table[];
extern const struct option_def option_table[];

const struct command *command_find(const char *name);

/* Reads argv behind the command's name. `operands` has room for argc. false with an error that
 * names the nearest option. */
bool args_read(struct args *a, int argc, char **argv, struct err *err);

/* The value of an option given last; NULL when it was not given. "" for one without value. */
const char *args_value(const struct args *a, const char *name);
bool args_flag(const struct args *a, const char *name);

/* The value as a whole number from min to max; `otherwise` when not given. */
bool args_number(const struct args *a, const char *name, uint64_t min, uint64_t max,
                 uint64_t otherwise, uint64_t *out, struct err *err);

/* --help: of one command, or of all (NULL). */
void help_print(const struct command *c, struct buf *out);

/* The manual page, and the completion for bash. */
void help_man(struct buf *out);
void help_completion(struct buf *out);

#endif
