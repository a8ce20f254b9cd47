/* The subcommand `words`. */
#ifndef GALLEY_CMD_WORDS_H
#define GALLEY_CMD_WORDS_H

#include "cmd/command.h"

/* Compiles lists. Returns an exit code. */
int words_command(const struct args *args);

#endif
