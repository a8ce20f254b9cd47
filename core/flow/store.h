/* OUT and the state directory of a run: opened, locked, cleaned. */
#ifndef GALLEY_FLOW_STORE_H
#define GALLEY_FLOW_STORE_H

#include "base/buf.h"
#include "base/err.h"

/* Owns its descriptors. Paths are absolute. */
struct store {
    struct buf out_path, state_path;
    int out, state;
    int lock;
    bool made_out, made_state; /* by this run: removed again when nothing comes to be in them */
    bool was_empty;            /* OUT held nothing but a state directory when it was locked */
    bool folds;                /* OUT's file system takes names that differ in case for one */
};

/* Makes OUT and the state directory (`state` or, when it is "", OUT/.galley), takes the lock and
 * removes temporary files of runs that were killed. The lock is the kernel's: it goes with its
 * process. */
bool store_open(struct store *s, const char *out, const char *state, struct err *err);

/* Makes tmp/NAME in the state directory, and gives its absolute path. */
bool store_staging(struct store *s, const char *name, struct buf *path, struct err *err);

/* Removes tmp and the lock, and directories that this run made and nothing was put in. */
void store_close(struct store *s);

#endif
