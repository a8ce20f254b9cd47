#include "lua/decl.h"

#include <lauxlib.h>
#include <stdio.h>

#include "base/utf8.h"
#include "lua/value.h"

enum { DECL_API = 1 };

/* ---- helpers ------------------------------------------------------------------------------- */

static bool decl_is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The place of `word` as a whole word with a "=" (or the end of a bracketed key) behind it. */
static size_t decl_find(struct str text, const char *word, size_t from)
{
    struct str w = str_of(word);
    for (size_t at = str_find(text, w, from); at < text.n; at = str_find(text, w, at + 1)) {
        size_t end = at + w.n;
        while (end < text.n && strchr(" \"']", text.p[end]))
            end++;
        if (end < text.n && text.p[end] == '=' && (at == 0 || !decl_is_word(text.p[at - 1])))
            return at;
    }
    return text.n;
}

bool decl_fail(struct decl_reader *r, const char *outer, const char *key, const char *format, ...)
{
    struct str text = r->source->text;
    char message[1024];
    int line = 1;
    va_list ap;
    va_start(ap, format);
    vsnprintf(message, sizeof message, format, ap);
    va_end(ap);
    size_t from = outer ? decl_find(text, outer, 0) : 0;
    size_t at = key ? decl_find(text, key, from < text.n ? from : 0) : text.n;
    if (at == text.n && outer)
        at = from;
    for (size_t i = 0; at < text.n && i < at; i++)
        line += text.p[i] == '\n';
    return err_at(r->err, r->source->shown.p, line, 0, "%s", message);
}

int decl_get(struct decl_reader *r, const char *key)
{
    lua_pushstring(r->L, key);
    return lua_rawget(r->L, -2);
}

bool decl_check_keys(struct decl_reader *r, const char *outer, const char *what,
                     const char *const *known, size_t n)
{
    size_t count;
    struct str *keys = value_keys(r->L, -1, r->arena, &count);
    if (!keys)
        return decl_fail(r, outer, NULL, "%s has a key that is no string", what);
    for (size_t i = 0; i < count; i++) {
        bool good = false;
        for (size_t k = 0; k < n; k++)
            good = good || str_is(keys[i], known[k]);
        const char *near = good ? NULL : diag_nearest(keys[i], known, n);
        if (!good)
            return decl_fail(r, outer, keys[i].p, "%s has the unknown key `%s`%s%s%s", what,
                             keys[i].p, near ? "; did you mean `" : "", near ? near : "",
                             near ? "`?" : "");
    }
    return true;
}

bool decl_strings(struct decl_reader *r, struct str **list, size_t *n)
{
    lua_State *L = r->L;
    if (!lua_istable(L, -1))
        return false;
    size_t all = 0;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        all++;
    *list = arena_get(r->arena, all * sizeof **list);
    for (*n = 0; *n < all; ++*n) {
        struct str s;
        bool good = lua_rawgeti(L, -1, (lua_Integer)*n + 1) == LUA_TSTRING;
        s.p = good ? lua_tolstring(L, -1, &s.n) : NULL;
        good = good && utf8_valid(s) == s.n;
        if (good)
            (*list)[*n] = arena_str(r->arena, s);
        lua_pop(L, 1);
        if (!good)
            return false;
    }
    return true;
}

/* ---- the parts of a declaration ------------------------------------------------------------ */

static bool decl_boolean(struct decl_reader *r, const char *key, bool *out)
{
    int type = decl_get(r, key);
    *out = lua_toboolean(r->L, -1);
    lua_pop(r->L, 1);
    return type == LUA_TNIL || type == LUA_TBOOLEAN ||
           decl_fail(r, NULL, key, "`%s` must be true or false", key);
}

static bool decl_text(struct decl_reader *r, const char *key, struct str *out)
{
    int type = decl_get(r, key);
    if (type == LUA_TSTRING) {
        out->p = lua_tolstring(r->L, -1, &out->n);
        *out = arena_str(r->arena, *out);
    }
    lua_pop(r->L, 1);
    return type == LUA_TNIL || (type == LUA_TSTRING && utf8_valid(*out) == out->n) ||
           decl_fail(r, NULL, key, "`%s` must be a string of UTF-8", key);
}

static bool decl_api(struct decl_reader *r)
{
    int type = decl_get(r, "api");
    bool number = lua_isinteger(r->L, -1);
    lua_Integer api = lua_tointeger(r->L, -1);
    lua_pop(r->L, 1);
    if (type == LUA_TNIL)
        return decl_fail(r, NULL, "return",
                         "a stage must say for which API it is written: "
                         "api = %d",
                         DECL_API);
    if (!number || api != DECL_API)
        return decl_fail(r, NULL, "api",
                         "the stage is written for API %lld; this galley has "
                         "API %d",
                         (long long)api, DECL_API);
    return true;
}

/* Names that stand in files and reports. */
static bool decl_is_name(struct str s)
{
    if (str_is(s, "*"))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (!decl_is_word(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')
            return false;
    return s.n > 0;
}

static bool decl_label(struct decl_reader *r, struct str name, struct supply *out)
{
    lua_pushlstring(r->L, name.p, name.n);
    lua_rawget(r->L, -2);
    struct str kind = {0};
    if (lua_type(r->L, -1) == LUA_TSTRING)
        kind.p = lua_tolstring(r->L, -1, &kind.n);
    *out = (struct supply){name, str_is(kind, "personal")};
    bool good = out->personal || str_is(kind, "structure");
    lua_pop(r->L, 1);
    if (!decl_is_name(name))
        return decl_fail(r, "labels", name.p, "`%s` cannot be the name of a label", name.p);
    return good || decl_fail(r, "labels", name.p,
                             "the label `%s` must be \"personal\" or \"structure\"", name.p);
}

static bool decl_labels(struct decl_reader *r, struct decl *d)
{
    struct str *names = NULL;
    bool good = true;
    int type = decl_get(r, "labels");
    if (type == LUA_TTABLE)
        names = value_keys(r->L, -1, r->arena, &d->label_n);
    if (type != LUA_TNIL && !names)
        good = decl_fail(r, NULL, "labels",
                         "`labels` must be a table: NAME = \"personal\" or "
                         "\"structure\"");
    d->labels = arena_get(r->arena, d->label_n * sizeof *d->labels);
    for (size_t i = 0; names && good && i < d->label_n; i++)
        good = decl_label(r, names[i], &d->labels[i]);
    lua_pop(r->L, 1);
    return good;
}

static bool decl_fields(struct decl_reader *r, struct decl *d)
{
    struct str *names = NULL;
    int type = decl_get(r, "fields");
    bool good = type == LUA_TNIL || decl_strings(r, &names, &d->field_n);
    lua_pop(r->L, 1);
    if (!good)
        return decl_fail(r, NULL, "fields", "`fields` must be a list of names");
    d->fields = arena_get(r->arena, d->field_n * sizeof *d->fields);
    for (size_t i = 0; names && i < d->field_n; i++) {
        d->fields[i].name = names[i];
        if (!decl_is_name(names[i]))
            return decl_fail(r, NULL, "fields", "`%s` cannot be the name of a field", names[i].p);
    }
    return true;
}

static bool decl_uses(struct decl_reader *r, struct decl *d)
{
    struct str *names = NULL;
    size_t n = 0;
    int type = decl_get(r, "uses");
    bool good = type == LUA_TNIL || decl_strings(r, &names, &n);
    lua_pop(r->L, 1);
    for (size_t i = 0; names && good && i < n; i++)
        good = d->clock = str_is(names[i], "clock");
    return good || decl_fail(r, NULL, "uses", "`uses` must be a list of \"clock\"");
}

static bool decl_format(struct decl_reader *r, struct decl *d)
{
    static const char *const frames[] = {"head", "between", "tail"};
    if (!decl_text(r, "extension", &d->extension))
        return false;
    d->formats = d->extension.p != NULL;
    if (d->formats && (!decl_is_name(d->extension) || d->extension.p[0] == '.'))
        return decl_fail(r, NULL, "extension", "`extension` must be one without its dot: \"md\"");
    for (size_t i = 0; i < 3; i++) {
        int type = decl_get(r, frames[i]);
        lua_pop(r->L, 1);
        if (type != LUA_TNIL && type != LUA_TSTRING && type != LUA_TFUNCTION)
            return decl_fail(r, NULL, frames[i], "`%s` must be a string or a function",
                             frames[i]);
        if (type != LUA_TNIL && !d->formats)
            return decl_fail(r, NULL, frames[i], "`%s` is for format stages: declare `extension`",
                             frames[i]);
    }
    return true;
}

static bool decl_functions(struct decl_reader *r)
{
    int open = decl_get(r, "open"), process;
    lua_pop(r->L, 1);
    process = decl_get(r, "process");
    lua_pop(r->L, 1);
    if (open != LUA_TNIL && open != LUA_TFUNCTION)
        return decl_fail(r, NULL, "open", "`open` must be a function");
    if (process == LUA_TNIL)
        return decl_fail(r, NULL, "return", "the stage has no function `process`");
    return process == LUA_TFUNCTION ||
           decl_fail(r, NULL, "process", "`process` must be a function");
}

static bool decl_options(struct decl_reader *r, struct decl *d)
{
    int type = decl_get(r, "options");
    bool good = type == LUA_TNIL;
    if (type == LUA_TTABLE)
        good = decl_read_options(r, &d->options, &d->option_n, NULL, 0);
    else if (!good)
        decl_fail(r, NULL, "options", "`options` must be a table");
    lua_pop(r->L, 1);
    return good;
}

bool decl_read(struct decl_reader *r, struct decl *d)
{
    static const char *const keys[] = {"api",  "summary", "redacts",   "labels", "fields",
                                       "uses", "options", "extension", "head",   "between",
                                       "tail", "open",    "process"};
    luaL_checkstack(r->L, 20, NULL);
    if (!lua_istable(r->L, -1))
        return decl_fail(r, NULL, "return", "a stage file must return a table, not %s %s",
                         lua_isnil(r->L, -1) ? "the value" : "a", luaL_typename(r->L, -1));
    if (!decl_api(r) ||
        !decl_check_keys(r, NULL, "the stage", keys, sizeof keys / sizeof *keys) ||
        !decl_text(r, "summary", &d->summary))
        return false;
    if (d->summary.n == 0)
        return decl_fail(r, NULL, "summary",
                         "a stage must have a `summary`: what it does, in a "
                         "sentence");
    return decl_boolean(r, "redacts", &d->redacts) && decl_labels(r, d) && decl_fields(r, d) &&
           decl_uses(r, d) && decl_options(r, d) && decl_format(r, d) && decl_functions(r);
}
