#include "lua/tagger.h"

#include <lauxlib.h>

#include "lua/api.h"
#include "lua/lexicon.h"
#include "text/tagger.h"

/* Of a tagger, the lexicon is its user value. */
static struct tagger **taggers_at(lua_State *L, int index)
{
    struct tagger **t = lua_touserdata(L, index);
    if (!t || !lua_getmetatable(L, index))
        return NULL;
    bool is = lua_topointer(L, -1) == host_of(L)->tagger_id;
    lua_pop(L, 1);
    return is ? t : NULL;
}

struct tagger *taggers_check(lua_State *L, int index)
{
    struct tagger **t = taggers_at(L, index);
    luaL_argexpected(L, t, index, "tagger");
    return *t;
}

int taggers_push_file(lua_State *L, int index, const struct value *v)
{
    struct host *h = host_of(L);
    if (h->phase != PHASE_LOAD && h->phase != PHASE_OPEN)
        return fault_raise(L, "tagger works while a stage is loaded and in `open` only");
    const struct lexicon *lex = lexica_check(L, index);
    struct tagger **t = lua_newuserdatauv(L, sizeof *t, 1);
    *t = NULL;
    lua_rawgeti(L, LUA_REGISTRYINDEX, h->tagger_meta);
    lua_setmetatable(L, -2);
    lua_pushvalue(L, index);
    lua_setiuservalue(L, -2, 1);
    h->scratch.set = false;
    *t = tagger_open(v->content, lex, &h->scratch);
    if (!*t)
        return fault_raise(L, "%s: %s", v->text.p, h->scratch.text);
    return 1;
}

/* ---- doc:tags ------------------------------------------------------------------------------ */

/* What was found in a document. The tagger, which has the labels, is kept by the iterator's second
 * upvalue. */
struct found {
    uint64_t generation;
    const struct tagger *tagger;
    size_t n, at;
    struct tag v[];
};

static int tags_next(lua_State *L)
{
    struct found *f = lua_touserdata(L, lua_upvalueindex(1));
    struct host *h = host_of(L);
    if (!h->doc || f->generation != h->generation)
        return fault_raise(L, "doc is used after its stage has returned");
    if (f->at == f->n)
        return 0;
    const struct tag *t = &f->v[f->at++];
    api_push_span(L, t->span);
    api_push_str(L, tagger_label(f->tagger, t->label));
    lua_pushnumber(L, t->score);
    return 4;
}

const struct span *taggers_parts(lua_State *L, const struct doc *d, size_t *n)
{
    struct span s;
    bool all = host_of(L)->stage->everywhere;
    size_t cap = 0;
    while (doc_segment(d, cap, &s) && (all || cap == 0))
        cap++;
    struct span *parts = lua_newuserdatauv(L, (cap + 1) * sizeof *parts, 0);
    for (*n = 0; *n < cap; ++*n)
        doc_segment(d, *n, &parts[*n]);
    return parts;
}

int taggers_method_tags(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct tagger *t = taggers_check(L, 2);
    lua_Integer recall = luaL_optinteger(L, 3, 0);
    size_t part_n, n;
    luaL_argcheck(L, recall >= 0 && recall <= TAGGER_RECALL, 3, "recall goes from 0 to 10");
    if (d->text.n > TAGGER_TEXT)
        return fault_raise(L, "doc:tags: the document is larger than %d MiB", TAGGER_TEXT >> 20);
    const struct span *parts = taggers_parts(L, d, &part_n);
    const struct tag *tags = tagger_run(t, d->text, parts, part_n, (int)recall, &n);
    struct found *f = lua_newuserdatauv(L, sizeof *f + n * sizeof *tags, 0);
    *f = (struct found){host_of(L)->generation, t, n, 0};
    if (n)
        memcpy(f->v, tags, n * sizeof *tags);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, tags_next, 2);
    return 1;
}

/* ---- the metatable ------------------------------------------------------------------------- */

static int tagger_collect(lua_State *L)
{
    tagger_free(*(struct tagger **)lua_touserdata(L, 1));
    return 0;
}

void taggers_open(lua_State *L)
{
    struct host *h = host_of(L);
    lua_createtable(L, 0, 3);
    h->tagger_id = lua_topointer(L, -1);
    lua_pushcfunction(L, tagger_collect);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushliteral(L, "tagger");
    lua_setfield(L, -2, "__name");
    h->tagger_meta = luaL_ref(L, LUA_REGISTRYINDEX);
}
