#include "lua/lexicon.h"

#include <lauxlib.h>

#include "lua/names.h"
#include "lua/state.h"

const struct lexicon *lexica_check(lua_State *L, int index)
{
    const struct lexicon **lex = box_check(L, index, &host_of(L)->lexicons_box);
    return *lex;
}

int lexica_push_file(lua_State *L, const struct value *v)
{
    struct host *h = host_of(L);
    struct err *err = &h->scratch;
    struct lexicon **lex = box_new(L, &h->lexicons_box, 0, "lexicon");
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
    box_open(L, &host_of(L)->lexicons_box, "lexicon", methods, lexica_collect);
}
