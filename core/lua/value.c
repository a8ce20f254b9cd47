#include "lua/value.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "lua/readonly.h"
#include "lua/state.h"

enum { VALUE_DEPTH = 32 };

/* ---- to Lua -------------------------------------------------------------------------------- */

static void value_push_number(lua_State *L, double n)
{
    if (n > -0x1p53 && n < 0x1p53 && n == (double)(lua_Integer)n)
        lua_pushinteger(L, (lua_Integer)n);
    else
        lua_pushnumber(L, n);
}

static void value_push_list(lua_State *L, const struct value *v)
{
    lua_createtable(L, (int)v->n, 0);
    for (size_t i = 0; i < v->n; i++) {
        value_push(L, &v->items[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    readonly_wrap(L, "opt");
}

static void value_push_map(lua_State *L, const struct value *v)
{
    lua_createtable(L, (int)v->n, 0); /* the keys as written */
    lua_createtable(L, 0, (int)v->n);
    for (size_t i = 0; i < v->n; i++) {
        lua_pushlstring(L, v->keys[i].p, v->keys[i].n);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -4, (lua_Integer)i + 1);
        value_push(L, &v->items[i]);
        lua_rawset(L, -3);
    }
    readonly_wrap(L, "opt");
    readonly_set_keys(L);
}

void value_push(lua_State *L, const struct value *v)
{
    luaL_checkstack(L, 8, "options nested too deeply");
    switch (v->type) {
    case VALUE_STRING:
        lua_pushlstring(L, v->text.n ? v->text.p : "", v->text.n);
        break;
    case VALUE_NUMBER:
        value_push_number(L, v->number);
        break;
    case VALUE_BOOLEAN:
        lua_pushboolean(L, v->boolean);
        break;
    case VALUE_LIST:
        value_push_list(L, v);
        break;
    case VALUE_MAP:
        value_push_map(L, v);
        break;
    case VALUE_FILE:
        value_push_file(L, v);
        break;
    default:
        lua_pushnil(L);
    }
}

/* ---- defaults from Lua --------------------------------------------------------------------- */

static int value_key_order(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct str *value_keys(lua_State *L, int index, struct arena *a, size_t *n)
{
    struct str *keys = arena_get(a, 1);
    size_t cap = 0;
    *n = 0;
    index = lua_absindex(L, index);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        struct str key;
        if (lua_type(L, -2) != LUA_TSTRING) {
            lua_pop(L, 2);
            return NULL;
        }
        key.p = lua_tolstring(L, -2, &key.n);
        keys = arena_grow(a, *n ? keys : NULL, &cap, *n + 1, sizeof *keys);
        keys[(*n)++] = arena_str(a, key);
    }
    if (*n)
        qsort(keys, *n, sizeof *keys, value_key_order);
    return keys;
}

static bool value_in_range(const struct option_spec *spec, double n, const char **why)
{
    if ((spec->has_min && n < spec->min) || (spec->has_max && n > spec->max))
        *why = "is not between min and max";
    return !*why;
}

static bool value_is_choice(const struct option_spec *spec, struct str text, const char **why)
{
    if (!spec->choices)
        return true;
    for (size_t i = 0; i < spec->choice_n; i++)
        if (str_eq(spec->choices[i], text))
            return true;
    *why = "is not one of its choices";
    return false;
}

static bool value_read_list(lua_State *L, const struct option_spec *spec, struct arena *a,
                            struct value *out, const char **why)
{
    static const struct option_spec any = {.type = VALUE_STRING};
    out->n = lua_rawlen(L, -1);
    out->items = arena_get(a, out->n * sizeof *out->items);
    for (size_t i = 0; i < out->n; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        bool good = value_read(L, -1, spec->each ? spec->each : &any, a, &out->items[i], why) &&
                    (out->items[i].type != VALUE_STRING ||
                     value_is_choice(spec, out->items[i].text, why));
        lua_pop(L, 1);
        if (!good)
            return false;
    }
    return value_in_range(spec, (double)out->n, why);
}

static const struct option_spec *value_member(const struct option_spec *spec, struct str key)
{
    static const struct option_spec any = {.type = VALUE_STRING};
    for (size_t i = 0; i < spec->key_n; i++)
        if (str_eq(spec->keys[i].name, key))
            return &spec->keys[i];
    return spec->each ? spec->each : spec->keys ? NULL : &any;
}

/* Adds the defaults of the keys that a default leaves out. */
static bool value_fill_map(const struct option_spec *spec, struct value *out, const char **why)
{
    for (size_t k = 0; k < spec->key_n; k++) {
        const struct option_spec *s = &spec->keys[k];
        bool given = false;
        for (size_t i = 0; i < out->n; i++)
            given = given || str_eq(out->keys[i], s->name);
        if (!given && !s->has_default && !s->optional)
            *why = "leaves out a key that is required";
        if (given || !s->has_default)
            continue;
        out->keys[out->n] = s->name;
        out->items[out->n++] = s->fallback;
    }
    return !*why;
}

static bool value_read_map(lua_State *L, const struct option_spec *spec, struct arena *a,
                           struct value *out, const char **why)
{
    size_t n;
    struct str *keys = value_keys(L, -1, a, &n);
    if (!keys) {
        *why = "has a key that is no string";
        return false;
    }
    out->keys = arena_get(a, (n + spec->key_n) * sizeof *out->keys);
    out->items = arena_get(a, (n + spec->key_n) * sizeof *out->items);
    for (size_t i = 0; i < n; i++) {
        const struct option_spec *member = value_member(spec, keys[i]);
        if (!member) {
            *why = "has a key that is not among its keys";
            return false;
        }
        lua_pushlstring(L, keys[i].p, keys[i].n);
        lua_rawget(L, -2);
        bool good = value_read(L, -1, member, a, &out->items[i], why);
        lua_pop(L, 1);
        if (!good)
            return false;
        out->keys[out->n++] = keys[i];
    }
    return value_in_range(spec, (double)n, why) && value_fill_map(spec, out, why);
}

static bool value_read_text(lua_State *L, const struct option_spec *spec, struct arena *a,
                            struct value *out, const char **why)
{
    struct str text;
    text.p = lua_tolstring(L, -1, &text.n);
    if (utf8_valid(text) < text.n) {
        *why = "is not UTF-8";
        return false;
    }
    out->text = arena_str(a, text);
    return spec->type == VALUE_FILE || (value_is_choice(spec, text, why) &&
                                        value_in_range(spec, (double)utf8_count(text), why));
}

static bool value_read_top(lua_State *L, const struct option_spec *spec, struct arena *a,
                           struct value *out, const char **why)
{
    static const int types[] = {[VALUE_NONE] = LUA_TNONE,     [VALUE_STRING] = LUA_TSTRING,
                                [VALUE_NUMBER] = LUA_TNUMBER, [VALUE_BOOLEAN] = LUA_TBOOLEAN,
                                [VALUE_LIST] = LUA_TTABLE,    [VALUE_MAP] = LUA_TTABLE,
                                [VALUE_FILE] = LUA_TSTRING};
    *out = (struct value){.type = spec->type};
    if (lua_type(L, -1) != types[spec->type]) {
        *why = "is not of its type";
        return false;
    }
    out->number = lua_tonumber(L, -1);
    out->boolean = lua_type(L, -1) == LUA_TBOOLEAN && lua_toboolean(L, -1);
    switch (spec->type) {
    case VALUE_LIST:
        return value_read_list(L, spec, a, out, why);
    case VALUE_MAP:
        return value_read_map(L, spec, a, out, why);
    case VALUE_NUMBER:
        return value_in_range(spec, out->number, why);
    case VALUE_BOOLEAN:
        return true;
    default:
        out->number = 0;
        return value_read_text(L, spec, a, out, why);
    }
}

bool value_read(lua_State *L, int index, const struct option_spec *spec, struct arena *a,
                struct value *out, const char **why)
{
    luaL_checkstack(L, 8, "a default nested too deeply");
    lua_pushvalue(L, index);
    bool good = value_read_top(L, spec, a, out, why);
    lua_pop(L, 1);
    return good;
}

/* ---- tables as nodes ----------------------------------------------------------------------- */

static struct node *value_node_at(lua_State *L, struct arena *a, const char *file, int depth,
                                  const char **why);

static struct node *value_scalar(struct arena *a, const char *file, struct str text, bool quoted)
{
    struct node *n = arena_get(a, sizeof *n);
    *n = (struct node){.kind = NODE_SCALAR, .quoted = quoted, .at = {file, 0, 0}};
    n->text = arena_str(a, text);
    return n;
}

/* Adds the value on top under the key, and pops it. */
static bool value_node_add(lua_State *L, struct arena *a, struct node *n, struct str key,
                           int depth, const char **why)
{
    struct node *item = value_node_at(L, a, n->at.file, depth + 1, why);
    lua_pop(L, 1);
    n->keys[n->n] = value_scalar(a, n->at.file, key, true);
    n->items[n->n++] = item;
    return item;
}

static struct node *value_node_table(lua_State *L, struct arena *a, const char *file, int depth,
                                     const char **why)
{
    size_t list = lua_rawlen(L, -1), all = 0, text_n = 0, cap = 0;
    struct str *texts = NULL;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        all++;
        if (lua_type(L, -2) != LUA_TSTRING)
            continue;
        texts = arena_grow(a, texts, &cap, text_n + 1, sizeof *texts);
        texts[text_n].p = lua_tolstring(L, -2, &texts[text_n].n);
        text_n++;
    }
    if (list + text_n != all) {
        *why = "a table whose keys are neither 1 to n nor strings";
        return NULL;
    }
    if (text_n)
        qsort(texts, text_n, sizeof *texts, value_key_order);
    struct node *n = arena_get(a, sizeof *n);
    *n = (struct node){.kind = text_n ? NODE_MAP : NODE_LIST, .at = {file, 0, 0}};
    n->items = arena_get(a, all * sizeof *n->items);
    n->keys = arena_get(a, all * sizeof *n->keys);
    for (size_t i = 0; i < all; i++) {
        char number[24];
        struct str key;
        if (i < list) {
            snprintf(number, sizeof number, "%zu", i + 1);
            key = str_of(number);
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
        } else {
            key = texts[i - list];
            lua_pushlstring(L, key.p, key.n);
            lua_rawget(L, -2);
        }
        if (!value_node_add(L, a, n, key, depth, why))
            return NULL;
    }
    return n;
}

static struct node *value_node_at(lua_State *L, struct arena *a, const char *file, int depth,
                                  const char **why)
{
    struct str text;
    luaL_checkstack(L, 8, NULL);
    switch (depth < VALUE_DEPTH ? lua_type(L, -1) : LUA_TNONE) {
    case LUA_TTABLE:
        return value_node_table(L, a, file, depth, why);
    case LUA_TBOOLEAN:
        return value_scalar(a, file, str_of(lua_toboolean(L, -1) ? "true" : "false"), false);
    case LUA_TSTRING:
        text.p = lua_tolstring(L, -1, &text.n);
        return value_scalar(a, file, text, true);
    case LUA_TNUMBER:
        lua_pushvalue(L, -1);
        text.p = lua_tolstring(L, -1, &text.n);
        struct node *n = value_scalar(a, file, text, false);
        lua_pop(L, 1);
        return n;
    default:
        *why = depth < VALUE_DEPTH ? "a value that is no data" : "tables nested too deeply";
        return NULL;
    }
}

struct node *value_node(lua_State *L, int index, struct arena *a, const char *file,
                        const char **why)
{
    lua_pushvalue(L, index);
    struct node *n = value_node_at(L, a, file, 0, why);
    lua_pop(L, 1);
    return n;
}
