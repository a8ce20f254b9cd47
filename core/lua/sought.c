#include "lua/sought_api.h"

#include "lua/api.h"

enum { NAME_MOST = 512 };

const struct sought *stage_sought(const struct stage *s, size_t *n)
{
    *n = s->sought_n;
    return s->sought;
}

int sought_tell(lua_State *L)
{
    struct host *h = host_of(L);
    struct stage *s = h->opening;
    struct str what;
    what.p = luaL_checklstring(L, 1, &what.n);
    lua_Integer of = luaL_optinteger(L, 2, 0);
    if (h->phase != PHASE_OPEN || !s)
        return fault_raise(L, "galley.looks_for works in `open` only");
    if (what.n == 0 || what.n > NAME_MOST || of < 0)
        return fault_raise(L, "galley.looks_for: a name of up to %d bytes, and a number from 0",
                           NAME_MOST);
    s->sought =
        arena_grow(&h->arena, s->sought, &s->sought_cap, s->sought_n + 1, sizeof *s->sought);
    s->sought[s->sought_n++] = (struct sought){arena_str(&h->arena, what), (uint64_t)of};
    s->rules = s->rules || str_starts(what, HOST_RULE);
    return 0;
}

static const struct sought *find(const struct stage *s, struct str what)
{
    for (size_t i = 0; i < s->sought_n; i++)
        if (str_eq(s->sought[i].what, what))
            return &s->sought[i];
    return NULL;
}

/* Whether `what` is HOST_RULE, the label, a dot and the rule. By their lengths first: most are
 * another. */
static bool is_rule(struct str what, struct str label, struct str rule)
{
    size_t kind = sizeof HOST_RULE - 1, at = kind + label.n + 1;
    return what.n == at + rule.n && memcmp(what.p + at, rule.p, rule.n) == 0 &&
           what.p[at - 1] == '.' && memcmp(what.p + kind, label.p, label.n) == 0 &&
           memcmp(what.p, HOST_RULE, kind) == 0;
}

void sought_mark(lua_State *L, struct str label, struct str rule)
{
    struct host *h = host_of(L);
    const struct stage *s = h->stage;
    if (!s->rules || rule.n == 0)
        return;
    for (size_t i = 0; i < s->sought_n; i++)
        if (is_rule(s->sought[i].what, label, rule)) {
            host_found(h, s->sought[i].what);
            return;
        }
    if (h->rules->trial)
        fault_raise(L, "doc:mark: `open` has not told of `" HOST_RULE "%s.%s`: galley.looks_for",
                    label.p, lua_pushlstring(L, rule.p, rule.n));
}

/* doc:found(what): one of what `open` told that the stage looks for. */
static int method_found(lua_State *L)
{
    struct host *h = host_of(L);
    struct str what;
    api_doc(L);
    what.p = luaL_checklstring(L, 2, &what.n);
    const struct sought *one = find(h->stage, what);
    if (!one)
        return fault_raise(L, "doc:found: `open` has not told of `%s`: galley.looks_for", what.p);
    host_found(h, one->what);
    return 0;
}

const luaL_Reg api_sought[] = {{"found", method_found}, {NULL, NULL}};
