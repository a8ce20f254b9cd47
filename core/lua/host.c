/* The host: making it, loading stages into it, the bounds of a document. */
#include "lua/host.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "lua/api.h"
#include "lua/decl.h"
#include "lua/lexicon.h"
#include "lua/load.h"
#include "lua/names.h"
#include "lua/pattern.h"
#include "lua/places.h"
#include "lua/sandbox.h"
#include "lua/tagger.h"
#include "lua/value.h"
#include "lua/when.h"

static int host_prepare(lua_State *L)
{
    sandbox_open(L);
    pattern_open(L);
    lexica_open(L);
    taggers_open(L);
    finders_open(L);
    api_open(L);
    when_open(L);
    return 0;
}

struct host *host_new(const struct host_rules *rules, struct watch *watch, struct err *err)
{
    struct host *h = mem_get(sizeof *h);
    h->rules = rules;
    h->limit = (struct limit){.watch = watch, .time = rules->time, .memory = rules->memory};
    random_seed(h, 0);
    h->engine = regex_engine_new(err);
    h->L = h->engine ? limit_open(&h->limit, err) : NULL;
    if (!h->L)
        goto out;
    *(struct host **)lua_getextraspace(h->L) = h;
    lua_pushcfunction(h->L, fault_handler);
    if (fault_run(h, host_prepare, NULL, true, err))
        return h;
out:
    host_free(h);
    return NULL;
}

void host_free(struct host *h)
{
    if (!h)
        return;
    limit_close(&h->limit);
    if (h->L)
        lua_close(h->L);
    places_close(h);
    pool_free(&h->limit.pool);
    regex_engine_free(h->engine);
    buf_free(&h->fault.trace);
    buf_free(&h->escaped);
    free(h->capitals);
    arena_free(&h->arena);
    arena_free(&h->told_arena);
    free(h->counts);
    free(h->found);
    free(h->pairs);
    free(h->rulings);
    free(h);
}

/* ---- loading ------------------------------------------------------------------------------- */

struct loading {
    struct plugin *plugin;
    struct err *err;
    bool good;
};

static int host_declare(lua_State *L)
{
    struct host *h = host_of(L);
    struct loading *l = lua_touserdata(L, 1);
    struct decl_reader r = {L, &h->arena, l->plugin->source, l->err};
    sandbox_push(L, l->plugin);
    load_run(L, l->plugin->source);
    l->good = decl_read(&r, &l->plugin->decl);
    l->plugin->table = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

/* One digest for the plugin and the files it requires, which are part of what it does. */
static void host_digest(struct plugin *p)
{
    uint8_t digest[HASH_BYTES];
    hash_sha256(p->source->text, digest);
    if (p->used.n > 0) {
        buf_add(&p->used, (struct str){(const char *)digest, sizeof digest});
        hash_sha256(buf_str(&p->used), digest);
    }
    hash_hex(digest, p->decl.digest);
    buf_free(&p->used);
}

/* An error that Lua gave no place, as for a file that is no text, is at the front of the file. */
static void host_place(struct err *err, const struct source *s)
{
    if (!err || err->line > 0)
        return;
    snprintf(err->file, sizeof err->file, "%s", s->shown.p);
    err->line = 1;
}

const struct decl *host_load(struct host *h, struct str name, struct err *err)
{
    for (struct plugin *p = h->plugins; p; p = p->next)
        if (str_eq(p->decl.name, name))
            return &p->decl;
    struct source *source = load_stage(h, name, err);
    if (!source)
        return NULL;
    struct plugin *p = arena_get(&h->arena, sizeof *p);
    *p = (struct plugin){.next = h->plugins, .source = source, .loading = true};
    p->decl.name = arena_str(&h->arena, name);
    p->decl.file = source->shown;
    p->decl.dir = file_dir(source->path);
    p->decl.plugins = str_of(h->rules->plugins);
    struct loading l = {p, err, false};
    host_enter(h, PHASE_LOAD, p);
    bool good = fault_run(h, host_declare, &l, false, err) && l.good;
    host_leave(h);
    p->loading = false;
    host_digest(p);
    if (!good) {
        host_place(err, source);
        return NULL;
    }
    h->plugins = p;
    return &p->decl;
}

bool host_list(struct host *h, struct buf *out, struct err *err)
{
    struct arena a = {0};
    struct str *names = NULL;
    size_t n = 0;
    bool good = load_names(h, &a, &names, &n, err);
    for (size_t i = 0; i < n; i++) {
        buf_add(out, names[i]);
        buf_addc(out, '\n');
    }
    arena_free(&a);
    return good;
}

void host_lint(const struct host *h, struct diags *diags)
{
    for (const struct lint *l = h->lints; l; l = l->next)
        diag_warn(diags, (struct place){l->file.p, l->line, 0}, "the pattern `%.*s` %s",
                  l->pattern.n > 120 ? 120 : (int)l->pattern.n, l->pattern.p, l->warning);
}

/* ---- tables -------------------------------------------------------------------------------- */

struct tabling {
    struct source *source;
    struct arena *arena;
    struct node *node;
    struct err *err;
};

static int host_tabulate(lua_State *L)
{
    struct tabling *t = lua_touserdata(L, 1);
    const char *file = arena_str(t->arena, t->source->shown).p, *why = NULL;
    sandbox_push(L, NULL);
    load_run(L, t->source);
    if (!lua_istable(L, -1))
        err_at(t->err, file, 1, 0, "the file must return a table, not a %s",
               luaL_typename(L, -1));
    else if (!(t->node = value_node(L, -1, t->arena, file, &why)))
        err_at(t->err, file, 1, 0, "the table holds %s", why);
    return 0;
}

struct node *host_table(struct host *h, struct arena *arena, const char *path, struct err *err)
{
    struct tabling t = {.arena = arena, .err = err};
    t.source = load_source(h, str_of(path), str_of(path), err);
    if (!t.source) {
        err_set(err, "there is no file %s", path);
        return NULL;
    }
    host_enter(h, PHASE_TABLE, NULL);
    bool good = fault_run(h, host_tabulate, &t, false, err);
    host_leave(h);
    return good ? t.node : NULL;
}

/* ---- documents ----------------------------------------------------------------------------- */

void host_enter(struct host *h, enum phase phase, struct plugin *p)
{
    struct watch *w = h->limit.watch;
    h->phase = phase;
    h->plugin = p;
    h->alone = !h->limit.active;
    if (h->alone)
        limit_begin(&h->limit);
    if (p)
        snprintf(w->stage, sizeof w->stage, "%.*s", (int)p->decl.name.n, p->decl.name.p);
}

void host_leave(struct host *h)
{
    h->limit.watch->stage[0] = '\0';
    h->phase = PHASE_NONE;
    h->plugin = NULL;
    if (h->alone)
        limit_end(&h->limit, h->L);
}

void host_begin(struct host *h, struct doc *d, uint64_t at)
{
    if (at > 0)
        limit_end(&h->limit, h->L);
    else if (h->count_n + h->pair_n + h->ruling_n > 0)
        arena_reset(&h->told_arena);
    if (at == 0)
        h->count_n = h->found_n = h->pair_n = h->pair_bytes = h->ruling_n = 0;
    places_begin(h, d);
    random_seed(h, hash_fast(d->path) + at);
    limit_begin(&h->limit);
}

void host_end(struct host *h)
{
    places_end(h);
    limit_end(&h->limit, h->L);
}

struct told host_told(const struct host *h)
{
    return (struct told){h->counts, h->count_n, h->found, h->found_n, h->pairs, h->pair_n};
}

/* Whether the document has one of them already: then it has one more. */
static bool found_again(struct host *h, struct str stage, struct str name)
{
    for (size_t i = 0; i < h->found_n; i++) {
        struct count *c = &h->found[i];
        if (c->stage.p == stage.p && str_eq(c->name, name)) {
            c->n++;
            return true;
        }
    }
    return false;
}

static void found_first(struct host *h, struct str stage, struct str name)
{
    if (h->found_n == h->found_cap)
        h->found = mem_grow(h->found, &h->found_cap, h->found_n, sizeof *h->found);
    h->found[h->found_n++] = (struct count){stage, name, 1};
}

void host_found(struct host *h, struct str name)
{
    if (!found_again(h, h->stage->decl->name, name))
        found_first(h, h->stage->decl->name, name);
}

void host_found_by(struct host *h, struct str stage, struct str name)
{
    if (!found_again(h, stage, name))
        found_first(h, stage, arena_str(&h->told_arena, name));
}
