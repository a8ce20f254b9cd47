/* doc:capitals(): what text/capitals.h finds, as lists. */
#include "base/mem.h"
#include "lua/api.h"
#include "lua/lexicon.h"

static void collect(struct host *h, const struct lexicon *lex, struct str text, struct span s)
{
    struct capitals c = capitals_begin(lex, text, s);
    struct capital w;
    while (capitals_next(&c, &w)) {
        h->capitals = mem_grow(h->capitals, &h->capital_cap, h->capital_n + 1, sizeof w);
        h->capitals[h->capital_n++] = w;
    }
}

/* The numbers of the lists. */
static lua_Integer list_a(const struct capital *w)
{
    return (lua_Integer)w->span.start + 1;
}

static lua_Integer list_b(const struct capital *w)
{
    return (lua_Integer)w->span.end;
}

static lua_Integer list_flags(const struct capital *w)
{
    return w->flags;
}

static lua_Integer list_shape(const struct capital *w)
{
    return w->shape;
}

static lua_Integer list_link(const struct capital *w)
{
    return w->link;
}

static lua_Integer list_before(const struct capital *w)
{
    return w->before;
}

static lua_Integer list_after(const struct capital *w)
{
    return w->after;
}

static lua_Integer list_from(const struct capital *w)
{
    return (lua_Integer)w->from + 1;
}

static lua_Integer list_word(const struct capital *w)
{
    return (lua_Integer)(w->word >> 1);
}

static lua_Integer list_to(const struct capital *w)
{
    return (lua_Integer)w->entry.end;
}

static lua_Integer list_known(const struct capital *w)
{
    return w->entry_flags;
}

static void push_lists(lua_State *L, const struct host *h)
{
    static const struct {
        const char *name;
        lua_Integer (*of)(const struct capital *w);
    } lists[] = {{"a", list_a},         {"b", list_b},       {"flags", list_flags},
                 {"shape", list_shape}, {"link", list_link}, {"before", list_before},
                 {"after", list_after}, {"from", list_from}, {"to", list_to},
                 {"known", list_known}, {"word", list_word}};
    enum { LISTS = sizeof lists / sizeof *lists };
    lua_createtable(L, 0, LISTS + 1);
    for (size_t i = 0; i < LISTS; i++) {
        lua_createtable(L, (int)h->capital_n, 0);
        for (size_t k = 0; k < h->capital_n; k++) {
            lua_pushinteger(L, lists[i].of(&h->capitals[k]));
            lua_rawseti(L, -2, (lua_Integer)k + 1);
        }
        lua_setfield(L, -2, lists[i].name);
    }
    lua_pushinteger(L, (lua_Integer)h->capital_n);
    lua_setfield(L, -2, "n");
}

static int method_capitals(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct host *h = host_of(L);
    const struct lexicon *lex = lexica_check(L, 2);
    struct span s = {0, d->len};
    h->capital_n = 0;
    collect(h, lex, d->text, s);
    for (size_t k = 1; h->stage->everywhere && doc_segment(d, k, &s); k++)
        collect(h, lex, d->text, s);
    push_lists(L, h);
    return 1;
}

const luaL_Reg api_capitals[] = {{"capitals", method_capitals}, {NULL, NULL}};
