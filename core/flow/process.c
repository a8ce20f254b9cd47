#include "flow/process.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/unpack.h"
#include "flow/wire.h"
#include "text/decode.h"
#include "text/guard.h"

/* One run of process_bytes. Borrows everything. */
struct passage {
    struct process *p;
    struct result *r;
    struct str id;
    size_t product_cap;
    const struct step *at; /* the stage that runs; NULL before and after all */
    bool from_stage;       /* err or dropped is text that a stage wrote */
    struct err err;
    bool not_stored; /* an output could not be written: no fault of the document's */
    bool kept;       /* some branch neither dropped nor failed */
    bool shared;     /* more documents than the one that runs may look at the bytes as read */
    struct str
        dropped; /* the first reason of a drop, who gave it, and whether a stage wrote it */
    const struct step *dropped_at;
    bool dropped_by_stage;
};

enum { LARGE = 1 << 20 };

static const char bom[] = "\xEF\xBB\xBF";

void process_free(struct process *p)
{
    arena_free(&p->arena);
    buf_free(&p->raw);
    buf_free(&p->plain);
    buf_free(&p->scratch);
}

static bool run_from(struct passage *w, struct doc *d, const struct branch *b, size_t i,
                     size_t output);

/* A buffer for text that goes into the arena when it is whole. */
static struct buf *scratch(struct passage *w)
{
    buf_clear(&w->p->scratch);
    return &w->p->scratch;
}

/* --- outputs --- */

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

/* The secret edits on the way to this output, for the ledger. */
static struct str edits_json(struct passage *w, const struct doc *d, size_t head)
{
    struct buf *b = scratch(w);
    struct str key = w->p->key;
    for (size_t i = 0; i < d->secret_n; i++) {
        const struct secret *s = &d->secrets[i];
        struct span out = s->now;
        bool there = s->now.end <= d->len;
        if (d->output.used)
            there = output_place(&d->output, d->text, s->now, &out);
        out.start += head;
        out.end += head;
        buf_addz(b, i ? ",{" : "[{");
        json_key(b, "stage");
        json_str(b, s->stage);
        json_key(b, "rule");
        json_str(b, s->rule);
        add_pair(b, "at", s->no_origin ? NULL : &s->origin);
        add_pair(b, "out", there ? &out : NULL);
        if (key.n > 0) {
            uint8_t digest[HASH_BYTES];
            char hex[HASH_HEX];
            hash_hmac(key, s->value, digest);
            hash_hex(digest, hex);
            json_key(b, "hmac");
            json_str(b, str_of(hex));
        }
        buf_addc(b, '}');
    }
    if (b->n > 0)
        buf_addc(b, ']');
    return arena_str(d->arena, buf_str(b));
}

/* A name that holds a redacted value is kept, replaced by the document's id, or refused. */
static bool name_rule(struct passage *w, struct doc *d, struct buf *path)
{
    struct err found = {0};
    enum name_rule rule = w->p->program->pipeline->names;
    if (rule == NAMES_KEEP || !guard_finds(d, buf_str(path), 1u << ESCAPE_NONE, &found))
        return true;
    if (rule == NAMES_FAIL)
        return err_set(&w->err, "the name of the output holds a redacted value");
    struct str ext = arena_str(d->arena, file_ext(buf_str(path)));
    struct str dir = file_dir(buf_str(path));
    path->n = guard_finds(d, dir, 1u << ESCAPE_NONE, NULL) ? 0 : dir.n;
    buf_addz(path, path->n > 0 ? "/" : "");
    buf_add(path, w->id);
    buf_add(path, ext);
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
    struct template_values v = {w->r->name, plain, w->id, d->part, field_value, d};
    struct buf *b = scratch(w);
    bool good = template_fill(o->path, &v, b, &w->err) && name_rule(w, d, b);
    *out = arena_str(d->arena, buf_str(b));
    return good;
}

static struct product *add_product(struct passage *w, struct doc *d)
{
    struct result *r = w->r;
    if (r->product_n == w->product_cap)
        r->products = arena_grow(d->arena, r->products, &w->product_cap, r->product_n + 1,
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

static bool finish(struct passage *w, struct doc *d, size_t number)
{
    const struct output_entry *o = &w->p->program->pipeline->outputs[number];
    struct str body = str_cut(d->text, 0, d->len);
    struct str head = str_of(d->bom ? bom : "");
    if (d->output.used) {
        body = (struct str){d->output.p, d->output.n};
        head = str_of("");
    }
    w->at = NULL;
    unsigned escapes = d->output.escapes | 1u << ESCAPE_NONE;
    if (d->secret_n > 0 && guard_finds(d, body, escapes, &w->err))
        return false;
    struct product *p = add_product(w, d);
    p->output = number;
    p->stream = o->stream.n > 0;
    if (!output_path(w, d, o, &p->path) || !store(w, head, body, p))
        return false;
    if (d->secret_n > 0)
        p->edits = edits_json(w, d, head.n);
    w->r->product_n++;
    w->kept = true;
    if (w->p->trace && w->p->trace->output)
        w->p->trace->output(w->p->trace->context, o, d, body);
    return true;
}

/* --- stages --- */

/* The step after which the text is final: values that were redacted and still stand are masked.
 */
static bool guard(struct passage *w, struct doc *d)
{
    return d->secret_n == 0 || guard_mask(d) == 0 || doc_apply(d, &w->err);
}

/* The last branch needs no copy: nobody comes after it. */
static bool branch_end(struct passage *w, struct doc *d, size_t output)
{
    const struct program *g = w->p->program;
    size_t last = g->pipeline->output_n - 1;
    bool shared = w->shared;
    if (output <= last)
        return (d->output.used || guard(w, d)) && finish(w, d, output);
    w->shared = true;
    for (size_t i = 0; i < last; i++) {
        struct doc fork = doc_fork(d);
        if (!run_from(w, &fork, &g->outputs[i], 0, i))
            return false;
    }
    w->shared = shared;
    return run_from(w, d, &g->outputs[last], 0, last);
}

/* The bytes of a large document are not kept beside a text that was written anew. */
static void give_back(struct passage *w, struct doc *d)
{
    struct process *p = w->p;
    if (w->shared || !d->text_own || p->raw.n + p->plain.n < LARGE)
        return;
    d->source.p = NULL;
    buf_free(&p->raw);
    buf_free(&p->plain);
}

static bool drop(struct passage *w, const struct step *s, struct str reason, bool from_stage)
{
    if (w->dropped.n == 0) {
        w->dropped = reason;
        w->dropped_at = s;
        w->dropped_by_stage = from_stage;
    }
    return true;
}

/* Whether the stage is to run; when not, *ended tells that the document is out. */
static bool wanted(struct passage *w, struct doc *d, const struct step *s, bool *ended)
{
    bool yes = true;
    *ended = false;
    if (s->when && !when_test(s->when, d, &yes, &w->err)) {
        w->from_stage = *ended = true;
        return false;
    }
    if (yes)
        return true;
    if (s->entry->otherwise == OTHERWISE_FAIL)
        err_set(&w->err, "`when` of `%.*s` does not hold", (int)s->entry->name.n,
                s->entry->name.p);
    if (s->entry->otherwise == OTHERWISE_DROP)
        drop(w, s, str_of("`when` does not hold"), false);
    *ended = s->entry->otherwise >= OTHERWISE_DROP;
    return false;
}

static bool run_stage(struct passage *w, struct doc *d, const struct step *s)
{
    const struct trace *t = w->p->trace;
    w->at = s;
    if (s->entry->decl->formats && !guard(w, d))
        return false;
    uint64_t from = clock_nanos(CLOCK_MONOTONIC);
    bool good = stage_run(s->stage, d, &w->err);
    w->from_stage = !good;
    d->output.used = d->output.used || s->entry->decl->formats; /* also when it wrote nothing */
    if (good && t && t->proposed)
        t->proposed(t->context, s, d);
    good = good && doc_apply(d, &w->err);
    if (good)
        give_back(w, d);
    w->p->program->nanos[s->number] += clock_nanos(CLOCK_MONOTONIC) - from;
    if (good && t && t->applied)
        t->applied(t->context, s, d);
    return good;
}

static bool run_children(struct passage *w, struct doc *d, const struct branch *b, size_t i,
                         size_t output)
{
    w->shared = true;
    for (struct doc *c = d->children; c; c = c->next)
        if (!run_from(w, c, b, i, output))
            return false;
    return true;
}

/* Runs d through the steps of b from number i on, then on to the outputs (output is past the last
 * one in the common branch). */
static bool run_from(struct passage *w, struct doc *d, const struct branch *b, size_t i,
                     size_t output)
{
    for (; i < b->n; i++) {
        bool ended;
        if (!wanted(w, d, &b->steps[i], &ended)) {
            if (ended) {
                w->at = &b->steps[i];
                return !w->err.set;
            }
            continue;
        }
        if (!run_stage(w, d, &b->steps[i]))
            return false;
        if (d->state == DOC_DROPPED)
            return drop(w, &b->steps[i], d->reason, true);
        if (d->children)
            return run_children(w, d, b, i + 1, output);
    }
    return branch_end(w, d, output);
}

/* --- results --- */

static struct str first_line(struct str s)
{
    return str_cut(s, 0, str_byte(s, '\n', 0));
}

/* What a stage wrote may carry secrets: in a pipeline that redacts only its place is told. */
static void set_reason(struct passage *w, const char *what, struct str text)
{
    struct buf b = {0};
    bool secret = w->from_stage && w->p->program->pipeline->redacts && !w->p->tell;
    if (w->at)
        buf_addf(&b, "%s %.*s", what, (int)w->at->entry->name.n, w->at->entry->name.p);
    if (secret && w->err.line > 0)
        buf_addf(&b, " at %s:%d", w->err.file, w->err.line);
    if (!secret) {
        buf_addz(&b, w->at ? ": " : "");
        buf_add(&b, first_line(text));
    }
    w->r->reason = arena_str(&w->p->arena, buf_str(&b));
    if (!secret)
        w->r->report = arena_str(&w->p->arena, text);
    buf_free(&b);
}

static void set_failed(struct passage *w)
{
    w->r->by_content = !w->not_stored;
    w->r->status = STATUS_FAILED;
    sink_undo(w->p->sink, w->r->products, w->r->product_n);
    w->r->product_n = 0;
    set_reason(w, "stage", str_of(w->err.text));
}

static void set_skipped(struct passage *w)
{
    w->r->status = STATUS_SKIPPED;
    w->at = w->dropped_at;
    w->from_stage = w->dropped_by_stage;
    set_reason(w, "dropped by", w->dropped);
    w->r->report = (struct str){0};
}

static void set_counts(struct passage *w)
{
    size_t n;
    const struct count *counts = host_counts(w->p->program->host, &n);
    if (n == 0)
        return;
    struct buf *b = scratch(w);
    for (size_t i = 0; i < n; i++) {
        size_t from = wire_begin(b);
        buf_add(b, counts[i].stage);
        buf_addc(b, '.');
        buf_add(b, counts[i].name);
        wire_end(b, from);
        from = wire_begin(b);
        buf_addf(b, "%.17g", counts[i].n);
        wire_end(b, from);
    }
    w->r->counts = arena_str(&w->p->arena, buf_str(b));
}

/* The digest by which the next run knows the bytes again. The index is no place for a plain
 * digest of a text with secrets either. */
static void seal_of(const struct process *p, struct str bytes, char seal[HASH_HEX])
{
    uint8_t digest[HASH_BYTES];
    if (p->program->pipeline->redacts)
        hash_hmac(p->key.n > 0 ? p->key : p->salt, bytes, digest);
    else
        hash_sha256(bytes, digest);
    hash_hex(digest, seal);
}

/* A plain digest of a text with secrets gives them away to whoever can guess: in a pipeline that
 * redacts it is an HMAC, or left out when there is no key. */
static void set_digest(struct process *p, struct str bytes, struct result *r)
{
    r->keyed = p->program->pipeline->redacts;
    seal_of(p, bytes, r->seal);
    if (!r->keyed || p->key.n > 0)
        memcpy(r->digest, r->seal, sizeof r->digest);
    p->sink->known = r->keyed ? (struct str){0} : bytes;
    memcpy(p->sink->known_digest, r->seal, sizeof r->seal);
}

static struct str document_id(struct process *p, struct str name)
{
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    if (p->key.n > 0)
        hash_hmac(p->key, name, digest);
    else
        hash_sha256(name, digest);
    hash_hex(digest, hex);
    return arena_str(&p->arena, str_cut(str_of(hex), 0, 32));
}

static bool decode(struct passage *w, struct doc *d)
{
    const struct pipeline *l = w->p->program->pipeline;
    struct decode_rules rules = {l->encoding, l->invalid_replace ? DECODE_REPLACE : DECODE_FAIL};
    struct decoded found = {0};
    enum decode_result got = decode_doc(d, &rules, &found, &w->err);
    if (got == DECODE_BINARY && l->binary == BINARY_SKIP)
        w->dropped = str_of("a binary file");
    if (got == DECODE_BINARY && l->binary == BINARY_FAIL)
        err_set(&w->err, "a binary file");
    if (got != DECODE_OK)
        return false;
    w->r->replaced = found.replaced;
    if (found.encoding && strcmp(found.encoding, "UTF-8") != 0)
        w->r->encoding = str_of(found.encoding);
    return true;
}

/* Puts what compressed bytes hold in their place. */
static bool decompress(struct passage *w, struct str *bytes)
{
    const struct pipeline *l = w->p->program->pipeline;
    enum pack kind = l->decompress ? pack_of(w->r->name) : PACK_NONE;
    if (kind == PACK_NONE)
        return true;
    struct unpack_limits limits = {l->limits.document, l->limits.ratio};
    buf_clear(&w->p->plain);
    bool good = unpack(kind, *bytes, &limits, &w->p->plain, &w->err);
    *bytes = buf_str(&w->p->plain);
    w->r->compressed = str_of(pack_name(kind));
    return good;
}

void process_bytes(struct process *p, struct str name, struct str bytes,
                   bool (*prepare)(void *context, struct doc *d, struct err *err), void *context,
                   struct result *r)
{
    arena_reset(&p->arena);
    *r = (struct result){.name = name, .size = bytes.n};
    struct passage w = {.p = p, .r = r};
    struct doc d;
    set_digest(p, bytes, r);
    w.id = document_id(p, name);
    bool good = decompress(&w, &bytes);
    doc_start(&d, &p->arena, name, bytes);
    host_begin(p->program->host, &d);
    if (good && decode(&w, &d) && (!prepare || prepare(context, &d, &w.err)))
        run_from(&w, &d, &p->program->common, 0, SIZE_MAX);
    host_end(p->program->host);
    if (w.err.set)
        set_failed(&w);
    else if (!w.kept)
        set_skipped(&w);
    else
        set_counts(&w);
}

static void not_read(struct result *r, const struct item *item, enum status status,
                     const char *reason)
{
    *r = (struct result){
        .name = item->name, .size = item->stamp.size, .status = status, .input = item->stamp};
    r->reason = str_of(reason);
}

static const char *fault_reason(struct process *p, enum file_fault fault, const struct err *err)
{
    if (fault == FILE_TOO_LARGE)
        return "over the document limit";
    if (fault == FILE_CHANGED)
        return "changed while it was read";
    if (fault == FILE_GONE)
        return "gone since the inputs were listed";
    return arena_str(&p->arena, str_of(err->text)).p;
}

/* Whether the bytes just read are those that an earlier run saw. */
static bool unchanged(struct process *p, const struct item *item, struct str seal,
                      struct result *r)
{
    char now[HASH_HEX];
    if (seal.n == 0)
        return false;
    seal_of(p, buf_str(&p->raw), now);
    *r = (struct result){.name = item->name, .size = p->raw.n, .unchanged = true};
    return str_is(seal, now);
}

void process_item(struct process *p, const struct item *item, struct str seal, struct result *r)
{
    static const struct {
        enum status status;
        const char *reason;
    } unread[] = {
        [ITEM_FILE] = {STATUS_DONE, ""}, /* is read */
        [ITEM_LINK] = {STATUS_SKIPPED, "a symbolic link"},
        [ITEM_SPECIAL] = {STATUS_SKIPPED, "not a regular file"},
        [ITEM_UNLISTED] = {STATUS_FAILED, "a directory that cannot be listed"},
        [ITEM_NOWHERE] = {STATUS_FAILED, "a symbolic link that leads nowhere"},
        [ITEM_EMPTY] = {STATUS_SKIPPED, "an empty directory"},
    };
    struct err err = {0};
    struct stamp stamp;
    if (item->kind != ITEM_FILE) {
        not_read(r, item, unread[item->kind].status, unread[item->kind].reason);
        return;
    }
    size_t limit = p->program->pipeline->limits.document;
    enum file_fault fault = source_read(p->source, item, limit, &p->raw, &stamp, &err);
    if (fault == FILE_SPECIAL)
        not_read(r, item, STATUS_SKIPPED, "not a regular file");
    else if (fault != FILE_OK)
        not_read(r, item, STATUS_FAILED, fault_reason(p, fault, &err));
    else if (!unchanged(p, item, seal, r))
        process_bytes(p, item->name, buf_str(&p->raw), NULL, NULL, r);
    if (fault == FILE_OK || fault == FILE_TOO_LARGE)
        r->input = stamp;
    if (fault == FILE_CHANGED || fault == FILE_GONE)
        r->input = (struct stamp){0}; /* it has none that would last */
}
