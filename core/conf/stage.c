#include "conf/stage.h"

#include "conf/expect.h"
#include "conf/hint.h"

/* What one entry is read with. Borrows everything. */
struct stage_reader {
    struct str text;
    struct diags *diags;
};

static bool stage_is_beside(struct str key)
{
    return str_is(key, "when") || str_is(key, "otherwise");
}

/* A name is "redact.apply" or the path of a file "mine/house-style.lua". */
static bool stage_name(struct stage_reader *r, const struct node *n)
{
    struct str name = n->text;
    size_t bad = 0;
    while (bad < name.n && (name.p[bad] == '.' || name.p[bad] == '_' || name.p[bad] == '-' ||
                            (name.p[bad] >= 'a' && name.p[bad] <= 'z') ||
                            (name.p[bad] >= 'A' && name.p[bad] <= 'Z') ||
                            (name.p[bad] >= '0' && name.p[bad] <= '9')))
        bad++;
    if (name.n > 0 && (bad == name.n || str_ends(name, ".lua")))
        return true;
    const char *hint = "";
    if (bad < name.n && name.p[bad] == '/')
        hint = "; a shipped stage is written redact.apply, and the name of a file ends in .lua";
    else if (bad < name.n && (name.p[bad] == ' ' || name.p[bad] == '{'))
        hint = "; options are written after a colon: `- redact.apply: {policy: x.yaml}`";
    return diag_error(r->diags, n->at, "`%.*s` is not the name of a stage%s", (int)name.n, name.p,
                      hint);
}

static bool stage_when(struct stage_reader *r, const struct node *n, struct stage_entry *e)
{
    struct str line = hint_line(r->text, n->at.line);
    struct str rest = str_cut(line, n->at.col > 0 ? (size_t)n->at.col - 1 : 0, line.n);
    if (n->kind == NODE_NULL && str_byte(rest, '#', 0) < rest.n)
        return diag_error(r->diags, n->at,
                          "`when` is empty: `#` begins a comment in YAML; quote the expression: "
                          "\"#... \"");
    if (n->kind == NODE_NULL || (n->kind == NODE_SCALAR && str_trim(n->text).n == 0))
        return diag_error(r->diags, n->at,
                          "`when` is empty; leave it out to run the stage always");
    e->when_at = n->at;
    return expect_text(n, "when", &e->when, r->diags);
}

static bool stage_otherwise(struct stage_reader *r, const struct node *n, struct stage_entry *e)
{
    static const char *const choices[] = {"pass", "drop", "fail"};
    static const enum otherwise meanings[] = {OTHERWISE_PASS, OTHERWISE_DROP, OTHERWISE_FAIL};
    size_t choice;
    if (!expect_choice(n, "otherwise", choices, 3, &choice, r->diags))
        return false;
    e->otherwise = meanings[choice];
    return true;
}

/* A key that stands beside a stage and does not belong there. */
static bool stage_stray(struct stage_reader *r, const struct node *key, const struct node *stage,
                        const struct node *options)
{
    static const char *const beside[] = {"when", "otherwise"};
    struct str k = key->text;
    struct str s = stage->text;
    if (str_byte(k, '.', 0) < k.n)
        return diag_error(r->diags, key->at, "`%.*s` needs a `- ` of its own to be a stage",
                          (int)k.n, k.p);
    if (options->kind == NODE_NULL)
        return diag_error(r->diags, key->at, "options of `%.*s` must be indented below it",
                          (int)s.n, s.p);
    return diag_unknown(r->diags, key->at, k, beside, 2,
                        "unknown key `%.*s` beside the stage `%.*s`", (int)k.n, k.p, (int)s.n,
                        s.p);
}

static bool stage_beside(struct stage_reader *r, const struct node *map, size_t stage,
                         struct stage_entry *e)
{
    for (size_t i = 0; i < map->n; i++) {
        struct str key = map->keys[i]->text;
        if (i == stage)
            continue;
        if (!stage_is_beside(key))
            return stage_stray(r, map->keys[i], map->keys[stage], map->items[stage]);
        if (str_is(key, "when") ? !stage_when(r, map->items[i], e)
                                : !stage_otherwise(r, map->items[i], e))
            return false;
    }
    if (e->otherwise != OTHERWISE_NONE && !e->when.p)
        return diag_error(r->diags, e->at,
                          "`otherwise` says what follows when `when` is false: "
                          "it needs a `when`");
    return true;
}

static bool stage_map(struct stage_reader *r, const struct node *map, struct stage_entry *e)
{
    size_t stage = 0;
    while (stage < map->n && stage_is_beside(map->keys[stage]->text))
        stage++;
    if (stage == map->n)
        return diag_error(r->diags, map->at, "this entry names no stage");
    struct node *options = map->items[stage];
    e->at = map->keys[stage]->at;
    e->name = map->keys[stage]->text;
    if (options->kind != NODE_NULL)
        e->given = options;
    return stage_name(r, map->keys[stage]) && stage_beside(r, map, stage, e);
}

static bool stage_entry(struct stage_reader *r, const struct node *n, struct stage_entry *e)
{
    e->at = n->at;
    e->name = n->text;
    if (n->kind == NODE_SCALAR)
        return stage_name(r, n);
    if (n->kind == NODE_MAP)
        return stage_map(r, n, e);
    return diag_error(r->diags, n->at, "a stage is a name, or `name: {option: value}`, not %s",
                      n->kind == NODE_LIST ? "a list" : "nothing");
}

bool stage_read(struct arena *arena, const struct node *n, struct str text,
                struct stage_list *list, struct diags *diags)
{
    struct stage_reader r = {text, diags};
    if (!expect_list(n, "stages", diags))
        return false;
    bool good = true;
    list->v = arena_get(arena, n->n * sizeof *list->v);
    list->n = n->n;
    for (size_t i = 0; i < n->n; i++) {
        if (!stage_entry(&r, n->items[i], &list->v[i]))
            good = false;
    }
    return good;
}
