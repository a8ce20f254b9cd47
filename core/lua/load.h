/* Files of Lua code: where they are, what they hold, and running them in an environment. */
#ifndef GALLEY_LUA_LOAD_H
#define GALLEY_LUA_LOAD_H

#include <lua.h>

#include "lua/state.h"

/* The file at `path`, read once; `shown` is its name in messages. NULL with an error, or without
 * one when there is no such file. */
struct source *load_source(struct host *h, struct str path, struct str shown, struct err *err);

/* The file of the stage `name`. The same results. */
struct source *load_stage(struct host *h, struct str name, struct err *err);

/* Whether what is shown as this in messages ships with galley. A file of an author's own directory
 * `plugins` does not, whatever it is called. */
bool load_ships(const struct host *h, struct str shown);

/* Runs s in the environment on top of the stack, which it takes, and leaves what s returned. */
void load_run(lua_State *L, const struct source *s);

/* Puts `require` for files of plugin p into the environment on top. */
void load_push_require(lua_State *L, struct plugin *p);

/* The names of all shipped stages, in order, below the arena. */
bool load_names(struct host *h, struct arena *a, struct str **names, size_t *n, struct err *err);

#endif
