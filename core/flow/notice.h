/* Noticing that something has changed in directories. A hint only: what cannot be noticed (a
 * network's file system, too few of the kernel's watches) is found by looking. */
#ifndef GALLEY_FLOW_NOTICE_H
#define GALLEY_FLOW_NOTICE_H

#include <stddef.h>

#include "base/log.h"

/* Owns its descriptor and lists. */
struct notice {
    int fd;          /* can be read when something has changed; -1: not on this machine */
    struct log *log; /* borrowed: hears, once, that not all can be noticed */
    bool warned;
    int *v; /* the kernel's numbers of what is watched now, */
    size_t n, cap;
    int *before; /* and since the look before: in order */
    size_t before_n, before_cap;
};

void notice_open(struct notice *n, struct log *log);
void notice_close(struct notice *n);

/* A look at all there is to watch: notice_begin, notice_path for each, notice_end. What was
 * watched before and is not any more is given up, unless the look was not `whole`. */
void notice_begin(struct notice *n);
void notice_path(struct notice *n, const char *path);
void notice_end(struct notice *n, bool whole);

/* Takes in what has been noticed; whether there was anything. */
bool notice_take(struct notice *n);

#endif
