/* An errand: a worker writes stream bytes that lie on its shelf into the streams itself, at places
 * that the desk has chosen, so that the desk need not touch them. Should the worker die, they are
 * still on the shelf, and the desk does it. */
#ifndef GALLEY_FLOW_ERRAND_H
#define GALLEY_FLOW_ERRAND_H

#include "base/buf.h"
#include "base/err.h"
#include "flow/shelf.h"

/* The n bytes from `from` on of a place on the shelf, for `to` of stream number `stream`. */
struct errand_piece {
    uint64_t stream, from, to, n;
};

/* What was written of one stream: n bytes at `to`, and their CRC-64. */
struct errand_written {
    uint64_t stream, to, n, sum;
};

/* Owns its arrays and, at the desk, the place with the bytes. */
struct errand {
    struct errand *next;
    struct shelf_place place;
    struct errand_piece *pieces;
    size_t n, cap;
    struct errand_written *written; /* once it is done, one for each stream */
    size_t written_n, written_cap;
};

/* Streams that errands can be about are numbered below this. */
enum { ERRAND_STREAMS = 64 };

/* Adds a piece. Those of one stream follow each other there without a gap. */
void errand_add(struct errand *e, const struct errand_piece *p);

/* How many bytes of the place it needs. */
uint64_t errand_reach(const struct errand *e);

/* Does it: writes its pieces of `bytes` into the files of the streams. false with errno; then it
 * can be done again. */
bool errand_do(struct errand *e, struct str bytes, const int streams[ERRAND_STREAMS]);

/* The errand as the body of a frame, and read back; false when it is none. */
void errand_put(const struct errand *e, struct buf *out);
bool errand_get(struct str *rest, struct errand *e);

/* The same of what came of it: done or not, and if so what was written. */
void errand_put_end(const struct errand *e, bool done, struct buf *out);
bool errand_get_end(struct str *rest, struct errand *e, bool *done);

/* Ready for other pieces, with its memory kept. */
void errand_clear(struct errand *e);

/* Gives the place back and lets go of the arrays, not of e; of e too, which may be NULL. */
void errand_drop(struct errand *e);
void errand_free(struct errand *e);

#endif
