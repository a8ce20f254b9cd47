#include "lua/load.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

enum { LOAD_LIMIT = 16 << 20, LOAD_DEPTH = 8 };

struct source *load_source(struct host *h, struct str path, struct str shown, struct err *err)
{
    for (struct source *s = h->sources; s; s = s->next)
        if (str_eq(s->path, path))
            return s;
    struct buf b = {0};
    struct stat st;
    struct err why = {0};
    struct str z = arena_str(&h->arena, path);
    enum file_fault fault = file_read(AT_FDCWD, z.p, LOAD_LIMIT, &b, &st, &why);
    struct source *s = NULL;
    if (fault == FILE_OK) {
        s = arena_get(&h->arena, sizeof *s);
        *s = (struct source){.next = h->sources, .path = z};
        s->shown = arena_str(&h->arena, shown);
        s->text = arena_str(&h->arena, buf_str(&b));
        h->sources = s;
    } else if (fault != FILE_GONE) {
        err_set(err, "%s", why.text);
    }
    buf_free(&b);
    return s;
}

/* "a.b" as "a/b.lua"; false when it is no name of that kind. */
static bool load_path(struct str name, struct buf *out)
{
    char last = '.';
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '-';
        if (!word && (c != '.' || last == '.'))
            return false;
        buf_addc(out, c == '.' ? '/' : c);
        last = c;
    }
    buf_addz(out, ".lua");
    return last != '.';
}

/* Directories that hold what stages share, and no stages. */
static bool load_is_shared(struct str path)
{
    return str_starts(path, "lib/") || str_starts(path, "data/");
}

struct source *load_stage(struct host *h, struct str name, struct err *err)
{
    struct buf path = {0}, shown = {0}, below = {0};
    struct source *s = NULL;
    if (str_ends(name, ".lua")) {
        file_join(&path, str_of(h->rules->base), name);
        buf_add(&shown, name);
    } else if (load_path(name, &below) && !load_is_shared(buf_str(&below))) {
        file_join(&path, str_of(h->rules->plugins), buf_str(&below));
        buf_addz(&shown, "plugins/");
        buf_add(&shown, buf_str(&below));
    }
    if (path.n > 0)
        s = load_source(h, buf_str(&path), buf_str(&shown), err);
    if (!s)
        err_set(err, "there is no stage `%.*s`", (int)name.n, name.p);
    buf_free(&path);
    buf_free(&shown);
    buf_free(&below);
    return s;
}

static bool load_is_below(struct str path, const char *dir)
{
    size_t n = strlen(dir);
    return str_starts(path, dir) && path.n > n && path.p[n] == '/';
}

bool load_ships(const struct host *h, struct str shown)
{
    bool ships = false;
    for (const struct source *s = h->sources; s; s = s->next)
        if (str_eq(s->shown, shown)) {
            ships = load_is_below(s->path, h->rules->plugins);
            if (!ships)
                break;
        }
    return ships;
}

void load_run(lua_State *L, const struct source *s)
{
    luaL_checkstack(L, 4, NULL);
    lua_pushlstring(L, "@", 1);
    lua_pushlstring(L, s->shown.p, s->shown.n);
    lua_concat(L, 2);
    if (luaL_loadbufferx(L, s->text.p, s->text.n, lua_tostring(L, -1), "t") != LUA_OK)
        lua_error(L);
    lua_remove(L, -2);
    lua_insert(L, -2);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
}

/* ---- require ------------------------------------------------------------------------------- */

/* The file that `require(name)` of plugin p means: below plugins/lib or plugins/data, or beside
 * the plugin. */
static struct source *require_source(struct host *h, struct plugin *p, struct str name,
                                     struct err *err)
{
    struct buf path = {0}, shown = {0}, below = {0};
    struct source *s = NULL;
    if (!load_path(name, &below))
        goto out;
    if (load_is_shared(buf_str(&below))) {
        file_join(&path, str_of(h->rules->plugins), buf_str(&below));
        buf_addz(&shown, "plugins/");
        buf_add(&shown, buf_str(&below));
    } else {
        file_join(&path, file_dir(p->source->path), buf_str(&below));
        file_join(&shown, file_dir(p->source->shown), buf_str(&below));
    }
    s = load_source(h, buf_str(&path), buf_str(&shown), err);
    if (s && p->loading) {
        uint8_t digest[HASH_BYTES];
        hash_sha256(s->text, digest);
        buf_add(&p->used, (struct str){(const char *)digest, sizeof digest});
    }
out:
    buf_free(&path);
    buf_free(&shown);
    buf_free(&below);
    return s;
}

/* Upvalues: the plugin, the environment, what is loaded (false while it is loading). */
static int load_require(lua_State *L)
{
    struct host *h = host_of(L);
    struct str name;
    name.p = luaL_checklstring(L, 1, &name.n);
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, lua_upvalueindex(3)) != LUA_TNIL) {
        if (!lua_toboolean(L, -1))
            return fault_raise(L, "require: `%s` requires itself", name.p);
        return 1;
    }
    if (h->phase != PHASE_LOAD && h->phase != PHASE_TABLE)
        return fault_raise(L, "require works while a file is loaded: move it to the top");
    h->scratch.set = false;
    struct source *s =
        require_source(h, lua_touserdata(L, lua_upvalueindex(1)), name, &h->scratch);
    if (!s && h->scratch.set)
        return fault_raise(L, "require: %s", h->scratch.text);
    if (!s)
        return fault_raise(L,
                           "require: there is no `%s` in plugins (as lib.NAME or data.NAME) "
                           "or beside the stage",
                           name.p);
    lua_pushvalue(L, 1);
    lua_pushboolean(L, 0);
    lua_rawset(L, lua_upvalueindex(3));
    lua_pushvalue(L, lua_upvalueindex(2));
    load_run(L, s);
    if (lua_isnil(L, -1))
        return fault_raise(L, "require: `%s` returns nothing", name.p);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, lua_upvalueindex(3));
    return 1;
}

void load_push_require(lua_State *L, struct plugin *p)
{
    lua_pushlightuserdata(L, p);
    lua_pushvalue(L, -2);
    lua_newtable(L);
    lua_getfield(L, -4, "galley");
    lua_setfield(L, -2, "galley");
    lua_pushcclosure(L, load_require, 3);
    lua_setfield(L, -2, "require");
}

/* ---- all stages ---------------------------------------------------------------------------- */

struct names {
    struct arena *arena;
    struct str *v;
    size_t n, cap;
};

static int names_order(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void names_add(struct names *names, struct str below)
{
    struct str name = arena_str(names->arena, str_cut(below, 0, below.n - 4));
    for (char *p = (char *)(uintptr_t)name.p; *p; p++)
        *p = *p == '/' ? '.' : *p;
    names->v = arena_grow(names->arena, names->v, &names->cap, names->n + 1, sizeof *names->v);
    names->v[names->n++] = name;
}

/* Adds the stages in the directory `below` of the plugins. */
static bool names_walk(struct names *names, struct str root, struct str below, int depth,
                       struct err *err)
{
    struct buf path = {0};
    struct dirent *entry;
    bool good = true;
    file_join(&path, root, below);
    DIR *dir = opendir(path.p);
    if (!dir) {
        good = err_sys(err, "cannot list %s", path.p);
        goto out;
    }
    while (good && (errno = 0, entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        struct stat st;
        struct buf b = {0};
        file_join(&b, below, str_of(entry->d_name));
        bool there = fstatat(dirfd(dir), entry->d_name, &st, 0) == 0;
        if (there && S_ISDIR(st.st_mode) && depth < LOAD_DEPTH && strcmp(b.p, "lib") != 0 &&
            strcmp(b.p, "data") != 0)
            good = names_walk(names, root, buf_str(&b), depth + 1, err);
        else if (there && S_ISREG(st.st_mode) && str_ends(buf_str(&b), ".lua") &&
                 !str_ends(buf_str(&b), ".test.lua"))
            names_add(names, buf_str(&b));
        buf_free(&b);
    }
    if (good && errno)
        good = err_sys(err, "cannot list %s", path.p);
    closedir(dir);
out:
    buf_free(&path);
    return good;
}

bool load_names(struct host *h, struct arena *a, struct str **names, size_t *n, struct err *err)
{
    struct names found = {.arena = a};
    if (!names_walk(&found, str_of(h->rules->plugins), str_of(""), 0, err))
        return false;
    if (found.n)
        qsort(found.v, found.n, sizeof *found.v, names_order);
    *names = found.v;
    *n = found.n;
    return true;
}
