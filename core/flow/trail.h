/* Lines that a run adds to a file aside while it goes on, for what must outlive it when it is
 * killed. The file is there from the first line to the end of the run that completes it, readable
 * by its owner only, and written by one run at a time. */
#ifndef GALLEY_FLOW_TRAIL_H
#define GALLEY_FLOW_TRAIL_H

#include "base/buf.h"
#include "base/err.h"

/* Owns its descriptor, name and buffer. {.fd = -1} is none. */
struct trail {
    int fd;
    char *path;
    struct buf text; /* not written yet */
    bool holds;      /* there are lines in the file, or to be written */
};

/* Opens the file FILE.galley-part, makes it if need be, and adds what an earlier run left there to
 * `left`. Fails when another run writes it, or when it is no regular file. */
bool trail_open(struct trail *t, const char *file, struct buf *left, struct err *err);

/* Takes the first n bytes of what was left for good: the rest is gone. */
bool trail_keep(struct trail *t, size_t n, struct err *err);

/* Adds lines; nothing where there is no trail. */
void trail_add(struct trail *t, struct str lines);

/* Writes what was added: it outlives the process then. */
bool trail_write(struct trail *t, struct err *err);

/* Waits until what was written is on the disk. May be called in a thread. */
bool trail_sync(const struct trail *t, struct err *err);

/* Its lines are elsewhere now: removes the file. */
void trail_end(struct trail *t);

/* Closes it; the file stays if it holds anything. */
void trail_close(struct trail *t);

#endif
