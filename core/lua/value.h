/* Option values on their way between C and Lua. */
#ifndef GALLEY_LUA_VALUE_H
#define GALLEY_LUA_VALUE_H

#include <lua.h>

#include "conf/option.h"

/* Pushes v; tables are read-only. v must outlive what is pushed. */
void value_push(lua_State *L, const struct value *v);

/* Turns the Lua value at index into a default for `spec` (missing keys of a map get theirs);
 * false and *why when it does not fit. */
bool value_read(lua_State *L, int index, const struct option_spec *spec, struct arena *a,
                struct value *out, const char **why);

/* Pushes the object that a `file` option is for Lua. */
void value_push_file(lua_State *L, const struct value *v);

/* The keys of the table at index, in order, in the arena; NULL when one is no string. */
struct str *value_keys(lua_State *L, int index, struct arena *a, size_t *n);

/* The Lua value at index as nodes; NULL and *why. Integer keys 1..n make a list; other keys must
 * be strings; a table with both is a map that has "1", "2" and so on first. An empty table is an
 * empty list. */
struct node *value_node(lua_State *L, int index, struct arena *a, const char *file,
                        const char **why);

#endif
