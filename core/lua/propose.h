/* What the methods of `doc` that propose share. */
#ifndef GALLEY_LUA_PROPOSE_H
#define GALLEY_LUA_PROPOSE_H

#include "lua/api.h"

/* The document, in a stage that may change it; a Lua error that names the method in a format
 * stage. */
struct doc *propose_doc(lua_State *L, const char *method);

/* Raises what a call of text/doc.h has put in the host's scratch error. */
int propose_fail(lua_State *L, const char *method);

/* The host's scratch error, cleared. */
struct err *propose_err(lua_State *L);

/* Sets stage and rule of e: the rule is argument n, or the stage's name. */
void propose_name(lua_State *L, struct edit *e, int n);

#endif
