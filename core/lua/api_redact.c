/* Methods of `doc` by which a stage redacts, or says what it keeps, and why. */
#include "base/mem.h"
#include "base/utf8.h"
#include "lua/propose.h"
#include "lua/ruling.h"
#include "text/evidence.h"
#include "text/review.h"

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

static void evidence_review(lua_State *L, const char *method, struct evidence *e)
{
    e->review = lua_toboolean(L, -1);
    if (!lua_isboolean(L, -1))
        fault_raise(L, "doc:%s: the evidence `review` must be true or false", method);
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
    else if (strcmp(key, "review") == 0)
        evidence_review(L, method, e);
    else
        fault_raise(L, "doc:%s: unknown evidence `%s`", method, key);
}

/* The most parts that a value may have. */
enum { PARTS_MOST = 64 };

/* Adds the list of parts on top, copied into the document's arena, to those of the edit. */
static void redact_parts(lua_State *L, struct doc *d, struct edit *e, bool doubtful)
{
    luaL_checktype(L, -1, LUA_TTABLE);
    size_t n = (size_t)lua_rawlen(L, -1), all = e->clues.n + n;
    if (all > PARTS_MOST)
        fault_raise(L, "doc:redact: a value has up to %d parts, not %zu", PARTS_MOST, all);
    struct clue *v = arena_get(d->arena, all * sizeof *v);
    if (e->clues.n)
        memcpy(v, e->clues.v, e->clues.n * sizeof *v);
    for (size_t i = 0; i < n; i++) {
        struct str s = {NULL, 0};
        if (lua_rawgeti(L, -1, (lua_Integer)i + 1) == LUA_TSTRING)
            s.p = lua_tolstring(L, -1, &s.n);
        if (!s.p || utf8_valid(s) < s.n)
            fault_raise(L, "doc:redact: a part of a value is a string of UTF-8");
        v[e->clues.n + i] = (struct clue){arena_str(d->arena, s), doubtful};
        lua_pop(L, 1);
    }
    e->clues = (struct clues){v, all};
}

/* Takes the value on top for the member `key` of what is said of e. */
static void redact_member(lua_State *L, struct doc *d, const char *key, struct edit *e,
                          struct evidence *why)
{
    if (e->secret && (strcmp(key, "parts") == 0 || strcmp(key, "doubtful") == 0))
        redact_parts(L, d, e, *key == 'd');
    else
        evidence_member(L, e->secret ? "redact" : "keep", key, why);
}

/* Reads the table in argument n, which keeps the strings of the evidence, into e and why. */
static void redact_told(lua_State *L, struct doc *d, int n, struct edit *e, struct evidence *why)
{
    if (lua_isnoneornil(L, n))
        return;
    luaL_checktype(L, n, LUA_TTABLE);
    *why = (struct evidence){0};
    e->evidence = why;
    int top = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, n); lua_settop(L, top + 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            fault_raise(L, "doc:%s: a member of evidence has a name",
                        e->secret ? "redact" : "keep");
        redact_member(L, d, lua_tostring(L, -2), e, why);
    }
}

static struct doc *redact_doc(lua_State *L, const char *method)
{
    struct doc *d = propose_doc(L, method);
    if (!host_of(L)->stage->decl->redacts)
        fault_raise(L, "doc:%s: the stage does not declare redacts = true", method);
    return d;
}

static const char redactions[] = HOST_REDACTIONS;

static int method_redact(lua_State *L)
{
    struct doc *d = redact_doc(L, "redact");
    struct evidence why;
    struct edit e = {.span = api_span(L, d, 2), .secret = true};
    e.with.p = luaL_checklstring(L, 4, &e.with.n);
    propose_name(L, &e, 5);
    redact_told(L, d, 6, &e, &why);
    if (!doc_edit(d, &e, propose_err(L)))
        return propose_fail(L, "redact");
    host_found(host_of(L), (struct str){redactions, sizeof redactions - 1});
    return 0;
}

static int method_keep(lua_State *L)
{
    struct doc *d = redact_doc(L, "keep");
    struct evidence why;
    struct edit e = {.span = api_span(L, d, 2)};
    propose_name(L, &e, 4);
    redact_told(L, d, 5, &e, &why);
    return doc_keep(d, &e, propose_err(L)) ? 0 : propose_fail(L, "keep");
}

/* The member `key` of the decision, which stays on the stack. */
static struct str decision_text(lua_State *L, const char *key)
{
    struct str s = {NULL, 0};
    if (lua_getfield(L, 2, key) == LUA_TSTRING)
        s.p = lua_tolstring(L, -1, &s.n);
    if (!s.p)
        fault_raise(L, "doc:reviewed: the decision's `%s` must be a string", key);
    return s;
}

static uint64_t decision_number(lua_State *L, const char *key)
{
    int whole;
    lua_getfield(L, 2, key);
    lua_Integer n = lua_tointegerx(L, -1, &whole);
    if (!whole || n < 0)
        fault_raise(L, "doc:reviewed: the decision's `%s` must be a whole number from 0", key);
    return (uint64_t)n;
}

/* doc:reviewed(decision): the ends of what a person decided about, or nil. The place is one of the
 * original, as in every file that is written. */
static int method_reviewed(lua_State *L)
{
    struct doc *d = redact_doc(L, "reviewed");
    struct span now;
    luaL_checktype(L, 2, LUA_TTABLE);
    struct str id = decision_text(L, "id"), decision = decision_text(L, "decision");
    struct review r = {
        .path = d->path, .label = decision_text(L, "label"), .rule = decision_text(L, "rule")};
    struct ruling ruling = {.file = decision_text(L, "file"),
                            .line = decision_number(L, "line"),
                            .redact = str_is(decision, "redact")};
    if (!ruling.redact && !str_is(decision, "keep"))
        return fault_raise(L, "doc:reviewed: `decision` is redact or keep");
    r.origin = (struct span){decision_number(L, "start"), decision_number(L, "stop")};
    ruling.fits = review_find(d, &r, id, host_of(L)->rules->key, &now);
    ruling_note(host_of(L), &ruling);
    if (!ruling.fits)
        return api_nil(L);
    api_push_span(L, now);
    return 2;
}

static bool is_last_pair(const struct host *h, const struct pair *p)
{
    const struct pair *last = h->pair_n > 0 ? &h->pairs[h->pair_n - 1] : NULL;
    return last && str_eq(last->with, p->with) && str_eq(last->value, p->value) &&
           str_eq(last->label, p->label);
}

/* doc:pair(with, value, label): `with` stands in the outputs for `value`. Kept only where a
 * mapping was asked for, and in no more bytes than a document may have. */
static int method_pair(lua_State *L)
{
    redact_doc(L, "pair");
    struct host *h = host_of(L);
    struct pair p = {.with = api_text(L, 2), .value = api_text(L, 3), .label = api_text(L, 4)};
    size_t most = h->rules->document ? h->rules->document : SIZE_MAX;
    if (p.with.n == 0 || p.value.n == 0)
        return fault_raise(L, "doc:pair: what stands for nothing, or nothing for it, is no pair");
    if (!h->rules->mapping || is_last_pair(h, &p))
        return 0;
    h->pair_bytes += p.with.n + p.value.n + p.label.n;
    if (h->pair_bytes > most)
        return fault_raise(L, "doc:pair: over %zu bytes of pairs, the limit of a document", most);
    if (h->pair_n == h->pair_cap)
        h->pairs = mem_grow(h->pairs, &h->pair_cap, h->pair_n, sizeof *h->pairs);
    h->pairs[h->pair_n++] =
        (struct pair){arena_str(&h->told_arena, p.label), arena_str(&h->told_arena, p.with),
                      arena_str(&h->told_arena, p.value)};
    return 0;
}

const luaL_Reg api_redact[] = {{"redact", method_redact},
                               {"keep", method_keep},
                               {"reviewed", method_reviewed},
                               {"pair", method_pair},
                               {NULL, NULL}};
