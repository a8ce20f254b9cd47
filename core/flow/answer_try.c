#include <stdlib.h>

#include "base/diff.h"
#include "base/log.h"
#include "flow/answer.h"

enum { SHOWN = 60 };

/* What is shown so far, and the text before the stage that runs. */
struct trial {
    struct buf *out;
    struct buf before;
    struct buf *printed; /* since the last stage */
    bool colour;
};

static void heading(struct trial *t, const char *what, struct str name)
{
    buf_addf(t->out, "%s== %s", t->colour ? "\033[1m" : "", what);
    log_escape(t->out, name, 0);
    buf_addf(t->out, "%s\n", t->colour ? "\033[0m" : "");
}

/* A stretch of text on one line, cut when it is long. */
static void quote(struct trial *t, struct str s)
{
    buf_addc(t->out, '"');
    log_escape(t->out, str_cut(s, 0, SHOWN), 0);
    buf_addz(t->out, s.n > SHOWN ? "...\"" : "\"");
}

static struct str at(const struct doc *d, struct span s)
{
    return str_cut(d->text, s.start, s.end);
}

static void show_edit(struct trial *t, const struct doc *d, const struct edit *e)
{
    buf_addf(t->out, "  %s %zu-%zu ", e->secret ? "redact" : "edit", e->span.start, e->span.end);
    quote(t, at(d, e->span));
    buf_addz(t->out, " -> ");
    quote(t, e->with);
    buf_addz(t->out, "  (");
    log_escape(t->out, e->rule, 0);
    buf_addz(t->out, ")\n");
}

static void show_keep(struct trial *t, const struct doc *d, const struct edit *e)
{
    buf_addf(t->out, "  keep %zu-%zu ", e->span.start, e->span.end);
    quote(t, at(d, e->span));
    buf_addz(t->out, "  (");
    log_escape(t->out, e->rule, 0);
    buf_addz(t->out, ")\n");
}

static void show_mark(struct trial *t, const struct doc *d, const struct mark *m)
{
    buf_addf(t->out, "  mark %zu-%zu %.*s ", m->span.start, m->span.end, (int)m->label.n,
             m->label.p);
    quote(t, at(d, m->span));
    buf_addz(t->out, "  (");
    log_escape(t->out, m->rule, 0);
    buf_addf(t->out, ", %.2f)", m->score);
    for (size_t i = 0; i < m->attr_n; i++) {
        buf_addc(t->out, ' ');
        log_escape(t->out, m->attrs[i].name, 0);
        buf_addc(t->out, '=');
        quote(t, m->attrs[i].value);
    }
    buf_addc(t->out, '\n');
}

static void show_printed(struct trial *t)
{
    struct str rest = buf_str(t->printed), line;
    while (str_split(&rest, '\n', &line))
        buf_addf(t->out, "  %.*s\n", (int)line.n, line.p);
    buf_clear(t->printed);
}

static void proposed(void *context, const struct step *step, const struct doc *d)
{
    struct trial *t = context;
    heading(t, "", step->entry->name);
    show_printed(t);
    for (size_t i = 0; i < d->edit_n; i++)
        show_edit(t, d, &d->edits[i]);
    for (size_t i = 0; i < d->keep_n; i++)
        show_keep(t, d, &d->keeps[i]);
    for (size_t i = 0; i < d->new_mark_n; i++)
        show_mark(t, d, &d->new_marks[i]);
    if (d->state == DOC_DROPPED) {
        buf_addz(t->out, "  dropped: ");
        quote(t, d->reason);
        buf_addc(t->out, '\n');
    }
    buf_clear(&t->before);
    buf_add(&t->before, str_cut(d->text, 0, d->len));
}

static void applied(void *context, const struct step *step, const struct doc *d)
{
    struct trial *t = context;
    for (size_t i = 0; i < step->entry->decl->field_n; i++) {
        const struct field *f = doc_field(d, step->entry->decl->fields[i].name);
        if (!f)
            continue;
        buf_addf(t->out, "  field %.*s = ", (int)f->name.n, f->name.p);
        quote(t, at(d, f->span));
        buf_addc(t->out, '\n');
    }
    diff_lines(t->out, buf_str(&t->before), str_cut(d->text, 0, d->len), t->colour);
}

static void output(void *context, const struct output_entry *o, const struct doc *d,
                   struct str bytes)
{
    struct trial *t = context;
    (void)d;
    heading(t, "output ", o->name);
    log_escape(t->out, bytes, LOG_TABS | LOG_LINES); /* the way to the bytes is `galley run` */
    if (!str_ends(bytes, "\n"))
        buf_addc(t->out, '\n');
}

bool answer_try(struct process *process, const struct setup *setup, struct buf *out)
{
    struct trial t = {.out = out, .colour = setup->colour, .printed = process->printed};
    struct trace trace = {proposed, applied, output, &t};
    struct item item = {.name = setup->args.v[0]};
    struct result r;
    process->trace = &trace;
    process->tell = true;
    process->to_stdout = true;
    process_item(process, &item, str_of(""), &r);
    if (r.status != STATUS_DONE) {
        struct str text = r.report.n > 0 ? r.report : r.reason;
        heading(&t, status_name(r.status), str_of(""));
        show_printed(&t);
        log_escape(out, text, LOG_TABS | LOG_LINES);
        buf_addc(out, '\n');
    }
    buf_free(&t.before);
    return r.status != STATUS_FAILED;
}
