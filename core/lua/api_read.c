/* Methods of `doc` that read. */
#include "lua/api.h"
#include "lua/pattern.h"
#include "lua/places.h"

/* A position that may count from the end of the text proper. */
static lua_Integer read_position(const struct doc *d, lua_Integer at)
{
    return at < 0 ? (lua_Integer)d->len + at + 1 : at;
}

/* The segment that byte `at` (from 0) is in; false when it is in none. */
static bool read_segment(const struct doc *d, size_t at, struct span *bounds)
{
    for (size_t k = 0; doc_segment(d, k, bounds); k++)
        if (bounds->start <= at && at < bounds->end)
            return true;
    return false;
}

/* Like string.sub, within the segment that a is in. */
static int read_sub(lua_State *L, const struct doc *d, bool proper)
{
    lua_Integer a = read_position(d, luaL_checkinteger(L, 2));
    lua_Integer b = read_position(d, luaL_optinteger(L, 3, -1));
    struct span in = {0, d->len};
    a = a < 1 ? 1 : a;
    if (!proper && (lua_Unsigned)a > d->len) {
        if (lua_isnoneornil(L, 3))
            b = (lua_Integer)d->text.n;
        if (!read_segment(d, (size_t)a - 1, &in))
            b = 0;
    }
    b = b > (lua_Integer)in.end ? (lua_Integer)in.end : b;
    if (a > b)
        lua_pushliteral(L, "");
    else
        api_push_text(L, d, (struct span){(size_t)a - 1, (size_t)b});
    return 1;
}

static int method_sub(lua_State *L)
{
    return read_sub(L, api_doc(L), false);
}

/* The whole is kept with `doc` for as long as the stage runs: stages ask again. */
static int method_text(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct host *h = host_of(L);
    if (!lua_isnoneornil(L, 2))
        return read_sub(L, d, true);
    if (h->text_generation == h->generation) {
        lua_getiuservalue(L, 1, 1);
        return 1;
    }
    api_push_text(L, d, (struct span){0, d->len});
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, 1);
    h->text_generation = h->generation;
    return 1;
}

static int method_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)api_doc(L)->len);
    return 1;
}

static int method_path(lua_State *L)
{
    api_push_str(L, api_doc(L)->path);
    return 1;
}

/* Where the search begins: a border of a character. */
static size_t read_from(lua_State *L, const struct doc *d, int n)
{
    lua_Integer from = luaL_optinteger(L, n, 1);
    if (from < 1 || (lua_Unsigned)from > d->len + 1)
        fault_raise(L, "doc:find: byte %lld is no place in a text of %zu bytes", (long long)from,
                    d->len);
    size_t at = (size_t)from - 1;
    if (at < d->len && ((unsigned char)d->text.p[at] & 0xC0) == 0x80)
        fault_raise(L, "doc:find: byte %lld is inside a character", (long long)from);
    return at;
}

static int method_find(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct str text = str_cut(d->text, 0, d->len), plain;
    size_t from = read_from(L, d, 3);
    if (lua_type(L, 2) == LUA_TSTRING) {
        plain.p = lua_tolstring(L, 2, &plain.n);
        size_t at = str_find(text, plain, from);
        if (at + plain.n > text.n || (at == text.n && plain.n > 0))
            return api_nil(L);
        api_push_span(L, (struct span){at, at + plain.n});
        return 2;
    }
    struct pattern *p = pattern_at(L, 2, false);
    struct regex_match m;
    struct anchor_places places;
    luaL_argexpected(L, p, 2, "pattern or string");
    bool known = places_find(p, d, (struct span){from, d->len}, &places);
    if (!pattern_find(L, p, text, from, known ? &places : NULL, &m))
        return api_nil(L);
    api_push_span(L, m.groups[0]);
    return 2 + pattern_push_groups(L, p, text, &m);
}

/* Marks are in order of start: none that begins behind the span can hold it. */
static int method_within(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct span s = api_span(L, d, 2);
    struct str label;
    label.p = luaL_checklstring(L, 4, &label.n);
    for (size_t i = 0; i < d->mark_n && d->marks[i].span.start <= s.start; i++) {
        if (!span_holds(d->marks[i].span, s) || !str_eq(d->marks[i].label, label))
            continue;
        api_push_mark(L, &d->marks[i]);
        return 1;
    }
    return api_nil(L);
}

static int method_get(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct str name;
    name.p = luaL_checklstring(L, 2, &name.n);
    const struct field *f = doc_field(d, name);
    if (!f)
        return api_nil(L);
    api_push_text(L, d, f->span);
    api_push_span(L, f->span);
    return 3;
}

const luaL_Reg api_read[] = {
    {"text", method_text}, {"sub", method_sub},       {"len", method_len}, {"path", method_path},
    {"find", method_find}, {"within", method_within}, {"get", method_get}, {NULL, NULL}};
