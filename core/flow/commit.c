#include "flow/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "flow/place.h"

/* --- opening --- */

/* A stream is written at the very end: that its name is free is made sure of before the start. */
static bool stream_free(struct commit *c, struct str name, struct err *err)
{
    struct buf why = {0};
    bool good = place_free(c->rules.store, c->books, name, c->rules.force, &why);
    if (!good)
        err_set(err, "`%.*s` %s", (int)name.n, name.p, why.p);
    buf_free(&why);
    return good;
}

static bool open_streams(struct commit *c, struct err *err)
{
    const struct pipeline *p = c->rules.pipeline;
    struct store *store = c->rules.store;
    c->streams = mem_get(p->output_n * sizeof *c->streams);
    for (size_t i = 0; i < p->output_n; i++)
        c->streams[i].fd = -1;
    for (size_t i = 0; i < p->output_n && !c->rules.dry; i++) {
        if (store && p->outputs[i].stream.n == 0)
            continue;
        if (store && !stream_free(c, p->outputs[i].stream, err))
            return false;
        if (!stream_open(&c->streams[i], i, store ? store->state : -1,
                         &c->rules.facts->outputs[i], err))
            return false;
    }
    return true;
}

static bool names_by_content(const struct pipeline *p)
{
    for (size_t i = 0; i < p->output_n; i++)
        if (p->outputs[i].path && p->outputs[i].path->by_content)
            return true;
    return p->names == NAMES_PSEUDONYM;
}

bool commit_open(struct commit *c, const struct commit_rules *rules, struct str run_header,
                 struct err *err)
{
    *c = (struct commit){.rules = *rules, .journal.fd = -1, .dir = -1};
    c->totals.stage_n = rules->facts->stage_n;
    c->totals.nanos = mem_get(c->totals.stage_n * sizeof *c->totals.nanos);
    if (rules->store && (!books_open(&c->books, rules->store->state, err) ||
                         !journal_open(&c->journal, rules->store->state, err)))
        return false;
    c->claiming = names_by_content(rules->pipeline) ||
                  (rules->store && (c->books || !rules->store->was_empty));
    if (!open_streams(c, err))
        return false;
    if (!rules->store)
        return true;
    journal_add(&c->journal, 'R', run_header);
    return file_remove_tree(rules->store->state, "failed", err) &&
           journal_write(&c->journal, err);
}

/* --- one document --- */

/* One document on its way through the commit of its batch. */
struct entry {
    struct result result;
    const struct slot *slot;
};

static void unstage(struct commit *c, const struct entry *e, const struct product *p)
{
    char path[64];
    if (p->stream || !c->rules.store)
        return;
    place_staged(e->slot->staged_by, p->place, path, sizeof path);
    unlinkat(c->rules.store->state, path, 0);
}

static void turn_to_failure(struct commit *c, struct arena *arena, struct entry *e,
                            struct str reason)
{
    for (size_t i = 0; i < e->result.product_n; i++)
        unstage(c, e, &e->result.products[i]);
    e->result.product_n = 0;
    e->result.status = STATUS_FAILED;
    e->result.reason = arena_str(arena, reason);
    e->result.counts = (struct str){0};
}

/* Gives back the names of the first n outputs: what stood there before is to go. */
static void unclaim(struct commit *c, const struct entry *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!e->result.products[i].stream)
            claims_drop(&c->claims, e->result.products[i].path);
}

/* Whether the document's outputs may be put in place; if not, it fails here. */
static void decide(struct commit *c, struct arena *arena, struct entry *e)
{
    struct buf why = {0};
    size_t claimed = 0;
    for (size_t i = 0; i < e->result.product_n && why.n == 0; i++) {
        const struct product *p = &e->result.products[i];
        claimed = i;
        if (p->stream)
            continue;
        if (c->claiming && !claims_take(&c->claims, p->path))
            buf_addf(&why, "another output of this run has its name: `%.*s`", (int)p->path.n,
                     p->path.p);
        else if (!c->rules.store->was_empty &&
                 !place_free(c->rules.store, c->books, p->path, c->rules.force, &why)) {
            buf_addf(&why, ": `%.*s`", (int)p->path.n, p->path.p);
            claimed++;
        }
    }
    if (why.n > 0) {
        unclaim(c, e, claimed);
        turn_to_failure(c, arena, e, buf_str(&why));
    }
    buf_free(&why);
}

/* The outputs of a failed document that are in place already; the directory in the cache may go
 * with them. */
static void undo_files(struct commit *c, const struct entry *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!e->result.products[i].stream)
            place_undo(c->rules.store, e->result.products[i].path);
    if (c->dir >= 0)
        close(c->dir);
    c->dir = -1;
}

static bool put_files(struct commit *c, struct entry *e, struct err *err)
{
    struct place_cache cache = {&c->dir, &c->dir_name};
    for (size_t i = 0; i < e->result.product_n; i++) {
        const struct product *p = &e->result.products[i];
        char from[64];
        if (p->stream)
            continue;
        place_staged(e->slot->staged_by, p->place, from, sizeof from);
        if (!place_file(c->rules.store, &cache, from, p->path, err)) {
            undo_files(c, e, i);
            return false;
        }
    }
    return true;
}

static bool put_records(struct commit *c, struct entry *e, struct err *err)
{
    for (size_t i = 0; i < e->result.product_n; i++) {
        const struct product *p = &e->result.products[i];
        struct stream *s = &c->streams[p->output];
        struct str bytes = str_cut(e->slot->bytes, p->place, p->place + p->size);
        if (s->fd < 0)
            continue;
        if (bytes.n != p->size)
            return err_set(err, "the bytes of a stream were lost on the way from a worker");
        if (!stream_add(s, bytes, err))
            return false;
    }
    return true;
}

/* Outputs of an earlier run that this document does not have any more. */
struct older {
    struct commit *c;
    const struct result *r;
    struct err *err;
};

static void remove_older(void *context, const struct book *book)
{
    struct older *o = context;
    for (size_t i = 0; i < o->r->product_n; i++)
        if (str_eq(o->r->products[i].path, book->path))
            return;
    if (claims_has(&o->c->claims, book->path))
        return;
    enum place_end end = place_remove(o->c->rules.store, o->c->books, book->path);
    if (end == PLACE_ERROR)
        err_sys(o->err, "cannot remove the earlier output `%s`", book->path.p);
    if (end == PLACE_EDITED)
        o->c->rules.tell(o->c->rules.context, o->r->name,
                         str_of("its earlier output was edited and is left"));
}

/* A report for each failed document, under a name that any name can be turned into. */
static bool report(struct commit *c, const struct result *r, struct err *err)
{
    struct buf b = {0};
    char name[40];
    snprintf(name, sizeof name, "failed/%016llx.json", (unsigned long long)hash_fast(r->name));
    buf_addc(&b, '{');
    json_key(&b, "path");
    json_str(&b, r->name);
    json_key(&b, "reason");
    json_str(&b, r->reason);
    if (r->report.n > 0) {
        json_key(&b, "report");
        json_str(&b, r->report);
    }
    buf_addz(&b, "}\n");
    int state = c->rules.store->state;
    bool good =
        file_mkdirs(state, "failed", true, err) && file_replace(state, name, buf_str(&b), err);
    buf_free(&b);
    return good;
}

/* --- a batch --- */

static void add_line(struct commit *c, char kind, struct str before, const struct result *r)
{
    struct buf b = {0};
    buf_add(&b, before);
    ledger_line(r, &b);
    journal_add(&c->journal, kind, str_cut(buf_str(&b), 0, b.n - 1));
    buf_free(&b);
}

/* Puts one document in place; when that fails the document fails, and the journal says so. */
static void perform(struct commit *c, struct arena *arena, struct entry *e, size_t number)
{
    struct err err = {0};
    if (put_files(c, e, &err))
        return;
    unclaim(c, e, e->result.product_n);
    turn_to_failure(c, arena, e, str_of(err.text));
    char before[24];
    snprintf(before, sizeof before, "%zu ", number);
    add_line(c, 'X', str_of(before), &e->result);
}

static bool settle_entry(struct commit *c, struct entry *e, struct err *err)
{
    const struct result *r = &e->result;
    if (!put_records(c, e, err))
        return false;
    totals_add(&c->totals, r);
    /* Who waits for standard output must hear why nothing comes. */
    bool to_stdout = !c->rules.store && !c->rules.dry;
    if (r->status == STATUS_FAILED || (r->status == STATUS_SKIPPED && to_stdout))
        c->rules.tell(c->rules.context, r->name, r->reason);
    if (!c->rules.store)
        return true;
    struct older older = {c, r, err};
    books_of_input(c->books, r->name, remove_older, &older);
    return !err->set && (r->status != STATUS_FAILED || report(c, r, err));
}

static bool commit_to_store(struct commit *c, struct batch *b, struct entry *entries,
                            struct err *err)
{
    for (size_t i = 0; i < b->n; i++) {
        decide(c, &b->arena, &entries[i]);
        add_line(c, 'I', str_of(""), &entries[i].result);
    }
    if (!journal_write(&c->journal, err))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        perform(c, &b->arena, &entries[i], i);
        if (!settle_entry(c, &entries[i], err))
            return false;
    }
    char count[24];
    snprintf(count, sizeof count, "%zu", b->n);
    journal_add(&c->journal, 'C', str_of(count));
    return journal_write(&c->journal, err);
}

bool commit_batch(struct commit *c, struct batch *b, struct err *err)
{
    struct entry entries[BATCH_ITEMS];
    for (size_t i = 0; i < b->n; i++) {
        struct str rest = b->slots[i].record;
        result_get(&rest, &b->arena, &entries[i].result);
        entries[i].slot = &b->slots[i];
    }
    if (c->rules.store)
        return commit_to_store(c, b, entries, err);
    for (size_t i = 0; i < b->n; i++)
        if (!settle_entry(c, &entries[i], err))
            return false;
    for (size_t i = 0; i < c->rules.pipeline->output_n; i++)
        if (c->streams[i].fd >= 0 && !stream_flush(&c->streams[i], err))
            return false;
    return true;
}

/* --- the end --- */

static bool publish_stream(struct commit *c, size_t i, const char *digest, struct err *err)
{
    struct place_cache cache = {&c->dir, &c->dir_name};
    struct str name = c->rules.pipeline->outputs[i].stream;
    struct buf b = {0};
    buf_addc(&b, '{');
    json_key(&b, "stream");
    json_str(&b, name);
    json_key(&b, "size");
    buf_addf(&b, "%llu", (unsigned long long)c->streams[i].size);
    json_key(&b, "records");
    buf_addf(&b, "%llu", (unsigned long long)c->streams[i].records);
    json_key(&b, "sha256");
    json_str(&b, str_of(digest));
    buf_addc(&b, '}');
    journal_add(&c->journal, 'S', buf_str(&b));
    buf_addz(&c->kept, c->kept.n ? "," : "");
    buf_add(&c->kept, buf_str(&b));
    buf_free(&b);
    return journal_write(&c->journal, err) &&
           place_file(c->rules.store, &cache, c->streams[i].name, name, err);
}

bool commit_end(struct commit *c, struct err *err)
{
    for (size_t i = 0; i < c->rules.pipeline->output_n; i++) {
        char digest[HASH_HEX];
        if (c->streams[i].fd < 0)
            continue;
        if (!stream_end(&c->streams[i], digest, err) ||
            (c->rules.store && !publish_stream(c, i, digest, err)))
            return false;
    }
    return !c->rules.store || journal_publish(&c->journal, c->rules.store->state, err);
}

bool commit_forget(struct commit *c, struct err *err)
{
    return !c->rules.store || journal_end(&c->journal, c->rules.store->state, err);
}

/* Outputs of inputs that are gone stay in the books of later runs, in the form of a ledger. */
static void add_gone(struct buf *out, const struct book *book)
{
    struct product product = {.path = book->path};
    struct result r = {.name = book->input, .products = &product, .product_n = 1};
    snprintf(product.digest, sizeof product.digest, "%.*s", (int)book->digest.n, book->digest.p);
    ledger_line(&r, out);
}

static bool keep_gone(int state, const struct buf *lines, struct err *err)
{
    if (lines->n > 0)
        return file_replace(state, BOOKS_GONE, buf_str(lines), err);
    return unlinkat(state, BOOKS_GONE, 0) == 0 || errno == ENOENT ||
           err_sys(err, "cannot remove `%s`", BOOKS_GONE);
}

bool commit_prune(struct commit *c, bool prune, uint64_t *gone, struct err *err)
{
    struct store *store = c->rules.store;
    struct buf lines = {0};
    struct book book, last = {0};
    *gone = 0;
    for (size_t i = 0; !err->set && books_at(c->books, i, &book); i++) {
        if (claims_has(&c->claims, book.path) || !place_ours(store, c->books, book.path))
            continue;
        if (str_eq(book.path, last.path) && str_eq(book.input, last.input))
            continue; /* known with two digests */
        last = book;
        ++*gone;
        if (!prune)
            add_gone(&lines, &book);
        else if (place_remove(store, c->books, book.path) == PLACE_ERROR)
            err_sys(err, "cannot remove `%s`", book.path.p);
    }
    bool good = !err->set && (!store || keep_gone(store->state, &lines, err));
    buf_free(&lines);
    return good;
}

void commit_close(struct commit *c)
{
    for (size_t i = 0; c->streams && i < c->rules.pipeline->output_n; i++)
        stream_close(&c->streams[i]);
    free(c->streams);
    journal_close(&c->journal);
    books_free(c->books);
    claims_free(&c->claims);
    totals_free(&c->totals);
    if (c->dir >= 0)
        close(c->dir);
    buf_free(&c->dir_name);
    buf_free(&c->kept);
}
