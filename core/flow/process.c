#include "flow/passage.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/unpack.h"
#include "flow/finds.h"
#include "flow/window.h"
#include "flow/wire.h"
#include "text/decode.h"
#include "text/guard.h"

enum { LARGE = 1 << 20 };

void process_free(struct process *p)
{
    arena_free(&p->arena);
    arena_free(&p->window);
    arena_free(&p->child);
    buf_free(&p->raw);
    buf_free(&p->plain);
    buf_free(&p->scratch);
    process_forget(p);
}

void process_forget(struct process *p)
{
    for (size_t i = 0; i < p->join_n; i++)
        join_free(&p->joins[i]);
    free(p->joins);
    p->joins = NULL;
    p->join_n = 0;
}

static bool run_from(struct passage *w, struct doc *d, const struct branch *b, size_t i,
                     size_t output);

struct buf *passage_scratch(struct passage *w)
{
    buf_clear(&w->p->scratch);
    return &w->p->scratch;
}

/* --- stages --- */

/* What is left to a person: for review, and refused when the guard is strict. */
static bool doubt(struct passage *w, struct doc *d)
{
    size_t n;
    const struct finding *found = guard_doubts(d, &n);
    if (w->doubts.rules.on)
        doubts_add(&w->doubts, d, found, n);
    if (n == 0 || !w->p->program->pipeline->strict)
        return true;
    w->at = NULL;
    return guard_refuse(&found[0], &w->err);
}

/* The step after which the text is final: values that were redacted and still stand are masked.
 */
static bool guard(struct passage *w, struct doc *d)
{
    if (d->secret_n > 0 && guard_mask(d) > 0 && !doc_apply(d, &w->err))
        return false;
    return (!w->doubts.rules.on && !w->p->program->pipeline->strict) || doubt(w, d);
}

/* The last branch needs no copy: nobody comes after it. */
static bool branch_end(struct passage *w, struct doc *d, size_t output)
{
    const struct program *g = w->p->program;
    size_t last = g->pipeline->output_n - 1;
    bool shared = w->shared;
    if (output <= last)
        return (d->output.used || guard(w, d)) && passage_finish(w, d, output);
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
    if (p->sink->seal)
        seal_forget(p->sink->seal);
    buf_free(&p->raw);
    buf_free(&p->plain);
}

static bool drop(struct passage *w, const struct step *s, struct str reason, bool from_stage)
{
    if (w->dropped.n == 0) {
        w->dropped = arena_str(&w->p->arena, reason);
        w->dropped_at = s;
        w->dropped_by_stage = from_stage;
    }
    return true;
}

/* Notes that the stage is not run: its output says so in the ledger. */
static void pass_over(struct doc *d, struct str stage)
{
    struct passed *p = arena_get(d->arena, sizeof *p);
    *p = (struct passed){stage, d->passed};
    d->passed = p;
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
    if (s->entry->otherwise <= OTHERWISE_PASS)
        pass_over(d, s->called);
    if (s->entry->otherwise == OTHERWISE_DROP)
        drop(w, s, str_of("`when` does not hold"), false);
    *ended = s->entry->otherwise >= OTHERWISE_DROP;
    return false;
}

static bool run_stage(struct passage *w, struct doc *d, const struct step *s)
{
    const struct trace *t = w->p->trace;
    w->at = s;
    if (s->entry->decl->formats && (!guard(w, d) || !passage_name(w, d)))
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

/* Each child that nobody watches has memory of its own, which the next one uses again: a file may
 * have a hundred thousand. Those of a child have its memory. */
static bool run_child(struct passage *w, struct doc *c, const struct branch *b, size_t i,
                      size_t output)
{
    bool apart = !w->p->trace && !w->in_child;
    if (!apart)
        return run_from(w, c, b, i, output);
    c->arena = &w->p->child;
    w->in_child = true;
    bool good = run_from(w, c, b, i, output);
    w->in_child = false;
    arena_reset(&w->p->child);
    return good;
}

static bool run_children(struct passage *w, struct doc *d, const struct branch *b, size_t i,
                         size_t output)
{
    w->shared = true;
    for (struct doc *c = d->children; c; c = c->next)
        if (!run_child(w, c, b, i, output))
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
    if (w->window && w->window->at > 0)
        buf_addf(&b, "in the window from byte %zu, line %llu: ", w->window->at,
                 (unsigned long long)w->window->line);
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

static void set_counts(struct passage *w, const struct told *t)
{
    struct buf *b = passage_scratch(w);
    for (size_t i = 0; i < t->count_n; i++) {
        size_t from = wire_begin(b);
        buf_add(b, t->counts[i].stage);
        buf_addc(b, '.');
        buf_add(b, t->counts[i].name);
        wire_end(b, from);
        from = wire_begin(b);
        buf_addf(b, "%.17g", t->counts[i].n);
        wire_end(b, from);
    }
    w->r->counts = arena_str(&w->p->arena, buf_str(b));
}

static void set_pairs(struct passage *w, const struct told *t)
{
    struct buf *b = passage_scratch(w);
    for (size_t i = 0; i < t->pair_n; i++) {
        wire_put_str(b, t->pairs[i].label);
        wire_put_str(b, t->pairs[i].with);
        wire_put_str(b, t->pairs[i].value);
    }
    w->r->pairs = arena_str(&w->p->arena, buf_str(b));
}

static void set_found(struct passage *w, const struct told *t)
{
    struct buf *b = passage_scratch(w);
    finds_put_told(t, b);
    w->r->found = arena_str(&w->p->arena, buf_str(b));
}

static void set_told(struct passage *w)
{
    struct told t = host_told(w->p->program->host);
    if (t.count_n > 0)
        set_counts(w, &t);
    if (t.found_n > 0)
        set_found(w, &t);
    if (t.pair_n > 0)
        set_pairs(w, &t);
}

const struct str *passage_key(const struct process *p)
{
    if (!p->program->pipeline->redacts)
        return NULL;
    return p->key.n > 0 ? &p->key : &p->salt;
}

static struct seal input_seal(const struct process *p, struct str bytes)
{
    return (struct seal){.input = {.text = bytes, .key = passage_key(p)}};
}

/* A plain digest of a text with secrets gives them away to whoever can guess: in a pipeline that
 * redacts it is an HMAC, or left out when there is no key. */
void passage_tell_digest(const struct process *p, struct result *r)
{
    r->keyed = p->program->pipeline->redacts;
    if (!r->keyed || p->key.n > 0)
        memcpy(r->digest, r->seal, sizeof r->digest);
}

struct doubts passage_doubts(struct process *p, struct str name)
{
    return (struct doubts){.rules = p->doubts, .arena = &p->arena, .path = name, .key = p->key};
}

struct str passage_id(struct process *p, struct str name)
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
    struct decode_rules rules = {
        .encoding = l->encoding,
        .invalid = l->invalid_replace ? DECODE_REPLACE : DECODE_FAIL,
        .at = w->window ? w->window->at : 0,
    };
    struct decoded found = {0};
    enum decode_result got = decode_doc(d, &rules, &found, &w->err);
    if (got == DECODE_BINARY && rules.at > 0)
        return err_set(&w->err, "bytes that are no text");
    if (got == DECODE_BINARY && l->binary == BINARY_SKIP)
        w->dropped = str_of("a binary file");
    if (got == DECODE_BINARY && l->binary == BINARY_FAIL)
        err_set(&w->err, "a binary file");
    if (got != DECODE_OK)
        return false;
    w->r->replaced += found.replaced;
    if (w->window && found.encoding && strcmp(found.encoding, "UTF-8") != 0)
        return err_set(&w->err, "it is %s: windows of lines can be cut from UTF-8 only",
                       found.encoding);
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
    struct passage w = {.p = p, .r = r, .doubts = passage_doubts(p, name)};
    struct doc d;
    struct seal seal = input_seal(p, bytes);
    p->sink->seal = &seal;
    w.id = passage_id(p, name);
    bool good = decompress(&w, &bytes);
    doc_start(&d, &p->arena, name, bytes);
    host_begin(p->program->host, &d, 0);
    if (good && decode(&w, &d) && (!prepare || prepare(context, &d, &w.err)))
        run_from(&w, &d, &p->program->common, 0, SIZE_MAX);
    host_end(p->program->host);
    passage_decided(&w);
    passage_end(&w);
    p->sink->seal = NULL;
    memcpy(r->seal, seal_take(&seal), sizeof r->seal);
    passage_tell_digest(p, r);
}

void passage_run(struct passage *w, struct doc *d)
{
    w->shared = false;
    if (decode(w, d))
        run_from(w, d, &w->p->program->common, 0, SIZE_MAX);
}

void passage_decided(struct passage *w)
{
    const struct ruling *r = NULL;
    if (w->err.set || !w->kept)
        return;
    size_t n = host_rulings(w->p->program->host, &r);
    if (n == 0)
        return;
    struct str file = file_name(r->file);
    struct buf b = {0};
    buf_addf(&b, "the decision to redact in line %llu of `%.*s`", (unsigned long long)r->line,
             (int)file.n, file.p);
    if (n > 1)
        buf_addf(&b, ", as %zu more,", n - 1);
    w->at = NULL;
    w->from_stage = false;
    err_set(&w->err,
            "%s fits nothing here: the text is another now, or it was decided under another key",
            b.p);
    buf_free(&b);
}

void passage_end(struct passage *w)
{
    if (w->doubts.rules.on)
        w->r->review = doubts_lines(&w->doubts);
    if (w->err.set)
        set_failed(w);
    else if (!w->kept)
        set_skipped(w);
    else
        set_told(w);
}

/* The item as the survey saw it; if it did not look, as it was when it was opened, or is now. */
static struct item seen(const struct process *p, const struct item *item,
                        const struct stamp *opened)
{
    struct item now = *item;
    if (!stamp_known(&now.stamp))
        now.stamp = stamp_known(opened) ? *opened : source_look(p->source, item);
    return now;
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
    if (seal.n == 0)
        return false;
    struct seal now = input_seal(p, buf_str(&p->raw));
    *r = (struct result){.name = item->name, .size = p->raw.n, .unchanged = true};
    return str_is(seal, seal_take(&now));
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
    const struct pipeline *l = p->program->pipeline;
    enum file_fault fault =
        l->windows ? passage_windows(p, item, seal, r, &stamp, &err)
                   : source_read(p->source, item, l->limits.document, &p->raw, &stamp, &err);
    struct item now = fault == FILE_OK ? *item : seen(p, item, &stamp);
    if (fault == FILE_SPECIAL)
        not_read(r, &now, STATUS_SKIPPED, "not a regular file");
    else if (fault != FILE_OK)
        not_read(r, &now, STATUS_FAILED, fault_reason(p, fault, &err));
    else if (!l->windows && !unchanged(p, item, seal, r))
        process_bytes(p, item->name, buf_str(&p->raw), NULL, NULL, r);
    if (fault == FILE_OK || fault == FILE_TOO_LARGE)
        r->input = stamp;
    if (fault == FILE_CHANGED || fault == FILE_GONE)
        r->input = (struct stamp){0}; /* it has none that would last */
}
