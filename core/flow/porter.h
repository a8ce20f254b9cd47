/* The worker's end of errands: it carries stream bytes from the shelf to their streams. */
#ifndef GALLEY_FLOW_PORTER_H
#define GALLEY_FLOW_PORTER_H

#include "flow/errand.h"
#include "flow/wire.h"

/* Owns its descriptors and its buffers. */
struct porter {
    const char *shelf;           /* as of shelf_map, borrowed */
    int streams[ERRAND_STREAMS]; /* -1: not told of */
    struct errand errand;
    struct buf reply;
};

/* shelf NULL: no errands can be done. */
void porter_open(struct porter *p, const char *shelf);

/* Takes the file of a stream (FRAME_STREAM), or does an errand and answers it (FRAME_WRITE). What
 * cannot be written is answered too: the desk will try. false when nobody hears the answer, or f
 * is no such frame. */
bool porter_serve(struct porter *p, const struct frame *f, int socket);

void porter_close(struct porter *p);

#endif
