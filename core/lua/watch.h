/* The page that a worker shares with the desk: what it is at, so that its death can be explained.
 */
#ifndef GALLEY_LUA_WATCH_H
#define GALLEY_LUA_WATCH_H

#include <stdatomic.h>
#include <stdint.h>

enum watch_cause {
    WATCH_NONE,
    WATCH_TIME,   /* over its time limit, and told to stop */
    WATCH_MEMORY, /* ended itself: over its memory limit */
};

/* The item of a worker that has none. */
#define WATCH_IDLE UINT32_MAX

/* Lives in shared memory; the worker writes, the desk reads. `place` is text that was written
 * before `cause` was set; no plugin can reach it. */
struct watch {
    _Atomic uint32_t item;  /* the document's number in its batch, or WATCH_IDLE */
    _Atomic uint32_t cause; /* enum watch_cause */
    _Atomic uint64_t turn;  /* counts what its time is measured of, as documents */
    char stage[96];         /* the stage that runs, "" between stages */
    char place[288];        /* "plugins/a.lua:12", as far as it is known */
};

#endif
