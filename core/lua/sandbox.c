#include "lua/sandbox.h"

#include <lualib.h>

#include "lua/load.h"
#include "lua/module.h"

static int sandbox_unknown(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING)
        return fault_raise(L, "there is no such global");
    return fault_raise(L, "there is no global `%s`", lua_tostring(L, 2));
}

static int sandbox_assign(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING)
        return fault_raise(L, "globals cannot be set");
    return fault_raise(L, "there is no global `%s` to set: declare it with local",
                       lua_tostring(L, 2));
}

/* Pushes a copy of the table at index; tables in it are copied too. */
static void sandbox_copy(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 5, NULL);
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        if (lua_type(L, -1) == LUA_TTABLE) {
            sandbox_copy(L, -1);
            lua_replace(L, -2);
        }
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
}

static void sandbox_library(lua_State *L, lua_CFunction open, const char *name)
{
    lua_pushcfunction(L, open);
    lua_pushstring(L, name);
    lua_call(L, 1, 1);
}

/* Adds a member of the library on top to the table below it. */
static void sandbox_take(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    lua_setfield(L, -3, name);
}

/* Lua's own functions that are harmless as they are. */
static void sandbox_base(lua_State *L)
{
    static const char *const kept[] = {"assert",   "error",  "getmetatable", "ipairs",
                                       "pcall",    "select", "tonumber",     "type",
                                       "rawequal", "rawget", "rawlen"};
    sandbox_library(L, luaopen_base, "_G");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        sandbox_take(L, kept[i]);
    lua_pop(L, 1);
    luaL_setfuncs(L, base_functions, 0);
}

static void sandbox_coroutine(lua_State *L)
{
    static const char *const kept[] = {"create", "isyieldable", "running", "status", "yield"};
    lua_newtable(L);
    sandbox_library(L, luaopen_coroutine, "coroutine");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        sandbox_take(L, kept[i]);
    lua_pop(L, 1);
    luaL_setfuncs(L, coroutine_functions, 0);
    lua_setfield(L, -2, "coroutine");
}

/* Opening the string library gives strings a metatable with it as __index: no stage can reach
 * that table, only copies. */
static void sandbox_string(lua_State *L)
{
    sandbox_library(L, luaopen_string, "string");
    string_wrap(L);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
    lua_setfield(L, -2, "string");
}

void sandbox_open(lua_State *L)
{
    struct host *h = host_of(L);
    lua_newtable(L);
    sandbox_base(L);
    sandbox_coroutine(L);
    sandbox_string(L);
    sandbox_library(L, luaopen_table, "table");
    table_wrap(L);
    lua_setfield(L, -2, "table");
    sandbox_library(L, luaopen_math, "math");
    math_wrap(L);
    lua_setfield(L, -2, "math");
    sandbox_library(L, luaopen_utf8, "utf8");
    lua_setfield(L, -2, "utf8");
    module_push(L);
    lua_setfield(L, -2, "galley");
    h->base = luaL_ref(L, LUA_REGISTRYINDEX);
    /* luaopen_base has put its functions into the table of globals, which nothing else uses. */
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

/* `load` of the environment on top: text only, and nothing but this environment unless another is
 * given. */
static int sandbox_load(lua_State *L)
{
    size_t n;
    const char *text = luaL_checklstring(L, 1, &n);
    lua_settop(L, 4);
    if (luaL_loadbufferx(L, text, n, "=load", "t") != LUA_OK) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushvalue(L, lua_isnil(L, 4) ? lua_upvalueindex(1) : 4);
    lua_setupvalue(L, -2, 1);
    return 1;
}

void sandbox_push(lua_State *L, struct plugin *p)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->base);
    sandbox_copy(L, -1);
    lua_replace(L, -2);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, sandbox_load, 1);
    lua_setfield(L, -2, "load");
    if (p)
        load_push_require(L, p);
    lua_createtable(L, 0, 3);
    lua_pushcfunction(L, sandbox_unknown);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, sandbox_assign);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}
