/* Runs the stages that mark personal data over outputs, for an audit. */
#include <unistd.h>

#include "base/file_part.h"
#include "flow/answer.h"
#include "flow/search.h"
#include "flow/wire.h"
#include "text/decode.h"

/* Whether the stage is one that marks personal data and leaves the text alone. */
static bool detects(const struct decl *d)
{
    bool personal = false;
    for (size_t i = 0; i < d->label_n; i++)
        personal = personal || d->labels[i].personal;
    return personal && !d->redacts && !d->formats;
}

static bool read_bytes(struct process *p, const struct search *s, struct err *err)
{
    struct item item = {.name = s->path};
    struct stat st;
    int fd;
    buf_clear(&p->raw);
    if (source_open_item(p->source, &item, &fd, &st, err) != FILE_OK)
        return err_set(err, "an output cannot be read any more");
    char *room = buf_room(&p->raw, s->size + 1);
    ssize_t n = file_read_at(fd, room, s->size, s->place);
    close(fd);
    p->raw.n += n > 0 ? (size_t)n : 0;
    return p->raw.n == s->size || err_set(err, "an output became shorter");
}

static bool run_detectors(const struct branch *b, struct doc *d, size_t *ran, struct err *err)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!detects(b->steps[i].entry->decl))
            continue;
        ++*ran;
        if (!stage_run(b->steps[i].stage, d, err) || !doc_apply(d, err))
            return false;
    }
    return true;
}

/* Whether x lies in what a redaction put in or a stage kept, or says the same: a format may write
 * it more than once, as format.record does with what is marked. */
static bool is_known(const struct search *s, struct str bytes, struct span x)
{
    struct str text = str_cut(bytes, x.start, x.end);
    for (size_t i = 0; i < s->known_n; i++)
        if (span_holds(s->known[i], x) ||
            str_eq(str_cut(bytes, s->known[i].start, s->known[i].end), text))
            return true;
    return false;
}

static void tell_marks(const struct doc *d, const struct search *s, size_t number,
                       struct buf *out)
{
    struct buf what = {0};
    for (size_t i = 0; i < d->mark_n; i++) {
        const struct mark *m = &d->marks[i];
        struct span at = map_back(&d->map, m->span);
        if (!m->personal || m->span.end > d->len || is_known(s, d->source, at))
            continue;
        buf_clear(&what);
        buf_addf(&what, "the detectors find %.*s at byte %zu (rule %.*s, score %.2f)",
                 (int)m->label.n, m->label.p, at.start, (int)m->rule.n, m->rule.p, m->score);
        search_put_found(out, number, buf_str(&what));
    }
    buf_free(&what);
}

static bool search_output(struct process *p, const struct search *s, size_t number, size_t *ran,
                          struct buf *out, struct err *err)
{
    struct program *g = p->program;
    struct decode_rules rules = {.encoding = "utf-8", .invalid = DECODE_REPLACE};
    struct decoded found;
    struct doc d;
    *ran = 0;
    if (!read_bytes(p, s, err))
        return false;
    doc_start(&d, &p->arena, s->path, buf_str(&p->raw));
    host_begin(g->host, &d, 0);
    enum decode_result got = decode_doc(&d, &rules, &found, err);
    bool good = got == DECODE_BINARY || /* a text that no stage could read */
                (got == DECODE_OK && run_detectors(&g->common, &d, ran, err) &&
                 (s->output >= g->pipeline->output_n ||
                  run_detectors(&g->outputs[s->output], &d, ran, err)));
    host_end(g->host);
    if (good && got == DECODE_OK)
        tell_marks(&d, s, number, out);
    return good;
}

bool answer_detect(struct process *p, const struct setup *setup, struct watch *watch,
                   struct buf *out)
{
    struct err err = {0};
    struct buf found = {0};
    size_t most = 0, ran;
    for (size_t i = 0; i < setup->args.n && !err.set; i++) {
        struct search s;
        arena_reset(&p->arena);
        search_get(setup->args.v[i], &p->arena, &s);
        watch->item = (uint32_t)i;
        if (!search_output(p, &s, i, &ran, &found, &err))
            err_set(&err, "a detector failed");
        most = ran > most ? ran : most;
    }
    if (err.set) {
        buf_addz(out, err.text);
    } else {
        wire_put(out, most);
        buf_add(out, buf_str(&found));
    }
    buf_free(&found);
    return !err.set;
}
