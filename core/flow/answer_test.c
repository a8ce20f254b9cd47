#include <stdio.h>
#include <stdlib.h>

#include "base/diff.h"
#include "base/log.h"
#include "base/mem.h"
#include "flow/answer.h"
#include "flow/given.h"
#include "flow/verdicts.h"

enum { CASE_RUNS = 2 }; /* in fresh states: what differs between them is not determined */

/* What a case showed: a text of sections that can be compared with what was expected. */
struct seen {
    struct buf text, marks, evidence, fields, output, children, counts, printed;
    const struct decl *decl; /* of the stage under test */
    const struct stage_entry *last;
    const struct node *fields_wanted;
};

/* One case on its way. Borrows all but seen. */
struct trial_case {
    struct arena *arena;
    const struct setup *setup;
    struct watch *watch;
    const struct node *node;
    struct str stage;
    const char *file;
    struct seen seen;
    struct result result;
    struct str failure; /* reason and report of a failed or dropped document */
};

static void seen_clear(struct seen *s)
{
    struct buf *all[] = {&s->text,   &s->marks,    &s->evidence, &s->fields,
                         &s->output, &s->children, &s->counts,   &s->printed};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_free(all[i]);
    *s = (struct seen){0};
}

/* --- what a stage did, as text --- */

static bool declares(const struct decl *d, struct str label)
{
    for (size_t i = 0; i < d->label_n; i++)
        if (str_eq(d->labels[i].name, label) || str_is(d->labels[i].name, "*"))
            return true;
    return false;
}

static void add_mark_line(struct buf *out, struct str label, struct str text)
{
    buf_add(out, label);
    buf_addz(out, ": ");
    log_escape(out, text, 0);
}

static struct str attr_of(const struct mark *m, struct str name, char number[32])
{
    if (str_is(name, "rule"))
        return m->rule;
    if (str_is(name, "score")) {
        snprintf(number, 32, "%.14g", m->score);
        return str_of(number);
    }
    for (size_t i = 0; i < m->attr_n; i++)
        if (str_eq(m->attrs[i].name, name))
            return m->attrs[i].value;
    return str_of("(none)");
}

/* Of a mark's attributes only those are shown that the case names for the mark in this place. */
static void see_marks(struct trial_case *t, const struct doc *d)
{
    const struct node *wanted = node_get(t->node, "marks");
    size_t at = 0;
    buf_clear(&t->seen.marks);
    for (size_t i = 0; i < d->mark_n; i++) {
        const struct mark *m = &d->marks[i];
        if (!declares(t->seen.decl, m->label))
            continue;
        struct buf *out = &t->seen.marks;
        add_mark_line(out, m->label, str_cut(d->text, m->span.start, m->span.end));
        const struct node *w = wanted && at < wanted->n ? wanted->items[at++] : NULL;
        for (size_t k = 0; w && w->kind == NODE_MAP && k < w->n; k++) {
            char number[32];
            struct str name = w->keys[k]->text;
            uint64_t index;
            if (str_uint(name, &index))
                continue;
            struct str value = attr_of(m, name, number);
            buf_addf(out, " %.*s=%.*s", (int)name.n, name.p, (int)value.n, value.p);
        }
        buf_addc(out, '\n');
    }
}

static void see_fields(struct trial_case *t, const struct doc *d)
{
    const struct node *wanted = node_get(t->node, "fields");
    buf_clear(&t->seen.fields);
    for (size_t i = 0; wanted && i < wanted->n; i++) {
        struct str name = wanted->keys[i]->text;
        const struct field *f = doc_field(d, name);
        buf_addf(&t->seen.fields, "%.*s: ", (int)name.n, name.p);
        if (f)
            buf_add(&t->seen.fields, str_cut(d->text, f->span.start, f->span.end));
        else
            buf_addz(&t->seen.fields, "(none)");
        buf_addc(&t->seen.fields, '\n');
    }
}

static void on_applied(void *context, const struct step *step, const struct doc *d)
{
    struct trial_case *t = context;
    if (step->entry != t->seen.last)
        return;
    buf_clear(&t->seen.text);
    buf_add(&t->seen.text, str_cut(d->text, 0, d->len));
    buf_clear(&t->seen.evidence);
    verdicts_seen(d, node_get(t->node, "evidence"), &t->seen.evidence);
    see_marks(t, d);
    see_fields(t, d);
    for (const struct doc *c = d->children; c; c = c->next) {
        buf_add(&t->seen.children, str_cut(c->text, 0, c->len));
        buf_addz(&t->seen.children, "\n--\n");
    }
}

static void on_output(void *context, const struct output_entry *o, const struct doc *d,
                      struct str bytes)
{
    struct trial_case *t = context;
    (void)o;
    (void)d;
    buf_clear(&t->seen.output);
    buf_add(&t->seen.output, bytes);
}

static void see_counts(struct trial_case *t, const struct host *h)
{
    const struct node *wanted = node_get(t->node, "counts");
    struct told told = host_told(h);
    for (size_t i = 0; wanted && i < wanted->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < told.count_n; k++)
            if (str_eq(told.counts[k].name, wanted->keys[i]->text))
                sum += told.counts[k].n;
        buf_addf(&t->seen.counts, "%s: %.14g\n", wanted->keys[i]->text.p, sum);
    }
}

/* --- running --- */

static bool prepare(void *context, struct doc *d, struct err *err)
{
    const struct trial_case *t = context;
    return given_set(t->node, d, err);
}

/* A stage of `before`: a name, or a list of name and options; or the stage under test. */
static bool make_entry(struct trial_case *t, struct host *h, const struct node *n,
                       struct stage_entry *e, struct option_file **files, struct diags *diags)
{
    struct err err = {0};
    const struct node *options = NULL;
    e->at = n ? n->at : (struct place){t->file, 1, 1};
    e->name = t->stage;
    if (n && n->kind == NODE_SCALAR)
        e->name = n->text;
    if (n && n->kind == NODE_LIST && n->n > 0) {
        e->name = n->items[0]->text;
        options = n->n > 1 ? n->items[1] : NULL;
    }
    if (!n)
        options = node_get(t->node, "options");
    e->decl = host_load(h, e->name, &err);
    if (!e->decl)
        return diag_error(diags, e->at, "%s", err.text);
    if (options && options->kind == NODE_LIST && options->n == 0)
        options = NULL; /* an empty Lua table */
    e->options = option_check(t->arena, e->decl, options, e->at, t->setup->base.p, files, diags);
    return e->options != NULL;
}

static bool make_program(struct trial_case *t, struct program *p, struct diags *diags)
{
    const struct node *before = node_get(t->node, "before");
    size_t n = before ? before->n : 0;
    struct option_file *files = NULL;
    struct pipeline *l = p->pipeline;
    l->stages.v = arena_get(t->arena, (n + 1) * sizeof *l->stages.v);
    l->stages.n = n + 1;
    p->common.steps = arena_get(t->arena, (n + 1) * sizeof *p->common.steps);
    p->common.n = p->stage_n = n + 1;
    p->nanos = arena_get(t->arena, (n + 1) * sizeof *p->nanos);
    for (size_t i = 0; i <= n; i++) {
        struct stage_entry *e = &l->stages.v[i];
        struct err err = {0};
        if (!make_entry(t, p->host, i < n ? before->items[i] : NULL, e, &files, diags))
            return false;
        struct stage *s = host_open(p->host, e->decl, e->options, &err);
        if (!s)
            return diag_error(diags, e->at, "%s", err.text);
        p->common.steps[i] = (struct step){.entry = e, .stage = s, .number = i};
        l->redacts = l->redacts || e->decl->redacts;
    }
    t->seen.last = &l->stages.v[n];
    t->seen.decl = l->stages.v[n].decl;
    return true;
}

static struct str scalar(const struct node *n, const char *key, const char *otherwise)
{
    const struct node *v = node_get(n, key);
    return v && v->kind == NODE_SCALAR ? v->text : str_of(otherwise);
}

static void run_program(struct trial_case *t, struct program *p)
{
    struct trace trace = {NULL, on_applied, on_output, t};
    struct sink sink = {.staging = -1, .fd = -1, .discard = true};
    struct process process = {.program = p,
                              .sink = &sink,
                              .key = t->setup->key,
                              .trace = &trace,
                              .to_stdout = true,
                              .tell = true};
    process_bytes(&process, scalar(t->node, "path", "test.txt"), scalar(t->node, "input", ""),
                  prepare, t, &t->result);
    struct buf b = {0};
    buf_add(&b, t->result.reason);
    buf_addz(&b, "\n");
    buf_add(&b, t->result.report);
    t->failure = arena_str(t->arena, buf_str(&b));
    buf_free(&b);
    see_counts(t, p->host);
    process_free(&process);
    sink_free(&sink);
}

static bool run_once(struct trial_case *t, struct diags *diags)
{
    struct err err = {0};
    struct host_rules rules = answer_rules(t->setup);
    rules.print = answer_printed;
    rules.context = &t->seen.printed;
    struct output_entry output = {.name = str_of("output")};
    struct pipeline pipeline = {.file = t->file,
                                .encoding = "utf-8",
                                .outputs = &output,
                                .output_n = 1,
                                .limits = {rules.time, rules.memory, rules.document, 1}};
    struct branch branch = {0};
    struct program p = {.pipeline = &pipeline, .outputs = &branch};
    seen_clear(&t->seen);
    p.host = host_new(&rules, t->watch, &err);
    if (!p.host)
        return diag_error(diags, (struct place){t->file, 0, 0}, "%s", err.text);
    bool good = make_program(t, &p, diags);
    if (good)
        run_program(t, &p);
    host_free(p.host);
    return good;
}

/* --- comparing --- */

static void add_wanted_marks(const struct node *list, struct buf *out)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct node *m = list->items[i];
        const struct node *label = m->kind == NODE_LIST ? m->items[0] : node_get(m, "1");
        const struct node *text =
            m->kind == NODE_LIST && m->n > 1 ? m->items[1] : node_get(m, "2");
        add_mark_line(out, label ? label->text : str_of("?"), text ? text->text : str_of(""));
        for (size_t k = 0; m->kind == NODE_MAP && k < m->n; k++) {
            uint64_t index;
            if (!str_uint(m->keys[k]->text, &index))
                buf_addf(out, " %s=%s", m->keys[k]->text.p, m->items[k]->text.p);
        }
        buf_addc(out, '\n');
    }
}

static void add_wanted_pairs(const struct node *map, struct buf *out)
{
    for (size_t i = 0; i < map->n; i++) {
        bool yes;
        const struct node *v = map->items[i];
        bool gone = !v->quoted && node_boolean(v, &yes) && !yes;
        buf_addf(out, "%s: %s\n", map->keys[i]->text.p, gone ? "(none)" : v->text.p);
    }
}

static void add_wanted_children(const struct node *list, struct buf *out)
{
    for (size_t i = 0; i < list->n; i++) {
        buf_add(out, list->items[i]->text);
        buf_addz(out, "\n--\n");
    }
}

/* Compares one part; adds a diff to `why` when it differs. */
static bool same(const char *what, struct buf *got, struct buf *want, struct buf *why)
{
    bool equal = str_eq(buf_str(got), buf_str(want));
    if (!equal) {
        buf_addf(why, "%s (- expected, + got):\n", what);
        diff_lines(why, buf_str(want), buf_str(got), false);
    }
    buf_free(want);
    return equal;
}

static bool compare_part(struct trial_case *t, const char *key, struct buf *got,
                         void (*add)(const struct node *n, struct buf *out), struct buf *why)
{
    const struct node *n = node_get(t->node, key);
    struct buf want = {0};
    if (!n)
        return true;
    if (add)
        add(n, &want);
    else
        buf_add(&want, n->text);
    return same(key, got, &want, why);
}

static bool compare_end(struct trial_case *t, struct buf *why)
{
    static const char *const keys[] = {"", "drops", "fails"};
    struct str want = scalar(t->node, keys[t->result.status], "");
    enum status expected = node_get(t->node, "fails")   ? STATUS_FAILED
                           : node_get(t->node, "drops") ? STATUS_SKIPPED
                                                        : STATUS_DONE;
    if (t->result.status != expected) {
        buf_addf(why, "the document is %s, not %s: ", status_name(t->result.status),
                 status_name(expected));
        buf_add(why, t->failure);
        return false;
    }
    if (str_find(t->failure, want, 0) < t->failure.n || want.n == 0)
        return true;
    buf_addf(why, "the reason does not hold `%s`: %s", want.p, t->failure.p);
    return false;
}

static bool compare(struct trial_case *t, struct buf *why)
{
    struct seen *s = &t->seen;
    bool good = compare_end(t, why);
    good &= compare_part(t, "text", &s->text, NULL, why);
    good &= compare_part(t, "output", &s->output, NULL, why);
    good &= compare_part(t, "marks", &s->marks, add_wanted_marks, why);
    good &= compare_part(t, "evidence", &s->evidence, verdicts_wanted, why);
    good &= compare_part(t, "fields", &s->fields, add_wanted_pairs, why);
    good &= compare_part(t, "children", &s->children, add_wanted_children, why);
    good &= compare_part(t, "counts", &s->counts, add_wanted_pairs, why);
    return good;
}

/* --- cases --- */

static bool known_key(struct str key)
{
    static const char *const keys[] = {
        "name",  "options",  "input",  "path",   "given", "marked",   "before", "text",
        "marks", "evidence", "fields", "output", "fails", "children", "drops",  "counts"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_is(key, keys[i]))
            return true;
    return false;
}

static bool check_case(const struct node *n, struct buf *why)
{
    static const char *const checks[] = {"text",   "marks",    "evidence", "fields", "counts",
                                         "output", "children", "fails",    "drops"};
    bool checks_something = false;
    if (n->kind != NODE_MAP || !node_get(n, "name")) {
        buf_addz(why, "a case is a table with a name");
        return false;
    }
    for (size_t i = 0; i < n->n; i++)
        if (!known_key(n->keys[i]->text)) {
            buf_addf(why, "unknown key `%s` of a case", n->keys[i]->text.p);
            return false;
        }
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks_something |= node_get(n, checks[i]) != NULL;
    if (!checks_something)
        buf_addz(why, "the case checks nothing");
    return checks_something;
}

/* A stage that refuses its options fails the case, which may be what the case wants. */
static bool refused_as_wanted(struct trial_case *t, struct diags *diags, struct buf *why)
{
    struct buf said = {0};
    diag_print(diags, &said);
    struct str want = scalar(t->node, "fails", ""), got = buf_str(&said);
    bool good = want.n > 0 && str_find(got, want, 0) < got.n;
    if (!good)
        buf_add(why, got);
    buf_free(&said);
    return good;
}

static bool run_case(struct trial_case *t, struct buf *printed, struct buf *why)
{
    struct buf first = {0};
    struct diags diags = {0};
    bool good = check_case(t->node, why);
    for (int run = 0; good && run < CASE_RUNS; run++) {
        good = run_once(t, &diags);
        if (!good) {
            good = refused_as_wanted(t, &diags, why);
            break;
        } else if (run == 0) {
            good = compare(t, why);
            buf_add(printed, buf_str(&t->seen.printed));
            buf_add(&first, buf_str(&t->seen.text));
            buf_add(&first, buf_str(&t->seen.output));
        } else {
            struct buf second = {0};
            buf_add(&second, buf_str(&t->seen.text));
            buf_add(&second, buf_str(&t->seen.output));
            good = same("a second run in a fresh state", &second, &first, why);
            buf_free(&second);
        }
    }
    buf_free(&first);
    diag_free(&diags);
    seen_clear(&t->seen);
    return good;
}

static void add_comments(struct buf *out, struct buf *text)
{
    struct str rest = buf_str(text), line;
    while (str_split(&rest, '\n', &line)) {
        buf_addz(out, "#   ");
        log_escape(out, line, LOG_TABS);
        buf_addc(out, '\n');
    }
    buf_free(text);
}

static void add_point(struct buf *out, bool good, struct str name, struct buf *why)
{
    buf_addz(out, good ? "ok - " : "not ok - ");
    log_escape(out, name, 0);
    buf_addc(out, '\n');
    if (good)
        buf_clear(why);
    add_comments(out, why);
}

/* "plugins/redact/apply.test.lua" tests redact.apply; elsewhere the stage is the file beside it.
 */
static struct str tested_stage(struct arena *arena, const struct setup *setup, struct str file)
{
    struct buf name = {0};
    struct str stem = str_cut(file, 0, file.n - strlen(".test.lua"));
    size_t n = setup->plugins.n;
    bool shipped = file.n > n && memcmp(file.p, setup->plugins.p, n) == 0 && file.p[n] == '/';
    if (shipped) {
        for (size_t i = n + 1; i < stem.n; i++)
            buf_addc(&name, stem.p[i] == '/' ? '.' : stem.p[i]);
    } else {
        buf_add(&name, str_cut(stem, setup->base.n + 1, stem.n));
        buf_addz(&name, ".lua");
    }
    struct str s = arena_str(arena, buf_str(&name));
    buf_free(&name);
    return s;
}

static struct node *read_cases(struct arena *arena, const struct setup *setup,
                               struct watch *watch, struct str file, struct err *err)
{
    struct host_rules rules = answer_rules(setup);
    struct host *h = host_new(&rules, watch, err);
    struct node *cases = h ? host_table(h, arena, file.p, err) : NULL;
    host_free(h);
    if (cases && (cases->kind != NODE_LIST || cases->n == 0)) {
        err_set(err, "%s: a test file returns a list of cases", file.p);
        return NULL;
    }
    return cases;
}

bool answer_tests(struct arena *arena, const struct setup *setup, struct watch *watch,
                  struct buf *out)
{
    bool good = true;
    for (size_t i = 0; i < setup->args.n; i++) {
        struct err err = {0};
        struct str file = setup->args.v[i];
        struct node *cases = read_cases(arena, setup, watch, file, &err);
        struct str stage = tested_stage(arena, setup, file);
        if (!cases) {
            struct buf why = {0};
            buf_addz(&why, err.text);
            add_point(out, good = false, str_of("the cases can be read"), &why);
        }
        for (size_t k = 0; cases && k < cases->n; k++) {
            struct trial_case t = {.arena = arena,
                                   .setup = setup,
                                   .watch = watch,
                                   .node = cases->items[k],
                                   .stage = stage,
                                   .file = file.p};
            struct buf why = {0}, name = {0}, printed = {0};
            bool passed = run_case(&t, &printed, &why);
            struct str title = scalar(t.node, "name", "(no name)");
            buf_addf(&name, "%.*s: %.*s", (int)stage.n, stage.p, (int)title.n, title.p);
            add_point(out, passed, buf_str(&name), &why);
            add_comments(out, &printed);
            buf_free(&name);
            good = good && passed;
        }
    }
    return good;
}
