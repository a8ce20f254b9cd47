#include <libfyaml.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "conf/expand.h"
#include "conf/hint.h"

enum {
    YAML_DEPTH = 100,
    YAML_NODES = 100000,
    YAML_ROOM = 1 << 20, /* bytes that libfyaml may want, */
    YAML_FACTOR = 64     /* and so many for each byte of text */
};

/* A node that aliases may name. Aliases share nodes and are counted as if they were copies. */
struct yaml_anchor {
    struct str name;
    struct node *node;
    size_t size, height;
    bool open; /* its end was not read yet: an alias would hold itself */
    struct yaml_anchor *next;
};

/* A list or map whose end was not read yet. */
struct yaml_open {
    struct node *node;
    struct node *key; /* of a map: waits for its value */
    size_t key_cap, item_cap;
    size_t before;              /* nodes when it began */
    size_t height;              /* levels below it */
    struct yaml_anchor *anchor; /* its own, or NULL */
};

/* Borrows everything but the libfyaml objects. */
struct yaml_reader {
    struct arena *arena;
    const char *file;
    struct str text;
    node_lookup *lookup;
    void *context;
    struct diags *diags;
    struct fy_diag *messages;
    struct fy_parser *parser;
    struct node *root;
    struct place last; /* where the event before began */
    size_t nodes, depth;
    struct yaml_open open[YAML_DEPTH];
    struct yaml_anchor *anchors; /* the last first */
};

static struct str yaml_text(struct fy_token *token)
{
    size_t n = 0;
    const char *p = token ? fy_token_get_text(token, &n) : NULL;
    return (struct str){p, p ? n : 0};
}

/* Where the event begins. Marks of quoted scalars and aliases point behind the quote or star. */
static struct place yaml_place(struct yaml_reader *r, struct fy_event *e)
{
    const struct fy_mark *mark = fy_event_start_mark(e);
    if (!mark)
        return r->last;
    struct place at = {r->file, mark->line + 1, mark->column + 1};
    bool quoted = false;
    if (e->type == FYET_SCALAR && e->scalar.value) {
        enum fy_scalar_style style = fy_token_scalar_style(e->scalar.value);
        quoted = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
    }
    at.col -= quoted || e->type == FYET_ALIAS;
    r->last = at;
    return at;
}

static bool yaml_count(struct yaml_reader *r, size_t nodes, size_t height, struct place at)
{
    r->nodes += nodes;
    if (r->nodes > YAML_NODES)
        return diag_error(r->diags, at, "more than %d values; aliases count as copies",
                          YAML_NODES);
    if (r->depth + height > YAML_DEPTH)
        return diag_error(r->diags, at, "more than %d levels", YAML_DEPTH);
    return true;
}

/* Puts a finished node, `height` levels high, where it belongs: in the innermost open list or
 * map, or at the root. */
static void yaml_put(struct yaml_reader *r, struct node *n, size_t height)
{
    if (r->depth == 0) {
        r->root = n;
        return;
    }
    struct yaml_open *o = &r->open[r->depth - 1];
    struct node *in = o->node;
    o->height = o->height > height ? o->height : height;
    if (in->kind == NODE_MAP && !o->key) {
        if (n->kind != NODE_SCALAR)
            diag_error(r->diags, n->at, "a key must be a plain word%s",
                       n->kind == NODE_MAP ? "; quote a text that begins with a brace" : "");
        o->key = n;
        return;
    }
    in->items = arena_grow(r->arena, in->items, &o->item_cap, in->n + 1, sizeof *in->items);
    if (in->kind == NODE_MAP) {
        in->keys = arena_grow(r->arena, in->keys, &o->key_cap, in->n + 1, sizeof *in->keys);
        in->keys[in->n] = o->key;
        o->key = NULL;
    }
    in->items[in->n++] = n;
}

/* Remembers the node under its anchor, if it has one. */
static struct yaml_anchor *yaml_anchor(struct yaml_reader *r, struct fy_event *e, struct node *n,
                                       bool open)
{
    struct fy_token *token = fy_event_get_anchor_token(e);
    if (!token)
        return NULL;
    struct yaml_anchor *a = arena_get(r->arena, sizeof *a);
    struct str name = arena_str(r->arena, yaml_text(token));
    *a = (struct yaml_anchor){name, n, 1, 0, open, r->anchors};
    r->anchors = a;
    return a;
}

static struct node *yaml_node(struct yaml_reader *r, struct fy_event *e, enum node_kind kind)
{
    struct node *n = arena_get(r->arena, sizeof *n);
    n->kind = kind;
    n->at = yaml_place(r, e);
    if (fy_event_get_tag_token(e))
        diag_error(r->diags, n->at, "tags are not used here; quote a value that begins with `!`");
    return n;
}

static bool yaml_is_null(struct str s)
{
    return s.n == 0 || str_is(s, "~") || str_is(s, "null") || str_is(s, "Null") ||
           str_is(s, "NULL");
}

static bool yaml_scalar(struct yaml_reader *r, struct fy_event *e)
{
    struct fy_token *token = e->scalar.value;
    struct node *n = yaml_node(r, e, NODE_SCALAR);
    enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
    n->quoted = style != FYSS_PLAIN;
    n->text = arena_str(r->arena, yaml_text(token));
    if (!n->quoted && yaml_is_null(n->text))
        n->kind = NODE_NULL;
    /* An error is in diags already, and the tree is not given out then. */
    if (r->lookup && style != FYSS_SINGLE_QUOTED)
        expand_text(r->arena, n->text, n->at, r->lookup, r->context, r->diags, &n->text);
    yaml_anchor(r, e, n, false);
    if (!yaml_count(r, 1, 0, n->at))
        return false;
    yaml_put(r, n, 0);
    return true;
}

static bool yaml_alias(struct yaml_reader *r, struct fy_event *e)
{
    struct place at = yaml_place(r, e);
    struct str name = yaml_text(e->alias.anchor);
    const struct yaml_anchor *found = r->anchors;
    while (found && !str_eq(found->name, name))
        found = found->next;
    if (!found)
        return diag_error(r->diags, at,
                          "`*%.*s` is an alias of nothing; quote a text that begins with a star: "
                          "\"*%.*s\"",
                          (int)name.n, name.p, (int)name.n, name.p);
    if (found->open)
        return diag_error(r->diags, at, "`*%.*s` would hold itself", (int)name.n, name.p);
    if (!yaml_count(r, found->size, found->height, at))
        return false;
    struct node *copy = arena_get(r->arena, sizeof *copy);
    *copy = *found->node;
    copy->at = at;
    yaml_put(r, copy, found->height);
    return true;
}

static bool yaml_begin(struct yaml_reader *r, struct fy_event *e, enum node_kind kind)
{
    struct node *n = yaml_node(r, e, kind);
    if (!yaml_count(r, 1, 1, n->at))
        return false;
    struct yaml_anchor *anchor = yaml_anchor(r, e, n, true);
    r->open[r->depth++] = (struct yaml_open){.node = n, .before = r->nodes - 1, .anchor = anchor};
    return true;
}

static int yaml_key_order(const void *left, const void *right)
{
    const struct node *a = *(const struct node *const *)left;
    const struct node *b = *(const struct node *const *)right;
    int c = str_cmp(a->text, b->text);
    if (c == 0)
        c = (a->at.line > b->at.line) - (a->at.line < b->at.line);
    return c != 0 ? c : (a->at.col > b->at.col) - (a->at.col < b->at.col);
}

static void yaml_duplicates(struct yaml_reader *r, const struct node *map)
{
    if (map->n < 2)
        return;
    const struct node **keys = arena_get(r->arena, map->n * sizeof *keys);
    for (size_t i = 0; i < map->n; i++)
        keys[i] = map->keys[i];
    qsort(keys, map->n, sizeof *keys, yaml_key_order);
    for (size_t i = 1; i < map->n; i++) {
        struct str key = keys[i]->text;
        if (str_eq(key, keys[i - 1]->text))
            diag_error(r->diags, keys[i]->at, "`%.*s` is here twice; it was given in line %d",
                       (int)key.n, key.p, keys[i - 1]->at.line);
    }
}

static void yaml_end(struct yaml_reader *r)
{
    struct yaml_open o = r->open[--r->depth];
    if (o.node->kind == NODE_MAP)
        yaml_duplicates(r, o.node);
    if (o.anchor) {
        o.anchor->open = false;
        o.anchor->size = r->nodes - o.before;
        o.anchor->height = o.height + 1;
    }
    yaml_put(r, o.node, o.height + 1);
}

static bool yaml_event(struct yaml_reader *r, struct fy_event *e)
{
    switch (e->type) {
    case FYET_SCALAR:
        return yaml_scalar(r, e);
    case FYET_ALIAS:
        return yaml_alias(r, e);
    case FYET_SEQUENCE_START:
        return yaml_begin(r, e, NODE_LIST);
    case FYET_MAPPING_START:
        return yaml_begin(r, e, NODE_MAP);
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        yaml_end(r);
        return true;
    case FYET_DOCUMENT_START:
        return !r->root || diag_error(r->diags, yaml_place(r, e),
                                      "a second document begins here; one file holds one");
    default:
        return true;
    }
}

static void yaml_syntax(struct yaml_reader *r)
{
    void *at = NULL;
    const struct fy_diag_error *e = fy_diag_errors_iterate(r->messages, &at);
    if (!e) {
        diag_error(r->diags, r->last, "this is not YAML");
        return;
    }
    const char *hint = hint_syntax(r->text, e->line, e->column, e->msg);
    diag_error(r->diags, (struct place){r->file, e->line, e->column}, "%s%s%s", e->msg,
               hint ? "; " : "", hint ? hint : "");
}

static void yaml_silent(struct fy_diag *diag, void *user, const char *text, size_t n)
{
    (void)diag;
    (void)user;
    (void)text;
    (void)n;
}

static bool yaml_start(struct yaml_reader *r)
{
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    quiet.output_fn = yaml_silent;
    r->messages = fy_diag_create(&quiet);
    if (!r->messages)
        return false;
    fy_diag_set_collect_errors(r->messages, true);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG |
                                           FYPCF_DISABLE_DEPTH_LIMIT | FYPCF_DEFAULT_VERSION_1_2,
                                  .diag = r->messages};
    r->parser = fy_parser_create(&config);
    return r->parser && fy_parser_set_string(r->parser, r->text.p, r->text.n) == 0;
}

static void yaml_stop(struct yaml_reader *r)
{
    if (r->parser)
        fy_parser_destroy(r->parser);
    if (r->messages)
        fy_diag_destroy(r->messages);
}

static void yaml_parse(struct yaml_reader *r)
{
    mem_room(YAML_ROOM + YAML_FACTOR * r->text.n);
    bool good = yaml_start(r);
    struct fy_event *e = NULL;
    while (good && (e = fy_parser_parse(r->parser)) != NULL) {
        good = yaml_event(r, e);
        fy_parser_event_free(r->parser, e);
    }
    if (good && fy_parser_get_stream_error(r->parser))
        yaml_syntax(r);
    yaml_stop(r);
}

/* The parser stops quietly at a NUL or a byte that is not UTF-8, so these are looked for first.
 */
static bool yaml_is_text(const char *file, struct str text, struct diags *diags)
{
    size_t bad = utf8_valid(text);
    size_t nul = str_byte(text, '\0', 0);
    bad = bad < nul ? bad : nul;
    if (bad == text.n)
        return true;
    struct place at = {file, 1, 1};
    for (size_t i = 0; i < bad; i++) {
        at.line += text.p[i] == '\n';
        at.col = text.p[i] == '\n' ? 1 : at.col + 1;
    }
    return diag_error(diags, at, "%s", nul == bad ? "a NUL byte" : "a byte that is not UTF-8");
}

struct node *node_read(struct arena *arena, const char *file, struct str text,
                       node_lookup *lookup, void *context, struct diags *diags)
{
    size_t errors = diags->errors;
    if (!yaml_is_text(file, text, diags))
        return NULL;
    struct yaml_reader r = {.arena = arena,
                            .file = file,
                            .text = text,
                            .lookup = lookup,
                            .context = context,
                            .diags = diags,
                            .last = {file, 1, 1}};
    yaml_parse(&r);
    if (!r.root) {
        r.root = arena_get(arena, sizeof *r.root);
        r.root->at = r.last;
    }
    return diags->errors == errors ? r.root : NULL;
}
