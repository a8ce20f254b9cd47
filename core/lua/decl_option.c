/* The `options` of a stage's declaration. */
#include <lauxlib.h>
#include <stdio.h>

#include "base/utf8.h"
#include "lua/decl.h"
#include "lua/value.h"

enum { OPTION_DEPTH = 8 };

/* The option that is read. */
struct option_reader {
    struct decl_reader *r;
    const char *outer; /* what it is part of, or NULL */
    const char *name;
    int depth;
    struct option_spec *spec;
};

static bool option_read_spec(struct option_reader *o, bool item);

static bool option_type(struct option_reader *o)
{
    static const char *const names[] = {"string", "number", "boolean", "list", "map", "file"};
    struct decl_reader *r = o->r;
    struct str type = {0};
    if (decl_get(r, "type") == LUA_TSTRING)
        type.p = lua_tolstring(r->L, -1, &type.n);
    for (int i = 0; i < 6; i++)
        if (str_is(type, names[i]))
            o->spec->type = (enum value_type)(VALUE_STRING + i);
    lua_pop(r->L, 1);
    return o->spec->type != VALUE_NONE ||
           decl_fail(o->r, o->name, type.p ? "type" : NULL,
                     "the option `%s` must have a type: string, number, boolean, "
                     "list, map or file",
                     o->name);
}

static bool option_flag(struct option_reader *o, const char *key, bool *out)
{
    int type = decl_get(o->r, key);
    *out = lua_toboolean(o->r->L, -1);
    lua_pop(o->r->L, 1);
    return type == LUA_TNIL || type == LUA_TBOOLEAN ||
           decl_fail(o->r, o->name, key, "`%s` of the option `%s` must be true or false", key,
                     o->name);
}

/* `labels` is true, or a list of labels that need no stage. */
static bool option_labels(struct option_reader *o)
{
    struct option_spec *s = o->spec;
    if (decl_get(o->r, "labels") != LUA_TTABLE) {
        lua_pop(o->r->L, 1);
        return option_flag(o, "labels", &s->labels);
    }
    s->labels = decl_strings(o->r, &s->known, &s->known_n) && s->known_n > 0;
    lua_pop(o->r->L, 1);
    return s->labels ||
           decl_fail(o->r, o->name, "labels",
                     "`labels` of the option `%s` must be true, or a list of labels", o->name);
}

static bool option_flags(struct option_reader *o)
{
    struct option_spec *s = o->spec;
    if (!option_flag(o, "optional", &s->optional) || !option_flag(o, "file", &s->from_file) ||
        !option_labels(o) || !option_flag(o, "fields", &s->fields))
        return false;
    bool holder = s->type == VALUE_STRING || s->type == VALUE_LIST || s->type == VALUE_MAP;
    if (s->from_file && s->type != VALUE_MAP)
        return decl_fail(o->r, o->name, "file", "the option `%s`: `file` is for maps", o->name);
    return (!s->labels && !s->fields) || holder ||
           decl_fail(o->r, o->name, s->labels ? "labels" : "fields",
                     "the option `%s`: labels and fields are named by strings, lists and maps",
                     o->name);
}

static bool option_bound(struct option_reader *o, const char *key, bool *has, double *out)
{
    struct option_spec *s = o->spec;
    int type = decl_get(o->r, key);
    *has = type == LUA_TNUMBER;
    *out = lua_tonumber(o->r->L, -1);
    lua_pop(o->r->L, 1);
    if (type != LUA_TNIL && (!*has || *out != *out))
        return decl_fail(o->r, o->name, key, "`%s` of the option `%s` must be a number", key,
                         o->name);
    return !*has || (s->type != VALUE_BOOLEAN && s->type != VALUE_FILE) ||
           decl_fail(o->r, o->name, key, "the option `%s`: `%s` is for numbers and sizes",
                     o->name, key);
}

static bool option_texts(struct option_reader *o, bool item)
{
    struct decl_reader *r = o->r;
    struct option_spec *s = o->spec;
    bool good = true;
    int type = decl_get(r, "help");
    if (type == LUA_TSTRING) {
        s->help.p = lua_tolstring(r->L, -1, &s->help.n);
        s->help = arena_str(r->arena, s->help);
    }
    lua_pop(r->L, 1);
    if ((type != LUA_TNIL || !item) && (s->help.n == 0 || utf8_valid(s->help) < s->help.n))
        good = decl_fail(o->r, o->name, type == LUA_TNIL ? NULL : "help",
                         "the option `%s` must have `help`: what it is for", o->name);
    type = decl_get(r, "shorthand");
    if (type == LUA_TSTRING) {
        s->shorthand.p = lua_tolstring(r->L, -1, &s->shorthand.n);
        s->shorthand = arena_str(r->arena, s->shorthand);
    }
    lua_pop(r->L, 1);
    return good && (type == LUA_TNIL || (s->shorthand.n > 0 && s->type == VALUE_MAP) ||
                    decl_fail(o->r, o->name, "shorthand",
                              "`shorthand` of the option `%s` must be a key of "
                              "a map",
                              o->name));
}

static bool option_choices(struct option_reader *o)
{
    struct option_spec *s = o->spec;
    int type = decl_get(o->r, "choices");
    bool good =
        type == LUA_TNIL || (decl_strings(o->r, &s->choices, &s->choice_n) && s->choice_n > 0);
    lua_pop(o->r->L, 1);
    if (!good)
        return decl_fail(o->r, o->name, "choices",
                         "`choices` of the option `%s` must be a list of strings", o->name);
    return type == LUA_TNIL || s->type == VALUE_STRING || s->type == VALUE_LIST ||
           decl_fail(o->r, o->name, "choices",
                     "the option `%s`: `choices` are for strings and lists", o->name);
}

static bool option_keys(struct option_reader *o)
{
    struct option_spec *s = o->spec;
    bool good = true;
    int type = decl_get(o->r, "keys");
    if (type == LUA_TTABLE && s->type == VALUE_MAP)
        good = decl_read_options(o->r, &s->keys, &s->key_n, o->name, o->depth + 1);
    else if (type != LUA_TNIL)
        good = decl_fail(o->r, o->name, "keys",
                         "`keys` of the option `%s` must be a table, and the option "
                         "a map",
                         o->name);
    lua_pop(o->r->L, 1);
    return good;
}

static bool option_each(struct option_reader *o)
{
    struct option_spec *s = o->spec;
    bool good = true;
    int type = decl_get(o->r, "each");
    if (type == LUA_TTABLE && (s->type == VALUE_LIST || s->type == VALUE_MAP)) {
        s->each = arena_get(o->r->arena, sizeof *s->each);
        struct option_reader item = {o->r, o->outer, o->name, o->depth + 1, s->each};
        good = option_read_spec(&item, true);
    } else if (type != LUA_TNIL) {
        good = decl_fail(o->r, o->name, "each",
                         "`each` of the option `%s` must be a table, and the option "
                         "a list or a map",
                         o->name);
    }
    lua_pop(o->r->L, 1);
    return good;
}

static bool option_fallback(struct option_reader *o, bool item)
{
    struct option_spec *s = o->spec;
    const char *why = NULL;
    s->has_default = decl_get(o->r, "default") != LUA_TNIL;
    bool good = !s->has_default || value_read(o->r->L, -1, s, o->r->arena, &s->fallback, &why);
    lua_pop(o->r->L, 1);
    if (!good)
        return decl_fail(o->r, o->name, "default", "the default of the option `%s` %s", o->name,
                         why);
    if (s->has_default && s->optional)
        return decl_fail(o->r, o->name, "optional",
                         "the option `%s` has a default: it cannot be absent", o->name);
    return !item || (!s->has_default && !s->optional) ||
           decl_fail(o->r, o->name, "each", "the option `%s`: an item has no default", o->name);
}

/* Reads the table on top. `item`: it is the `each` of an option, which has no help of its own. */
static bool option_read_spec(struct option_reader *o, bool item)
{
    static const char *const keys[] = {"type", "default", "optional", "choices", "min",
                                       "max",  "help",    "keys",     "each",    "shorthand",
                                       "file", "labels",  "fields"};
    char what[160];
    struct option_spec *s = o->spec;
    snprintf(what, sizeof what, "the option `%.100s`", o->name);
    luaL_checkstack(o->r->L, 10, NULL);
    if (o->depth > OPTION_DEPTH)
        return decl_fail(o->r, o->name, "each", "%s is nested too deeply", what);
    if (!lua_istable(o->r->L, -1))
        return decl_fail(o->r, o->outer, o->name, "%s must be a table", what);
    return decl_check_keys(o->r, o->name, what, keys, sizeof keys / sizeof *keys) &&
           option_type(o) && option_flags(o) && option_bound(o, "min", &s->has_min, &s->min) &&
           option_bound(o, "max", &s->has_max, &s->max) && option_texts(o, item) &&
           option_choices(o) && option_keys(o) && option_each(o) && option_fallback(o, item);
}

bool decl_read_options(struct decl_reader *r, struct option_spec **specs, size_t *n,
                       const char *outer, int depth)
{
    struct str *names = value_keys(r->L, -1, r->arena, n);
    bool good = true;
    if (!names)
        return decl_fail(r, outer, "options", "the name of an option must be a string");
    *specs = arena_get(r->arena, *n * sizeof **specs);
    for (size_t i = 0; good && i < *n; i++) {
        struct option_reader o = {r, outer, names[i].p, depth, &(*specs)[i]};
        (*specs)[i].name = names[i];
        decl_get(r, names[i].p);
        good = option_read_spec(&o, false);
        lua_pop(r->L, 1);
    }
    return good;
}
