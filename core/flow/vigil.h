/* --watch: looking at the INPUTs again and again, and a run whenever something has changed. */
#ifndef GALLEY_FLOW_VIGIL_H
#define GALLEY_FLOW_VIGIL_H

#include "flow/job.h"

enum { SETTLE_SECONDS = 2, SETTLE_MAX = 86400 };

/* Owns its descriptors and what it remembers of the look before. */
struct vigil;

/* Blocks the signals that end it, for good. A file has settled when it was not written to for
 * `settle` seconds. NULL never; an error is in err. */
struct vigil *vigil_open(struct log *log, uint64_t settle, struct err *err);

/* One round: looks, and runs the job if something has changed. The job's inputs may be others
 * than in the round before. Returns whether to go on: false when the job was stopped, or when the
 * first run was refused. */
bool vigil_round(struct vigil *v, struct job *job);

/* A round could not be made, for what `text` says: whether that is news, and to be told. */
bool vigil_news(struct vigil *v, struct str text);

/* Waits until another round is due; false when a signal says that it ends. */
bool vigil_wait(struct vigil *v);

/* The exit code of the last run; EXIT_GOOD when there was none. */
int vigil_code(const struct vigil *v);

void vigil_close(struct vigil *v);

#endif
