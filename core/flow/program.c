#include "flow/program.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

/* What the loader of declarations needs. */
struct loading {
    struct host *host;
    struct arena *arena;
};

const char *program_nearest(struct host *h, struct str name, struct buf *names)
{
    const char **list = NULL;
    size_t n = 0, cap = 0;
    if (host_list(h, names, NULL)) {
        for (char *p = names->p, *end; p && (end = strchr(p, '\n')); p = end + 1) {
            *end = '\0';
            list = mem_grow(list, &cap, n + 1, sizeof *list);
            list[n++] = p;
        }
    }
    const char *near = diag_nearest(name, list, n);
    free(list);
    return near;
}

static void unknown_stage(struct loading *l, const struct stage_entry *e, struct diags *diags)
{
    struct buf names = {0};
    const char *near = program_nearest(l->host, e->name, &names);
    diag_error(diags, e->at, "unknown stage `%.*s`%s%s%s", (int)e->name.n, e->name.p,
               near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    buf_free(&names);
}

static const struct decl *load_stage(void *context, const struct stage_entry *e,
                                     struct diags *diags)
{
    struct loading *l = context;
    struct err err = {0};
    const struct decl *d = host_load(l->host, e->name, &err);
    if (d)
        return d;
    if (err.line > 0)
        diag_error(diags, (struct place){arena_str(l->arena, str_of(err.file)).p, err.line, 0},
                   "%s", err.text);
    else if (str_ends(e->name, ".lua"))
        diag_error(diags, e->at, "stage `%.*s`: %s", (int)e->name.n, e->name.p, err.text);
    else
        unknown_stage(l, e, diags);
    return NULL;
}

/* An error of a stage's `open` stands at the stage's place in the pipeline, with the plugin's own
 * place in its text. A finding is one line: the calls that led there are not told. */
static void open_failed(const struct stage_entry *e, const struct err *err, struct diags *diags)
{
    struct str text = str_of(err->text);
    size_t n = str_byte(text, '\n', 0);
    diag_error(diags, e->at, "stage `%.*s`: %.*s", (int)e->name.n, e->name.p, (int)n, text.p);
}

/* How many of the branch's first n steps are of that stage. */
static size_t uses(const struct branch *b, size_t n, struct str name)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += str_eq(b->steps[i].entry->name, name);
    return found;
}

/* Sets what the steps of b are called; it comes behind the common branch and the outputs before.
 */
static void call_steps(struct program *p, struct arena *arena, struct branch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct str name = b->steps[i].entry->name;
        size_t n = uses(b, i, name);
        n += b == &p->common ? 0 : uses(&p->common, p->common.n, name);
        for (struct branch *o = p->outputs; b != &p->common && o < b; o++)
            n += uses(o, o->n, name);
        struct buf called = {0};
        buf_add(&called, name);
        if (n > 0)
            buf_addf(&called, "#%zu", n + 1);
        b->steps[i].called = arena_str(arena, buf_str(&called));
        buf_free(&called);
    }
}

static bool open_branch(struct program *p, struct arena *arena, const struct stage_list *list,
                        struct branch *b, struct diags *diags)
{
    bool good = true;
    b->n = list->n;
    b->steps = arena_get(arena, list->n * sizeof *b->steps);
    for (size_t i = 0; i < list->n; i++) {
        struct stage_entry *e = &list->v[i];
        struct err err = {0};
        b->steps[i].entry = e;
        b->steps[i].number = p->stage_n++;
        b->steps[i].stage = host_open(p->host, e->decl, e->options, &err);
        if (!b->steps[i].stage) {
            open_failed(e, &err, diags);
            good = false;
        }
        if (e->when.n == 0)
            continue;
        err = (struct err){0};
        b->steps[i].when = host_when(p->host, e->when, e->when_at, &err);
        if (!b->steps[i].when)
            good = diag_error(diags, e->when_at, "%s", err.text);
    }
    return good;
}

static bool open_all(struct program *p, struct arena *arena, struct diags *diags)
{
    bool good = open_branch(p, arena, &p->pipeline->stages, &p->common, diags);
    size_t n = p->pipeline->output_n;
    p->outputs = arena_get(arena, n * sizeof *p->outputs);
    for (size_t i = 0; i < n; i++)
        if (!open_branch(p, arena, &p->pipeline->outputs[i].stages, &p->outputs[i], diags))
            good = false;
    call_steps(p, arena, &p->common);
    for (size_t i = 0; i < n; i++)
        call_steps(p, arena, &p->outputs[i]);
    p->nanos = arena_get(arena, p->stage_n * sizeof *p->nanos);
    return good;
}

static struct pipeline *read_pipeline(struct arena *arena, const struct setup *s,
                                      struct diags *diags)
{
    const char **set = arena_get(arena, s->set.n * sizeof *set);
    for (size_t i = 0; i < s->set.n; i++)
        set[i] = s->set.v[i].p;
    return pipeline_read(arena, s->file.p, s->text, set, s->set.n, diags);
}

struct program *program_new(struct arena *arena, const struct setup *setup,
                            const struct host_rules *rules, struct watch *watch,
                            struct diags *diags)
{
    struct pipeline *pipeline = read_pipeline(arena, setup, diags);
    if (!pipeline)
        return NULL;
    struct host_rules *own = arena_get(arena, sizeof *own);
    *own = *rules;
    own->time = pipeline->limits.time;
    own->memory = pipeline->limits.memory;
    own->document = pipeline->limits.document;
    struct err err = {0};
    struct program *p = arena_get(arena, sizeof *p);
    p->pipeline = pipeline;
    p->host = host_new(own, watch, &err);
    if (!p->host) {
        diag_error(diags, (struct place){setup->file.p, 0, 0}, "%s", err.text);
        return NULL;
    }
    struct loading l = {p->host, arena};
    if (pipeline_resolve(arena, pipeline, load_stage, &l, diags) && open_all(p, arena, diags)) {
        host_lint(p->host, diags);
        return p;
    }
    program_free(p);
    return NULL;
}

void program_free(struct program *p)
{
    if (p)
        host_free(p->host);
}

static bool frame_of(struct step *s, struct arena *arena, const char *which, struct str *out,
                     struct err *err)
{
    struct buf b = {0};
    bool good = stage_frame(s->stage, which, &b, err);
    *out = arena_str(arena, buf_str(&b));
    buf_free(&b);
    return good;
}

static void stage_list_facts(const struct branch *b, struct facts *f)
{
    for (size_t i = 0; i < b->n; i++)
        f->stages[f->stage_n++] = (struct stage_facts){b->steps[i].entry->name,
                                                       str_of(b->steps[i].entry->decl->digest)};
}

static bool lists(const struct str *v, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], name))
            return true;
    return false;
}

/* Whether the stage looks for the label: not when it is a choice of an option that lists what the
 * stage marks, and is not listed. */
static bool looks_for(const struct stage_entry *e, struct str label)
{
    for (size_t i = 0; i < e->decl->option_n; i++) {
        const struct option_spec *o = &e->decl->options[i];
        const struct value *v = value_get(e->options, o->name.p);
        bool listed = false;
        if (o->type != VALUE_LIST || !v || !lists(o->choices, o->choice_n, label))
            continue;
        for (size_t k = 0; k < v->n; k++)
            listed = listed || str_eq(v->items[k].text, label);
        if (!listed)
            return false;
    }
    return true;
}

static void looked_facts(const struct branch *b, struct arena *arena, size_t *cap,
                         struct facts *f)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct stage_entry *e = b->steps[i].entry;
        const struct decl *d = e->decl;
        size_t n;
        const struct sought *sought = stage_sought(b->steps[i].stage, &n);
        f->conditions = f->conditions || b->steps[i].when;
        f->looked = arena_grow(arena, f->looked, cap, f->looked_n + d->label_n + 1 + n,
                               sizeof *f->looked);
        for (size_t k = 0; k < d->label_n; k++)
            if (d->labels[k].personal && looks_for(e, d->labels[k].name))
                f->looked[f->looked_n++] = (struct looked){e->name, d->labels[k].name, 0};
        if (d->redacts)
            f->looked[f->looked_n++] = (struct looked){e->name, str_of(HOST_REDACTIONS), 0};
        for (size_t k = 0; k < n; k++)
            f->looked[f->looked_n++] = (struct looked){e->name, sought[k].what, sought[k].of};
    }
}

void program_file_facts(const struct program *p, struct arena *arena, struct facts *f)
{
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    for (struct option_file *o = p->pipeline->files; o; o = o->next)
        f->file_n++;
    f->files = arena_get(arena, f->file_n * sizeof *f->files);
    size_t i = 0;
    for (struct option_file *o = p->pipeline->files; o; o = o->next) {
        hash_sha256(o->content, digest);
        hash_hex(digest, hex);
        f->files[i++] = (struct stage_facts){o->path, arena_str(arena, str_of(hex))};
    }
}

/* The stage of a branch that writes its output: the last one, when it is a format. */
static struct step *format_step(const struct program *p, size_t output)
{
    const struct branch *b = &p->outputs[output];
    if (b->n == 0)
        b = &p->common;
    if (b->n == 0 || !b->steps[b->n - 1].entry->decl->formats)
        return NULL;
    return &b->steps[b->n - 1];
}

bool program_frames(const struct program *p, size_t output, struct arena *arena,
                    struct output_facts *f, struct err *err)
{
    struct step *s = format_step(p, output);
    if (!s)
        return true;
    f->extension = s->entry->decl->extension;
    return frame_of(s, arena, "head", &f->head, err) &&
           frame_of(s, arena, "between", &f->between, err) &&
           frame_of(s, arena, "tail", &f->tail, err);
}

bool program_facts(struct program *p, struct arena *arena, struct facts *f, struct err *err)
{
    f->good = true;
    f->redacts = p->pipeline->redacts;
    f->output_n = p->pipeline->output_n;
    f->outputs = arena_get(arena, f->output_n * sizeof *f->outputs);
    f->stages = arena_get(arena, p->stage_n * sizeof *f->stages);
    size_t cap = 0;
    stage_list_facts(&p->common, f);
    looked_facts(&p->common, arena, &cap, f);
    for (size_t i = 0; i < f->output_n; i++) {
        stage_list_facts(&p->outputs[i], f);
        looked_facts(&p->outputs[i], arena, &cap, f);
        if (!program_frames(p, i, arena, &f->outputs[i], err))
            return false;
    }
    return true;
}
