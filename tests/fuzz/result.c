/* What workers send: a worker may be anybody's, once a plugin has got the better of it. */
#include "flow/batch.h"
#include "flow/entry.h"
#include "flow/setup.h"
#include "fuzz.h"

static void facts(struct str body)
{
    struct arena arena = {0};
    struct facts f = {0};
    facts_get(body, &arena, &f);
    for (size_t i = 0; i < f.output_n; i++)
        HOLDS(f.outputs[i].head.n <= body.n);
    for (size_t i = 0; i < f.stage_n; i++)
        HOLDS(f.stages[i].name.n <= body.n);
    arena_free(&arena);
}

static void read_entry(struct slot *slot)
{
    struct arena arena = {0};
    struct entry e;
    struct buf text = {0};
    struct totals totals = {0};
    entry_read(&e, slot, 2, &arena);
    HOLDS(e.result.status <= STATUS_FAILED && str_eq(e.result.name, slot->item.name));
    HOLDS(!e.carried);
    for (size_t i = 0; i < e.result.product_n; i++)
        HOLDS(!e.result.products[i].path.n || !template_fault(e.result.products[i].path));
    ledger_line(&e.result, &text);
    totals_add(&totals, &e.result);
    memo_put(&e.memo, &text);
    result_put(&e.result, &text);
    totals_free(&totals);
    buf_free(&text);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = fuzz_str(data, size), rest;
    struct err err = {0};
    if (fuzz_byte(&s) & 1) {
        facts(s);
        return 0;
    }
    struct batch *b = batch_new(1);
    for (int i = 0; i < 3; i++)
        batch_add(b, &(struct item){.name = str_of(i ? "b" : "a"), .kind = ITEM_FILE});
    struct parcel parcel = {.fd = -1};
    batch_deliver(b, s, &parcel, 1, &rest, &err);
    for (size_t i = 0; i < b->n; i++)
        if (b->slots[i].state == SLOT_SETTLED)
            read_entry(&b->slots[i]);
    batch_free(b);
    return 0;
}
