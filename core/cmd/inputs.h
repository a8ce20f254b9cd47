/* The INPUTs of a command line, as a run tells them apart. */
#ifndef GALLEY_CMD_INPUTS_H
#define GALLEY_CMD_INPUTS_H

#include "flow/job.h"

/* In the arena; only the copy of standard input is to be closed. */
struct inputs {
    struct input *v;
    size_t n;
    struct str *roots, *prefixes; /* the same, as a worker gets them */
    int stdin_fd;                 /* a copy of standard input, or -1 */
};

/* Reads `n` operands. Several directories get prefixes, and two of one name are refused. Standard
 * input is copied if it has at most `limit` bytes. */
bool inputs_read(struct inputs *in, struct arena *arena, const char *const *operands, size_t n,
                 size_t limit, struct err *err);

#endif
