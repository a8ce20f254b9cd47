/* Values that C gives to Lua, each kind with a metatable of its own, by which it is known. */
#ifndef GALLEY_LUA_BOX_H
#define GALLEY_LUA_BOX_H

#include <lauxlib.h>

/* One kind of them. Lives in the host. */
struct box {
    const char *name; /* static; what messages call it */
    int meta;         /* its metatable: a reference in the registry, */
    const void *id;   /* and its address */
};

/* Makes the metatable. `methods` may be NULL; `collect` frees what a value owns. */
void box_open(lua_State *L, struct box *b, const char *name, const luaL_Reg *methods,
              lua_CFunction collect);

/* Makes the userdata on top of the stack one of the kind. */
void box_wrap(lua_State *L, const struct box *b);

/* Pushes a value of the kind that is to own what a pointer points to, NULL for now, and has so
 * many user values. `maker`: the function that is called; a Lua error unless a stage is loaded or
 * opened. */
void *box_new(lua_State *L, const struct box *b, int values, const char *maker);

/* The userdata at index; NULL, or a Lua error, when it is nothing of the kind. */
void *box_at(lua_State *L, int index, const struct box *b);
void *box_check(lua_State *L, int index, const struct box *b);

#endif
