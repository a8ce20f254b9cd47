#include "lua/names.h"

#include <lauxlib.h>

#include "lua/api.h"
#include "lua/lexicon.h"
#include "lua/tagger.h"
#include "text/names.h"

/* Of a finder, the lexicon and the tagger are its user values. */
static struct names *finders_check(lua_State *L, int index)
{
    struct names **n = lua_touserdata(L, index);
    bool is = n && lua_getmetatable(L, index) && lua_topointer(L, -1) == host_of(L)->finder_id;
    if (!is) {
        luaL_typeerror(L, index, "finder of names");
        return NULL;
    }
    lua_pop(L, 1);
    return *n;
}

int finders_method_new(lua_State *L)
{
    struct host *h = host_of(L);
    if (h->phase != PHASE_LOAD && h->phase != PHASE_OPEN)
        return fault_raise(L, "names works while a stage is loaded and in `open` only");
    const struct lexicon *lex = lexica_check(L, 1);
    lua_settop(L, 2);
    struct tagger *tagger = lua_isnil(L, 2) ? NULL : taggers_check(L, 2);
    struct names **n = lua_newuserdatauv(L, sizeof *n, 2);
    *n = NULL;
    lua_rawgeti(L, LUA_REGISTRYINDEX, h->finder_meta);
    lua_setmetatable(L, -2);
    for (int i = 1; i <= 2; i++) {
        lua_pushvalue(L, i);
        lua_setiuservalue(L, 3, i);
    }
    h->scratch.set = false;
    *n = names_new(lex, tagger, &h->scratch);
    return *n ? 1 : fault_raise(L, "%s", h->scratch.text);
}

/* ---- doc:names ----------------------------------------------------------------------------- */

/* What was found in a document; the finder, whose it is, is kept by the iterator's second upvalue.
 * It goes on only as long as no other search has begun. */
struct found {
    uint64_t generation, search;
    const struct name *v;
    size_t n, at;
};

static int names_next(lua_State *L)
{
    struct found *f = lua_touserdata(L, lua_upvalueindex(1));
    struct host *h = host_of(L);
    if (!h->doc || f->generation != h->generation)
        return fault_raise(L, "doc is used after its stage has returned");
    if (f->search != h->name_searches)
        return fault_raise(L, "doc:names was called again before its names were read");
    if (f->at == f->n)
        return 0;
    const struct name *one = &f->v[f->at++];
    api_push_span(L, one->span);
    lua_pushstring(L, name_label_name(one->label));
    lua_pushnumber(L, one->score);
    lua_pushstring(L, name_rule_name(one->rule));
    lua_pushstring(L, name_why_name(one->why));
    if (one->entity)
        lua_pushinteger(L, one->entity);
    else
        lua_pushnil(L);
    lua_pushinteger(L, one->first + 1);
    lua_pushinteger(L, one->last + 1);
    return 9;
}

/* Sets in the table at index 4, which doc:capitals gave, what the finder knows better: `link` and
 * `shape`, and `other`. */
static void set_words(lua_State *L, const struct names *finder)
{
    size_t n;
    const struct capital *w = names_words(finder, &n);
    static const char *const lists[] = {"link", "shape", "other"};
    for (int i = 0; i < 3; i++) {
        lua_createtable(L, (int)n, 0);
        for (size_t k = 0; k < n; k++) {
            if (i < 2)
                lua_pushinteger(L, i ? w[k].shape : w[k].link);
            else
                lua_pushboolean(L, names_is_other(finder, k));
            lua_rawseti(L, -2, (lua_Integer)k + 1);
        }
        lua_setfield(L, 4, lists[i]);
    }
}

int finders_method_names(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct host *h = host_of(L);
    struct names *finder = finders_check(L, 2);
    lua_Integer recall = luaL_optinteger(L, 3, 0);
    size_t part_n, n;
    luaL_argcheck(L, recall >= 0 && recall <= TAGGER_RECALL, 3, "recall goes from 0 to 10");
    if (d->text.n > TAGGER_TEXT)
        return fault_raise(L, "doc:names: the document is larger than %d MiB", TAGGER_TEXT >> 20);
    const struct span *parts = taggers_parts(L, d, &part_n);
    const struct name *v = names_find(finder, d->text, parts, part_n, (int)recall, &n);
    if (lua_istable(L, 4))
        set_words(L, finder);
    struct found *f = lua_newuserdatauv(L, sizeof *f, 0);
    *f = (struct found){h->generation, ++h->name_searches, v, n, 0};
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, names_next, 2);
    return 1;
}

/* ---- the metatable ------------------------------------------------------------------------- */

static int finder_collect(lua_State *L)
{
    names_free(*(struct names **)lua_touserdata(L, 1));
    return 0;
}

void finders_open(lua_State *L)
{
    struct host *h = host_of(L);
    lua_createtable(L, 0, 3);
    h->finder_id = lua_topointer(L, -1);
    lua_pushcfunction(L, finder_collect);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushliteral(L, "finder of names");
    lua_setfield(L, -2, "__name");
    h->finder_meta = luaL_ref(L, LUA_REGISTRYINDEX);
}
