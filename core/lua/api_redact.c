/* Methods of `doc` by which a stage redacts, or says what it keeps, and why. */
#include "lua/propose.h"
#include "text/evidence.h"

/* A string member of evidence, borrowed from the table. */
static struct str evidence_text(lua_State *L, const char *method, const char *key)
{
    struct str s;
    if (lua_type(L, -1) != LUA_TSTRING)
        fault_raise(L, "doc:%s: the evidence `%s` must be a string", method, key);
    s.p = lua_tolstring(L, -1, &s.n);
    return s;
}

static void evidence_score(lua_State *L, const char *method, struct evidence *e)
{
    e->score = lua_tonumber(L, -1);
    e->scored = true;
    if (lua_type(L, -1) != LUA_TNUMBER || !(e->score >= 0 && e->score <= 1))
        fault_raise(L, "doc:%s: the evidence `score` must be a number from 0 to 1", method);
}

/* A mark's attributes are texts, so the number of an entity may be one too. */
static void evidence_entity(lua_State *L, const char *method, struct evidence *e)
{
    int whole;
    lua_Integer n = lua_tointegerx(L, -1, &whole);
    if (!whole || n < 1)
        fault_raise(L, "doc:%s: the evidence `entity` must be a whole number from 1", method);
    e->entity = (uint64_t)n;
}

/* Takes the value on top for the member `key`. */
static void evidence_member(lua_State *L, const char *method, const char *key, struct evidence *e)
{
    const struct {
        const char *key;
        struct str *value;
    } texts[] = {{"label", &e->label}, {"why", &e->why},
                 {"operator", &e->operator}, {"line", &e->line}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(key, texts[i].key) == 0) {
            *texts[i].value = evidence_text(L, method, key);
            return;
        }
    if (strcmp(key, "score") == 0)
        evidence_score(L, method, e);
    else if (strcmp(key, "entity") == 0)
        evidence_entity(L, method, e);
    else
        fault_raise(L, "doc:%s: unknown evidence `%s`", method, key);
}

/* The evidence in argument n, which keeps its strings; NULL when there is none. */
static const struct evidence *evidence_arg(lua_State *L, const char *method, int n,
                                           struct evidence *e)
{
    if (lua_isnoneornil(L, n))
        return NULL;
    luaL_checktype(L, n, LUA_TTABLE);
    *e = (struct evidence){0};
    int top = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, n); lua_settop(L, top + 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            fault_raise(L, "doc:%s: a member of evidence has a name", method);
        evidence_member(L, method, lua_tostring(L, -2), e);
    }
    return e;
}

static struct doc *redact_doc(lua_State *L, const char *method)
{
    struct doc *d = propose_doc(L, method);
    if (!host_of(L)->stage->decl->redacts)
        fault_raise(L, "doc:%s: the stage does not declare redacts = true", method);
    return d;
}

static int method_redact(lua_State *L)
{
    struct doc *d = redact_doc(L, "redact");
    struct evidence why;
    struct edit e = {.span = api_span(L, d, 2), .secret = true};
    e.with.p = luaL_checklstring(L, 4, &e.with.n);
    propose_name(L, &e, 5);
    e.evidence = evidence_arg(L, "redact", 6, &why);
    return doc_edit(d, &e, propose_err(L)) ? 0 : propose_fail(L, "redact");
}

static int method_keep(lua_State *L)
{
    struct doc *d = redact_doc(L, "keep");
    struct evidence why;
    struct edit e = {.span = api_span(L, d, 2)};
    propose_name(L, &e, 4);
    e.evidence = evidence_arg(L, "keep", 5, &why);
    return doc_keep(d, &e, propose_err(L)) ? 0 : propose_fail(L, "keep");
}

const luaL_Reg api_redact[] = {{"redact", method_redact}, {"keep", method_keep}, {NULL, NULL}};
