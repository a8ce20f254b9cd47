#include "flow/audit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file_part.h"
#include "base/lines.h"
#include "base/log.h"
#include "flow/audit_part.h"
#include "flow/books.h"
#include "flow/place.h"
#include "flow/record.h"
#include "flow/walk.h"

/* More than this nobody reads. */
enum { SHOWN = 100 };

void audit_wrong(struct audit *a, struct str path, const char *what)
{
    if (a->findings++ >= SHOWN)
        return;
    buf_addz(&a->wrong, "wrong: ");
    log_escape(&a->wrong, path, 0);
    buf_addf(&a->wrong, ": %s\n", what);
}

/* --- documents --- */

/* Whether the file is as it was written; its bytes are in `bytes` then. */
static bool look_at_file_of(struct auditing *g, const struct product *p)
{
    struct err why = {0};
    claims_take(&g->outputs, p->path);
    buf_clear(&g->bytes);
    if (fragment_file(&g->run, p, &g->bytes, &why))
        return ++g->audit->files > 0;
    audit_wrong(g->audit, p->path, "it is not as the run wrote it, or is gone");
    return false;
}

static bool look_at_record_of(struct auditing *g, const struct result *r, const struct product *p)
{
    struct err why = {0};
    buf_clear(&g->bytes);
    if (fragment_record(&g->run, p, &g->bytes, &why))
        return ++g->audit->records > 0;
    audit_wrong(g->audit, r->name, "its record in a stream is not as the run wrote it");
    return false;
}

static bool look_at_product(struct auditing *g, const struct result *r, size_t number,
                            struct err *err)
{
    const struct product *p = &r->products[number];
    if (!(p->stream ? look_at_record_of(g, r, p) : look_at_file_of(g, p)))
        return true;
    const json_value *output = json_at(json_get(g->line, "outputs"), number);
    g->audit->edits += json_count(json_get(output, "edits"));
    g->audit->kept += json_count(json_get(output, "kept"));
    if (g->source.n > 0 && g->original.n > 0)
        audit_values(g, r, number);
    return audit_search(g, r, number, err);
}

/* In the ledger each once, in order of name. */
static void look_at_order(struct auditing *g, struct str name)
{
    if (g->audit->documents > 0 && str_cmp(buf_str(&g->last), name) >= 0)
        audit_wrong(g->audit, name, "it is in the ledger twice, or out of order");
    buf_clear(&g->last);
    buf_add(&g->last, name);
}

static bool look_at_document(struct auditing *g, const struct result *r, struct err *err)
{
    bool good = true;
    look_at_order(g, r->name);
    g->audit->documents++;
    g->audit->status[r->status]++;
    buf_clear(&g->original);
    if (r->status == STATUS_DONE && g->source.n > 0)
        audit_original(g, r);
    g->line = json_read(g->run.entry->line, &(struct err){0});
    for (size_t i = 0; good && i < r->product_n; i++)
        good = look_at_product(g, r, i, err);
    json_free(g->line);
    return good;
}

static bool look_at_documents(struct auditing *g, struct err *err)
{
    while (g->run.entry) {
        struct result r = {0};
        arena_reset(&g->arena);
        if (!fragment_result(&g->run, &g->arena, &r, err))
            return false;
        if (!look_at_document(g, &r, err) || !fragment_step(&g->run, err))
            return false;
    }
    return true;
}

/* --- the whole --- */

static void look_at_count(struct auditing *g, const char *key, uint64_t n)
{
    char what[96];
    int64_t said = json_int(json_get(g->run.run, key), -1);
    if (said >= 0 && (uint64_t)said == n)
        return;
    snprintf(what, sizeof what, "it says %lld %s, the ledger has %llu", (long long)said, key,
             (unsigned long long)n);
    audit_wrong(g->audit, str_of("run.json"), what);
}

static void look_at_counts(struct auditing *g)
{
    look_at_count(g, "inputs", g->audit->documents);
    for (int i = STATUS_DONE; i <= STATUS_FAILED; i++)
        look_at_count(g, status_name((enum status)i), g->audit->status[i]);
    if (!g->audit->redacts && g->audit->edits > 0)
        audit_wrong(g->audit, str_of("run.json"),
                    "it says that nothing is redacted, the ledger has redactions");
    if (!(json_int(json_get(g->run.run, "complete"), 0) != 0))
        audit_wrong(g->audit, str_of("run.json"),
                    "the run is incomplete: not all was dealt with");
}

/* A stream is its records and what stands between them: the records were looked at one by one. */
static bool look_at_stream(void *context, struct str name, const struct old_stream *s)
{
    struct auditing *g = context;
    struct place_prints prints;
    struct stat st;
    struct buf path = {0};
    buf_add(&path, name);
    struct err why = {0};
    int fd = -1;
    if (file_open_part(g->run.out, path.p, &fd, &st, &why) == FILE_OK &&
        (uint64_t)st.st_size == s->stamp.size && place_prints_fd(fd, &prints) &&
        strcmp(prints.sum, s->sum) == 0)
        g->audit->streams++;
    else
        audit_wrong(g->audit, name, "the stream is not as the run wrote it");
    if (fd >= 0)
        close(fd);
    claims_take(&g->outputs, name);
    buf_free(&path);
    return true;
}

/* --- files that no line of the ledger knows --- */

/* Outputs of inputs that are gone, which a run without --prune leaves and books as such. */
static bool look_at_left(struct auditing *g, struct err *err)
{
    struct lines lines;
    struct str line;
    if (!lines_open(&lines, g->run.state, BOOKS_GONE, err))
        return false;
    while (lines_next(&lines, &line, err)) {
        struct result r = {0};
        arena_reset(&g->arena);
        if (!ledger_read(line, &g->arena, &r))
            continue;
        for (size_t i = 0; i < r.product_n; i++)
            look_at_file_of(g, &r.products[i]);
    }
    lines_close(&lines);
    return !err->set;
}

static bool look_at_stranger(void *context, const struct item *item, struct err *err)
{
    struct auditing *g = context;
    (void)err;
    if (item->kind != ITEM_EMPTY && !claims_has(&g->outputs, item->name))
        audit_wrong(g->audit, item->name, "no run wrote it: it is in no book");
    return true;
}

static bool look_for_strangers(struct auditing *g, struct err *err)
{
    struct stat st;
    uint64_t left_out = 0;
    struct walk walk = {
        .hidden = true, .left_out = &left_out, .fn = look_at_stranger, .context = g};
    if (fstat(g->run.state, &st) < 0)
        return err_sys(err, "cannot read the state directory");
    walk.state = (struct walk_skip){st.st_dev, st.st_ino};
    bool good = look_at_left(g, err) && walk_tree(&walk, g->rules->out, err);
    if (left_out > 0)
        audit_wrong(g->audit, str_of(g->rules->out), "it holds the OUT of another run");
    return good;
}

static bool look(struct auditing *g, struct err *err)
{
    const struct audit_rules *rules = g->rules;
    if (!fragment_open_run(&g->run, rules->out, rules->state, err))
        return false;
    g->audit->redacts = (json_int(json_get(g->run.run, "redacts"), 0) != 0);
    if (!source_open(&g->source, &g->lasting, rules->setup, err) || !look_at_documents(g, err) ||
        !record_each_stream(g->run.state, look_at_stream, g, err))
        return false;
    look_at_counts(g);
    return look_for_strangers(g, err) && audit_detect(g, err);
}

bool audit_run(const struct audit_rules *rules, struct audit *a, struct err *err)
{
    struct auditing g = {.rules = rules, .audit = a, .run = {.out = -1, .state = -1}};
    *a = (struct audit){0};
    bool good = look(&g, err);
    fragment_close(&g.run);
    source_close(&g.source);
    claims_free(&g.outputs);
    arena_free(&g.lasting);
    arena_free(&g.arena);
    arena_free(&g.waiting);
    free(g.searches);
    buf_free(&g.bytes);
    buf_free(&g.original);
    buf_free(&g.plain);
    buf_free(&g.last);
    return good;
}
