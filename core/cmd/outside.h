/* Where files may lie that hold what was redacted: in no directory that is published or read. */
#ifndef GALLEY_CMD_OUTSIDE_H
#define GALLEY_CMD_OUTSIDE_H

#include "base/buf.h"
#include "flow/job.h"

/* Adds the absolute path that `path` has, or will have: its last components need not exist yet. */
bool outside_path(const char *path, struct buf *out, struct err *err);

/* Whether `path` is `dir`, or below it. Both are absolute. */
bool outside_holds(struct str dir, struct str path);

/* Checks that the file `path`, given with `option`, lies outside of the job's OUT and state
 * directory and of its INPUTs, and is none of them; it need not exist, but its directory must. */
bool outside_check(const struct job *job, const char *option, const char *path, struct err *err);

#endif
