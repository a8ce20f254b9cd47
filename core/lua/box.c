#include "lua/box.h"

#include "lua/state.h"

void box_open(lua_State *L, struct box *b, const char *name, const luaL_Reg *methods,
              lua_CFunction collect)
{
    lua_createtable(L, 0, 4);
    *b = (struct box){.name = name, .id = lua_topointer(L, -1)};
    if (methods) {
        lua_newtable(L);
        luaL_setfuncs(L, methods, 0);
        lua_setfield(L, -2, "__index");
    }
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__name");
    b->meta = luaL_ref(L, LUA_REGISTRYINDEX);
}

void box_wrap(lua_State *L, const struct box *b)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, b->meta);
    lua_setmetatable(L, -2);
}

void *box_new(lua_State *L, const struct box *b, int values, const char *maker)
{
    enum phase phase = host_of(L)->phase;
    if (phase != PHASE_LOAD && phase != PHASE_OPEN)
        fault_raise(L, "%s works while a stage is loaded and in `open` only", maker);
    void **p = lua_newuserdatauv(L, sizeof *p, values);
    *p = NULL;
    box_wrap(L, b);
    return p;
}

void *box_at(lua_State *L, int index, const struct box *b)
{
    void *p = lua_touserdata(L, index);
    if (!p || !lua_getmetatable(L, index))
        return NULL;
    bool is = lua_topointer(L, -1) == b->id;
    lua_pop(L, 1);
    return is ? p : NULL;
}

void *box_check(lua_State *L, int index, const struct box *b)
{
    void *p = box_at(L, index, b);
    luaL_argexpected(L, p, index, b->name);
    return p;
}
