/* Tables that stages can read but not change: an empty table stands before the real one. */
#ifndef GALLEY_LUA_READONLY_H
#define GALLEY_LUA_READONLY_H

#include <lua.h>
#include <stdbool.h>

/* Puts a read-only view in place of the table on top of the stack. `what` is named when someone
 * writes to it: "opt". */
void readonly_wrap(lua_State *L, const char *what);

/* The same for all tables below it too; what has a metatable of its own is left as it is. Any
 * other value stays. */
void readonly_wrap_deep(lua_State *L, const char *what);

/* Gives the view on top of the stack the list of keys below it, which it takes; the order in
 * which a map was written. */
void readonly_set_keys(lua_State *L);

/* Pushes a copy of the list given to readonly_set_keys for the view at index; false, pushing
 * nothing, when there is none. */
bool readonly_keys(lua_State *L, int index);

#endif
