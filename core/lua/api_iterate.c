/* Methods of `doc` that give iterators. Each iterator belongs to the call of `process` that made
 * it. */
#include "base/utf8.h"
#include "lua/api.h"
#include "lua/places.h"
#include "lua/tagger.h"

/* ---- each ---------------------------------------------------------------------------------- */

enum { AHEAD = 256 }; /* bytes behind a given span that lookahead can see */

struct each {
    uint64_t generation;
    const struct pattern *pattern; /* kept by the iterator's second upvalue */
    struct span segment;           /* that is searched */
    struct span in;                /* where matches must lie, inside the segment */
    size_t at;                     /* where the search goes on */
    size_t end;                    /* fields set behind it, during the loop, are not searched */
    bool more;                     /* there may be other segments */
};

/* The next segment by place: it is looked up anew, since fields may be set on the way. */
static bool each_next_segment(const struct doc *d, struct each *e)
{
    struct span s;
    for (size_t k = 1; e->more && doc_segment(d, k, &s); k++) {
        if (s.start < e->segment.end || s.end > e->end || s.start == e->segment.start)
            continue;
        e->segment = e->in = s;
        e->at = s.start;
        return true;
    }
    return false;
}

/* What the pattern sees: the segment from its start, so that lookbehind works; and not much more
 * than the given span, so that one search in each line is not one search in the whole text. */
static struct str each_subject(const struct doc *d, const struct each *e)
{
    size_t end = e->segment.end;
    if (end - e->in.end > AHEAD) {
        end = e->in.end + AHEAD;
        while (end < e->segment.end && ((unsigned char)d->text.p[end] & 0xC0) == 0x80)
            end++;
    }
    return str_cut(d->text, e->segment.start, end);
}

/* The next match in the present segment; spans are relative to the subject, which starts there.
 */
static bool each_match(lua_State *L, struct each *e, struct doc *d, struct str subject,
                       struct regex_match *m)
{
    struct anchor_places places;
    size_t base = e->segment.start;
    if (e->at > e->in.end)
        return false;
    bool known = places_find(e->pattern, d, e->in, &places);
    places.base = base;
    if (!pattern_find(L, e->pattern, subject, e->at - base, known ? &places : NULL, m))
        return false;
    struct span s = m->groups[0];
    if (base + s.end > e->in.end)
        return false;
    e->at = base + s.end;
    if (s.start == s.end) { /* the next one must not be the same */
        e->at++;
        while (e->at < e->in.end && ((unsigned char)subject.p[e->at - base] & 0xC0) == 0x80)
            e->at++;
    }
    return true;
}

static int each_next(lua_State *L)
{
    struct each *e = lua_touserdata(L, lua_upvalueindex(1));
    struct doc *d = api_going(L, e->generation);
    struct regex_match m;
    do {
        struct str subject = each_subject(d, e);
        if (!each_match(L, e, d, subject, &m))
            continue;
        struct span s = m.groups[0];
        api_push_span(L, (struct span){e->segment.start + s.start, e->segment.start + s.end});
        return 2 + pattern_push_groups(L, e->pattern, subject, &m);
    } while (each_next_segment(d, e));
    e->at = e->in.end + 1;
    return 0;
}

/* The segment that holds s. */
static struct span each_segment(lua_State *L, const struct doc *d, struct span s)
{
    struct span segment;
    for (size_t k = 0; doc_segment(d, k, &segment); k++)
        if (span_holds(segment, s))
            return segment;
    fault_raise(L, "doc:each: the span is not inside the text or one field");
    return s;
}

static int method_each(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct host *h = host_of(L);
    struct pattern *p = pattern_at(L, 2);
    luaL_argexpected(L, p, 2, "pattern");
    bool whole = lua_isnoneornil(L, 3);
    struct span in = api_opt_span(L, d, 3);
    struct span segment = whole ? in : each_segment(L, d, in);
    if (in.start < d->text.n && ((unsigned char)d->text.p[in.start] & 0xC0) == 0x80)
        return fault_raise(L, "doc:each: byte %zu is inside a character", in.start + 1);
    lua_settop(L, 2);
    struct each *e = lua_newuserdatauv(L, sizeof *e, 0);
    *e = (struct each){
        h->generation, p, segment, in, in.start, d->text.n, whole && h->stage->everywhere};
    lua_insert(L, 2);
    lua_pushcclosure(L, each_next, 2);
    return 1;
}

/* ---- lines --------------------------------------------------------------------------------- */

/* Upvalues: generation, where the next line starts, the end. */
static int lines_next(lua_State *L)
{
    struct doc *d = api_going(L, (uint64_t)lua_tointeger(L, lua_upvalueindex(1)));
    size_t start = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    size_t limit = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    if (start >= limit)
        return 0;
    size_t end = str_byte(str_cut(d->text, 0, limit), '\n', start);
    lua_pushinteger(L, (lua_Integer)end + 1);
    lua_replace(L, lua_upvalueindex(2));
    if (end > start && end < d->len && d->text.p[end] == '\n' && d->text.p[end - 1] == '\r')
        end--;
    api_push_span(L, (struct span){start, end});
    return 2;
}

static int method_lines(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct span s = api_opt_span(L, d, 2);
    if (s.end > d->len)
        return fault_raise(L, "doc:lines: the span is not inside the text");
    lua_pushinteger(L, (lua_Integer)host_of(L)->generation);
    lua_pushinteger(L, (lua_Integer)s.start);
    lua_pushinteger(L, (lua_Integer)s.end);
    lua_pushcclosure(L, lines_next, 3);
    return 1;
}

/* ---- marks --------------------------------------------------------------------------------- */

static void set_str(lua_State *L, const char *key, struct str s)
{
    api_push_str(L, s);
    lua_setfield(L, -2, key);
}

void api_push_mark(lua_State *L, const struct mark *m)
{
    lua_createtable(L, 0, 7);
    api_push_span(L, m->span);
    lua_setfield(L, -3, "b");
    lua_setfield(L, -2, "a");
    set_str(L, "label", m->label);
    lua_pushboolean(L, m->personal);
    lua_setfield(L, -2, "personal");
    lua_pushnumber(L, m->score);
    lua_setfield(L, -2, "score");
    if (m->rule.n > 0)
        set_str(L, "rule", m->rule);
    lua_createtable(L, 0, (int)m->attr_n);
    for (size_t i = 0; i < m->attr_n; i++) {
        api_push_str(L, m->attrs[i].name);
        api_push_str(L, m->attrs[i].value);
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "attrs");
}

/* Upvalues: generation, the number of the next mark, the label or nil. */
static int marks_next(lua_State *L)
{
    struct doc *d = api_going(L, (uint64_t)lua_tointeger(L, lua_upvalueindex(1)));
    size_t i = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    struct str label = {NULL, 0};
    if (!lua_isnil(L, lua_upvalueindex(3)))
        label.p = lua_tolstring(L, lua_upvalueindex(3), &label.n);
    while (i < d->mark_n && label.p && !str_eq(d->marks[i].label, label))
        i++;
    if (i >= d->mark_n)
        return 0;
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_replace(L, lua_upvalueindex(2));
    api_push_mark(L, &d->marks[i]);
    return 1;
}

static int method_marks(lua_State *L)
{
    api_doc(L);
    luaL_optstring(L, 2, NULL);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)host_of(L)->generation);
    lua_pushinteger(L, 0);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, marks_next, 3);
    return 1;
}

/* ---- fields -------------------------------------------------------------------------------- */

/* Upvalues: generation, the number of the next field. */
static int fields_next(lua_State *L)
{
    struct doc *d = api_going(L, (uint64_t)lua_tointeger(L, lua_upvalueindex(1)));
    size_t i = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    if (i >= d->field_n)
        return 0;
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_replace(L, lua_upvalueindex(2));
    api_push_str(L, d->fields[i].name);
    api_push_text(L, d, d->fields[i].span);
    api_push_span(L, d->fields[i].span);
    return 4;
}

static int method_fields(lua_State *L)
{
    api_doc(L);
    lua_pushinteger(L, (lua_Integer)host_of(L)->generation);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, fields_next, 2);
    return 1;
}

const luaL_Reg api_iterate[] = {{"each", method_each},         {"lines", method_lines},
                                {"marks", method_marks},       {"fields", method_fields},
                                {"tags", taggers_method_tags}, {NULL, NULL}};
