/* The `galley` table of Lua. */
#ifndef GALLEY_LUA_MODULE_H
#define GALLEY_LUA_MODULE_H

#include <lua.h>

/* Pushes a new one. */
void module_push(lua_State *L);

#endif
