/* `doc` itself, and what all its methods need. */
#include "lua/api.h"

#include "base/utf8.h"

/* Why the first argument is not the `doc` of this call: it is that of an earlier one, or none. */
static void refuse_doc(lua_State *L)
{
    bool stale = lua_getmetatable(L, 1) &&
                 lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->doc_meta) &&
                 lua_rawequal(L, -1, -2);
    fault_raise(L, stale ? "doc is used after its stage has returned"
                         : "this is a method of doc: write doc:NAME(...), with a colon");
}

struct doc *api_doc(lua_State *L)
{
    struct host *h = host_of(L);
    if (!h->doc || lua_touserdata(L, 1) != h->handle)
        refuse_doc(L);
    if (h->doc->state != DOC_GOING)
        fault_raise(L, "doc is used after doc:drop or doc:fail");
    return h->doc;
}

struct doc *api_going(lua_State *L, uint64_t generation)
{
    struct host *h = host_of(L);
    if (!h->doc || generation != h->generation)
        fault_raise(L, "doc is used after its stage has returned");
    return h->doc;
}

struct span api_span(lua_State *L, struct doc *d, int n)
{
    lua_Integer a = luaL_checkinteger(L, n), b = luaL_checkinteger(L, n + 1);
    if (a < 1 || b < a - 1 || (lua_Unsigned)b > d->text.n)
        fault_raise(L, "bytes %lld to %lld are no span of a text of %zu bytes", (long long)a,
                    (long long)b, d->len);
    return (struct span){(size_t)a - 1, (size_t)b};
}

struct span api_opt_span(lua_State *L, struct doc *d, int n)
{
    if (lua_isnoneornil(L, n) && lua_isnoneornil(L, n + 1))
        return (struct span){0, d->len};
    return api_span(L, d, n);
}

void api_push_span(lua_State *L, struct span s)
{
    lua_pushinteger(L, (lua_Integer)s.start + 1);
    lua_pushinteger(L, (lua_Integer)s.end);
}

void api_push_str(lua_State *L, struct str s)
{
    lua_pushlstring(L, s.n ? s.p : "", s.n);
}

void api_push_text(lua_State *L, const struct doc *d, struct span s)
{
    api_push_str(L, str_cut(d->text, s.start, s.end));
}

struct str api_text(lua_State *L, int n)
{
    struct str s;
    s.p = luaL_checklstring(L, n, &s.n);
    if (utf8_valid(s) < s.n)
        luaL_argerror(L, n, "the string is not UTF-8");
    return s;
}

struct str api_push_value(lua_State *L, int index, const char *what, const char *name)
{
    struct str s = {"", 0};
    int type = lua_type(L, index);
    if (type == LUA_TBOOLEAN)
        lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
    else if (type == LUA_TSTRING || type == LUA_TNUMBER)
        lua_pushvalue(L, index); /* lua_tolstring changes a number in its place */
    else
        fault_raise(L, "%s `%s` is a %s: it must be a string, number or boolean", what, name,
                    luaL_typename(L, index));
    s.p = lua_tolstring(L, -1, &s.n);
    if (utf8_valid(s) < s.n)
        fault_raise(L, "%s `%s` is not UTF-8", what, name);
    return s;
}

void api_open(lua_State *L)
{
    lua_createtable(L, 0, 3);
    lua_newtable(L);
    luaL_setfuncs(L, api_read, 0);
    luaL_setfuncs(L, api_iterate, 0);
    luaL_setfuncs(L, api_capitals, 0);
    luaL_setfuncs(L, api_propose, 0);
    luaL_setfuncs(L, api_redact, 0);
    luaL_setfuncs(L, api_sought, 0);
    luaL_setfuncs(L, api_output, 0);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushliteral(L, "doc");
    lua_setfield(L, -2, "__name");
    host_of(L)->doc_meta = luaL_ref(L, LUA_REGISTRYINDEX);
}
