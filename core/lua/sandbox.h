/* What a stage sees of Lua: an environment of its own, with its own copies of the libraries. */
#ifndef GALLEY_LUA_SANDBOX_H
#define GALLEY_LUA_SANDBOX_H

#include <lauxlib.h>

#include "lua/state.h"

/* Makes what environments are copied from. Called once, protected. */
void sandbox_open(lua_State *L);

/* Pushes a new environment: strict, with `require` for the plugin p (NULL: without). */
void sandbox_push(lua_State *L, struct plugin *p);

/* Pushes the text of the value at index without any address. */
void sandbox_text(lua_State *L, int index);

/* The functions that stand in place of Lua's, or change its libraries on top of the stack. */
extern const luaL_Reg base_functions[], coroutine_functions[];
void string_wrap(lua_State *L);
void table_wrap(lua_State *L);
void math_wrap(lua_State *L);

/* Begins the numbers of math.random anew. */
void random_seed(struct host *h, uint64_t seed);

#endif
