#include <stdio.h>

#include "base/hash.h"
#include "flow/survey.h"
#include "text/fold.h"

enum { SORT_MEMORY = 8 << 20, CLASHES_TOLD = 10 };

/* Whether different items always get different names: one stream, which all go into, or one set of
 * files, named by their whole path and fixed text. Where some input is decompressed, the default
 * path is not whole. */
static bool injective(const struct pipeline *p, bool packed)
{
    bool whole = false;
    if (p->output_n == 1 && p->outputs[0].stream.n > 0)
        return true;
    if (p->output_n != 1 || !p->outputs[0].path)
        return false;
    const struct template *t = p->outputs[0].path;
    if (t->standard)
        return t->extension.n == 0 && !packed;
    for (size_t i = 0; i < t->n; i++) {
        if (t->parts[i].kind == TEMPLATE_PATH)
            whole = true;
        else if (t->parts[i].kind != TEMPLATE_TEXT)
            return false;
    }
    return whole;
}

/* Names on their way into the sorter. Owns the buffers. */
struct naming {
    struct sort *names;
    bool fold;
    struct buf name, record;
};

/* A record is: the name as the file system compares it, NUL, the name, NUL, whose it is. */
static bool add_name(struct naming *g, struct str name, struct str owner, struct err *err)
{
    buf_clear(&g->record);
    if (g->fold)
        fold_name(name, &g->record);
    else
        buf_add(&g->record, name);
    buf_addc(&g->record, '\0');
    buf_add(&g->record, name);
    buf_addc(&g->record, '\0');
    buf_add(&g->record, owner);
    return sort_add(g->names, buf_str(&g->record), err);
}

/* {id} is not known to the desk in the form the worker gives it, but differs where paths do. */
static bool add_item(struct naming *g, const struct pipeline *p, struct str item, struct err *err)
{
    char id[24];
    snprintf(id, sizeof id, "%016llx", (unsigned long long)hash_fast(item));
    struct template_values v = {.path = item, .plain = pipeline_plain(p, item), .id = str_of(id)};
    bool good = true;
    for (size_t i = 0; good && i < p->output_n; i++) {
        struct err own = {0};
        buf_clear(&g->name);
        if (p->outputs[i].path && !p->outputs[i].path->by_content &&
            template_fill(p->outputs[i].path, &v, &g->name, &own))
            good = add_name(g, buf_str(&g->name), item, err);
    }
    return good;
}

static bool add_all(struct survey *s, const struct survey_rules *rules, struct naming *g,
                    struct err *err)
{
    const struct pipeline *p = rules->pipeline;
    struct item item;
    for (size_t i = 0; i < p->output_n; i++)
        if (p->outputs[i].stream.n > 0 &&
            !add_name(g, p->outputs[i].stream, str_of("a stream"), err))
            return false;
    for (uint64_t i = 0; i < s->n && survey_next(s, &item, err); i++)
        if (item.kind == ITEM_FILE && !add_item(g, p, item.name, err))
            return false;
    return !err->set && survey_rewind(s, err) && sort_finish(g->names, err);
}

static bool compare(struct sort *names, struct err *err)
{
    struct buf last = {0}, text = {0};
    struct str record;
    size_t told = 0;
    while (sort_next(names, &record, err)) {
        struct str rest = record, old = buf_str(&last), key, old_key, name, old_name;
        str_split(&rest, '\0', &key);
        str_split(&rest, '\0', &name);
        str_split(&old, '\0', &old_key);
        str_split(&old, '\0', &old_name);
        if (last.n > 0 && str_eq(key, old_key) && told++ < CLASHES_TOLD)
            buf_addf(&text, "\n  `%.*s` and `%.*s` would both be written to `%.*s`", (int)old.n,
                     old.p, (int)rest.n, rest.p, (int)name.n, name.p);
        buf_clear(&last);
        buf_add(&last, record);
    }
    if (told > 0)
        err_set(err, "names of outputs collide (%zu):%s", told, text.p);
    buf_free(&last);
    buf_free(&text);
    return !err->set;
}

bool survey_collide(struct survey *s, const struct survey_rules *rules, bool fold,
                    struct err *err)
{
    if (injective(rules->pipeline, s->packed) && !fold)
        return true;
    struct naming g = {.names = sort_new(rules->scratch, SORT_MEMORY), .fold = fold};
    bool good = add_all(s, rules, &g, err) && compare(g.names, err);
    sort_free(g.names);
    buf_free(&g.name);
    buf_free(&g.record);
    return good;
}
