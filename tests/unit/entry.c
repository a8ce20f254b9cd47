#include "flow/entry.h"

#include "tap.h"

/* A document that was done, and what of it is asked. Owns the arena. */
struct trial {
    struct arena arena;
    struct slot slot;
    struct product product;
    struct result result; /* as the worker sends it */
    struct entry entry;
};

static void open_trial(struct trial *t)
{
    *t = (struct trial){.slot = {.item = {.name = str_of("a"), .stamp = {7, 8, 50, 60}},
                                 .patient = true,
                                 .memo = {.input = {5, 8, 40, 45}}}};
    t->product = (struct product){.stream = true, .path = str_of("all.jsonl")};
    t->result = (struct result){.name = str_of("a"),
                                .status = STATUS_DONE,
                                .size = 7,
                                .input = t->slot.item.stamp,
                                .products = &t->product,
                                .product_n = 1};
}

/* What becomes of it: "done", "carried", "late" or "late, carried". */
static void becomes(struct trial *t, const char *want, const char *what)
{
    struct buf record = {0};
    result_put(&t->result, &record);
    t->slot.record = buf_str(&record);
    entry_read(&t->entry, &t->slot, 1, &t->arena);
    const struct entry *e = &t->entry;
    IS(str_of(e->late      ? e->carried ? "late, carried" : "late"
              : e->carried ? "carried"
                           : "done"),
       want, "%s", what);
    OK(entry_done(e) == (strcmp(want, "done") == 0), "%s: whether it was dealt with", what);
    OK(!e->late || e->memo.input.changed == 0, "%s: if late, it is looked at again", what);
    OK(!e->late || e->result.product_n == 0, "%s: if late, nothing of it is put anywhere", what);
    buf_free(&record);
}

/* It was written to between the survey and its reading: --watch puts it off. */
static void test_written_since(void)
{
    struct trial t;
    open_trial(&t);
    becomes(&t, "done", "what was read as the survey saw it");
    t.result.input.inode++;
    becomes(&t, "done", "under another inode");
    t.result.input.modified++;
    becomes(&t, "late", "written to since, and new");
    t.slot.line = str_of("{}\n");
    becomes(&t, "late, carried", "written to since, and known");
    OK(t.entry.memo.input.size == 5, "what was known of it stays");
    t.result.input = t.slot.item.stamp;
    becomes(&t, "done", "known, and not written to");
    t.result.input.size++;
    t.result.status = STATUS_FAILED;
    becomes(&t, "late, carried", "that it failed does not count either");
    t.slot.patient = false;
    becomes(&t, "done", "a run by itself takes what it has read");
    arena_free(&t.arena);
}

static void test_unchanged(void)
{
    struct trial t;
    open_trial(&t);
    t.slot.line = str_of("{}\n");
    t.result.unchanged = true;
    becomes(&t, "done", "unchanged, says a worker that was not asked");
    OK(t.entry.result.status == STATUS_FAILED, "which makes no sense");
    t.slot.seal = str_of("seal");
    becomes(&t, "carried", "unchanged, says one that was");
    t.result.input.changed++;
    becomes(&t, "late, carried", "unchanged so far, but written to");
    arena_free(&t.arena);
}

static void test_put_off(void)
{
    struct trial t;
    open_trial(&t);
    t.slot.late = true;
    becomes(&t, "late", "put off before it was dealt");
    t.slot.carried = true;
    becomes(&t, "late, carried", "put off, and known");
    arena_free(&t.arena);
}

int main(void)
{
    test_written_since();
    test_unchanged();
    test_put_off();
    return tap_done();
}
