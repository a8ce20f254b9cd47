/* The subcommands. Each returns an exit code. */
#ifndef GALLEY_CMD_SUBCOMMANDS_H
#define GALLEY_CMD_SUBCOMMANDS_H

#include "cmd/command.h"

int run_command(const struct args *args);
int merge_command(const struct args *args);
int check_command(const struct args *args);
int try_command(const struct args *args);
int test_command(const struct args *args);
int verify_command(const struct args *args);
int explain_command(const struct args *args);
int stages_command(const struct args *args);
int words_command(const struct args *args);
int reidentify_command(const struct args *args);

#endif
