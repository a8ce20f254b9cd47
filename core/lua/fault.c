#include "lua/fault.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "lua/state.h"

enum { FAULT_FRAMES = 10 };

/* Chunks are called "something.lua", or by the one word of an expression. */
static bool fault_is_chunk(struct str s)
{
    return str_ends(s, ".lua") || str_is(s, "when") || str_is(s, "expression");
}

size_t fault_split(struct str text, struct str *file, int *line)
{
    for (size_t at = str_byte(text, ':', 0); at < text.n; at = str_byte(text, ':', at + 1)) {
        size_t end = at + 1;
        int number = 0;
        while (end < text.n && text.p[end] >= '0' && text.p[end] <= '9' && number < 100000000)
            number = number * 10 + (text.p[end++] - '0');
        if (number == 0 || end + 1 >= text.n || text.p[end] != ':' || text.p[end + 1] != ' ')
            continue;
        *file = str_cut(text, 0, at);
        *line = number;
        return fault_is_chunk(*file) ? end + 2 : 0;
    }
    return 0;
}

/* Lua cuts the front off a long name: the whole is that of the source which ends so. */
static struct str fault_whole(const struct host *h, struct str file)
{
    struct str rest = str_cut(file, 3, file.n);
    if (!str_starts(file, "..."))
        return file;
    for (const struct source *s = h->sources; s; s = s->next)
        if (s->shown.n >= rest.n &&
            str_eq(str_cut(s->shown, s->shown.n - rest.n, s->shown.n), rest))
            return s->shown;
    return file;
}

static void fault_trace(lua_State *L, struct buf *out)
{
    lua_Debug at;
    int shown = 0;
    buf_clear(out);
    for (int level = 1; shown < FAULT_FRAMES && lua_getstack(L, level, &at); level++) {
        lua_getinfo(L, "Sln", &at);
        if (at.source[0] != '@' || at.currentline <= 0)
            continue;
        buf_addf(out, "\n  %s:%d: in ", at.source + 1, at.currentline);
        if (at.what[0] == 'm')
            buf_addz(out, "the file");
        else if (at.name)
            buf_addf(out, "`%s`", at.name);
        else
            buf_addf(out, "the function of line %d", at.linedefined);
        shown++;
    }
    if (shown < 2) /* the place says it already */
        buf_clear(out);
}

int fault_handler(lua_State *L)
{
    struct host *h = host_of(L);
    struct fault *f = &h->fault;
    size_t n = 0, skip;
    int line = 0, told;
    const char *frame = limit_where(L, &line);
    const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &n) : NULL;
    struct str file, whole = frame ? str_of(frame) : (struct str){"", 0};
    f->err.set = false;
    fault_trace(L, &f->trace);
    if (!text) {
        err_at(&f->err, frame, line, 0, "the error object is a %s value", luaL_typename(L, 1));
        return 1;
    }
    skip = fault_split((struct str){text, n}, &file, &told);
    if (skip && str_ends(file, ".lua")) {
        whole = fault_whole(h, file);
        line = told;
    }
    char name[sizeof f->err.file];
    snprintf(name, sizeof name, "%.*s", (int)whole.n, whole.p);
    err_at(&f->err, name, line, 0, "%.*s", (int)(n - skip), text + skip);
    return 1;
}

static void fault_tell(struct host *h, bool told, struct err *err)
{
    struct err *e = &h->fault.err;
    if (h->limit.stopped) /* whatever the stage made of it */
        snprintf(e->text, sizeof e->text, "%s", limit_text);
    else if (!e->set) /* Lua had no room left to call the handler */
        err_set(e, "%s",
                lua_type(h->L, -1) == LUA_TSTRING ? lua_tostring(h->L, -1)
                                                  : "an error in handling an error");
    if (!told)
        err_at(err, e->file, e->line, 0, "%s", e->text);
    else if (e->line > 0)
        err_at(err, e->file, e->line, 0, "%s:%d: %s%s", e->file, e->line, e->text,
               h->fault.trace.n ? h->fault.trace.p : "");
    else
        err_set(err, "%s", e->text);
}

bool fault_call(struct host *h, int n, int results, bool told, struct err *err)
{
    h->fault.err.set = false;
    int status = lua_pcall(h->L, n, results, 1);
    if (status == LUA_OK && !h->limit.stopped)
        return true;
    if (status == LUA_OK)
        err_set(err, "%s", limit_text);
    else
        fault_tell(h, told, err);
    lua_settop(h->L, 1);
    return false;
}

bool fault_run(struct host *h, lua_CFunction f, void *argument, bool told, struct err *err)
{
    lua_pushcfunction(h->L, f);
    lua_pushlightuserdata(h->L, argument);
    return fault_call(h, 1, 0, told, err);
}

int fault_raise(lua_State *L, const char *format, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    luaL_where(L, 1);
    lua_pushstring(L, text);
    lua_concat(L, 2);
    lua_error(L);
    abort(); /* lua_error does not return, which its header does not say */
}
