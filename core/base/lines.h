/* Files of lines, read from front to end. */
#ifndef GALLEY_BASE_LINES_H
#define GALLEY_BASE_LINES_H

#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

/* A reader. Owns the file and the line; {0} is one without lines. */
struct lines {
    const char *name; /* for messages; borrowed */
    FILE *f;
    char *line;
    size_t cap;
};

/* Opens `name` below dirfd; one that is not there has no lines, and anything but a regular file is
 * an error. */
bool lines_open(struct lines *l, int dirfd, const char *name, struct err *err);

/* The next line, with its newline if it has one; borrowed until the next call. false at the end,
 * or with err set: a file that cannot be read is not one that has ended. */
bool lines_next(struct lines *l, struct str *line, struct err *err);

void lines_close(struct lines *l);

#endif
