#include "lua/when.h"

#include <lauxlib.h>

#include "lua/readonly.h"
#include "lua/state.h"

static int when_assign(lua_State *L)
{
    return luaL_error(L, "nothing can be set in `when`");
}

static void when_push_str(lua_State *L, struct str s)
{
    lua_pushlstring(L, s.n ? s.p : "", s.n);
}

/* fields.NAME */
static int when_field_value(lua_State *L)
{
    const struct doc *d = host_of(L)->judged;
    struct str name = {NULL, 0};
    if (lua_type(L, 2) != LUA_TSTRING)
        return luaL_error(L, "the name of a field is a string");
    name.p = lua_tolstring(L, 2, &name.n);
    const struct field *f = doc_field(d, name);
    if (!f)
        return 0;
    when_push_str(L, str_cut(d->text, f->span.start, f->span.end));
    return 1;
}

/* The names that are not in the environment itself. The upvalue is `fields`. */
static int when_name(lua_State *L)
{
    const struct doc *d = host_of(L)->judged;
    struct str name = {"", 0};
    if (lua_type(L, 2) == LUA_TSTRING)
        name.p = lua_tolstring(L, 2, &name.n);
    if (str_is(name, "fields"))
        lua_pushvalue(L, lua_upvalueindex(1));
    else if (str_is(name, "path"))
        when_push_str(L, d->path);
    else if (str_is(name, "len"))
        lua_pushinteger(L, (lua_Integer)d->len);
    else
        return luaL_error(L, "there is no `%s` here, only fields, path and len", name.p);
    return 1;
}

/* Gives the table on top a metatable with the function that is above it as __index. */
static void when_guard(lua_State *L)
{
    lua_createtable(L, 0, 3);
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, when_assign);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

void when_open(lua_State *L)
{
    static const char *const libraries[] = {"string",   "math",     "utf8",
                                            "tonumber", "tostring", "type"};
    struct host *h = host_of(L);
    lua_newtable(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, h->base);
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        lua_getfield(L, -1, libraries[i]);
        if (lua_istable(L, -1))
            readonly_wrap(L, libraries[i]);
        lua_setfield(L, -3, libraries[i]);
    }
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushcfunction(L, when_field_value);
    when_guard(L);
    lua_pushcclosure(L, when_name, 1);
    when_guard(L);
    h->when_env = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* `return` takes expressions only, and must be the last statement: no other can be in the text.
 */
struct when *host_when(struct host *h, struct str text, struct place at, struct err *err)
{
    lua_State *L = h->L;
    struct buf code = {0};
    struct str message, file;
    int line;
    buf_addz(&code, "return ");
    buf_add(&code, text);
    int status = luaL_loadbufferx(L, code.p, code.n, "=when", "t");
    buf_free(&code);
    if (status != LUA_OK || str_trim(text).n == 0) {
        message = str_of("the expression is empty");
        if (status != LUA_OK)
            message.p = lua_tolstring(L, -1, &message.n);
        size_t skip = fault_split(message, &file, &line);
        err_at(err, at.file, at.line, at.col, "`when`: %.*s", (int)(message.n - skip),
               message.p + skip);
        lua_settop(L, 1);
        return NULL;
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, h->when_env);
    lua_setupvalue(L, -2, 1);
    struct when *w = arena_get(&h->arena, sizeof *w);
    *w = (struct when){h, luaL_ref(L, LUA_REGISTRYINDEX), at};
    return w;
}

bool when_test(struct when *w, const struct doc *d, bool *yes, struct err *err)
{
    struct host *h = w->host;
    lua_State *L = h->L;
    const char *wrong = NULL;
    h->why.set = false;
    h->judged = d;
    lua_rawgeti(L, LUA_REGISTRYINDEX, w->function);
    bool good = fault_call(h, 0, LUA_MULTRET, false, &h->why);
    h->judged = NULL;
    if (!good)
        return err_at(err, w->at.file, w->at.line, w->at.col, "`when`: %s", h->why.text);
    if (lua_gettop(L) == 1)
        wrong = "no value";
    else if (lua_gettop(L) > 2)
        wrong = "more than one value";
    else if (!lua_isboolean(L, 2))
        wrong = luaL_typename(L, 2);
    *yes = lua_toboolean(L, -1);
    lua_settop(L, 1);
    return !wrong || err_at(err, w->at.file, w->at.line, w->at.col,
                            "`when` must be true or false; it is %s", wrong);
}
