#include "flow/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "flow/entry.h"
#include "flow/left.h"
#include "flow/place.h"
#include "flow/prune.h"
#include "flow/record.h"
#include "flow/targets.h"

/* --- opening --- */

bool commit_need_books(struct commit *c, struct err *err)
{
    if (c->books_open)
        return true;
    c->books_open = true;
    return books_open(&c->books, c->rules.store->state, err);
}

/* A stream is written at the very end: that its name is free is made sure of before the start. */
static bool stream_free(struct commit *c, struct str name, struct err *err)
{
    struct buf why = {0};
    bool good = c->rules.store->was_empty ||
                (commit_need_books(c, err) &&
                 place_free(c->rules.store, c->books, name, c->rules.force, &why));
    if (!good)
        err_set(err, "`%.*s` %s", (int)name.n, name.p, why.n ? why.p : "");
    buf_free(&why);
    return good;
}

/* Opens the stream in place and finds out whether it is as the last run left it. */
static int open_old(struct commit *c, struct str name, struct old_stream *old)
{
    struct stat st;
    *old = (struct old_stream){0};
    int fd = openat(c->rules.store->out, name.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || !record_stream(c->rules.store->state, name, old) || fstat(fd, &st) < 0)
        return fd;
    struct stamp now = stamp_placed(&st);
    old->there = stamp_same(&now, &old->stamp);
    return fd;
}

static bool open_stream(struct commit *c, size_t i, struct err *err)
{
    struct store *store = c->rules.store;
    const struct output_facts *facts = &c->rules.facts->outputs[i];
    struct str name = c->rules.pipeline->outputs[i].stream;
    struct old_stream old;
    if (!store)
        return stream_open(&c->streams[i], i, -1, facts, -1, NULL, err);
    if (name.n == 0)
        return true;
    int fd = open_old(c, name, &old);
    if (!old.there && !stream_free(c, name, err)) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    return stream_open(&c->streams[i], i, store->state, facts, fd, &old, err);
}

/* "start salt header" */
static bool begin_journal(struct commit *c, struct err *err)
{
    struct buf b = {0};
    buf_addf(&b, "%llx %s ", (unsigned long long)c->rules.started, c->rules.salt);
    buf_add(&b, c->rules.header);
    journal_add(&c->journal, 'R', buf_str(&b));
    buf_free(&b);
    return journal_write(&c->journal, err);
}

static bool any_files(const struct pipeline *p)
{
    bool any = false;
    for (size_t i = 0; i < p->output_n; i++)
        any = any || p->outputs[i].stream.n == 0;
    return any;
}

bool commit_open(struct commit *c, const struct commit_rules *rules, struct err *err)
{
    const struct store *store = rules->store;
    size_t n = rules->pipeline->output_n;
    *c = (struct commit){.rules = *rules, .journal.fd = -1, .ledger.file = {-1, -1}, .dir = -1};
    c->totals.stage_n = rules->facts->stage_n;
    finds_begin(&c->totals.finds, &c->totals.arena, rules->facts);
    c->totals.nanos = mem_get(c->totals.stage_n * sizeof *c->totals.nanos);
    c->by_content = targets_by_content(rules->pipeline);
    c->gone_before = store && faccessat(store->state, BOOKS_GONE, F_OK, 0) == 0;
    c->failed_before = store && faccessat(store->state, "failed", F_OK, 0) == 0;
    c->early = store && !any_files(rules->pipeline);
    c->at_once = c->early && store->was_empty;
    c->claiming = c->by_content || (store && !store->was_empty);
    c->streams = mem_get(n * sizeof *c->streams);
    for (size_t i = 0; i < n && !rules->dry; i++)
        if (!open_stream(c, i, err))
            return false;
    return !store || (ledger_open(&c->ledger, store->state, rules->started, rules->salt,
                                  rules->header, err) &&
                      journal_open(&c->journal, store->state, err) && begin_journal(c, err));
}

bool commit_stands(const struct commit *c, const struct memo_output *o, bool in_stream)
{
    struct stat st;
    if (o->output >= c->rules.pipeline->output_n)
        return false;
    if (o->stream)
        return in_stream && c->streams[o->output].open && c->streams[o->output].old.there;
    if (fstatat(c->rules.store->out, o->path.p, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return false;
    struct stamp now = stamp_placed(&st);
    return S_ISREG(st.st_mode) && stamp_same(&now, &o->file);
}

/* --- a batch --- */

/* Adds a document to the journal: 'I' as it is intended, 'X' as it came out instead. */
static void add_line(struct commit *c, char kind, const struct entry *e, struct arena *arena)
{
    struct str line = entry_line(e, arena);
    struct buf *b = &c->line;
    buf_clear(b);
    buf_addu(b, e->group);
    buf_addc(b, ' ');
    if (kind == 'X') {
        buf_addu(b, e->number);
        buf_addc(b, ' ');
    }
    memo_put_name(e->result.name, b);
    buf_addc(b, ' ');
    memo_put(&e->memo, b);
    buf_addc(b, ' ');
    journal_add_two(&c->journal, kind, buf_str(b), str_cut(line, 0, line.n - 1));
}

/* Whether a run that is killed can leave anything of the document, for the next one to find:
 * files, or the report of a failure. Records are nobody's until the end. */
static bool leaves_traces(const struct commit *c, const struct entry *e)
{
    return !c->at_once || e->result.status == STATUS_FAILED;
}

/* Decides about all that were done and writes what is intended. */
static void intend(struct commit *c, struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct entry *e = &b->entries[i];
        if (!entry_done(e))
            continue;
        entry_decide(c, &b->arena, e);
        if (e->result.product_n == 0)
            e->memo.output_n = 0;
        e->memo.status = e->result.status;
        if (!leaves_traces(c, e))
            continue;
        e->group = c->intended.number;
        e->number = c->intended.documents++;
        add_line(c, 'I', e, &b->arena);
    }
}

/* Puts one document in place; when that fails the document fails, and the journal says so. */
static void perform(struct commit *c, struct arena *arena, struct entry *e)
{
    if (entry_put_files(c, arena, e))
        return;
    e->memo.output_n = 0;
    e->memo.status = STATUS_FAILED;
    add_line(c, 'X', e, arena);
}

static void tell_end(struct commit *c, const struct result *r)
{
    /* Who waits for standard output must hear why nothing comes. */
    bool to_stdout = !c->rules.store && !c->rules.dry;
    if (r->status == STATUS_FAILED || (r->status == STATUS_SKIPPED && to_stdout))
        c->rules.tell(c->rules.context, r->name, r->reason);
}

static void tell_why(struct commit *c, const struct entry *e)
{
    if (!e->slot->why)
        return;
    totals_redo(&c->totals, e->slot->why);
    if (c->rules.tell_why)
        c->rules.tell_why(c->rules.context, e->slot->item.name, e->slot->why);
}

/* An input that was gone in an earlier run and is there again has its outputs: they are not for
 * pruning. */
static void claim_carried(struct commit *c, const struct entry *e)
{
    for (size_t i = 0; c->gone_before && i < e->memo.output_n; i++)
        if (!e->memo.outputs[i].stream)
            claims_take(&c->claims, e->memo.outputs[i].path);
}

static bool settle_entry(struct commit *c, struct entry *e, struct arena *arena, struct err *err)
{
    c->totals.late += e->late;
    if (e->late && !e->carried) {
        c->totals.absent++;
        return true;
    }
    struct str line = entry_line(e, arena);
    finds_add(&c->totals.finds, line);
    if (e->carried) {
        claim_carried(c, e);
        totals_carry(&c->totals, &e->memo);
    } else {
        totals_add(&c->totals, &e->result);
        tell_why(c, e);
        tell_end(c, &e->result);
        if (c->rules.review && !aside_add(c->rules.review, e->result.review, err))
            return false;
    }
    if (!c->rules.store)
        return true;
    return (e->carried || entry_tidy(c, e, err)) &&
           ledger_add(&c->ledger, e->slot->item.name, &e->memo, line, err);
}

static bool any_done(const struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (entry_done(&b->entries[i]))
            return true;
    return false;
}

/* Before any output of the batch can be in place: one that is killed later has its pairs. */
static bool note_pairs(struct commit *c, const struct batch *b, struct err *err)
{
    if (!c->rules.mapping)
        return true;
    for (size_t i = 0; i < b->n; i++)
        if (entry_done(&b->entries[i]))
            mapping_add(c->rules.mapping, b->entries[i].result.pairs);
    return mapping_note(c->rules.mapping, err);
}

bool commit_flush(struct commit *c, struct err *err)
{
    for (size_t i = 0; i < c->rules.pipeline->output_n; i++)
        if (c->streams[i].open && !stream_flush(&c->streams[i], err))
            return false;
    return true;
}

static bool add_records(struct commit *c, struct batch *b, struct err *err)
{
    if (!batch_fetch(b, &c->bytes, err))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        struct entry *e = &b->entries[i];
        if ((!e->late || e->carried) && !entry_put_records(c, e, err))
            return false;
    }
    return commit_flush(c, err); /* they have borrowed the bytes of the batch */
}

/* Adds the records of all its documents to the streams: nothing of the batch's bytes is needed any
 * more then, but for those that their workers write. */
static bool put_records(struct commit *c, struct batch *b, struct err *err)
{
    if (left_may(c, b) ? !left_records(c, b, err) : !add_records(c, b, err))
        return false;
    batch_drop(b);
    return true;
}

static bool settle_all(struct commit *c, struct batch *b, struct err *err)
{
    for (size_t i = 0; i < b->n; i++)
        if (!settle_entry(c, &b->entries[i], &b->arena, err))
            return false;
    return true;
}

static bool intend_all(struct commit *c, struct batch *b, struct err *err)
{
    if (!c->rules.store || !any_done(b))
        return true;
    if (!c->rules.store->was_empty && !commit_need_books(c, err))
        return false;
    intend(c, b);
    return journal_write(&c->journal, err);
}

bool commit_intend(struct commit *c, struct batch *b, struct err *err)
{
    b->entries = arena_take(&b->arena, b->n * sizeof *b->entries);
    for (size_t i = 0; i < b->n; i++)
        entry_read(&b->entries[i], &b->slots[i], c->rules.pipeline->output_n, &b->arena);
    /* A stream is put in place at the very end: until then its records are nobody's. */
    if (!note_pairs(c, b, err) || !intend_all(c, b, err) || (c->early && !put_records(c, b, err)))
        return false;
    if (!c->at_once)
        return true;
    /* So is the ledger; and there are no earlier outputs, which have to stay until it is on the
     * disk that they are to go. */
    bool good = settle_all(c, b, err);
    batch_empty(b);
    return good;
}

bool commit_sync(const struct store *store, struct err *err)
{
    /* Staged files and journal are in the state directory, which may be on another file system.
     */
    return (syncfs(store->state) == 0 && syncfs(store->out) == 0) ||
           err_sys(err, "cannot make outputs durable");
}

/* The renames of the group that was placed last are durable now: it counts. */
static void count_placed(struct commit *c)
{
    char line[48];
    snprintf(line, sizeof line, "%llu %llu", (unsigned long long)c->placed.number,
             (unsigned long long)c->placed.documents);
    if (c->placed.documents > 0)
        journal_add(&c->journal, 'C', str_of(line));
    c->placed.documents = 0;
}

bool commit_perform(struct commit *c, struct batch *b, struct err *err)
{
    count_placed(c);
    for (size_t i = 0; c->rules.store && i < b->n; i++)
        if (entry_done(&b->entries[i]))
            perform(c, &b->arena, &b->entries[i]);
    if (!c->early && !put_records(c, b, err))
        return false;
    if (!settle_all(c, b, err))
        return false;
    return !c->rules.store || journal_write(&c->journal, err);
}

void commit_close_group(struct commit *c)
{
    c->closed = c->intended;
    c->intended = (struct commit_group){c->closed.number + 1, 0};
}

void commit_placed(struct commit *c)
{
    c->placed = c->closed;
    c->closed.documents = 0;
    /* Names come in order: what was read of the books will not be soon again. */
    books_rest(c->books);
}

/* --- the end --- */

static bool place_stream(struct commit *c, const struct stream *s, struct str name,
                         struct stamp *stamp, struct err *err)
{
    struct place_cache cache = {&c->dir, &c->dir_name};
    struct stat st;
    if (!place_file(c->rules.store, &cache, s->name, name, stamp, err))
        return false;
    if (fstatat(c->rules.store->out, name.p, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return err_sys(err, "cannot find `%s`", name.p);
    *stamp = stamp_placed(&st);
    return true;
}

/* Ends the stream and says in the journal what is about to be put in place. */
static bool finish_stream(struct commit *c, size_t i, struct err *err)
{
    struct stream *s = &c->streams[i];
    struct buf b = {0};
    if (!stream_end(s, s->old.sum, &s->same, err))
        return false;
    s->old.stamp.size = s->size;
    s->old.records = s->records;
    record_put_stream(c->rules.pipeline->outputs[i].stream, &s->old, &b);
    if (!s->same)
        journal_add(&c->journal, 'S', buf_str(&b));
    buf_free(&b);
    return true;
}

static bool publish_stream(struct commit *c, size_t i, struct err *err)
{
    struct stream *s = &c->streams[i];
    struct str name = c->rules.pipeline->outputs[i].stream;
    if (!s->same && !place_stream(c, s, name, &s->old.stamp, err))
        return false;
    buf_addz(&c->kept, c->kept.n ? "," : "");
    record_put_stream(name, &s->old, &c->kept);
    return true;
}

/* Calls fn for each stream. */
static bool each_stream(struct commit *c, struct err *err,
                        bool (*fn)(struct commit *c, size_t i, struct err *err))
{
    for (size_t i = 0; i < c->rules.pipeline->output_n; i++)
        if (c->streams[i].open && !fn(c, i, err))
            return false;
    return true;
}

static bool end_stdout(struct commit *c, size_t i, struct err *err)
{
    char sum[CRC_HEX];
    bool same;
    return stream_end(&c->streams[i], sum, &same, err);
}

static bool sync_if(const struct commit *c, bool sync, struct err *err)
{
    return !sync || commit_sync(c->rules.store, err);
}

bool commit_stop(struct commit *c, bool sync, struct err *err)
{
    if (!c->rules.store || c->placed.documents == 0)
        return true;
    if (!sync_if(c, sync, err))
        return false;
    count_placed(c);
    return journal_write(&c->journal, err);
}

bool commit_end(struct commit *c, bool sync, struct err *err)
{
    if (!c->rules.store)
        return each_stream(c, err, end_stdout);
    if (!each_stream(c, err, finish_stream) || !ledger_finish(&c->ledger, err) ||
        !journal_write(&c->journal, err) || !sync_if(c, sync, err))
        return false;
    count_placed(c);
    return journal_write(&c->journal, err) && each_stream(c, err, publish_stream) &&
           ledger_publish(&c->ledger, err) && prune_streams(c, err) && sync_if(c, sync, err);
}

bool commit_forget(struct commit *c, struct err *err)
{
    if (!c->rules.store)
        return true;
    unlinkat(c->rules.store->state, "failed", AT_REMOVEDIR); /* when no report is left */
    return journal_end(&c->journal, c->rules.store->state, err);
}

void commit_close(struct commit *c)
{
    for (size_t i = 0; c->streams && i < c->rules.pipeline->output_n; i++)
        stream_close(&c->streams[i]);
    free(c->streams);
    journal_close(&c->journal);
    ledger_close(&c->ledger);
    books_free(c->books);
    claims_free(&c->claims);
    claims_free(&c->gone);
    claims_free(&c->done);
    totals_free(&c->totals);
    if (c->dir >= 0)
        close(c->dir);
    buf_free(&c->dir_name);
    buf_free(&c->kept);
    buf_free(&c->line);
    buf_free(&c->bytes);
}
