/* The conditions of stages: Lua expressions in the pipeline. */
#ifndef GALLEY_LUA_WHEN_H
#define GALLEY_LUA_WHEN_H

#include <lua.h>

/* Makes the environment that they all have. */
void when_open(lua_State *L);

#endif
