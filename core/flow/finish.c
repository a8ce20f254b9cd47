/* The end of a document's way: an output is looked through, named, stored and written down. */
#include "base/json.h"
#include "flow/passage.h"
#include "text/evidence.h"
#include "text/guard.h"

static const char bom[] = "\xEF\xBB\xBF";

static bool field_value(void *context, struct str name, struct str *value)
{
    const struct doc *d = context;
    const struct field *f = doc_field(d, name);
    if (!f)
        return false;
    *value = str_cut(d->text, f->span.start, f->span.end);
    return true;
}

static void add_span(struct buf *b, const struct span *s)
{
    buf_addc(b, '[');
    buf_addu(b, s->start);
    buf_addc(b, ',');
    buf_addu(b, s->end);
    buf_addc(b, ']');
}

static void add_pair(struct buf *b, const char *key, const struct span *s)
{
    json_key(b, key);
    if (s)
        add_span(b, s);
    else
        buf_addz(b, "null");
}

/* Where in the output s came to stand; its text begins at byte `head` there. */
static bool out_place(const struct doc *d, const struct secret *s, size_t head, struct span *out)
{
    *out = s->now;
    bool there = s->now.end <= d->len;
    if (d->output.used)
        there = output_place(&d->output, d->text, s->now, out);
    out->start += head;
    out->end += head;
    return there && !s->away;
}

static void add_hmac(struct buf *b, struct str key, struct str value)
{
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    if (key.n == 0)
        return;
    hash_hmac(key, value, digest);
    hash_hex(digest, hex);
    json_key(b, "hmac");
    json_str(b, str_of(hex));
}

/* Adds secrets on the way to this output, for the ledger, to `b`: a JSON array but for the last
 * bracket. */
static void add_secrets(struct passage *w, const struct doc *d, const struct secret *secrets,
                        size_t n, size_t head, struct buf *b)
{
    for (size_t i = 0; i < n; i++) {
        const struct secret *s = &secrets[i];
        struct span out;
        bool there = out_place(d, s, head, &out);
        buf_addz(b, b->n > 0 ? ",{" : "[{");
        json_key(b, "stage");
        json_str(b, s->stage);
        json_key(b, "rule");
        json_str(b, s->rule);
        add_pair(b, "at", s->no_origin ? NULL : &s->origin);
        add_pair(b, "out", there ? &out : NULL);
        if (s->evidence)
            evidence_put(s->evidence, b);
        add_hmac(b, w->p->key, s->value);
        buf_addc(b, '}');
    }
}

static struct str secrets_json(struct passage *w, const struct doc *d,
                               const struct secret *secrets, size_t n, size_t head)
{
    if (n == 0)
        return (struct str){0};
    struct buf *b = passage_scratch(w);
    add_secrets(w, d, secrets, n, head, b);
    buf_addc(b, ']');
    return arena_str(&w->p->arena, buf_str(b));
}

/* Adds the stages that were not run, first the first, once each: a JSON array but for the last
 * bracket. */
static void add_not_run(const struct passed *p, struct buf *b)
{
    struct buf one = {0};
    if (!p)
        return;
    add_not_run(p->before, b);
    json_str(&one, p->stage);
    bool there = b->n > 0 && memmem(b->p, b->n, one.p, one.n);
    if (!there) {
        buf_addc(b, b->n > 0 ? ',' : '[');
        buf_add(b, buf_str(&one));
    }
    buf_free(&one);
}

static struct str not_run_json(struct passage *w, const struct doc *d)
{
    if (!d->passed)
        return (struct str){0};
    struct buf *b = passage_scratch(w);
    add_not_run(d->passed, b);
    buf_addc(b, ']');
    return arena_str(&w->p->arena, buf_str(b));
}

/* Puts the document's id in place of a name, and of those directories above it from the first on
 * that holds a redacted value; the suffix stays unless it holds one. What stands before, such as
 * what tells the outputs of one document apart, stays too. */
static void hide_name(struct passage *w, struct doc *d, struct guard_look how, struct buf *path)
{
    struct str ext = file_ext(buf_str(path)), dir = file_dir(buf_str(path));
    ext = guard_finds(d, ext, how, NULL) ? str_of("") : arena_str(d->arena, ext);
    while (dir.n > 0 && guard_finds(d, dir, how, NULL))
        dir = file_dir(dir);
    path->n = dir.n;
    buf_addz(path, path->n > 0 ? "/" : "");
    buf_add(path, w->id);
    buf_add(path, ext);
}

/* A name that holds a redacted value is kept, replaced by the document's id, or refused. */
static bool name_rule(struct passage *w, struct doc *d, struct buf *path)
{
    struct err found = {0};
    enum name_rule rule = w->p->program->pipeline->names;
    struct guard_look how = {.strict = w->p->program->pipeline->strict, .name = true};
    if (rule == NAMES_KEEP || !guard_finds(d, buf_str(path), how, &found))
        return true;
    if (rule == NAMES_FAIL)
        return err_set(&w->err,
                       "the name of the output holds a redacted value, or a part of one");
    hide_name(w, d, how, path);
    return true;
}

bool passage_name(struct passage *w, struct doc *d)
{
    const struct pipeline *l = w->p->program->pipeline;
    struct guard_look how = {.strict = l->strict, .name = true};
    if (d->secret_n == 0 || l->names == NAMES_KEEP || !guard_finds(d, d->path, how, NULL))
        return true;
    if (l->names == NAMES_FAIL) {
        w->at = NULL;
        return err_set(&w->err, "the document's name holds a redacted value, or a part of one");
    }
    struct buf *b = passage_scratch(w);
    buf_add(b, d->path);
    hide_name(w, d, how, b);
    d->path = arena_str(d->arena, buf_str(b));
    return true;
}

static bool output_path(struct passage *w, struct doc *d, const struct output_entry *o,
                        struct str *out)
{
    if (o->stream.n > 0 || w->p->to_stdout) {
        *out = o->stream;
        return true;
    }
    struct str plain = pipeline_plain(w->p->program->pipeline, w->r->name);
    struct template_values v = {w->r->name, plain, w->id, w->joins ? 0 : d->part, field_value, d};
    struct buf *b = passage_scratch(w);
    bool good = template_fill(o->path, &v, b, &w->err) && name_rule(w, d, b);
    *out = arena_str(&w->p->arena, buf_str(b));
    return good;
}

static struct product *add_product(struct passage *w)
{
    struct result *r = w->r;
    if (r->product_n == w->product_cap)
        r->products = arena_grow(&w->p->arena, r->products, &w->product_cap, r->product_n + 1,
                                 sizeof *r->products);
    r->products[r->product_n] = (struct product){0};
    return &r->products[r->product_n];
}

static bool store(struct passage *w, struct str head, struct str body, struct product *p)
{
    bool good = sink_put(w->p->sink, head, body, p, &w->err);
    w->not_stored = !good;
    return good;
}

/* Adds what a window gives to the one output of the whole file. */
static bool join_output(struct passage *w, struct doc *d, size_t number, struct str head,
                        struct str body)
{
    struct join *j = &w->joins[number];
    struct str path;
    if (!j->begun) {
        if (!output_path(w, d, &w->p->program->pipeline->outputs[number], &path))
            return false;
        j->product.path = path;
    }
    w->not_stored = !join_next(j, w->p->sink, &w->err) || !join_add(j, w->p->sink, head, &w->err);
    if (w->not_stored)
        return false;
    add_secrets(w, d, d->secrets, d->secret_n, j->product.size, &j->edits);
    add_secrets(w, d, d->kept, d->kept_n, j->product.size, &j->kept);
    add_not_run(d->passed, &j->not_run);
    w->not_stored = !join_add(j, w->p->sink, body, &w->err);
    w->kept = true;
    return !w->not_stored;
}

bool passage_finish(struct passage *w, struct doc *d, size_t number)
{
    const struct output_entry *o = &w->p->program->pipeline->outputs[number];
    struct str body = str_cut(d->text, 0, d->len);
    struct str head = str_of(d->bom ? bom : "");
    if (d->output.used) {
        body = (struct str){d->output.p, d->output.n};
        head = str_of("");
    }
    w->at = NULL;
    struct guard_look how = {(1u << ESCAPE_COUNT) - 1, w->p->program->pipeline->strict, false};
    if (d->output.used)
        how.escapes = d->output.escapes;
    if (guard_finds(d, body, how, &w->err))
        return false;
    if (w->joins)
        return join_output(w, d, number, head, body);
    struct product *p = add_product(w);
    p->output = number;
    p->stream = o->stream.n > 0;
    if (!output_path(w, d, o, &p->path) || !store(w, head, body, p))
        return false;
    p->edits = secrets_json(w, d, d->secrets, d->secret_n, head.n);
    p->kept = secrets_json(w, d, d->kept, d->kept_n, head.n);
    p->not_run = not_run_json(w, d);
    w->r->product_n++;
    w->kept = true;
    if (w->p->trace && w->p->trace->output)
        w->p->trace->output(w->p->trace->context, o, d, body);
    return true;
}
