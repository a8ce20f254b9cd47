/* The limits of a Lua state: CPU time for one document, memory for all of it. */
#ifndef GALLEY_LUA_LIMIT_H
#define GALLEY_LUA_LIMIT_H

#include <lua.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "base/err.h"
#include "lua/pool.h"
#include "lua/watch.h"

/* Owns the timer. The state is the caller's to close, before limit_close. */
struct limit {
    struct watch *watch;
    uint64_t time;   /* CPU nanoseconds; 0: no limit */
    uint64_t memory; /* bytes; 0: no limit */
    uint64_t used;
    uint64_t small;              /* bytes in use, beyond which garbage is collected sooner */
    uint64_t seen, start;        /* the watch's turn seen last, and CPU nanoseconds then */
    lua_State *volatile running; /* the coroutine that runs, or the main thread */
    volatile sig_atomic_t active, stopped;
    timer_t timer;
    bool timed;       /* there is a timer */
    struct pool pool; /* all memory of the state; the caller's to free once it is closed */
};

/* Makes a Lua state that is held to the limits; time, memory and watch of l are set by the
 * caller. NULL and an error when there is no timer to be had. */
lua_State *limit_open(struct limit *l, struct err *err);
void limit_close(struct limit *l);

/* Between the two the time is measured. limit_end makes L usable again after a stop. */
void limit_begin(struct limit *l);
void limit_end(struct limit *l, lua_State *L);

extern const char limit_text[]; /* what is said of a stage that was stopped */

/* Raises the error that ends a stage which is over its time. */
int limit_raise(lua_State *L);

/* The innermost line of a plugin that runs in L: the name of its chunk and the line in *line;
 * NULL when there is none. */
const char *limit_where(lua_State *L, int *line);

#endif
