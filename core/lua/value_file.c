/* The object that a `file` option is: .path, :text(), :lines(), :csv(), :words(), :lexicon(),
 * :tagger(). */
#include <lauxlib.h>

#include "lua/fault.h"
#include "lua/lexicon.h"
#include "lua/pattern.h"
#include "lua/readonly.h"
#include "lua/tagger.h"
#include "lua/value.h"

/* The functions' first upvalue is the option's value; that of iterators has the place as second
 * and the line as third. */
static struct str file_content(lua_State *L)
{
    return ((const struct value *)lua_touserdata(L, lua_upvalueindex(1)))->content;
}

static int file_text(lua_State *L)
{
    struct str s = file_content(L);
    lua_pushlstring(L, s.n ? s.p : "", s.n);
    return 1;
}

static void file_move(lua_State *L, size_t at)
{
    lua_pushinteger(L, (lua_Integer)at);
    lua_replace(L, lua_upvalueindex(2));
}

static int file_next_line(lua_State *L)
{
    struct str s = file_content(L);
    size_t at = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    if (at >= s.n)
        return 0;
    size_t end = str_byte(s, '\n', at);
    file_move(L, end + 1);
    if (end > at && end < s.n && s.p[end - 1] == '\r')
        end--;
    lua_pushlstring(L, s.p + at, end - at);
    return 1;
}

/* A UTF-8 BOM is no part of the first line. */
static int file_iterate(lua_State *L, lua_CFunction next)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushinteger(L, str_starts(file_content(L), "\xEF\xBB\xBF") ? 3 : 0);
    lua_pushinteger(L, 1);
    lua_pushcclosure(L, next, 3);
    return 1;
}

static int file_lines(lua_State *L)
{
    return file_iterate(L, file_next_line);
}

/* ---- CSV, as RFC 4180 has it --------------------------------------------------------------- */

struct csv {
    struct str s;
    size_t at;
    lua_Integer line;
};

/* Pushes the quoted field that begins at the quote. */
static void csv_quoted(lua_State *L, struct csv *c)
{
    luaL_Buffer b;
    lua_Integer first = c->line;
    const char *path = ((const struct value *)lua_touserdata(L, lua_upvalueindex(1)))->text.p;
    luaL_buffinit(L, &b);
    for (c->at++; c->at < c->s.n; c->at++) {
        char ch = c->s.p[c->at];
        if (ch == '"' && (++c->at == c->s.n || c->s.p[c->at] != '"')) {
            luaL_pushresult(&b);
            if (c->at < c->s.n && !strchr(",\r\n", c->s.p[c->at]))
                fault_raise(L, "%s:%lld: text behind the closing quote of a field", path,
                            (long long)c->line);
            return;
        }
        c->line += ch == '\n';
        luaL_addchar(&b, ch);
    }
    fault_raise(L, "%s:%lld: the quote is not closed", path, (long long)first);
}

static void csv_field(lua_State *L, struct csv *c)
{
    size_t end = c->at;
    if (end < c->s.n && c->s.p[end] == '"') {
        csv_quoted(L, c);
        return;
    }
    while (end < c->s.n && c->s.p[end] != ',' && c->s.p[end] != '\n')
        end++;
    size_t cut = end > c->at && end < c->s.n && c->s.p[end] == '\n' && c->s.p[end - 1] == '\r';
    lua_pushlstring(L, c->s.p + c->at, end - c->at - cut);
    c->at = end;
}

static int file_next_row(lua_State *L)
{
    struct csv c = {file_content(L), (size_t)lua_tointeger(L, lua_upvalueindex(2)),
                    lua_tointeger(L, lua_upvalueindex(3))};
    if (c.at >= c.s.n)
        return 0;
    lua_newtable(L);
    for (lua_Integer i = 1;; i++) {
        csv_field(L, &c);
        lua_rawseti(L, -2, i);
        if (c.at >= c.s.n || c.s.p[c.at] != ',')
            break;
        c.at++;
    }
    c.at += c.at < c.s.n && c.s.p[c.at] == '\r';
    c.at += c.at < c.s.n && c.s.p[c.at] == '\n';
    file_move(L, c.at);
    lua_pushinteger(L, c.line + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 1;
}

static int file_csv(lua_State *L)
{
    return file_iterate(L, file_next_row);
}

/* Called as a method: the object itself comes first. */
static int file_words(lua_State *L)
{
    return pattern_push_file(L, 2, lua_touserdata(L, lua_upvalueindex(1)));
}

static int file_lexicon(lua_State *L)
{
    return lexica_push_file(L, lua_touserdata(L, lua_upvalueindex(1)));
}

static int file_tagger(lua_State *L)
{
    return taggers_push_file(L, 2, lua_touserdata(L, lua_upvalueindex(1)));
}

void value_push_file(lua_State *L, const struct value *v)
{
    static const luaL_Reg methods[] = {
        {"text", file_text},   {"lines", file_lines},     {"csv", file_csv},
        {"words", file_words}, {"lexicon", file_lexicon}, {"tagger", file_tagger},
        {NULL, NULL}};
    lua_createtable(L, 0, 7);
    lua_pushlightuserdata(L, (void *)(uintptr_t)v);
    luaL_setfuncs(L, methods, 1);
    lua_pushlstring(L, v->text.p, v->text.n);
    lua_setfield(L, -2, "path");
    readonly_wrap(L, "opt");
}
