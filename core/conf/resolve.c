#include "base/file.h"
#include "conf/pipeline.h"
#include "conf/when.h"

/* The names that the stages so far supply. Lives in the arena. */
struct supplied {
    const char **v;
    size_t n, cap;
    bool any; /* a stage decides by its options, or is unknown: every name may be there */
};

/* What stands before the stage being checked. */
struct before {
    struct supplied labels, fields;
    const struct stage_entry *format; /* the format stage of this branch, or NULL */
    bool unknown;                     /* some stage has no declaration: it may be anything */
};

/* What is the same for the whole pipeline. Borrows everything. */
struct resolver {
    struct arena *arena;
    struct pipeline *p;
    const char *base;
    struct diags *diags;
};

/* A stage, with what stands before it and the stages from it on in its list. */
struct spot {
    struct resolver *r;
    const struct before *before;
    const struct stage_entry *entry;
    size_t rest;
};

static void supplied_add(struct resolver *r, struct supplied *s, const struct supply *list,
                         size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(list[i].name, "*")) {
            s->any = true;
            continue;
        }
        s->v = arena_grow(r->arena, s->v, &s->cap, s->n + 1, sizeof *s->v);
        s->v[s->n++] = arena_str(r->arena, list[i].name).p;
    }
}

static bool supplied_has(const struct supplied *s, struct str name)
{
    for (size_t i = 0; i < s->n && !s->any; i++) {
        if (str_is(name, s->v[i]))
            return true;
    }
    return s->any;
}

static bool supply_names(const struct supply *list, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].name, name))
            return true;
    }
    return false;
}

/* The stage at or after the spot in its list that supplies `name`, for a hint. */
static const struct stage_entry *spot_later(const struct spot *s, bool label, struct str name)
{
    for (size_t i = 0; i < s->rest; i++) {
        const struct decl *d = s->entry[i].decl;
        if (d &&
            supply_names(label ? d->labels : d->fields, label ? d->label_n : d->field_n, name))
            return &s->entry[i];
    }
    return NULL;
}

/* Checks that a stage before the spot supplies the label or field `name`. */
static void spot_needs(const struct spot *s, bool label, struct str name, struct place at)
{
    const struct supplied *set = label ? &s->before->labels : &s->before->fields;
    struct str stage = s->entry->name;
    const char *verb = label ? "marks" : "sets the field";
    if (supplied_has(set, name))
        return;
    const struct stage_entry *later = spot_later(s, label, name);
    if (later == s->entry)
        diag_error(s->r->diags, at, "no stage before `%.*s` %s `%.*s`; it does so itself, later",
                   (int)stage.n, stage.p, verb, (int)name.n, name.p);
    else if (later)
        diag_error(
            s->r->diags, at, "no stage before `%.*s` %s `%.*s`; `%.*s` does, but stands after it",
            (int)stage.n, stage.p, verb, (int)name.n, name.p, (int)later->name.n, later->name.p);
    else
        diag_unknown(s->r->diags, at, name, set->v, set->n, "no stage before `%.*s` %s `%.*s`",
                     (int)stage.n, stage.p, verb, (int)name.n, name.p);
}

static const struct option_spec *spec_of_member(const struct option_spec *specs, size_t n,
                                                struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(specs[i].name, name))
            return &specs[i];
    }
    return NULL;
}

static bool is_known(const struct option_spec *spec, struct str name)
{
    for (size_t i = 0; i < spec->known_n; i++) {
        if (str_eq(spec->known[i], name))
            return true;
    }
    return false;
}

/* A label that neither a stage before nor the option itself knows of. */
static void label_unknown(const struct spot *s, const struct option_spec *spec, struct str name,
                          struct place at)
{
    const struct supplied *set = &s->before->labels;
    const char **all = arena_get(s->r->arena, (set->n + spec->known_n) * sizeof *all);
    for (size_t i = 0; i < set->n; i++)
        all[i] = set->v[i];
    for (size_t i = 0; i < spec->known_n; i++)
        all[set->n + i] = arena_str(s->r->arena, spec->known[i]).p;
    diag_unknown(s->r->diags, at, name, all, set->n + spec->known_n,
                 "there is no label `%.*s`: neither a stage before `%.*s` marks it, nor any "
                 "that is shipped",
                 (int)name.n, name.p, (int)s->entry->name.n, s->entry->name.p);
}

/* A name that an option gives. Nobody wrote a default, so nobody can mend it: it is let pass. */
static void option_names(const struct spot *s, const struct option_spec *spec, struct str name,
                         struct place at)
{
    bool label = spec->labels && at.file && !str_is(name, "default") && !is_known(spec, name);
    if (label && spec->known && !supplied_has(&s->before->labels, name))
        label_unknown(s, spec, name, at);
    else if (label)
        spot_needs(s, true, name, at);
    if (spec->fields && at.file)
        spot_needs(s, false, name, at);
}

/* Checks every label and field that the value, and what is inside it, names. */
static void option_uses(const struct spot *s, const struct option_spec *spec,
                        const struct value *v)
{
    if (v->type == VALUE_STRING)
        option_names(s, spec, v->text, v->at);
    for (size_t i = 0; i < v->n; i++) {
        const struct value *item = &v->items[i];
        const struct option_spec *inner = spec->each;
        if (v->type == VALUE_MAP) {
            const struct option_spec *key = spec_of_member(spec->keys, spec->key_n, v->keys[i]);
            if (!key)
                option_names(s, spec, v->keys[i], item->at);
            inner = key ? key : inner;
        } else if (item->type == VALUE_STRING) {
            option_names(s, spec, item->text, item->at);
        }
        if (inner)
            option_uses(s, inner, item);
    }
}

static void check_uses(const struct spot *s)
{
    const struct stage_entry *e = s->entry;
    for (size_t i = 0; e->options && i < e->options->n; i++) {
        const struct option_spec *spec =
            spec_of_member(e->decl->options, e->decl->option_n, e->options->keys[i]);
        if (spec)
            option_uses(s, spec, &e->options->items[i]);
    }
    struct str name;
    for (size_t at = 0; when_field(e->when, &at, &name);)
        spot_needs(s, false, name, e->when_at);
}

static void check_when(struct resolver *r, const struct stage_entry *e)
{
    struct str name = e->name;
    if (e->decl->redacts && e->when.p && e->otherwise == OTHERWISE_NONE)
        diag_error(r->diags, e->when_at,
                   "`%.*s` redacts: beside `when`, choose what becomes of a document for which "
                   "it is false: `otherwise: fail`, `drop` or `pass` (unredacted)",
                   (int)name.n, name.p);
    if (!e->decl->redacts && e->otherwise != OTHERWISE_NONE)
        diag_error(r->diags, e->at,
                   "`otherwise` is for stages that redact; when `when` is false, `%.*s` is left "
                   "out",
                   (int)name.n, name.p);
    if (e->decl->formats && e->when.p)
        diag_error(r->diags, e->when_at,
                   "`%.*s` writes the output, so it takes no `when`; `filter.where` before it "
                   "keeps documents out",
                   (int)name.n, name.p);
}

static void check_order(struct resolver *r, const struct before *b, const struct stage_entry *e)
{
    if (b->format && e->decl->formats)
        diag_error(r->diags, e->at,
                   "a second format stage: `%.*s` writes this output already; `outputs` gives "
                   "each its own",
                   (int)b->format->name.n, b->format->name.p);
    else if (b->format)
        diag_error(r->diags, e->at,
                   "`%.*s` stands after the format stage `%.*s`, which must be "
                   "the last",
                   (int)e->name.n, e->name.p, (int)b->format->name.n, b->format->name.p);
}

static void resolve_stage(struct resolver *r, struct before *b, struct stage_entry *e,
                          size_t rest)
{
    struct spot spot = {r, b, e, rest};
    if (!e->decl) {
        b->labels.any = b->fields.any = b->unknown = true;
        return;
    }
    e->options =
        option_check(r->arena, e->decl, e->given, e->at, r->base, &r->p->files, r->diags);
    check_when(r, e);
    check_order(r, b, e);
    check_uses(&spot);
    supplied_add(r, &b->labels, e->decl->labels, e->decl->label_n);
    supplied_add(r, &b->fields, e->decl->fields, e->decl->field_n);
    r->p->redacts |= e->decl->redacts;
    if (e->decl->formats && !b->format)
        b->format = e;
}

static void resolve_list(struct resolver *r, struct before *b, struct stage_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        resolve_stage(r, b, &list->v[i], list->n - i);
}

static void check_path(struct resolver *r, const struct before *b, const struct output_entry *o)
{
    for (size_t i = 0; i < o->path->n; i++) {
        const struct template_part *part = &o->path->parts[i];
        if (part->kind == TEMPLATE_FIELD && !part->has_default &&
            !supplied_has(&b->fields, part->text))
            diag_unknown(r->diags, o->path->at, part->text, b->fields.v, b->fields.n,
                         "`path` needs the field `%.*s`, which no stage before it sets",
                         (int)part->text.n, part->text.p);
    }
}

static void resolve_output(struct resolver *r, const struct before *common,
                           struct output_entry *o)
{
    struct before b = *common;
    /* What the branch adds must not be written behind the common list's names: another branch
     * would write there too. */
    b.labels.cap = b.labels.n;
    b.fields.cap = b.fields.n;
    resolve_list(r, &b, &o->stages);
    if (o->stream.p && !b.format && !b.unknown)
        diag_error(r->diags, o->at,
                   "the stream `%.*s` needs a format stage, such as format.record, to say how "
                   "documents follow each other",
                   (int)o->stream.n, o->stream.p);
    if (o->path)
        check_path(r, &b, o);
    else if (!o->stream.p)
        o->path =
            template_default(r->arena, b.format ? b.format->decl->extension : (struct str){0});
}

/* Two outputs with the same path would write the same files. */
static void check_paths(struct resolver *r)
{
    struct pipeline *p = r->p;
    for (size_t i = 1; i < p->output_n; i++) {
        const struct output_entry *o = &p->outputs[i];
        for (size_t k = 0; o->path && k < i; k++) {
            const struct output_entry *other = &p->outputs[k];
            if (!other->path || !template_same(o->path, other->path))
                continue;
            diag_error(r->diags, o->path->at.file ? o->path->at : o->at,
                       "the outputs `%.*s` and `%.*s` would write the same files; give each a "
                       "`path` of its own",
                       (int)other->name.n, other->name.p, (int)o->name.n, o->name.p);
            break;
        }
    }
}

/* What a document in windows cannot have: nobody sees the whole of it, and what its windows make
 * goes into one output. */
static void check_windows(struct resolver *r)
{
    const struct pipeline *p = r->p;
    if (strcmp(p->encoding, "utf-8") != 0)
        diag_error(r->diags, p->windows_at,
                   "`window: lines` reads UTF-8 only, not `encoding: %s`", p->encoding);
    if (p->names != NAMES_KEEP)
        diag_error(
            r->diags, p->windows_at,
            "with `window: lines` names are kept: whether one holds a secret is known only "
            "at the end, when its output is written");
    for (size_t i = 0; i < p->output_n; i++) {
        const struct template *path = p->outputs[i].path;
        if (path && path->by_content)
            diag_error(r->diags, path->at,
                       "with `window: lines` a file has one output, whose `path` cannot have "
                       "{part} or {fields.NAME} of one record");
    }
}

static void load_list(struct stage_list *list, pipeline_load *load, void *context,
                      struct diags *diags)
{
    for (size_t i = 0; i < list->n; i++)
        list->v[i].decl = load(context, &list->v[i], diags);
}

bool pipeline_resolve(struct arena *arena, struct pipeline *p, pipeline_load *load, void *context,
                      struct diags *diags)
{
    size_t errors = diags->errors;
    struct str dir = arena_str(arena, file_dir(str_of(p->file)));
    struct resolver r = {arena, p, dir.p, diags};
    struct before common = {0};
    load_list(&p->stages, load, context, diags);
    for (size_t i = 0; i < p->output_n; i++)
        load_list(&p->outputs[i].stages, load, context, diags);
    resolve_list(&r, &common, &p->stages);
    for (size_t i = 0; i < p->output_n; i++)
        resolve_output(&r, &common, &p->outputs[i]);
    check_paths(&r);
    if (p->windows)
        check_windows(&r);
    return diags->errors == errors;
}
