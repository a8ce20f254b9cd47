/* Progress on standard error: a bar on a terminal, a line every few seconds elsewhere. */
#ifndef GALLEY_FLOW_PROGRESS_H
#define GALLEY_FLOW_PROGRESS_H

#include "base/log.h"
#include "flow/totals.h"

/* Borrows log. */
struct progress {
    struct log *log;
    bool terminal, quiet;
    uint64_t documents;   /* all there are to do */
    double started, told; /* seconds of the monotonic clock */
};

void progress_start(struct progress *p, struct log *log, bool quiet, uint64_t documents);

/* Draws, when it is time to. */
void progress_tick(struct progress *p, const struct totals *t);

/* Clears the bar. */
void progress_end(struct progress *p);

/* Seconds since the start. */
double progress_seconds(const struct progress *p);

#endif
