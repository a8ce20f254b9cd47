#include "lua/readonly.h"

#include <lauxlib.h>

#include "lua/fault.h"
#include "lua/order.h"

enum { READONLY_DEPTH = 200 };

/* The metatable of a view: __index is the real table, `what` and `keys` are ours. */

static int readonly_write(lua_State *L)
{
    luaL_getmetafield(L, 1, "what");
    const char *what = lua_tostring(L, -1);
    if (lua_type(L, 2) == LUA_TSTRING)
        return fault_raise(L, "%s is read-only: `%s` cannot be set", what, lua_tostring(L, 2));
    return fault_raise(L, "%s is read-only", what);
}

static int readonly_length(lua_State *L)
{
    luaL_getmetafield(L, 1, "__index");
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

static int readonly_pairs(lua_State *L)
{
    luaL_getmetafield(L, 1, "__index");
    lua_replace(L, 1);
    lua_settop(L, 1);
    return order_pairs(L);
}

void readonly_wrap(lua_State *L, const char *what)
{
    luaL_checkstack(L, 5, NULL);
    lua_newtable(L);
    lua_createtable(L, 0, 7);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, readonly_write);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, readonly_length);
    lua_setfield(L, -2, "__len");
    lua_pushcfunction(L, readonly_pairs);
    lua_setfield(L, -2, "__pairs");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushstring(L, what);
    lua_setfield(L, -2, "what");
    lua_setmetatable(L, -2);
    lua_replace(L, -2);
}

void readonly_set_keys(lua_State *L)
{
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "keys");
    lua_pop(L, 1);
    lua_remove(L, -2);
}

bool readonly_keys(lua_State *L, int index)
{
    if (luaL_getmetafield(L, index, "keys") == LUA_TNIL)
        return false;
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, -2, i);
        lua_rawseti(L, -2, i);
    }
    lua_remove(L, -2);
    return true;
}

/* Replaces the table on top by its view; `seen` maps tables to views, for those that are met
 * twice. Setting a key that is there does not disturb lua_next. */
static void readonly_descend(lua_State *L, int seen, int depth, const char *what)
{
    luaL_checkstack(L, 10, NULL);
    if (depth > READONLY_DEPTH)
        luaL_error(L, "%s has tables nested too deeply", what);
    if (lua_getmetatable(L, -1)) {
        lua_pop(L, 1);
        return;
    }
    lua_pushvalue(L, -1);
    if (lua_rawget(L, seen) != LUA_TNIL) {
        lua_replace(L, -2);
        return;
    }
    lua_pop(L, 1);
    lua_pushvalue(L, -1); /* stays the real table */
    readonly_wrap(L, what);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, seen);
    lua_pushnil(L);
    while (lua_next(L, -3)) {
        if (lua_type(L, -1) == LUA_TTABLE) {
            readonly_descend(L, seen, depth + 1, what);
            lua_pushvalue(L, -2);
            lua_insert(L, -2);
            lua_rawset(L, -5);
        } else {
            lua_pop(L, 1);
        }
    }
    lua_replace(L, -2);
}

void readonly_wrap_deep(lua_State *L, const char *what)
{
    if (lua_type(L, -1) != LUA_TTABLE)
        return;
    lua_newtable(L);
    lua_insert(L, -2);
    readonly_descend(L, lua_gettop(L) - 1, 0, what);
    lua_remove(L, -2);
}
