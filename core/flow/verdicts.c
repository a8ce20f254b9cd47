#include "flow/verdicts.h"

#include <stdio.h>

#include "base/log.h"
#include "text/evidence.h"

static void add_line(struct buf *out, const char *what, struct str text)
{
    buf_addf(out, "%s ", what);
    log_escape(out, text, 0);
}

static struct str number(char text[32], double n)
{
    snprintf(text, 32, "%.14g", n);
    return str_of(text);
}

static struct str member(const struct secret *s, struct str name, char text[32])
{
    static const struct evidence none;
    const struct evidence *e = s->evidence ? s->evidence : &none;
    const struct {
        const char *name;
        struct str value;
    } all[] = {{"rule", s->rule}, {"label", e->label}, {"why", e->why},
               {"operator", e->operator}, {"line", e->line}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_is(name, all[i].name))
            return all[i].value;
    if (str_is(name, "score") && e->scored)
        return number(text, e->score);
    return str_is(name, "entity") ? number(text, (double)e->entity) : str_of("(none)");
}

/* Of a table with names only those members count; a list has none. */
static bool is_member(const struct node *w, size_t k)
{
    uint64_t place;
    return w->kind == NODE_MAP && !str_uint(w->keys[k]->text, &place);
}

static void add_seen(const struct secret *s, const char *what, const struct node *w,
                     struct buf *out)
{
    add_line(out, what, s->value);
    for (size_t k = 0; w && k < w->n; k++) {
        char text[32];
        if (!is_member(w, k))
            continue;
        struct str name = w->keys[k]->text, value = member(s, name, text);
        buf_addf(out, " %.*s=%.*s", (int)name.n, name.p, (int)value.n, value.n ? value.p : "");
    }
    buf_addc(out, '\n');
}

void verdicts_seen(const struct doc *d, const struct node *wanted, struct buf *out)
{
    size_t at = 0, n = wanted ? wanted->n : 0;
    for (size_t i = 0; i < d->secret_n; i++, at++)
        add_seen(&d->secrets[i], "redact", at < n ? wanted->items[at] : NULL, out);
    for (size_t i = 0; i < d->kept_n; i++, at++)
        add_seen(&d->kept[i], "keep", at < n ? wanted->items[at] : NULL, out);
}

static struct str item(const struct node *w, size_t i, const char *key)
{
    const struct node *n = w->kind == NODE_MAP ? node_get(w, key) : NULL;
    if (w->kind == NODE_LIST && i < w->n)
        n = w->items[i];
    return n ? n->text : str_of("?");
}

void verdicts_wanted(const struct node *wanted, struct buf *out)
{
    for (size_t i = 0; i < wanted->n; i++) {
        const struct node *w = wanted->items[i];
        add_line(out, item(w, 0, "1").p, item(w, 1, "2"));
        for (size_t k = 0; k < w->n; k++)
            if (is_member(w, k))
                buf_addf(out, " %s=%s", w->keys[k]->text.p, w->items[k]->text.p);
        buf_addc(out, '\n');
    }
}
