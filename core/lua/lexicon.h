/* What opt.FILE:lexicon() makes. */
#ifndef GALLEY_LUA_LEXICON_H
#define GALLEY_LUA_LEXICON_H

#include <lua.h>

#include "conf/option.h"
#include "text/lexicon.h"

/* Makes the metatable of lexicons. */
void lexica_open(lua_State *L);

/* The lexicon at index, owned by Lua; a Lua error when it is something else. */
const struct lexicon *lexica_check(lua_State *L, int index);

/* Pushes the lexicon that the `file` option v holds, compiled or by lines. v must outlive it. */
int lexica_push_file(lua_State *L, const struct value *v);

#endif
