/* Methods of `doc` that give iterators. Each iterator belongs to the call of `process` that made
 * it. */
#include "base/utf8.h"
#include "lua/api.h"
#include "lua/names.h"
#include "lua/pattern.h"
#include "lua/places.h"
#include "lua/tagger.h"

/* ---- each ---------------------------------------------------------------------------------- */

enum {
    AHEAD = 256,   /* bytes behind a given span that lookahead can see */
    EACH_MOST = 64 /* states in the arena for one call of process */
};

struct each_place {
    struct span segment; /* that is searched */
    struct span in;      /* where matches must lie, inside the segment */
    size_t at;           /* where the search goes on */
};

/* Mostly in the document's arena, and used again for the next iterator when this one is done. Of
 * iterators that do not come to their end there may be any number: beyond some they are Lua's. */
struct each {
    struct each *next;             /* of those that are done */
    const struct pattern *all;     /* kept by the iterator's second upvalue */
    const struct pattern *pattern; /* the present member of it, or all itself */
    size_t member;                 /* its number, from 0 */
    struct each_place first, now;
    size_t end; /* fields set behind it, during the loop, are not searched */
    bool more;  /* there may be other segments */
};

/* The next segment by place: it is looked up anew, since fields may be set on the way. */
static bool each_next_segment(const struct doc *d, struct each *e)
{
    struct span s, last = e->now.segment;
    for (size_t k = 1; e->more && doc_segment(d, k, &s); k++) {
        if (s.start < last.end || s.end > e->end || s.start == last.start)
            continue;
        e->now = (struct each_place){s, s, s.start};
        return true;
    }
    return false;
}

/* The next member, from where the first one began; false when there is none. */
static bool each_next_member(struct each *e)
{
    if (e->member + 1 >= e->all->member_n)
        return false;
    e->pattern = e->all->members[++e->member];
    e->now = e->first;
    return true;
}

/* What the pattern sees: the segment from its start, so that lookbehind works; and not much more
 * than the given span, so that one search in each line is not one search in the whole text. */
static struct str each_subject(const struct doc *d, const struct each_place *now)
{
    size_t end = now->segment.end;
    if (end - now->in.end > AHEAD) {
        end = now->in.end + AHEAD;
        while (end < now->segment.end && ((unsigned char)d->text.p[end] & 0xC0) == 0x80)
            end++;
    }
    return str_cut(d->text, now->segment.start, end);
}

/* Goes on behind a match; the next one must not be the same when it is empty. */
static void each_go_on(struct each_place *now, struct str subject, struct span match)
{
    size_t base = now->segment.start;
    now->at = base + match.end;
    if (match.start < match.end)
        return;
    now->at++;
    while (now->at < now->in.end && ((unsigned char)subject.p[now->at - base] & 0xC0) == 0x80)
        now->at++;
}

/* Whether the places say that p does not match: what an author declared of it may be wrong. */
static bool each_rules_out(const struct pattern *p, bool known,
                           const struct anchor_places *places)
{
    return known && !places->n && !p->declared;
}

/* The next match in the present segment; spans are relative to the subject, which starts there.
 */
static bool each_match(lua_State *L, struct each *e, struct doc *d, struct str *subject,
                       struct regex_match *m)
{
    struct anchor_places places;
    struct each_place *now = &e->now;
    if (now->at > now->in.end)
        return false;
    bool known = places_find(e->pattern, d, now->in, &places);
    if (each_rules_out(e->pattern, known, &places))
        return false;
    places.base = now->segment.start;
    *subject = each_subject(d, now);
    if (!pattern_find(L, e->pattern, *subject, now->at - places.base, known ? &places : NULL, m))
        return false;
    if (places.base + m->groups[0].end > now->in.end)
        return false;
    each_go_on(now, *subject, m->groups[0]);
    return true;
}

/* The iterator knows no more of its state from then on. */
static int each_done(lua_State *L, struct each *e)
{
    struct host *h = host_of(L);
    if (lua_islightuserdata(L, lua_upvalueindex(1))) {
        e->next = h->idle;
        h->idle = e;
    }
    lua_pushlightuserdata(L, NULL);
    lua_replace(L, lua_upvalueindex(1));
    return 0;
}

/* Upvalues: the state, NULL when it is done; the pattern; the generation, as the state is gone
 * with the document. */
static int each_next(lua_State *L)
{
    struct doc *d = api_going(L, (uint64_t)lua_tointeger(L, lua_upvalueindex(3)));
    struct each *e = lua_touserdata(L, lua_upvalueindex(1));
    struct regex_match m;
    struct str subject;
    if (!e)
        return 0;
    do {
        if (!each_match(L, e, d, &subject, &m))
            continue;
        struct span s = m.groups[0];
        size_t base = e->now.segment.start;
        api_push_span(L, (struct span){base + s.start, base + s.end});
        if (!e->all->members)
            return 2 + pattern_push_groups(L, e->pattern, subject, &m);
        lua_pushinteger(L, (lua_Integer)e->member + 1);
        return 3 + pattern_push_groups(L, e->pattern, subject, &m);
    } while (each_next_segment(d, e) || each_next_member(e));
    return each_done(L, e);
}

/* Pushes a state, of no set value. */
static struct each *each_push(lua_State *L, struct host *h, struct doc *d)
{
    struct each *e = h->idle;
    if (e)
        h->idle = e->next;
    else if (h->each_n++ < EACH_MOST)
        e = arena_take(d->arena, sizeof *e);
    else
        return lua_newuserdatauv(L, sizeof *e, 0);
    lua_pushlightuserdata(L, e);
    return e;
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

/* The iterator of a loop that is not entered: most patterns do not occur in most documents. */
static int each_none(lua_State *L)
{
    (void)L;
    return 0;
}

/* Whether it is known that p does not match in `in`, and nowhere else is searched. */
static bool each_is_none(const struct pattern *p, struct doc *d, struct span in, bool more)
{
    struct anchor_places places;
    return !p->members && !(more && d->own_n > 0) &&
           each_rules_out(p, places_find(p, d, in, &places), &places);
}

static int method_each(lua_State *L)
{
    struct doc *d = api_doc(L);
    struct host *h = host_of(L);
    struct pattern *p = pattern_at(L, 2, true);
    luaL_argexpected(L, p, 2, "pattern");
    bool whole = lua_isnoneornil(L, 3);
    struct span in = api_opt_span(L, d, 3);
    struct span segment = whole ? in : each_segment(L, d, in);
    if (in.start < d->text.n && ((unsigned char)d->text.p[in.start] & 0xC0) == 0x80)
        return fault_raise(L, "doc:each: byte %zu is inside a character", in.start + 1);
    bool more = whole && h->stage->everywhere;
    if (each_is_none(p, d, in, more)) {
        lua_pushcfunction(L, each_none);
        return 1;
    }
    struct each *e = each_push(L, h, d);
    struct each_place first = {segment, in, in.start};
    *e = (struct each){NULL, p, p, 0, first, first, d->text.n, more};
    if (p->members)
        e->pattern = p->members[0];
    lua_pushvalue(L, 2);
    lua_pushinteger(L, (lua_Integer)h->generation);
    lua_pushcclosure(L, each_next, 3);
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

const luaL_Reg api_iterate[] = {{"each", method_each},
                                {"lines", method_lines},
                                {"marks", method_marks},
                                {"fields", method_fields},
                                {"tags", taggers_method_tags},
                                {"names", finders_method_names},
                                {NULL, NULL}};
