/* Messages between desk and worker: frames over a socket pair, with at most one descriptor each.
 */
#ifndef GALLEY_FLOW_WIRE_H
#define GALLEY_FLOW_WIRE_H

#include "base/buf.h"
#include "base/err.h"

enum frame_kind {
    FRAME_SETUP = 1, /* desk: struct setup */
    FRAME_START,     /* desk: struct start, and a shelf; batches follow */
    FRAME_BATCH,     /* desk: items to do */
    FRAME_STREAM,    /* desk: number of a stream, and its file */
    FRAME_WRITE,     /* desk: a place on the shelf, and an errand about the bytes in it */
    FRAME_READY,     /* worker: struct facts, or findings */
    FRAME_STARTED,   /* worker: whether it has entered its cage, and what the kernel lacks for it,
                        or why not */
    FRAME_RESULT,    /* worker: what became of the items; stream bytes on its shelf, or in a
                        sealed memfd */
    FRAME_WRITTEN,   /* worker: what came of the errand; they are answered in order */
    FRAME_REPLY,     /* worker: text that answers `check`, `stages`, `try`, `test` */
};

/* Bytes that arrived and were not yet taken, and descriptors in the order they came. Owns both.
 */
struct wire {
    int fd;
    struct buf in;
    size_t taken;
    int fds[8];
    size_t fd_n;
};

/* One frame; body is borrowed from the wire until the next wire_receive. fd is owned by the
 * caller; -1 when none came, or when there was no room for it in this process. */
struct frame {
    enum frame_kind kind;
    struct str body;
    int fd;
};

/* Sends a frame, waiting until all is taken; `fd` -1 or a descriptor to pass on. */
bool wire_send(int socket, enum frame_kind kind, struct str body, int fd, struct err *err);

/* Receives what is there, waiting for it when `wait` is set. 1 something came, 0 nothing now,
 * -1 the other side is gone. */
int wire_receive(struct wire *w, bool wait);

/* Takes the next whole frame; false when there is none yet. */
bool wire_take(struct wire *w, struct frame *f);

/* Closes the socket and gives back the rest. */
void wire_close(struct wire *w);

/* Fields of a body, in the order they were put. Numbers are little endian. */
void wire_put(struct buf *b, uint64_t n);
/* Writes over the number that was put when b->n was `at`. */
void wire_put_at(struct buf *b, size_t at, uint64_t n);
void wire_put_str(struct buf *b, struct str s);

/* What is added between the two is a string of the body; wire_end takes what wire_begin gave. */
size_t wire_begin(struct buf *b);
void wire_end(struct buf *b, size_t from);

/* Reads the same; past the end they give 0 or an empty slice, and *rest becomes {NULL, 0}. */
uint64_t wire_get(struct str *rest);
/* How many things follow that take `least` bytes each; 0, and nothing follows, when there is no
 * room for so many. */
size_t wire_get_count(struct str *rest, size_t least);
struct str wire_get_str(struct str *rest);

#endif
