#include "flow/group.h"

#include "flow/left.h"
#include "flow/wire.h"
#include "scratch.h"
#include "shelved.h"

/* A run into a directory of its own, with one output, of files unless `stream` is set. Its staged
 * files are those of worker 1. */
struct rig {
    struct scratch out;
    struct store store;
    struct output_entry output;
    struct output_facts output_facts;
    struct pipeline pipeline;
    struct facts facts;
    struct commit commit;
    struct group group;
    struct err err;
    struct buf told;
    unsigned done, staged;
    struct errand *errands;
    bool deaf;
};

static void done(void *context)
{
    struct rig *r = context;
    r->done++;
}

static void tell(void *context, struct str name, struct str text)
{
    struct rig *r = context;
    (void)text;
    buf_add(&r->told, name);
    buf_addc(&r->told, ' ');
}

/* Without a store nothing is written: for what only counts. */
static void open_rig_of(struct rig *r, bool with_store, const char *stream)
{
    struct buf staging = {0};
    *r = (struct rig){.output.stream = str_of(stream),
                      .output_facts.between = str_of(","),
                      .pipeline = {.outputs = &r->output, .output_n = 1},
                      .facts = {.outputs = &r->output_facts, .output_n = 1}};
    scratch_open(&r->out);
    struct commit_rules rules = {.pipeline = &r->pipeline,
                                 .facts = &r->facts,
                                 .dry = !with_store,
                                 .header = str_of("{}"),
                                 .salt = "00000000000000000000000000000000",
                                 .started = 1,
                                 .tell = tell,
                                 .context = r};
    if (with_store && store_open(&r->store, r->out.path, "", &r->err) &&
        store_staging(&r->store, "1", &staging, &r->err))
        rules.store = &r->store;
    if (!commit_open(&r->commit, &rules, &r->err))
        OK(false, "%s", r->err.text);
    r->group = (struct group){.commit = &r->commit,
                              .loop = loop_new(&r->err),
                              .sync = with_store,
                              .done = done,
                              .context = r};
    buf_free(&staging);
}

static void open_rig(struct rig *r, bool with_store)
{
    open_rig_of(r, with_store, "");
}

static void close_rig(struct rig *r)
{
    loop_free(r->group.loop);
    group_free(&r->group);
    bool with_store = r->commit.rules.store != NULL;
    commit_close(&r->commit);
    if (with_store)
        store_close(&r->store);
    buf_free(&r->told);
    scratch_close(&r->out);
}

/* A batch of n documents that an earlier run has done, of `size` bytes each. */
static struct batch *carried(size_t n, uint64_t size)
{
    struct batch *b = batch_new(0);
    for (size_t i = 0; i < n; i++) {
        batch_add(b, &(struct item){.name = str_of("x"), .stamp.size = size});
        batch_carry(b);
    }
    return b;
}

/* A batch of documents whose output is staged: each of its letters names one. That of 'x' is
 * missing. */
static struct batch *staged(struct rig *r, const char *letters)
{
    struct batch *b = batch_new(0);
    for (; *letters; letters++) {
        char name[] = {*letters, '\0'}, path[64];
        batch_add(b, &(struct item){.name = str_of(name)});
        struct slot *s = &b->slots[b->n - 1];
        struct product p = {.path = s->item.name, .place = ++r->staged};
        struct result result = {.name = s->item.name, .products = &p, .product_n = 1};
        snprintf(path, sizeof path, ".galley/tmp/1/%u", r->staged);
        if (*letters != 'x')
            scratch_write(&r->out, path, str_of(name));
        batch_settle(b, b->n - 1, &result);
        s->staged_by = 1;
    }
    return b;
}

/* A batch of documents with a record each, its letter, on the shelf. */
static struct batch *shelved(struct shelf *shelf, const char *letters)
{
    struct batch *b = batch_new(0);
    struct parcel parcel = {.fd = -1, .place = shelf_take(shelf), .n = strlen(letters)};
    struct buf body = {0};
    struct err err = {0};
    struct str rest;
    shelved_put(&parcel.place, str_of(letters));
    wire_put(&body, parcel.n);
    for (size_t i = 0; i < parcel.n; i++) {
        struct str name = {letters + i, 1};
        struct product p = {.stream = true, .path = str_of("all"), .place = i, .size = 1};
        struct result result = {.name = name, .products = &p, .product_n = 1};
        batch_add(b, &(struct item){.name = name});
        wire_put(&body, i);
        size_t record = wire_begin(&body);
        result_put(&result, &body);
        wire_end(&body, record);
    }
    OK(batch_deliver(b, buf_str(&body), &parcel, 1, &rest, &err), "records `%s`", letters);
    buf_free(&body);
    return b;
}

static bool note(void *context, char kind, struct str text)
{
    struct str word;
    buf_addc(context, kind);
    for (int n = kind == 'X' ? 3 : 2; kind != 'R' && n > 0 && str_split(&text, ' ', &word); n--) {
        buf_addz(context, n == (kind == 'X' ? 3 : 2) ? "" : ".");
        buf_add(context, word);
    }
    buf_addc(context, ' ');
    return true;
}

/* The journal in short: "R I0.a X0.1.b C0.2 ". */
static void journal_is(struct rig *r, const char *want, const char *what)
{
    struct buf b = {0};
    struct err err = {0};
    buf_addz(&b, "");
    journal_read(r->store.state, note, &b, &err);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

/* Whether exactly these outputs are in place; in the wrong one a letter differs from its name. */
static bool in_place(struct rig *r, const char *letters)
{
    for (int c = 'a'; c <= 'z'; c++) {
        char name[] = {(char)c, '\0'};
        struct buf b = scratch_read(&r->out, name);
        bool there = strchr(letters, c) != NULL;
        bool good = str_is(buf_str(&b), there ? name : "(none)");
        buf_free(&b);
        if (!good)
            return false;
    }
    return true;
}

static bool add(struct rig *r, struct batch *b)
{
    return group_add(&r->group, b, &r->err);
}

static bool commit(struct rig *r)
{
    return group_commit(&r->group, &r->err);
}

/* --- when a group is ripe --- */

static void test_ripe(void)
{
    struct rig r;
    open_rig(&r, false);
    OK(group_empty(&r.group) && !group_ripe(&r.group) && commit(&r),
       "an empty group is not ripe");
    for (int i = 0; i < 63; i++)
        add(&r, carried(64, 1));
    OK(!group_ripe(&r.group) && !group_empty(&r.group), "4,032 documents are no group yet");
    add(&r, carried(63, 1));
    OK(!group_ripe(&r.group), "nor are 4,095");
    add(&r, carried(1, 1));
    OK(group_ripe(&r.group), "4,096 are");
    OK(commit(&r) && !r.group.first, "they are on their way");
    add(&r, carried(1, 1));
    OK(!group_ripe(&r.group) && r.group.documents == 1, "and the count begins again");
    loop_run(r.group.loop);
    OK(commit(&r), "the rest is committed as well");
    loop_run(r.group.loop);
    OK(group_empty(&r.group) && r.commit.totals.documents[STATUS_DONE] == 4097,
       "each was committed once");
    close_rig(&r);
}

static void test_ripe_bytes(void)
{
    struct rig r;
    open_rig(&r, false);
    add(&r, carried(1, (64 << 20) - 1));
    OK(!group_ripe(&r.group), "64 MiB less a byte are no group");
    struct batch *b = carried(1, 0);
    b->held = 1;
    add(&r, b);
    OK(group_ripe(&r.group), "with a byte of a stream that is held they are");
    close_rig(&r);
}

static void test_ripe_time(void)
{
    struct rig r;
    const uint64_t second = 1000000000;
    open_rig(&r, false);
    add(&r, carried(1, 1));
    r.group.began -= second;
    OK(!group_ripe(&r.group), "a document of a second ago waits for others");
    r.group.began -= second;
    add(&r, carried(1, 1));
    OK(group_ripe(&r.group), "one of two seconds ago does not, whatever came after it");
    close_rig(&r);
}

/* --- how it is committed --- */

static void test_eager(void)
{
    struct rig r;
    open_rig(&r, true);
    r.group.eager = true;
    r.group.sync = false;
    OK(add(&r, staged(&r, "ab")) && group_ripe(&r.group), "eager, one batch is a group");
    OK(in_place(&r, ""), "it is in place when it is committed, and no sooner");
    OK(commit(&r) && in_place(&r, "ab") && group_empty(&r.group), "and then at once");
    journal_is(&r, "R I0.a I0.b ", "the journal said so before");
    OK(add(&r, staged(&r, "c")) && commit(&r) && in_place(&r, "abc"), "the next group");
    journal_is(&r, "R I0.a I0.b I1.c C0.2 ", "counts the one before");
    close_rig(&r);
}

static void test_sync(void)
{
    struct rig r;
    open_rig(&r, true);
    OK(add(&r, staged(&r, "ab")) && add(&r, staged(&r, "c")) && !group_ripe(&r.group),
       "two batches are gathered");
    journal_is(&r, "R I0.a I0.b I0.c ", "what is intended is written as they come");
    OK(commit(&r) && in_place(&r, "") && !group_empty(&r.group),
       "nothing is in place before the disk has all of it");
    OK(add(&r, staged(&r, "d")) && commit(&r) && r.group.first, "the next group has to wait");
    loop_run(r.group.loop);
    OK(in_place(&r, "abc") && r.done == 1, "after the sync the group is in place");
    journal_is(&r, "R I0.a I0.b I0.c I1.d ", "but does not count: its renames are not synced");
    OK(commit(&r), "the next group");
    loop_run(r.group.loop);
    OK(in_place(&r, "abcd") && group_empty(&r.group) && r.done == 2, "comes into place");
    journal_is(&r, "R I0.a I0.b I0.c I1.d C0.3 ", "and its sync makes the first one count");
    OK(commit_stop(&r.commit, true, &r.err), "the end of the run");
    journal_is(&r, "R I0.a I0.b I0.c I1.d C0.3 C1.1 ", "makes the last one count");
    close_rig(&r);
}

/* Without waiting for the disk, in turns of the loop. */
static void test_no_sync(void)
{
    struct rig r;
    open_rig(&r, true);
    r.group.sync = false;
    for (int c = 'a'; c <= 'w'; c++)
        add(&r, staged(&r, (char[]){(char)c, '\0'}));
    OK(commit(&r) && !r.err.set, "many batches, without a sync");
    loop_run(r.group.loop);
    OK(in_place(&r, "abcdefghijklmnopqrstuvw") && r.done == 1, "are all put in place");
    OK(!scratch_has(&r.out, ".galley/tmp/1/1"), "and moved, not copied");
    close_rig(&r);
}

static void stream_is(struct rig *r, const char *path, const char *want, const char *what)
{
    struct buf b = scratch_read(&r->out, path);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

/* Records wait for no sync: the stream is nobody's before the end of the run. */
static void test_stream(void)
{
    struct rig r;
    struct shelf *shelf = shelf_new();
    open_rig_of(&r, true, "all");
    for (const char *batch = "ab\0cd\0ef\0gh\0ij\0kl\0"; *batch; batch += 3)
        OK(add(&r, shelved(shelf, batch)) && !r.err.set, "more batches than places on the shelf");
    stream_is(&r, ".galley/tmp/stream-0", "a,b,c,d,e,f,g,h,i,j,k,l",
              "their records are written as they come");
    OK(!scratch_has(&r.out, "all"), "and are in place no sooner than the end");
    struct batch *last = batch_new(0);
    struct result failed = {.name = str_of("m"), .status = STATUS_FAILED, .reason = str_of("y")};
    batch_add(last, &(struct item){.name = failed.name});
    batch_settle(last, 0, &failed);
    OK(add(&r, last) && !r.err.set, "one that failed");
    journal_is(&r, "R I0.m ", "the journal has what a kill can leave traces of: a report");
    OK(commit(&r), "the group");
    loop_run(r.group.loop);
    OK(commit_end(&r.commit, true, &r.err), "and the end of the run");
    stream_is(&r, "all", "a,b,c,d,e,f,g,h,i,j,k,l", "put no record in twice");
    close_rig(&r);
    shelf_free(shelf);
}

/* A worker that does nothing: errands are kept, the newest first. */
static bool keep_errand(void *context, unsigned worker, struct errand *e)
{
    struct rig *r = context;
    if (r->deaf || worker != 1)
        return false;
    e->next = r->errands;
    r->errands = e;
    return true;
}

static void open_left(struct rig *r)
{
    open_rig_of(r, true, "all");
    r->output_facts.between = (struct str){0};
    r->output_facts.head = str_of("# ");
    r->commit.rules.leave = keep_errand;
}

/* Does the newest errand as a worker would, and has it told. */
static bool do_errand(struct rig *r, const char *bytes)
{
    int streams[ERRAND_STREAMS] = {r->commit.streams[0].fd};
    struct errand *e = r->errands;
    r->errands = e->next;
    return errand_do(e, str_of(bytes), streams) && left_told(&r->commit, e, &r->err);
}

static void test_left(void)
{
    struct rig r;
    struct shelf *shelf = shelf_new();
    open_left(&r);
    OK(add(&r, shelved(shelf, "ab")) && add(&r, shelved(shelf, "cde")) && !r.err.set &&
           r.errands && r.errands->next,
       "records are left to the worker that has them");
    struct shelf_place third = shelf_take(shelf);
    OK(third.number == 2, "and stay on the shelf");
    shelf_give(&third);
    stream_is(&r, ".galley/tmp/stream-0", "# ", "nothing but the head is written");
    OK(!commit_end(&r.commit, true, &r.err), "the stream does not end before they are");
    r.err = (struct err){0};
    OK(do_errand(&r, "cde"), "the later ones are written first");
    struct errand *e = r.errands;
    r.errands = NULL;
    OK(left_do(&r.commit, e, &r.err), "those of a worker that is gone by the desk");
    stream_is(&r, ".galley/tmp/stream-0", "# abcde", "each at its place");
    OK(commit(&r), "the group");
    loop_run(r.group.loop);
    OK(commit_end(&r.commit, true, &r.err), "and the end of the run");
    stream_is(&r, "all", "# abcde", "in place");
    shelf_free(shelf);
    close_rig(&r);
}

/* A worker that is gone when it should hear of it; and one that says what is not so. */
static void test_not_left(void)
{
    struct rig r;
    struct shelf *shelf = shelf_new();
    open_left(&r);
    r.deaf = true;
    OK(add(&r, shelved(shelf, "ab")) && !r.err.set, "nobody takes the errand");
    stream_is(&r, ".galley/tmp/stream-0", "# ab", "it is done at once");
    r.deaf = false;
    add(&r, shelved(shelf, "cd"));
    OK(errand_do(r.errands, str_of("cd"), (int[ERRAND_STREAMS]){r.commit.streams[0].fd}), "done");
    r.errands->written->to++;
    OK(!left_told(&r.commit, r.errands, &r.err) && r.err.set,
       "an answer about other bytes is an error");
    shelf_free(shelf);
    close_rig(&r);
}

static void test_carried(void)
{
    struct rig r;
    open_rig(&r, true);
    OK(add(&r, carried(3, 1)) && commit(&r), "a group in which nothing was done");
    loop_run(r.group.loop);
    OK(group_empty(&r.group) && r.commit.totals.carried == 3, "is committed");
    journal_is(&r, "R ", "without a word in the journal");
    close_rig(&r);
}

/* --- trouble --- */

static void test_document_fails(void)
{
    struct rig r;
    open_rig(&r, true);
    OK(add(&r, staged(&r, "axb")) && commit(&r), "a document whose output is lost");
    loop_run(r.group.loop);
    OK(!r.group.failed.set && in_place(&r, "ab"), "does not stop the others");
    IS(buf_str(&r.told), "x ", "it fails, and that is told");
    OK(commit_stop(&r.commit, true, &r.err), "the end of the run");
    journal_is(&r, "R I0.a I0.x I0.b X0.1.x C0.3 ", "the journal has what came about");
    close_rig(&r);
}

static void test_sync_fails(void)
{
    struct rig r;
    open_rig(&r, true);
    int state = r.store.state;
    OK(add(&r, staged(&r, "ab")), "a group");
    r.store.state = -1;
    OK(commit(&r), "whose sync fails");
    loop_run(r.group.loop);
    r.store.state = state;
    OK(r.group.failed.set && r.done == 1, "says so to its owner");
    OK(in_place(&r, "") && group_empty(&r.group), "nothing of it comes into place");
    OK(add(&r, staged(&r, "c")) && !commit(&r) && r.err.set, "no other group is committed");
    loop_run(r.group.loop);
    OK(in_place(&r, ""), "nor comes into place");
    journal_is(&r, "R I0.a I0.b I1.c ", "and none of them counts");
    close_rig(&r);
}

/* What is to be told of later cannot be written: no document is put in place unheard of. */
static void test_journal_fails(void)
{
    struct rig r;
    open_rig(&r, true);
    close(r.commit.journal.fd);
    r.commit.journal.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    OK(!add(&r, staged(&r, "ab")) && r.err.set, "what cannot be intended is an error");
    OK(in_place(&r, ""), "and is not put in place");
    close_rig(&r);
}

int main(void)
{
    test_ripe();
    test_ripe_bytes();
    test_ripe_time();
    test_eager();
    test_sync();
    test_no_sync();
    test_stream();
    test_left();
    test_not_left();
    test_carried();
    test_document_fails();
    test_sync_fails();
    test_journal_fails();
    return tap_done();
}
