#include "conf/option.h"

#include <fcntl.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/mapped.h"
#include "base/utf8.h"
#include "conf/expect.h"

/* Files of less than MAPPED_MIN are copied: what becomes of the file then matters no more. */
enum { OPTION_FILE_LIMIT = 64 << 20, MAPPED_MIN = 1 << 20 };

/* What is the same for all options of a stage. Borrows everything. */
struct checker {
    struct arena *arena;
    const struct decl *decl;
    struct place stage;
    const char *base;
    struct option_file **files;
    struct diags *diags;
};

/* The way from the stage to a value inside its options, for messages. */
struct trail {
    const struct trail *up;
    struct str name;
};

/* What an item is when nothing was declared for it. */
static const struct option_spec option_any = {.type = VALUE_STRING};

static bool option_value(struct checker *c, const struct option_spec *spec, const struct node *n,
                         const struct trail *trail, struct value *out);

static void option_path(struct buf *out, const struct trail *t)
{
    if (t->up) {
        option_path(out, t->up);
        buf_addc(out, '.');
    }
    buf_add(out, t->name);
}

/* "`labels.email` of `redact.apply`", or "`redact.apply`" for no trail. */
static const char *option_name(struct checker *c, const struct trail *t)
{
    struct buf b = {0};
    if (t) {
        buf_addc(&b, '`');
        option_path(&b, t);
        buf_addz(&b, "` of ");
    }
    buf_addf(&b, "`%.*s`", (int)c->decl->name.n, c->decl->name.p);
    const char *name = arena_str(c->arena, buf_str(&b)).p;
    buf_free(&b);
    return name;
}

static bool option_mistyped(struct checker *c, const struct node *n, const struct trail *t,
                            const char *type, const char *hint)
{
    const char *name = option_name(c, t);
    if (n->kind == NODE_NULL)
        return diag_error(c->diags, n->at, "%s is empty; it must be %s%s", name, type, hint);
    if (n->kind == NODE_SCALAR)
        return diag_error(c->diags, n->at, "%s must be %s, not `%.*s`%s", name, type,
                          (int)n->text.n, n->text.p, hint);
    return diag_error(c->diags, n->at, "%s must be %s, not %s%s", name, type, expect_kind(n),
                      hint);
}

/* Checks a number, or the size of something, against min and max. */
static bool option_range(struct checker *c, const struct option_spec *spec, const struct node *n,
                         const struct trail *t, double number, const char *unit)
{
    const char *verb = unit[0] ? "have" : "be";
    bool low = spec->has_min && number < spec->min;
    if (!low && !(spec->has_max && number > spec->max))
        return true;
    double bound = low ? spec->min : spec->max;
    const char *plural = unit[0] && (bound < 1 || bound > 1) ? "s" : "";
    return diag_error(c->diags, n->at, "%s must %s at %s %.15g%s%s", option_name(c, t), verb,
                      low ? "least" : "most", bound, unit, plural);
}

static const char **option_strings(struct checker *c, const struct str *list, size_t n)
{
    const char **z = arena_get(c->arena, n * sizeof *z);
    for (size_t i = 0; i < n; i++)
        z[i] = arena_str(c->arena, list[i]).p;
    return z;
}

static bool option_choice(struct checker *c, const struct option_spec *spec, const struct node *n,
                          const struct trail *t, struct str text)
{
    if (!spec->choices)
        return true;
    for (size_t i = 0; i < spec->choice_n; i++) {
        if (str_eq(text, spec->choices[i]))
            return true;
    }
    return diag_unknown(c->diags, n->at, text, option_strings(c, spec->choices, spec->choice_n),
                        spec->choice_n, "%s cannot be `%.*s`", option_name(c, t), (int)text.n,
                        text.p);
}

static bool option_string(struct checker *c, const struct option_spec *spec, const struct node *n,
                          const struct trail *t, struct value *out)
{
    if (!node_string(n, &out->text))
        return option_mistyped(c, n, t, "a string",
                               n->kind == NODE_NULL  ? " (\"\" is the empty one)"
                               : n->kind == NODE_MAP ? "; quote what begins with a brace"
                                                     : "");
    return option_choice(c, spec, n, t, out->text) &&
           option_range(c, spec, n, t, (double)utf8_count(out->text), " character");
}

static bool option_number(struct checker *c, const struct option_spec *spec, const struct node *n,
                          const struct trail *t, struct value *out)
{
    if (!node_number(n, &out->number))
        return option_mistyped(c, n, t, "a number",
                               n->kind == NODE_SCALAR && n->quoted ? " in quotes" : "");
    return option_range(c, spec, n, t, out->number, "");
}

/* Where a file lies, and what it is called in messages and in the record of the run. */
struct option_place {
    struct str path, shown;
};

static struct str option_join(struct checker *c, struct str dir, struct str below)
{
    struct buf b = {0};
    file_join(&b, dir, below);
    struct str s = arena_str(c->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* The file that a default names: among those of the shipped plugins when it begins with "data/",
 * as in `require`, else beside the stage. */
static struct option_place option_beside(struct checker *c, struct str name)
{
    bool shared = str_starts(name, "data/");
    struct str dir = shared ? str_of("plugins") : file_dir(c->decl->file);
    return (struct option_place){option_join(c, shared ? c->decl->plugins : c->decl->dir, name),
                                 option_join(c, dir, name)};
}

/* The bytes of the file: mapped, or copied into the arena. */
static enum file_fault option_bytes(struct arena *arena, const char *path, struct str *content,
                                    struct err *err)
{
    struct buf b = {0};
    struct stat st;
    *content = mapped_file(path, MAPPED_MIN, OPTION_FILE_LIMIT);
    if (content->n)
        return FILE_OK;
    enum file_fault fault = file_read(AT_FDCWD, path, OPTION_FILE_LIMIT, &b, &st, err);
    if (fault == FILE_OK)
        *content = arena_str(arena, buf_str(&b));
    buf_free(&b);
    return fault;
}

/* Reads the file and notes it for the record of the run. */
static bool option_load(struct checker *c, struct place at, const struct trail *t,
                        struct option_place p, struct str *content)
{
    struct err err = {0};
    enum file_fault fault = option_bytes(c->arena, p.path.p, content, &err);
    if (fault == FILE_OK) {
        struct option_file *f = arena_get(c->arena, sizeof *f);
        *f = (struct option_file){p.shown, *content, *c->files};
        *c->files = f;
    } else if (fault == FILE_GONE) {
        diag_error(c->diags, at, "%s: there is no file `%s`", option_name(c, t), p.shown.p);
    } else {
        diag_error(c->diags, at, "%s: %s", option_name(c, t), err.text);
    }
    return fault == FILE_OK;
}

/* Reads the file that n names. */
static bool option_read(struct checker *c, const struct node *n, const struct trail *t,
                        struct str *path, struct str *content)
{
    if (n->kind != NODE_SCALAR || n->text.n == 0)
        return option_mistyped(c, n, t, "the name of a file", "");
    *path = option_join(c, str_of(c->base), n->text);
    return option_load(c, n->at, t, (struct option_place){*path, *path}, content);
}

static bool option_list(struct checker *c, const struct option_spec *spec, const struct node *n,
                        const struct trail *t, struct value *out)
{
    if (n->kind == NODE_SCALAR)
        return diag_error(c->diags, n->at, "%s must be a list: write [%.*s]", option_name(c, t),
                          (int)n->text.n, n->text.p);
    if (n->kind != NODE_LIST)
        return option_mistyped(c, n, t, "a list", "");
    bool good = option_range(c, spec, n, t, (double)n->n, " item");
    out->items = arena_get(c->arena, n->n * sizeof *out->items);
    out->n = n->n;
    for (size_t i = 0; i < n->n; i++) {
        struct value *item = &out->items[i];
        if (!option_value(c, spec->each ? spec->each : &option_any, n->items[i], t, item))
            good = false;
        else if (item->type == VALUE_STRING &&
                 !option_choice(c, spec, n->items[i], t, item->text))
            good = false;
    }
    return good;
}

static const struct option_spec *option_find(const struct option_spec *specs, size_t n,
                                             struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(specs[i].name, name))
            return &specs[i];
    }
    return NULL;
}

static bool option_unknown(struct checker *c, const struct option_spec *specs, size_t n,
                           const struct node *key, const struct trail *t)
{
    struct str *names = arena_get(c->arena, n * sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = specs[i].name;
    if (!t && (str_is(key->text, "when") || str_is(key->text, "otherwise")))
        return diag_error(c->diags, key->at,
                          "`%s` is no option: it stands beside %s, not among its options",
                          key->text.p, option_name(c, t));
    return diag_unknown(c->diags, key->at, key->text, option_strings(c, names, n), n,
                        "unknown %s `%s` %s %s%s", t ? "key" : "option", key->text.p,
                        t ? "in" : "of", option_name(c, t), n == 0 ? ", which takes none" : "");
}

/* Whether an option that was not given has a value; it is put into *out. */
static bool option_default(struct checker *c, const struct option_spec *spec, struct place at,
                           const struct trail *t, struct value *out, bool *good)
{
    struct trail here = {t, spec->name};
    *out = spec->fallback;
    out->at = (struct place){0};
    if (spec->has_default && spec->type == VALUE_FILE) {
        struct option_place p = option_beside(c, spec->fallback.text);
        out->text = p.shown;
        bool read = option_load(c, at, &here, p, &out->content);
        *good = *good && read;
        return read;
    }
    if (!spec->has_default && !spec->optional)
        *good = diag_error(c->diags, at, "%s needs %s`%.*s`", option_name(c, t),
                           t ? "" : "the option ", (int)spec->name.n, spec->name.p);
    return spec->has_default;
}

static bool option_given(const struct value *map, struct str name)
{
    for (size_t i = 0; i < map->n; i++) {
        if (str_eq(map->keys[i], name))
            return true;
    }
    return false;
}

/* Checks the members of a map against `specs`; the others against `each`, if it is not NULL. */
static bool option_members(struct checker *c, const struct option_spec *specs, size_t spec_n,
                           const struct option_spec *each, const struct node *n,
                           const struct trail *t, struct value *out)
{
    bool good = true;
    out->items = arena_get(c->arena, (n->n + spec_n) * sizeof *out->items);
    out->keys = arena_get(c->arena, (n->n + spec_n) * sizeof *out->keys);
    for (size_t i = 0; i < n->n; i++) {
        const struct node *key = n->keys[i];
        const struct option_spec *spec = option_find(specs, spec_n, key->text);
        spec = spec ? spec : each;
        struct trail here = {t, key->text};
        struct value *item = &out->items[out->n];
        if (!spec ? !option_unknown(c, specs, spec_n, key, t)
                  : !option_value(c, spec, n->items[i], &here, item))
            good = false;
        item->at = key->at;
        out->keys[out->n++] = key->text;
    }
    struct place at = t ? n->at : c->stage;
    for (size_t i = 0; i < spec_n; i++) {
        if (!option_given(out, specs[i].name) &&
            option_default(c, &specs[i], at, t, &out->items[out->n], &good))
            out->keys[out->n++] = specs[i].name;
    }
    return good;
}

/* The map that n stands for: itself, the contents of the file that it names, or its shorthand. */
static const struct node *option_map_node(struct checker *c, const struct option_spec *spec,
                                          const struct node *n, const struct trail *t)
{
    if (n->kind == NODE_MAP)
        return n;
    if (n->kind == NODE_SCALAR && spec->from_file) {
        struct str path, content;
        if (!option_read(c, n, t, &path, &content))
            return NULL;
        const struct node *root = node_read(c->arena, path.p, content, NULL, NULL, c->diags);
        if (root && root->kind != NODE_MAP)
            option_mistyped(c, root, t, "a map", "");
        return root && root->kind == NODE_MAP ? root : NULL;
    }
    if (n->kind == NODE_SCALAR && spec->shorthand.n > 0) {
        struct node *map = arena_get(c->arena, sizeof *map);
        struct node **pair = arena_get(c->arena, 3 * sizeof *pair);
        pair[0] = arena_get(c->arena, sizeof **pair);
        *pair[0] = (struct node){.kind = NODE_SCALAR, .text = spec->shorthand, .at = n->at};
        pair[1] = arena_get(c->arena, sizeof **pair);
        *pair[1] = *n;
        *map =
            (struct node){.kind = NODE_MAP, .keys = pair, .items = pair + 1, .n = 1, .at = n->at};
        return map;
    }
    option_mistyped(c, n, t, spec->from_file ? "a map or the name of a file" : "a map", "");
    return NULL;
}

static bool option_map(struct checker *c, const struct option_spec *spec, const struct node *n,
                       const struct trail *t, struct value *out)
{
    const struct node *map = option_map_node(c, spec, n, t);
    if (!map)
        return false;
    const struct option_spec *each = spec->each;
    if (!each && spec->key_n == 0)
        each = &option_any;
    bool good = option_range(c, spec, map, t, (double)map->n, " key");
    return option_members(c, spec->keys, spec->key_n, each, map, t, out) && good;
}

static bool option_value(struct checker *c, const struct option_spec *spec, const struct node *n,
                         const struct trail *t, struct value *out)
{
    *out = (struct value){.type = spec->type, .at = n->at};
    switch (spec->type) {
    case VALUE_STRING:
        return option_string(c, spec, n, t, out);
    case VALUE_NUMBER:
        return option_number(c, spec, n, t, out);
    case VALUE_BOOLEAN:
        return node_boolean(n, &out->boolean) ||
               option_mistyped(c, n, t, "true or false",
                               n->kind == NODE_SCALAR && n->quoted ? " in quotes" : "");
    case VALUE_LIST:
        return option_list(c, spec, n, t, out);
    case VALUE_MAP:
        return option_map(c, spec, n, t, out);
    case VALUE_FILE:
        return option_read(c, n, t, &out->text, &out->content);
    default:
        return diag_error(c->diags, n->at, "%s has no type", option_name(c, t));
    }
}

struct value *option_check(struct arena *arena, const struct decl *decl, const struct node *given,
                           struct place stage, const char *base, struct option_file **files,
                           struct diags *diags)
{
    struct checker c = {arena, decl, stage, base, files, diags};
    const struct node none = {.kind = NODE_NULL, .at = stage};
    if (!given || given->kind == NODE_NULL)
        given = &none;
    else if (given->kind != NODE_MAP) {
        diag_error(diags, given->at, "the options of %s must be a map, not %s",
                   option_name(&c, NULL), expect_kind(given));
        return NULL;
    }
    struct value *out = arena_get(arena, sizeof *out);
    *out = (struct value){.type = VALUE_MAP, .at = stage};
    return option_members(&c, decl->options, decl->option_n, NULL, given, NULL, out) ? out : NULL;
}

const struct value *value_get(const struct value *map, const char *key)
{
    if (!map || map->type != VALUE_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++) {
        if (str_is(map->keys[i], key))
            return &map->items[i];
    }
    return NULL;
}
