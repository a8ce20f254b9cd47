/* Stages: one use of a plugin each. */
#include <lauxlib.h>
#include <stdio.h>

#include "lua/load.h"
#include "lua/readonly.h"
#include "lua/sandbox.h"
#include "lua/value.h"

/* ---- opening ------------------------------------------------------------------------------- */

struct opening {
    struct stage *stage;
    struct plugin *plugin;
    const struct value *options;
};

/* Takes the function `name` out of the table at index as a reference; nil is one too. */
static int stage_function(lua_State *L, int index, const char *name)
{
    lua_pushstring(L, name);
    lua_rawget(L, index);
    return luaL_ref(L, LUA_REGISTRYINDEX);
}

static void stage_push_options(lua_State *L, const struct value *options)
{
    static const struct value none = {.type = VALUE_MAP};
    value_push(L, options ? options : &none);
}

/* Pushes what the file returns. It runs anew for each use, so that no two uses share what it keeps
 * in locals; the first has it as it ran for the declaration. */
static void stage_push_table(lua_State *L, struct plugin *p)
{
    if (p->table) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, p->table);
        luaL_unref(L, LUA_REGISTRYINDEX, p->table);
        p->table = 0;
        return;
    }
    sandbox_push(L, p);
    load_run(L, p->source);
}

static int stage_prepare(lua_State *L)
{
    struct opening *o = lua_touserdata(L, 1);
    struct stage *s = o->stage;
    stage_push_table(L, o->plugin);
    luaL_checktype(L, 2, LUA_TTABLE);
    host_of(L)->phase = PHASE_OPEN;
    s->process = stage_function(L, 2, "process");
    stage_push_options(L, o->options);
    lua_pushvalue(L, -1);
    s->options = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_pushliteral(L, "open");
    if (lua_rawget(L, 2) == LUA_TFUNCTION) {
        lua_insert(L, -2);
        lua_call(L, 1, 1);
        readonly_wrap_deep(L, "the state of a stage");
    } else {
        lua_pushnil(L);
    }
    s->state = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_settop(L, 2);
    s->table = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

static struct plugin *stage_plugin(struct host *h, const struct decl *decl)
{
    struct plugin *p = h->plugins;
    while (&p->decl != decl)
        p = p->next;
    return p;
}

struct stage *host_open(struct host *h, const struct decl *decl, const struct value *options,
                        struct err *err)
{
    struct stage *s = arena_get(&h->arena, sizeof *s);
    struct opening o = {s, stage_plugin(h, decl), options};
    *s = (struct stage){.host = h, .decl = decl, .everywhere = decl->redacts};
    snprintf(s->name, sizeof s->name, "%.*s", (int)decl->name.n, decl->name.p);
    for (size_t i = 0; i < decl->label_n; i++)
        s->everywhere = s->everywhere || decl->labels[i].personal;
    host_enter(h, PHASE_OPEN, o.plugin);
    h->phase = PHASE_LOAD;
    h->opening = s;
    bool good = fault_run(h, stage_prepare, &o, true, err);
    h->opening = NULL;
    host_leave(h);
    return good ? s : NULL;
}

/* ---- running ------------------------------------------------------------------------------- */

/* `process` has returned the values above the handler and `doc`. */
static bool stage_returned(struct stage *s, struct err *err)
{
    lua_State *L = s->host->L;
    lua_Debug at;
    int top = lua_gettop(L), i = 3;
    while (i <= top && lua_isnil(L, i))
        i++;
    const char *type = i <= top ? luaL_typename(L, i) : NULL;
    lua_settop(L, 1);
    if (!type)
        return true;
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->process);
    lua_getinfo(L, ">S", &at);
    return err_at(err, at.source + 1, at.linedefined, 0,
                  "%s:%d: process returned a %s: a stage acts through doc and returns nothing",
                  at.source + 1, at.linedefined, type);
}

/* What the stage said through doc goes before what became of its Lua code, but for a stop. */
static bool stage_ended(struct stage *s, struct doc *d, bool good, struct err *why,
                        struct err *err)
{
    if (good && d->state != DOC_FAILED)
        return stage_returned(s, err);
    lua_settop(s->host->L, 1);
    if (s->host->limit.stopped)
        d->state = DOC_FAILED;
    else if (d->state == DOC_DROPPED)
        return true;
    if (good) /* doc:fail was caught */
        return err_set(err, "%s", d->reason.p);
    return err_at(err, why->file, why->line, 0, "%s", why->text);
}

/* A `doc` that a stage has kept is not the one of a later call, and so is known to be dead. It
 * stays on the stack, below the call, so that no other userdata can come to have its address. */
static bool stage_call(struct stage *s, struct err *err)
{
    struct host *h = s->host;
    h->handle = lua_newuserdatauv(h->L, 1, 1);
    lua_rawgeti(h->L, LUA_REGISTRYINDEX, h->doc_meta);
    lua_setmetatable(h->L, -2);
    lua_rawgeti(h->L, LUA_REGISTRYINDEX, s->process);
    lua_pushvalue(h->L, 2);
    lua_rawgeti(h->L, LUA_REGISTRYINDEX, s->options);
    lua_rawgeti(h->L, LUA_REGISTRYINDEX, s->state);
    bool good = fault_call(h, 3, LUA_MULTRET, true, err);
    h->handle = NULL;
    return good;
}

bool stage_run(struct stage *s, struct doc *d, struct err *err)
{
    struct host *h = s->host;
    memcpy(h->limit.watch->stage, s->name, sizeof s->name);
    h->phase = PHASE_RUN;
    h->stage = s;
    h->doc = d;
    h->generation++;
    h->idle = NULL;
    h->each_n = 0;
    h->why.set = false;
    bool good = stage_call(s, &h->why);
    h->doc = NULL;
    good = stage_ended(s, d, good, &h->why, err);
    h->stage = NULL;
    h->phase = PHASE_NONE;
    h->limit.watch->stage[0] = '\0';
    return good;
}

/* ---- frames of streams --------------------------------------------------------------------- */

struct framing {
    struct stage *stage;
    const char *which;
    struct buf *out;
};

static int stage_frame_text(lua_State *L)
{
    struct framing *f = lua_touserdata(L, 1);
    struct str text;
    lua_rawgeti(L, LUA_REGISTRYINDEX, f->stage->table);
    lua_pushstring(L, f->which);
    if (lua_rawget(L, -2) == LUA_TFUNCTION) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, f->stage->options);
        lua_call(L, 1, 1);
    } else if (lua_isnil(L, -1)) {
        return 0;
    }
    if (lua_type(L, -1) != LUA_TSTRING)
        return luaL_error(L, "`%s` gave a %s, not a string", f->which, luaL_typename(L, -1));
    text.p = lua_tolstring(L, -1, &text.n);
    buf_add(f->out, text);
    return 0;
}

bool stage_frame(struct stage *s, const char *which, struct buf *out, struct err *err)
{
    struct framing f = {s, which, out};
    host_enter(s->host, PHASE_OPEN, stage_plugin(s->host, s->decl));
    bool good = fault_run(s->host, stage_frame_text, &f, true, err);
    host_leave(s->host);
    return good;
}
