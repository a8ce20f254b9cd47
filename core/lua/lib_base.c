/* Functions of Lua's base and coroutine libraries, as stages get them. */
#include "lua/order.h"
#include "lua/sandbox.h"

void sandbox_text(lua_State *L, int index)
{
    const char *name = luaL_typename(L, index);
    if (luaL_callmeta(L, index, "__tostring")) {
        if (!lua_isstring(L, -1))
            luaL_error(L, "'__tostring' must return a string");
        return;
    }
    if (lua_type(L, index) <= LUA_TSTRING && lua_type(L, index) != LUA_TLIGHTUSERDATA) {
        luaL_tolstring(L, index, NULL);
        return;
    }
    int type = luaL_getmetafield(L, index, "__name");
    if (type == LUA_TSTRING)
        return;
    if (type != LUA_TNIL)
        lua_pop(L, 1);
    lua_pushstring(L, name);
}

static int base_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    sandbox_text(L, 1);
    return 1;
}

static int base_print(lua_State *L)
{
    struct host *h = host_of(L);
    luaL_Buffer b;
    int n = lua_gettop(L);
    if (!h->rules->print)
        return 0;
    luaL_buffinit(L, &b);
    for (int i = 1; i <= n; i++) {
        if (i > 1)
            luaL_addchar(&b, '\t');
        sandbox_text(L, i);
        luaL_addvalue(&b);
    }
    luaL_pushresult(&b);
    struct str line;
    line.p = lua_tolstring(L, -1, &line.n);
    h->rules->print(h->rules->context, host_stage_name(h), line);
    return 0;
}

/* Finalisers run where no limit reaches; weak tables show when the collector ran. */
static int base_setmetatable(lua_State *L)
{
    static const char *const refused[] = {"__gc", "__mode"};
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    for (size_t i = 0; lua_istable(L, 2) && i < 2; i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, 2) != LUA_TNIL)
            return fault_raise(L, "a metatable of a stage cannot have %s", refused[i]);
        lua_pop(L, 1);
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int base_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    luaL_checkany(L, 3);
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected table");
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

/* The handler of xpcall, which runs without hooks: once the time is over it must not. */
static int base_handler(lua_State *L)
{
    if (host_of(L)->limit.stopped)
        return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

/* Slot 1 holds true. */
static int base_xpcall_done(lua_State *L, int status, lua_KContext skip)
{
    if (status == LUA_OK || status == LUA_YIELD)
        return lua_gettop(L) - (int)skip;
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
}

static int base_xpcall(lua_State *L)
{
    int n = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, base_handler, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    int status = lua_pcallk(L, n - 2, LUA_MULTRET, 2, 2, base_xpcall_done);
    return base_xpcall_done(L, status, 2);
}

const luaL_Reg base_functions[] = {{"pairs", order_pairs},
                                   {"print", base_print},
                                   {"rawset", base_rawset},
                                   {"setmetatable", base_setmetatable},
                                   {"tostring", base_tostring},
                                   {"xpcall", base_xpcall},
                                   {NULL, NULL}};

/* ---- coroutines ---------------------------------------------------------------------------- */

/* Runs co with the n arguments on top of L. The number of results, on top of L; or -1 and the
 * error there. The limit must know which coroutine to stop, and a stop goes on outwards. */
static int coroutine_run(lua_State *L, lua_State *co, int n)
{
    struct limit *l = &host_of(L)->limit;
    int results;
    if (!lua_checkstack(co, n))
        return luaL_error(L, "too many arguments to resume");
    lua_xmove(L, co, n);
    l->running = co;
    int status = lua_resume(co, L, n, &results);
    l->running = L;
    if (l->stopped)
        return limit_raise(L);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        return -1;
    }
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(co, results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, results);
    return results;
}

static int coroutine_resume(lua_State *L)
{
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    int n = coroutine_run(L, co, lua_gettop(L) - 1);
    lua_pushboolean(L, n >= 0);
    n = n < 0 ? 1 : n;
    lua_insert(L, -(n + 1));
    return n + 1;
}

static int coroutine_call(lua_State *L)
{
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int n = coroutine_run(L, co, lua_gettop(L));
    return n < 0 ? lua_error(L) : n;
}

static int coroutine_wrap(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, coroutine_call, 1);
    return 1;
}

const luaL_Reg coroutine_functions[] = {
    {"resume", coroutine_resume}, {"wrap", coroutine_wrap}, {NULL, NULL}};
