/* doc:capitals(): text/capitals.h as an iterator. */
#include "lua/api.h"
#include "lua/lexicon.h"
#include "text/capitals.h"

struct walk {
    uint64_t generation;
    struct capitals words;
    size_t segment; /* its number */
    bool more;      /* there may be other segments */
};

static void push_place(lua_State *L, size_t at)
{
    lua_pushinteger(L, (lua_Integer)at + 1);
}

/* a, b, flags, shape, link, before, after, from; and of an entry of several words its end and its
 * flags. */
static int push_capital(lua_State *L, const struct capital *w)
{
    api_push_span(L, w->span);
    lua_pushinteger(L, w->flags);
    lua_pushinteger(L, w->shape);
    lua_pushinteger(L, w->link);
    lua_pushinteger(L, w->before);
    lua_pushinteger(L, w->after);
    push_place(L, w->from);
    if (!span_len(w->entry))
        return 8;
    lua_pushinteger(L, (lua_Integer)w->entry.end);
    lua_pushinteger(L, w->entry_flags);
    return 10;
}

static int capitals_step(lua_State *L)
{
    struct walk *w = lua_touserdata(L, lua_upvalueindex(1));
    struct doc *d = api_going(L, w->generation);
    struct capital word;
    struct span s;
    for (;;) {
        if (capitals_next(&w->words, &word))
            return push_capital(L, &word);
        if (!w->more || !doc_segment(d, ++w->segment, &s))
            return 0;
        w->words = capitals_begin(w->words.lex, d->text, s);
    }
}

static int method_capitals(lua_State *L)
{
    struct doc *d = api_doc(L);
    const struct host *h = host_of(L);
    const struct lexicon *lex = lexica_check(L, 2);
    lua_settop(L, 2);
    struct walk *w = lua_newuserdatauv(L, sizeof *w, 0);
    *w = (struct walk){.generation = h->generation,
                       .words = capitals_begin(lex, d->text, (struct span){0, d->len}),
                       .more = h->stage->everywhere};
    lua_insert(L, 2);
    lua_pushcclosure(L, capitals_step, 2);
    return 1;
}

const luaL_Reg api_capitals[] = {{"capitals", method_capitals}, {NULL, NULL}};
