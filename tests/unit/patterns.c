/* The patterns that are in use find the same by anchors and without, in the shipped articles and
 * in texts made of what they nearly match. */
#include <fcntl.h>
#include <glob.h>
#include <lauxlib.h>
#include <lualib.h>

#include "base/file.h"
#include "base/utf8.h"
#include "pair.h"

/* Texts to look in: the shipped articles. */
struct texts {
    struct buf *items;
    size_t n;
};

static void texts_open(struct texts *t, const char *pattern)
{
    glob_t g;
    *t = (struct texts){.n = 0};
    if (glob(pattern, 0, NULL, &g) == 0) {
        t->items = calloc(g.gl_pathc, sizeof *t->items);
        for (size_t i = 0; i < g.gl_pathc; i++) {
            struct stat st;
            struct buf *b = &t->items[t->n];
            if (file_read(AT_FDCWD, g.gl_pathv[i], 1 << 18, b, &st, NULL) == FILE_OK && b->n &&
                utf8_valid(buf_str(b)) == b->n)
                t->n++;
        }
    }
    globfree(&g);
}

static void texts_close(struct texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        buf_free(&t->items[i]);
    free(t->items);
}

static struct regex_engine *engine;
static struct texts articles;
static size_t used, with_anchor, matches, bad;

static void compare(struct str pattern, struct regex_flags flags)
{
    struct pair p;
    struct str found = {NULL, 0};
    struct buf b = {0};
    if (pair_open(&p, engine, pattern, flags)) {
        used++;
        with_anchor += regex_anchor(p.quick, &b);
        for (size_t i = 0; i < articles.n; i++)
            compare_all(&p, buf_str(&articles.items[i]), &found);
        compare_made(&p, found);
        matches += p.found;
        bad += p.differ;
    }
    pair_close(&p);
    buf_free(&b);
}

static void report(const char *what)
{
    OK(!bad && used && matches, "%s: %zu patterns, %zu with anchors, %zu matches", what, used,
       with_anchor, matches);
    used = with_anchor = matches = bad = 0;
}

/* galley.re while plugins are loaded: compares at once. */
static int note_pattern(lua_State *L)
{
    struct str pattern;
    struct regex_flags flags = {0};
    pattern.p = luaL_checklstring(L, 1, &pattern.n);
    if (lua_istable(L, 2)) {
        lua_getfield(L, 2, "caseless");
        flags.caseless = lua_toboolean(L, -1);
        lua_getfield(L, 2, "ucp");
        flags.ucp = lua_toboolean(L, -1);
    }
    compare(pattern, flags);
    lua_newtable(L);
    return 1;
}

/* Loads the files as stages or libraries; what a file returns is tried too, since some functions
 * make patterns. Most of them fail: they get no document. */
static const char loader[] = "local note, files = ...\n"
                             "local nothing = function() return {} end\n"
                             "local galley = setmetatable({re = note}, {__index = function()\n"
                             "  return nothing end})\n"
                             "_G.galley = galley\n"
                             "package.path = 'plugins/?.lua'\n"
                             "for _, file in ipairs(files) do\n"
                             "  local good, is = pcall(dofile, file)\n"
                             "  for _, f in pairs(good and type(is) == 'table' and is or {}) do\n"
                             "    if type(f) == 'function' then pcall(f) end\n"
                             "  end\n"
                             "end\n";

static void test_plugins(const char *files)
{
    glob_t g;
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    if (luaL_loadstring(L, loader))
        OK(false, "%s", lua_tostring(L, -1));
    lua_pushcfunction(L, note_pattern);
    lua_newtable(L);
    if (glob(files, 0, NULL, &g) == 0) {
        for (size_t i = 0; i < g.gl_pathc; i++) {
            if (str_ends(str_of(g.gl_pathv[i]), ".test.lua"))
                continue;
            lua_pushstring(L, g.gl_pathv[i]);
            lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        }
    }
    globfree(&g);
    if (lua_pcall(L, 2, 0, 0))
        OK(false, "%s", lua_tostring(L, -1));
    lua_close(L);
    report(files);
}

static void test_table(const char *file)
{
    struct buf b = {0};
    struct stat st;
    struct str line, rest;
    if (file_read(AT_FDCWD, file, 1 << 20, &b, &st, NULL) != FILE_OK) {
        tap_skip("%s is not here", file);
        buf_free(&b);
        return;
    }
    rest = buf_str(&b);
    while (str_split(&rest, '\n', &line)) {
        size_t tab = str_byte(line, '\t', 0);
        if (tab < line.n)
            compare(str_cut(line, tab + 1, line.n), (struct regex_flags){0});
    }
    report(file);
    buf_free(&b);
}

int main(void)
{
    struct err err = {0};
    engine = regex_engine_new(&err);
    if (!OK(engine, "the engine starts: %s", err.text))
        return tap_done();
    texts_open(&articles, "pipelines/articles/*/*");
    OK(articles.n, "%zu articles to look in", articles.n);
    test_plugins("plugins/*/*.lua");
    test_plugins("scripts/bench/five.lua");
    test_table("../shared/data/patterns25.tsv");
    texts_close(&articles);
    regex_engine_free(engine);
    return tap_done();
}
