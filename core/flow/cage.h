/* The cage around a worker: Landlock (the kernel's landlock(7)) and seccomp. The one door to
 * <linux/landlock.h> and to libseccomp. */
#ifndef GALLEY_FLOW_CAGE_H
#define GALLEY_FLOW_CAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "flow/source.h"

/* From here on the process can read below the INPUTs, write below the directory `staging` (-1:
 * nowhere) and open nothing else, cannot make sockets and cannot run programs. What the kernel
 * lacks is added to `missing` in words; only a half-made cage is an error. */
bool cage_enter(const struct source *source, int staging, struct buf *missing, struct err *err);

#endif
