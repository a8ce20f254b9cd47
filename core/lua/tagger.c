#include "lua/tagger.h"

#include <lauxlib.h>

#include "lua/api.h"
#include "lua/lexicon.h"
#include "text/tagger.h"

struct tagger *taggers_check(lua_State *L, int index)
{
    struct tagger **t = box_check(L, index, &host_of(L)->taggers_box);
    return *t;
}

int taggers_push_file(lua_State *L, int index, const struct value *v)
{
    struct host *h = host_of(L);
    struct tagger **t = box_new(L, &h->taggers_box, 1, "tagger");
    const struct lexicon *lex = lexica_check(L, index);
    lua_pushvalue(L, index); /* its user value keeps it */
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
    api_going(L, f->generation);
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

int taggers_recall(lua_State *L, const struct doc *d, const char *method)
{
    lua_Integer recall = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, recall >= 0 && recall <= TAGGER_RECALL, 3, "recall goes from 0 to 10");
    if (d->text.n > TAGGER_TEXT)
        fault_raise(L, "%s: the document is larger than %d MiB", method, TAGGER_TEXT >> 20);
    return (int)recall;
}

int taggers_method_tags(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct tagger *t = taggers_check(L, 2);
    int recall = taggers_recall(L, d, "doc:tags");
    size_t part_n, n;
    const struct span *parts = taggers_parts(L, d, &part_n);
    const struct tag *tags = tagger_run(t, d->text, parts, part_n, recall, &n);
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
    box_open(L, &host_of(L)->taggers_box, "tagger", NULL, tagger_collect);
}
