#include "lua/lexicon.h"

#include <lauxlib.h>

#include "lua/names.h"
#include "lua/state.h"

static const struct lexicon **lexica_at(lua_State *L, int index)
{
    const struct lexicon **lex = lua_touserdata(L, index);
    if (!lex || !lua_getmetatable(L, index))
        return NULL;
    bool is = lua_topointer(L, -1) == host_of(L)->lexicon_id;
    lua_pop(L, 1);
    return is ? lex : NULL;
}

const struct lexicon *lexica_check(lua_State *L, int index)
{
    const struct lexicon **lex = lexica_at(L, index);
    luaL_argexpected(L, lex, index, "lexicon");
    return *lex;
}

int lexica_push_file(lua_State *L, const struct value *v)
{
    struct host *h = host_of(L);
    struct err *err = &h->scratch;
    if (h->phase != PHASE_LOAD && h->phase != PHASE_OPEN)
        return fault_raise(L, "lexicon works while a stage is loaded and in `open` only");
    struct lexicon **lex = lua_newuserdatauv(L, sizeof *lex, 0);
    *lex = NULL;
    lua_rawgeti(L, LUA_REGISTRYINDEX, h->lexicon_meta);
    lua_setmetatable(L, -2);
    err->set = false;
    err->line = 0;
    *lex = lexicon_is_block(v->content) ? lexicon_open(v->content, err)
                                        : lexicon_new(v->content, v->text.p, err);
    if (!*lex && err->line)
        return fault_raise(L, "%s:%d: %s", v->text.p, err->line, err->text);
    if (!*lex)
        return fault_raise(L, "%s: %s", v->text.p, err->text);
    return 1;
}

/* The flag named by argument n; one that the lexicon does not know would never be found. */
static uint32_t lexica_flag(lua_State *L, const struct lexicon *lex, int n)
{
    struct str name;
    name.p = luaL_checklstring(L, n, &name.n);
    uint32_t flag = lexicon_flag(lex, name);
    if (!flag)
        fault_raise(L, "the lexicon has no flag `%s`", name.p);
    return flag;
}

static uint32_t lexica_flags(lua_State *L, const struct lexicon *lex)
{
    struct str word;
    word.p = luaL_checklstring(L, 2, &word.n);
    return lexicon_get(lex, word).flags;
}

static int method_flags(lua_State *L)
{
    lua_pushinteger(L, lexica_flags(L, lexica_check(L, 1)));
    return 1;
}

static int method_has(lua_State *L)
{
    const struct lexicon *lex = lexica_check(L, 1);
    lua_pushboolean(L, (lexica_flags(L, lex) & lexica_flag(L, lex, 3)) != 0);
    return 1;
}

static int method_mask(lua_State *L)
{
    const struct lexicon *lex = lexica_check(L, 1);
    lua_Integer mask = 0;
    for (int n = 2; n <= lua_gettop(L); n++)
        mask |= lexica_flag(L, lex, n);
    lua_pushinteger(L, mask);
    return 1;
}

static int lexica_collect(lua_State *L)
{
    lexicon_free(*(struct lexicon **)lua_touserdata(L, 1));
    return 0;
}

void lexica_open(lua_State *L)
{
    static const luaL_Reg methods[] = {{"flags", method_flags},
                                       {"has", method_has},
                                       {"mask", method_mask},
                                       {"names", finders_method_new},
                                       {NULL, NULL}};
    struct host *h = host_of(L);
    lua_createtable(L, 0, 4);
    h->lexicon_id = lua_topointer(L, -1);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, lexica_collect);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushliteral(L, "lexicon");
    lua_setfield(L, -2, "__name");
    h->lexicon_meta = luaL_ref(L, LUA_REGISTRYINDEX);
}
