#include "lua/names.h"

#include <lauxlib.h>

#include "lua/api.h"
#include "lua/lexicon.h"
#include "lua/tagger.h"
#include "text/names.h"

int finders_method_new(lua_State *L)
{
    struct host *h = host_of(L);
    const struct lexicon *lex = lexica_check(L, 1);
    lua_settop(L, 2);
    struct tagger *tagger = lua_isnil(L, 2) ? NULL : taggers_check(L, 2);
    struct names **n = box_new(L, &h->finders_box, 2, "names");
    for (int i = 1; i <= 2; i++) { /* its user values keep lexicon and tagger */
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
    api_going(L, f->generation);
    if (f->search != host_of(L)->name_searches)
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
    struct names *finder = *(struct names **)box_check(L, 2, &h->finders_box);
    int recall = taggers_recall(L, d, "doc:names");
    size_t part_n, n;
    const struct span *parts = taggers_parts(L, d, &part_n);
    const struct name *v = names_find(finder, d->text, parts, part_n, recall, &n);
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
    box_open(L, &host_of(L)->finders_box, "finder of names", NULL, finder_collect);
}
