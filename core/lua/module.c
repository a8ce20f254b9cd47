#include "lua/module.h"

#include <lauxlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "lua/order.h"
#include "lua/pattern.h"
#include "lua/readonly.h"
#include "lua/sought_api.h"
#include "text/fold.h"
#include "text/output.h"

static int galley_escape(lua_State *L)
{
    struct str s, how;
    enum escape escape;
    s.p = luaL_checklstring(L, 1, &s.n);
    how.p = luaL_checklstring(L, 2, &how.n);
    if (!escape_find(how, &escape))
        return fault_raise(L,
                           "galley.escape: there is no escaping `%s` (json, html, markdown, csv, "
                           "yaml, none)",
                           how.p);
    if (utf8_valid(s) < s.n)
        return fault_raise(L, "galley.escape: the string is not UTF-8");
    struct buf *b = &host_of(L)->escaped;
    buf_clear(b);
    escape_add(b, s, escape);
    lua_pushlstring(L, b->n ? b->p : "", b->n);
    return 1;
}

static int galley_fold(lua_State *L)
{
    struct str s;
    s.p = luaL_checklstring(L, 1, &s.n);
    struct buf *b = &host_of(L)->escaped;
    buf_clear(b);
    fold_name(s, b);
    lua_pushlstring(L, b->n ? b->p : "", b->n);
    return 1;
}

static int galley_keys(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (readonly_keys(L, 1))
        return 1;
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) { /* a view of a table */
        luaL_getmetafield(L, 1, "__index");
        luaL_checktype(L, -1, LUA_TTABLE);
        order_keys(L, -1);
        return 1;
    }
    order_keys(L, 1);
    return 1;
}

static int galley_hmac(lua_State *L)
{
    const struct host_rules *rules = host_of(L)->rules;
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    struct str s;
    s.p = luaL_checklstring(L, 1, &s.n);
    if (rules->key.n == 0)
        return fault_raise(L, "galley.hmac needs a key: run with --key-file");
    hash_hmac(rules->key, s, digest);
    hash_hex(digest, hex);
    lua_pushstring(L, hex);
    return 1;
}

static int galley_now(lua_State *L)
{
    const struct host *h = host_of(L);
    const struct decl *d = h->stage ? h->stage->decl : h->plugin ? &h->plugin->decl : NULL;
    if (!d || !d->clock)
        return fault_raise(L, "galley.now is for stages that declare uses = {\"clock\"}");
    lua_pushinteger(L, (lua_Integer)time(NULL));
    return 1;
}

/* ---- expressions --------------------------------------------------------------------------- */

/* The names of the expression are those of the table it is given. */
static int expr_call(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_setupvalue(L, 1, 1);
    lua_call(L, 0, LUA_MULTRET);
    if (lua_gettop(L) != 1)
        return fault_raise(L, "the expression gives %d values, not one", lua_gettop(L));
    return 1;
}

static int galley_expr(lua_State *L)
{
    enum phase phase = host_of(L)->phase;
    struct str text, file, message;
    int line;
    text.p = luaL_checklstring(L, 1, &text.n);
    if (phase != PHASE_LOAD && phase != PHASE_OPEN)
        return fault_raise(L, "galley.expr works while a stage is loaded and in `open` only");
    lua_pushliteral(L, "return ");
    lua_pushvalue(L, 1);
    lua_concat(L, 2);
    struct str code;
    code.p = lua_tolstring(L, -1, &code.n);
    if (luaL_loadbufferx(L, code.p, code.n, "=expression", "t") != LUA_OK) {
        message.p = lua_tolstring(L, -1, &message.n);
        size_t skip = fault_split(message, &file, &line);
        return fault_raise(L, "the expression `%s`: %s", text.p, message.p + skip);
    }
    lua_pushcclosure(L, expr_call, 1);
    return 1;
}

void module_push(lua_State *L)
{
    static const luaL_Reg functions[] = {{"re", pattern_new_re},
                                         {"words", pattern_new_words},
                                         {"patterns", pattern_new_patterns},
                                         {"escape", galley_escape},
                                         {"fold", galley_fold},
                                         {"keys", galley_keys},
                                         {"hmac", galley_hmac},
                                         {"now", galley_now},
                                         {"expr", galley_expr},
                                         {"looks_for", sought_tell},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
}
