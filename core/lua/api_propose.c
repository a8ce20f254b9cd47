/* Methods of `doc` that propose. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "lua/propose.h"
#include "lua/sought_api.h"
#include "lua/value.h"
#include "text/evidence.h"

struct doc *propose_doc(lua_State *L, const char *method)
{
    struct doc *d = api_doc(L);
    if (host_of(L)->stage->decl->formats)
        fault_raise(L, "doc:%s: a format stage writes output and changes nothing", method);
    return d;
}

int propose_fail(lua_State *L, const char *method)
{
    return fault_raise(L, "doc:%s: %s", method, host_of(L)->scratch.text);
}

struct err *propose_err(lua_State *L)
{
    struct err *err = &host_of(L)->scratch;
    err->set = false;
    return err;
}

static const struct supply *propose_supply(const struct supply *s, size_t n, struct str name)
{
    const struct supply *any = NULL;
    for (size_t i = 0; i < n; i++) {
        if (str_eq(s[i].name, name))
            return &s[i];
        if (str_is(s[i].name, "*"))
            any = &s[i];
    }
    return any;
}

/* ---- marks --------------------------------------------------------------------------------- */

struct attrs {
    struct attr *v;
    size_t n, cap;
};

static int attr_order(const void *a, const void *b)
{
    return str_cmp(((const struct attr *)a)->name, ((const struct attr *)b)->name);
}

static void mark_score(lua_State *L, struct mark *m)
{
    m->score = lua_tonumber(L, -1);
    if (lua_type(L, -1) != LUA_TNUMBER || !(m->score >= 0 && m->score <= 1))
        fault_raise(L, "doc:mark: score must be a number from 0 to 1");
}

/* A number as Lua writes it. */
static struct str mark_integer(lua_Integer i, struct arena *a)
{
    char digits[24];
    size_t n = sizeof digits;
    for (lua_Unsigned rest = i < 0 ? -(lua_Unsigned)i : (lua_Unsigned)i;
         rest || n == sizeof digits; rest /= 10)
        digits[--n] = (char)('0' + rest % 10);
    if (i < 0)
        digits[--n] = '-';
    return arena_str(a, (struct str){digits + n, sizeof digits - n});
}

/* The value on top. A string is kept by the table that it is in. */
static struct str mark_value(lua_State *L, const char *key, struct arena *a)
{
    if (lua_isinteger(L, -1))
        return mark_integer(lua_tointeger(L, -1), a);
    struct str s = api_push_value(L, -1, "doc:mark: the attribute", key);
    return lua_type(L, -2) == LUA_TSTRING ? s : arena_str(a, s);
}

/* Reads the table at index, which keeps keys and values while they are borrowed. In order of name:
 * Lua's own order of keys is another in each run. */
static void mark_attrs(lua_State *L, int index, struct arena *a, struct mark *m)
{
    size_t cap = 0;
    int top = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, index); lua_settop(L, top + 1)) {
        struct str key = {NULL, 0};
        if (lua_type(L, -2) != LUA_TSTRING)
            fault_raise(L, "doc:mark: the name of an attribute must be a string");
        key.p = lua_tolstring(L, -2, &key.n);
        if (str_is(key, "score")) {
            mark_score(L, m);
            continue;
        }
        struct str value = mark_value(L, key.p, a);
        if (str_is(key, "rule")) {
            m->rule = value;
            continue;
        }
        if (utf8_valid(key) < key.n)
            fault_raise(L, "doc:mark: the name of an attribute is not UTF-8");
        m->attrs = arena_grow(a, m->attrs, &cap, m->attr_n + 1, sizeof *m->attrs);
        m->attrs[m->attr_n++] = (struct attr){key, value};
    }
    if (m->attr_n > 1)
        qsort(m->attrs, m->attr_n, sizeof *m->attrs, attr_order);
}

static int method_mark(lua_State *L)
{
    struct doc *d = propose_doc(L, "mark");
    const struct decl *decl = host_of(L)->stage->decl;
    struct mark m = {.span = api_span(L, d, 2), .score = 1};
    m.label.p = luaL_checklstring(L, 4, &m.label.n);
    const struct supply *s = propose_supply(decl->labels, decl->label_n, m.label);
    if (!s)
        return fault_raise(L, "doc:mark: the stage does not declare the label `%s`", m.label.p);
    m.personal = s->personal;
    if (!lua_isnoneornil(L, 5)) {
        luaL_checktype(L, 5, LUA_TTABLE);
        mark_attrs(L, 5, d->arena, &m);
    }
    if (!doc_mark(d, &m, propose_err(L)))
        return propose_fail(L, "mark");
    if (s->personal)
        host_found(host_of(L), s->name);
    sought_mark(L, m.label, m.rule);
    return 0;
}

/* ---- edits --------------------------------------------------------------------------------- */

void propose_name(lua_State *L, struct edit *e, int n)
{
    e->stage = e->rule = host_of(L)->stage->decl->name;
    if (lua_isnoneornil(L, n))
        return;
    e->rule = api_text(L, n);
    if (!evidence_check_rule(e->rule, propose_err(L)))
        fault_raise(L, "%s", host_of(L)->scratch.text);
}

static int propose_edit(lua_State *L, struct doc *d, const char *method, struct edit e, int n)
{
    propose_name(L, &e, n);
    return doc_edit(d, &e, propose_err(L)) ? 0 : propose_fail(L, method);
}

static int method_replace(lua_State *L)
{
    struct doc *d = propose_doc(L, "replace");
    struct edit e = {.span = api_span(L, d, 2)};
    e.with.p = luaL_checklstring(L, 4, &e.with.n);
    return propose_edit(L, d, "replace", e, 5);
}

static int method_insert(lua_State *L)
{
    struct doc *d = propose_doc(L, "insert");
    lua_Integer at = luaL_checkinteger(L, 2);
    if (at < 1 || (lua_Unsigned)at > d->text.n + 1)
        return fault_raise(L, "doc:insert: byte %lld is no place in a text of %zu bytes",
                           (long long)at, d->len);
    struct edit e = {.span = {(size_t)at - 1, (size_t)at - 1}};
    e.with.p = luaL_checklstring(L, 3, &e.with.n);
    return propose_edit(L, d, "insert", e, 4);
}

/* ---- fields and children ------------------------------------------------------------------- */

static struct str field_name(lua_State *L, const char *method, int index)
{
    const struct decl *decl = host_of(L)->stage->decl;
    struct str name;
    name.p = lua_tolstring(L, index, &name.n);
    if (!propose_supply(decl->fields, decl->field_n, name))
        fault_raise(L, "doc:%s: the stage does not declare the field `%s`", method, name.p);
    if (name.n == 0 || utf8_valid(name) < name.n)
        fault_raise(L, "doc:%s: the name of a field must be UTF-8, and not empty", method);
    return name;
}

static int method_set(lua_State *L)
{
    struct doc *d = propose_doc(L, "set");
    luaL_checkstring(L, 2);
    struct str name = field_name(L, "set", 2);
    if (lua_gettop(L) > 3) {
        if (!doc_set_span(d, name, api_span(L, d, 3), propose_err(L)))
            return propose_fail(L, "set");
        return 0;
    }
    doc_set_string(d, name, api_push_value(L, 3, "doc:set: the field", name.p));
    return 0;
}

/* Sets the fields of the child from the table on top, in order of name. */
static void emit_fields(lua_State *L, struct doc *d, struct doc *child)
{
    size_t n;
    if (!lua_istable(L, -1))
        fault_raise(L, "doc:emit: fields must be a table");
    struct str *names = value_keys(L, -1, d->arena, &n);
    if (!names)
        fault_raise(L, "doc:emit: the name of a field must be a string");
    for (size_t i = 0; i < n; i++) {
        int top = lua_gettop(L);
        api_push_str(L, names[i]);
        struct str name = field_name(L, "emit", top + 1);
        lua_pushvalue(L, -1);
        lua_rawget(L, top);
        doc_set_string(child, name, api_push_value(L, top + 2, "doc:emit: the field", name.p));
        lua_settop(L, top);
    }
}

static int method_emit(lua_State *L)
{
    struct doc *d = propose_doc(L, "emit");
    struct span s = api_span(L, d, 2);
    if (!lua_isnoneornil(L, 4))
        luaL_checktype(L, 4, LUA_TTABLE);
    lua_settop(L, 4);
    struct doc *child = doc_emit(d, s, propose_err(L));
    if (!child)
        return propose_fail(L, "emit");
    if (lua_isnil(L, 4))
        return 0;
    for (lua_pushnil(L); lua_next(L, 4); lua_settop(L, 5)) {
        if (lua_type(L, 5) != LUA_TSTRING || strcmp(lua_tostring(L, 5), "fields") != 0)
            return fault_raise(L, "doc:emit: the only option is `fields`");
        emit_fields(L, d, child);
    }
    return 0;
}

/* ---- counts, and the ends of a stage --------------------------------------------------------
 */

/* Counts go into reports, whoever reads them: names are plain words. */
static bool count_is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-' || c == '.'))
            return false;
    }
    return s.n > 0 && s.n <= 64;
}

static int method_count(lua_State *L)
{
    api_doc(L);
    struct host *h = host_of(L);
    struct str name, stage = h->stage->decl->name;
    name.p = luaL_checklstring(L, 2, &name.n);
    double n = luaL_optnumber(L, 3, 1);
    if (!isfinite(n))
        return fault_raise(L, "doc:count: the number must be finite");
    if (!count_is_name(name))
        return fault_raise(L, "doc:count: a name is of letters, digits, `_`, `-` and `.`");
    for (size_t i = 0; i < h->count_n; i++) {
        struct count *c = &h->counts[i];
        if (str_eq(c->name, name) && str_eq(c->stage, stage)) {
            c->n += n;
            return 0;
        }
    }
    if (h->count_n == h->count_cap)
        h->counts = mem_grow(h->counts, &h->count_cap, h->count_n, sizeof *h->counts);
    h->counts[h->count_n++] = (struct count){stage, arena_str(&h->told_arena, name), n};
    return 0;
}

/* The state tells how it ended, whatever the stage makes of the error. */
static int propose_end(lua_State *L, enum doc_state state)
{
    struct doc *d = api_doc(L);
    struct str reason = api_text(L, 2);
    d->state = state;
    d->reason = arena_str(d->arena, reason);
    return fault_raise(L, "%s", d->reason.p);
}

static int method_drop(lua_State *L)
{
    return propose_end(L, DOC_DROPPED);
}

static int method_fail(lua_State *L)
{
    return propose_end(L, DOC_FAILED);
}

const luaL_Reg api_propose[] = {
    {"mark", method_mark}, {"replace", method_replace}, {"insert", method_insert},
    {"set", method_set},   {"emit", method_emit},       {"count", method_count},
    {"drop", method_drop}, {"fail", method_fail},       {NULL, NULL}};
