#include "flow/entry.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_tree.h"
#include "base/json.h"
#include "flow/place.h"

static bool makes_sense(const struct result *r, const struct slot *slot, size_t output_n)
{
    if (r->status > STATUS_FAILED || (r->unchanged && slot->seal.n == 0) ||
        !str_eq(r->name, slot->item.name))
        return false;
    if (r->line.n > 0 && str_byte(r->line, '\n', 0) != r->line.n - 1)
        return false;
    for (size_t i = 0; i < r->product_n; i++)
        if (r->products[i].output >= output_n ||
            (r->products[i].staged && !r->products[i].stream) ||
            (r->products[i].path.n > 0 && template_fault(r->products[i].path)))
            return false;
    return true;
}

/* Whether a file was written to between the survey and its reading. By its times, not its inode:
 * not every file system gives a file the same number each time. */
static bool written_since(const struct stamp *survey, const struct stamp *read)
{
    return read->size != survey->size || read->modified != survey->modified ||
           read->changed != survey->changed;
}

static void read_result(struct entry *e, size_t output_n, struct arena *arena)
{
    const struct slot *slot = e->slot;
    struct str rest = slot->record;
    result_get(&rest, arena, &e->result);
    if (!makes_sense(&e->result, slot, output_n))
        e->result = (struct result){.name = slot->item.name,
                                    .status = STATUS_FAILED,
                                    .input = slot->item.stamp,
                                    .reason = str_of("its worker's answer makes no sense")};
    if (slot->patient && written_since(&slot->item.stamp, &e->result.input)) {
        e->late = true;
        e->carried = slot->line.n > 0;
        e->result.product_n = 0; /* what was made of it is not put anywhere */
    } else if (e->result.unchanged) {
        e->carried = true;
        e->memo.input = e->result.input;
    } else {
        e->memo = result_memo(&e->result, arena);
    }
}

void entry_read(struct entry *e, const struct slot *slot, size_t output_n, struct arena *arena)
{
    *e = (struct entry){
        .slot = slot, .carried = slot->carried, .late = slot->late, .memo = slot->memo};
    if (entry_done(e))
        read_result(e, output_n, arena);
    if (e->late)
        e->memo.input.changed = 0; /* no file's: the next run looks at its bytes */
}

struct str entry_line(const struct entry *e, struct arena *arena)
{
    struct buf b = {0};
    if (e->carried)
        return e->slot->line;
    if (e->result.line.n > 0)
        return e->result.line;
    ledger_line(&e->result, &b);
    struct str line = arena_str(arena, buf_str(&b));
    buf_free(&b);
    return line;
}

static void unstage(struct commit *c, const struct entry *e, const struct product *p)
{
    char path[64];
    if ((p->stream && !p->staged) || !c->rules.store)
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
    e->result.counts = e->result.pairs = e->result.line = (struct str){0};
}

/* Gives back the names of the first n outputs: what stood there before is to go. */
static void unclaim(struct commit *c, const struct entry *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!e->result.products[i].stream)
            claims_drop(&c->claims, e->result.products[i].path);
}

/* Whether an output that an earlier run wrote at this place is that of a document which comes
 * before this one and still has it: then the later one, this, has to give way. */
static bool taken(struct commit *c, const struct entry *e, struct str path, struct buf *why)
{
    char digest[HASH_HEX];
    if (c->rules.store->was_empty || !place_digest(c->rules.store, path, digest))
        return false;
    struct str owner = books_owner(c->books, path, digest);
    if (owner.n == 0 || str_cmp(owner, e->result.name) >= 0 || claims_has(&c->gone, owner) ||
        claims_has(&c->done, owner))
        return false;
    buf_addz(why, "another output has its name");
    return true;
}

void entry_decide(struct commit *c, struct arena *arena, struct entry *e)
{
    struct buf why = {0};
    size_t claimed = 0;
    for (size_t i = 0; i < e->result.product_n && why.n == 0; i++) {
        const struct product *p = &e->result.products[i];
        claimed = i;
        if (p->stream)
            continue;
        const char *fault = template_fault(p->path);
        if (fault) {
            buf_addf(&why, "the name of an output %s", fault);
            break;
        }
        if (c->claiming && !claims_take(&c->claims, p->path))
            buf_addf(&why, "another output has its name: `%.*s`", (int)p->path.n, p->path.p);
        else if (!c->rules.store->was_empty &&
                 (!place_free(c->rules.store, c->books, p->path, c->rules.force, &why) ||
                  (c->by_content && taken(c, e, p->path, &why)))) {
            buf_addf(&why, ": `%.*s`", (int)p->path.n, p->path.p);
            claimed++;
        }
    }
    if (c->by_content)
        claims_take(&c->done, e->result.name);
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

static bool put_all(struct commit *c, struct entry *e, struct err *err)
{
    struct place_cache cache = {&c->dir, &c->dir_name};
    for (size_t i = 0; i < e->result.product_n; i++) {
        const struct product *p = &e->result.products[i];
        char from[64];
        if (p->stream)
            continue;
        place_staged(e->slot->staged_by, p->place, from, sizeof from);
        if (!place_file(c->rules.store, &cache, from, p->path, &e->memo.outputs[i].file, err)) {
            undo_files(c, e, i);
            return false;
        }
    }
    return true;
}

bool entry_put_files(struct commit *c, struct arena *arena, struct entry *e)
{
    struct err err = {0};
    if (put_all(c, e, &err))
        return true;
    unclaim(c, e, e->result.product_n);
    turn_to_failure(c, arena, e, str_of(err.text));
    return false;
}

static bool carry_records(struct commit *c, struct entry *e, struct err *err)
{
    for (size_t i = 0; i < e->memo.output_n; i++) {
        struct memo_output *o = &e->memo.outputs[i];
        if (o->stream && !stream_carry(&c->streams[o->output], &o->place, o->size, err))
            return false;
    }
    return true;
}

/* The bytes of a record that lie in a staged file, which is then removed. */
static bool put_staged(struct commit *c, const struct entry *e, const struct product *p,
                       uint64_t *place, struct err *err)
{
    char path[64];
    place_staged(e->slot->staged_by, p->place, path, sizeof path);
    int fd = openat(c->rules.store->state, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return err_sys(err, "cannot open the bytes of a stream");
    bool good = stream_add_file(&c->streams[p->output], fd, p->size, place, err);
    close(fd);
    unstage(c, e, p);
    return good;
}

bool entry_put_records(struct commit *c, struct entry *e, struct err *err)
{
    if (e->carried)
        return carry_records(c, e, err);
    for (size_t i = 0; i < e->result.product_n; i++) {
        const struct product *p = &e->result.products[i];
        struct stream *s = &c->streams[p->output];
        struct str bytes = str_cut(e->slot->bytes, p->place, p->place + p->size);
        uint64_t place = 0;
        if (!s->open)
            continue;
        if (p->staged && c->rules.store) {
            if (!put_staged(c, e, p, &place, err))
                return false;
        } else if (bytes.n != p->size) {
            return err_set(err, "the bytes of a stream were lost on the way from a worker");
        } else if (!stream_add(s, bytes, &place, err)) {
            return false;
        }
        if (p->stream)
            e->memo.outputs[i].place = place;
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
    enum place_end end =
        place_remove(o->c->rules.store, o->c->books, book->path, o->c->rules.force);
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
    int state = c->rules.store->state;
    snprintf(name, sizeof name, "failed/%016llx.json", (unsigned long long)hash_fast(r->name));
    unlinkat(state, name, 0); /* that of an earlier run */
    if (r->status != STATUS_FAILED)
        return true;
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
    bool good =
        file_mkdirs(state, "failed", true, err) && file_create(state, name, buf_str(&b), err);
    buf_free(&b);
    return good;
}

bool entry_tidy(struct commit *c, const struct entry *e, struct err *err)
{
    struct older older = {c, &e->result, err};
    bool before = !c->rules.store->was_empty || c->failed_before;
    if (!before && e->result.status != STATUS_FAILED)
        return true;
    books_of_input(c->books, e->result.name, remove_older, &older);
    return !err->set && report(c, &e->result, err);
}
