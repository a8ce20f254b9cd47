/* A file read in windows: stretches of whole lines, one after the other, of up to WINDOW_USUAL
 * bytes. A longer line is a window by itself, up to the limit of a document. Each window goes
 * through the stages as a document of its own, whose offsets are those of the file. */
#ifndef GALLEY_FLOW_WINDOW_H
#define GALLEY_FLOW_WINDOW_H

#include "base/unpack.h"

enum { WINDOW_USUAL = 1 << 20 };

struct window {
    struct str text;
    size_t at;     /* where it begins in the file, decompressed */
    uint64_t line; /* the number of its first line, from 1 */
};

/* Reads windows of a descriptor. It, buffer and hasher are the caller's; the rest is owned. */
struct window_reader {
    int fd;
    size_t most;               /* bytes of a document */
    struct unpacker *unpacker; /* NULL: not compressed */
    struct hasher *hasher;     /* gets the bytes as they lie in the file */
    struct buf *data;          /* holds the window; may be freed while it is not needed */
    struct buf rest;           /* what was read behind it */
    struct window now;
    uint64_t lines; /* in it */
    bool ended;
    bool unread; /* the file could not be read: no fault of its bytes */
};

bool window_open(struct window_reader *r, enum pack kind, const struct unpack_limits *limits,
                 struct err *err);

/* Makes r->now the next window; false when there is none any more, or with err when a line is
 * longer than a document, or the file cannot be read. An empty file is one window. */
bool window_next(struct window_reader *r, struct err *err);

void window_close(struct window_reader *r);

#endif
