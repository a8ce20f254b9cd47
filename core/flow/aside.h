/* A file that a run writes aside from its outputs, because it was asked for and holds what they
 * must not. Readable by its owner only, seen under its name when it is whole, and never over
 * another file. Where the file system can, it has no name before, so that a killed run leaves
 * none. */
#ifndef GALLEY_FLOW_ASIDE_H
#define GALLEY_FLOW_ASIDE_H

#include "base/buf.h"
#include "base/err.h"

/* Owns its descriptors and buffer. {.dir = -1, .fd = -1} is none. */
struct aside {
    const char *path; /* as given; borrowed */
    int dir;          /* that it is in */
    int fd;
    char *temporary; /* its name until it is whole; NULL: it has none */
    struct buf text; /* not written yet */
    uint64_t lines;  /* added so far */
};

/* Begins it. Fails when there is something at `path` already, or nothing can be written there. */
bool aside_open(struct aside *a, const char *path, struct err *err);

/* Adds lines. */
bool aside_add(struct aside *a, struct str text, struct err *err);

/* Puts it in place, durably. Fails when something has come to be there meanwhile. */
bool aside_publish(struct aside *a, struct err *err);

/* Closes it; what was not published is gone. */
void aside_close(struct aside *a);

#endif
