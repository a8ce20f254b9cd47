/* How stages tell what they look for, and of it what they found. */
#ifndef GALLEY_LUA_SOUGHT_API_H
#define GALLEY_LUA_SOUGHT_API_H

#include <lua.h>

#include "base/str.h"

/* galley.looks_for(what [, n]): the stage that is opened looks for it, and there are n of it. */
int sought_tell(lua_State *L);

/* The stage that runs has made a mark of this label by this rule: counts it, if `open` told of it.
 * A Lua error where authors look on, if it told of other rules only. */
void sought_mark(lua_State *L, struct str label, struct str rule);

#endif
