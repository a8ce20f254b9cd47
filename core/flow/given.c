#include "flow/given.h"

static bool set_fields(const struct node *given, struct doc *d, struct err *err)
{
    for (size_t i = 0; given && i < given->n; i++)
        if (!doc_set_string(d, given->keys[i]->text, given->items[i]->text))
            return err_set(err, "cannot set the field `%s`", given->keys[i]->text.p);
    return true;
}

/* The next stretch that reads so: behind the one before, else within it. */
static bool find(const struct doc *d, struct str text, struct span *s)
{
    size_t from = str_find(d->text, text, s->end);
    if (from == d->text.n)
        from = str_find(d->text, text, s->start);
    *s = (struct span){from, from + text.n};
    return text.n > 0 && from < d->text.n;
}

static bool set_score(const struct node *n, struct mark *m, struct err *err)
{
    return (node_number(n, &m->score) && m->score >= 0 && m->score <= 1) ||
           err_set(err, "`marked`: a score is from 0 to 1");
}

/* The named members: score, rule, structure (the label is not personal), else attributes. */
static bool set_members(const struct node *n, struct doc *d, struct mark *m, struct err *err)
{
    m->attrs = arena_get(d->arena, n->n * sizeof *m->attrs);
    for (size_t i = 0; n->kind == NODE_MAP && i < n->n; i++) {
        struct str key = n->keys[i]->text, value = n->items[i]->text;
        uint64_t place;
        if (str_uint(key, &place))
            continue;
        if (str_is(key, "structure"))
            m->personal = false;
        else if (str_is(key, "rule"))
            m->rule = value;
        else if (!str_is(key, "score"))
            m->attrs[m->attr_n++] = (struct attr){key, value};
        else if (!set_score(n->items[i], m, err))
            return false;
    }
    return true;
}

static bool set_mark(const struct node *n, struct doc *d, struct span *last, struct err *err)
{
    const struct node *label = n->kind == NODE_MAP ? node_get(n, "1") : NULL;
    const struct node *text = n->kind == NODE_MAP ? node_get(n, "2") : NULL;
    if (n->kind == NODE_LIST && n->n == 2) {
        label = n->items[0];
        text = n->items[1];
    }
    if (!label || !text)
        return err_set(err, "`marked` is a list of { label, text }");
    if (!find(d, text->text, last))
        return err_set(err, "`marked`: there is no `%s`", text->text.p);
    struct mark m = {.span = *last, .label = label->text, .personal = true, .score = 1};
    return set_members(n, d, &m, err) && doc_mark(d, &m, err);
}

bool given_set(const struct node *test, struct doc *d, struct err *err)
{
    const struct node *marked = node_get(test, "marked");
    struct span last = {0, 0};
    if (!set_fields(node_get(test, "given"), d, err))
        return false;
    for (size_t i = 0; marked && i < marked->n; i++)
        if (!set_mark(marked->items[i], d, &last, err))
            return false;
    return doc_apply(d, err);
}
