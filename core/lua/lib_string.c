/* Lua's string and table libraries, held to sizes. */
#include <string.h>

#include "lua/order.h"
#include "lua/sandbox.h"

enum { PATTERN_MOST = 1 << 20, DOCUMENT_MOST = 64 << 20 };

static size_t lib_most(lua_State *L)
{
    size_t most = host_of(L)->rules->document;
    return most ? most : DOCUMENT_MOST;
}

static int lib_too_long(lua_State *L)
{
    return fault_raise(L, "the result would be over the document limit of %zu bytes",
                       lib_most(L));
}

/* Goes on into Lua's own function, the first upvalue, with the same arguments. */
static int lib_go_on(lua_State *L)
{
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* Lua's patterns backtrack, and no hook fires in them. */
static int string_match(lua_State *L)
{
    size_t n;
    luaL_checklstring(L, 1, &n);
    if (n > PATTERN_MOST)
        return fault_raise(L, "Lua patterns are for strings of up to 1 MiB: use galley.re");
    return lib_go_on(L);
}

static int string_find(lua_State *L)
{
    return lua_toboolean(L, 4) ? lib_go_on(L) : string_match(L);
}

static int string_rep(lua_State *L)
{
    size_t n, between, most = lib_most(L);
    luaL_checklstring(L, 1, &n);
    lua_Integer times = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &between);
    if (times > 0 && n + between > most / (size_t)times)
        return lib_too_long(L);
    return lib_go_on(L);
}

/* The letter of the conversion at *p, which is behind its '%'; *p is moved behind it. */
static char string_conversion(const char **p, const char *end)
{
    while (*p < end && **p && strchr("-+ #0123456789.", **p))
        ++*p;
    return *p < end ? *(*p)++ : '\0';
}

/* %s shows a table without its address, and %p is refused. */
static int string_format(lua_State *L)
{
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n), *end = p + n;
    int top = lua_gettop(L);
    for (int i = 2; (p = memchr(p, '%', (size_t)(end - p))) != NULL; i++) {
        p++;
        char c = string_conversion(&p, end);
        if (c == 'p')
            return fault_raise(L, "string.format: there are no addresses to show with %%p");
        if (c == '%')
            i--;
        if (c == 's' && i <= top && !lua_isstring(L, i)) {
            sandbox_text(L, i);
            lua_replace(L, i);
        }
    }
    return lib_go_on(L);
}

static int table_move(lua_State *L)
{
    lua_Integer from = luaL_checkinteger(L, 2), to = luaL_checkinteger(L, 3);
    if (to >= from && (lua_Unsigned)to - (lua_Unsigned)from >= lib_most(L))
        return fault_raise(L, "table.move: too many items");
    return lib_go_on(L);
}

static void concat_add(lua_State *L, luaL_Buffer *b, lua_Integer i)
{
    lua_geti(L, 1, i);
    if (!lua_isstring(L, -1))
        fault_raise(L, "table.concat: item %lld is a %s", (long long)i, luaL_typename(L, -1));
    if (lua_rawlen(L, -1) + luaL_bufflen(b) > lib_most(L))
        lib_too_long(L);
    luaL_addvalue(b);
}

static int table_concat(lua_State *L)
{
    luaL_Buffer b;
    size_t n;
    luaL_checktype(L, 1, LUA_TTABLE);
    const char *between = luaL_optlstring(L, 2, "", &n);
    lua_Integer i = luaL_optinteger(L, 3, 1);
    lua_Integer last = lua_isnoneornil(L, 4) ? luaL_len(L, 1) : luaL_checkinteger(L, 4);
    luaL_buffinit(L, &b);
    for (; i < last; i++) {
        concat_add(L, &b, i);
        luaL_addlstring(&b, between, n);
    }
    if (i == last)
        concat_add(L, &b, i);
    luaL_pushresult(&b);
    return 1;
}

static void lib_wrap(lua_State *L, const char *name, lua_CFunction f)
{
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, f, 1);
    lua_setfield(L, -2, name);
}

void string_wrap(lua_State *L)
{
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lib_wrap(L, "find", string_find);
    lib_wrap(L, "match", string_match);
    lib_wrap(L, "gmatch", string_match);
    lib_wrap(L, "gsub", string_match);
    lib_wrap(L, "rep", string_rep);
    lib_wrap(L, "format", string_format);
}

void table_wrap(lua_State *L)
{
    lib_wrap(L, "move", table_move);
    lua_pushcfunction(L, table_concat);
    lua_setfield(L, -2, "concat");
    lua_pushcfunction(L, order_sort);
    lua_setfield(L, -2, "sort");
}
