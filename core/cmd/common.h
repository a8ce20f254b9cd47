/* What subcommands share: finding pipelines, plugins and keys. */
#ifndef GALLEY_CMD_COMMON_H
#define GALLEY_CMD_COMMON_H

#include "cmd/command.h"
#include "flow/job.h"

/* Where things are. Lives in the arena; `program` is the executable. */
struct home {
    const char *program;
    struct str plugins, pipelines;
};

/* Finds the shipped plugins and pipelines beside the executable: in its build tree, or where
 * `make install` put them. */
bool home_find(struct home *h, struct arena *arena, struct err *err);

/* Reads the pipeline `name`: a file, or the name of a shipped one. Sets file, text, base, plugins
 * of the setup. */
bool load_pipeline(const struct home *h, const char *name, struct arena *arena,
                   struct setup *setup, struct err *err);

/* Sets the setup's --set values and key from the command line and the environment. */
bool load_values(const struct args *args, struct arena *arena, struct setup *setup,
                 struct err *err);

/* The absolute path of an existing file or directory, in the arena. */
bool absolute_path(const char *path, struct arena *arena, struct str *out, struct err *err);

/* Reads the value of --shard: K/N, or `auto` or `auto/N`, which ask the environment that a job
 * scheduler gives its tasks. */
bool shard_option(const char *value, struct shard *s, struct err *err);

/* A copy of standard input as a file that can be read again: its descriptor, or -1. */
int copy_stdin(size_t limit, struct err *err);

/* Whether to use colours on fd, by --colour, NO_COLOR and whether it is a terminal. */
bool wants_colour(const struct args *args, int fd);

/* Takes in --log-format. */
bool log_option(const struct args *args, struct err *err);

/* Prints the error and returns EXIT_USAGE. */
int usage_error(const struct args *args, const struct err *err);

#endif
