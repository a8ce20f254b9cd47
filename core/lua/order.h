/* Order that is the same in each run: `pairs` and `table.sort`. Lua's own order of keys depends
 * on addresses and on the time of day. */
#ifndef GALLEY_LUA_ORDER_H
#define GALLEY_LUA_ORDER_H

#include <lua.h>

/* Pushes a list of the keys of the table at `index`: numbers, then strings, each in order; an
 * error for keys of other types. Returns how many. */
lua_Integer order_keys(lua_State *L, int index);

/* The Lua functions. */
int order_pairs(lua_State *L);
int order_sort(lua_State *L);

#endif
