#include "conf/expect.h"

const char *expect_kind(const struct node *n)
{
    switch (n->kind) {
    case NODE_LIST:
        return "a list";
    case NODE_MAP:
        return "a map";
    case NODE_SCALAR:
        return "a text";
    default:
        return "empty";
    }
}

static bool expect_fail(const struct node *n, const char *what, const char *kind,
                        const char *hint, struct diags *diags)
{
    if (n->kind == NODE_NULL)
        return diag_error(diags, n->at, "`%s` is empty; it must be %s%s", what, kind, hint);
    return diag_error(diags, n->at, "`%s` must be %s, not %s%s", what, kind, expect_kind(n),
                      hint);
}

bool expect_map(const struct node *n, const char *what, struct diags *diags)
{
    if (n->kind == NODE_MAP)
        return true;
    const char *hint = n->kind == NODE_LIST ? ": leave out the `- `" : ": `key: value`";
    return expect_fail(n, what, "a map", hint, diags);
}

bool expect_list(const struct node *n, const char *what, struct diags *diags)
{
    if (n->kind == NODE_LIST)
        return true;
    if (n->kind == NODE_SCALAR)
        return diag_error(diags, n->at, "`%s` must be a list: write [%.*s]", what, (int)n->text.n,
                          n->text.p);
    return expect_fail(n, what, "a list", n->kind == NODE_MAP ? ": put `- ` before each" : "",
                       diags);
}

bool expect_text(const struct node *n, const char *what, struct str *out, struct diags *diags)
{
    if (node_string(n, out))
        return true;
    const char *hint = n->kind == NODE_MAP ? "; quote a text that begins with a brace" : "";
    return expect_fail(n, what, "a text", hint, diags);
}

bool expect_keys(const struct node *map, const char *what, const char *const *keys, size_t n,
                 struct diags *diags)
{
    size_t errors = diags->errors;
    for (size_t i = 0; i < map->n; i++) {
        struct str key = map->keys[i]->text;
        size_t k = 0;
        while (k < n && !str_is(key, keys[k]))
            k++;
        if (k == n)
            diag_unknown(diags, map->keys[i]->at, key, keys, n, "unknown key `%.*s` in %s",
                         (int)key.n, key.p, what);
    }
    return diags->errors == errors;
}

bool expect_choice(const struct node *n, const char *what, const char *const *choices,
                   size_t count, size_t *choice, struct diags *diags)
{
    struct str text;
    if (!expect_text(n, what, &text, diags))
        return false;
    for (*choice = 0; *choice < count; ++*choice) {
        if (str_is(text, choices[*choice]))
            return true;
    }
    return diag_unknown(diags, n->at, text, choices, count, "`%s` cannot be `%.*s`", what,
                        (int)text.n, text.p);
}
