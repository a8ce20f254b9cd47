/* The methods of `doc`. Positions are 1-based and inclusive in Lua: api.c turns them into spans
 * and back, and nothing else does. */
#ifndef GALLEY_LUA_API_H
#define GALLEY_LUA_API_H

#include <lauxlib.h>

#include "lua/state.h"

extern const luaL_Reg api_read[], api_iterate[], api_capitals[], api_propose[], api_redact[],
    api_output[], api_sought[];

/* Makes the userdata `doc` and its metatable. */
void api_open(lua_State *L);

/* The document, when the first argument is `doc` and it is alive; a Lua error when not. */
struct doc *api_doc(lua_State *L);

/* The document, if the iterator that was made in this call of `process` is still good. */
struct doc *api_going(lua_State *L, uint64_t generation);

/* The arguments n and n + 1 as a span of the text; it may be that of a string field. */
struct span api_span(lua_State *L, struct doc *d, int n);
/* The same when both may be absent: then all of the text proper. */
struct span api_opt_span(lua_State *L, struct doc *d, int n);

/* For a method that found nothing: nil, where no value at all would surprise. */
static inline int api_nil(lua_State *L)
{
    lua_pushnil(L);
    return 1;
}

/* Pushes both ends. */
void api_push_span(lua_State *L, struct span s);

void api_push_text(lua_State *L, const struct doc *d, struct span s);
void api_push_str(lua_State *L, struct str s);
/* Pushes the table that a mark is for Lua. */
void api_push_mark(lua_State *L, const struct mark *m);

/* The string argument n; a Lua error when it is none, or not UTF-8. */
struct str api_text(lua_State *L, int n);

/* The value at index (string, number, boolean) as text, pushed to keep it; a Lua error for
 * others. `what` names it. */
struct str api_push_value(lua_State *L, int index, const char *what, const char *name);

#endif
