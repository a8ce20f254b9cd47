#include "flow/left.h"

#include "base/mem.h"
#include "flow/entry.h"

/* More than these make an errand too long to be sent while its worker is busy. */
enum { PRODUCTS_MAX = 512 };

static bool product_fits(const struct commit *c, const struct product *p,
                         const struct delivery *d)
{
    const struct stream *s = &c->streams[p->output];
    return p->output < ERRAND_STREAMS && stream_may_leave(s) && !p->staged && d &&
           d->place.shelf && p->place <= d->place_n && p->size <= d->place_n - p->place;
}

/* The delivery with its records; NULL: it has none. false when they cannot be left. */
static bool look_at(const struct commit *c, const struct entry *e, struct delivery **d)
{
    *d = NULL;
    for (size_t i = 0; i < e->result.product_n; i++) {
        if (!c->streams[e->result.products[i].output].open)
            continue;
        *d = e->slot->brought;
        if (!product_fits(c, &e->result.products[i], *d))
            return false;
    }
    return !e->carried;
}

bool left_may(const struct commit *c, struct batch *b)
{
    struct delivery *d, *last = NULL;
    size_t products = 0;
    for (d = b->deliveries; d; d = d->next)
        d->runs = 0;
    for (size_t i = 0; i < b->n; i++) {
        const struct entry *e = &b->entries[i];
        products += e->result.product_n;
        if (!look_at(c, e, &d))
            return false;
        /* What a worker writes of a stream has no gap. */
        if (d && d != last && d->runs++ > 0)
            return false;
        last = d ? d : last;
    }
    return c->rules.leave && products <= PRODUCTS_MAX;
}

static bool leave_entry(struct commit *c, struct entry *e, struct err *err)
{
    struct delivery *d = e->slot->brought;
    for (size_t i = 0; d && i < e->result.product_n; i++) {
        const struct product *p = &e->result.products[i];
        struct errand_piece piece = {.stream = p->output, .from = p->place, .n = p->size};
        if (!c->streams[p->output].open)
            continue;
        if (!stream_leave(&c->streams[p->output], p->size, &piece.to, err))
            return false;
        if (!d->errand)
            d->errand = mem_get(sizeof *d->errand);
        if (p->size > 0)
            errand_add(d->errand, &piece);
        e->memo.outputs[i].place = piece.to;
    }
    return true;
}

/* The bytes are the errand's from now on. */
static bool send_off(struct commit *c, struct delivery *d, struct err *err)
{
    struct errand *e = d->errand;
    d->errand = NULL;
    if (!e || e->n == 0) {
        errand_free(e);
        return true;
    }
    e->place = d->place;
    d->place = (struct shelf_place){0};
    return c->rules.leave(c->rules.context, d->from, e) || left_do(c, e, err);
}

bool left_records(struct commit *c, struct batch *b, struct err *err)
{
    const struct delivery *last = NULL;
    bool good = true;
    for (size_t i = 0; good && i < b->n; i++) {
        struct entry *e = &b->entries[i];
        if (e->result.product_n == 0)
            continue;
        good = (e->slot->brought == last || commit_flush(c, err)) && leave_entry(c, e, err);
        last = e->slot->brought;
    }
    good = good && commit_flush(c, err);
    for (struct delivery *d = b->deliveries; d; d = d->next)
        good = good && send_off(c, d, err);
    return good;
}

bool left_told(struct commit *c, struct errand *e, struct err *err)
{
    bool good = true;
    for (size_t i = 0; i < e->written_n; i++) {
        const struct errand_written *w = &e->written[i];
        good = good && w->stream < c->rules.pipeline->output_n &&
               stream_told(&c->streams[w->stream], w->to, w->n, w->sum);
    }
    errand_free(e);
    return good || err_set(err, "a worker wrote what it was not told to");
}

static bool write_here(struct commit *c, struct errand *e, struct err *err)
{
    int streams[ERRAND_STREAMS];
    size_t n = (size_t)errand_reach(e);
    for (size_t i = 0; i < ERRAND_STREAMS; i++)
        streams[i] = i < c->rules.pipeline->output_n ? c->streams[i].fd : -1;
    buf_clear(&c->bytes);
    return shelf_read(&e->place, buf_room(&c->bytes, n), n, err) &&
           (errand_do(e, (struct str){c->bytes.p, n}, streams) ||
            err_sys(err, "cannot write a stream"));
}

bool left_do(struct commit *c, struct errand *e, struct err *err)
{
    if (write_here(c, e, err))
        return left_told(c, e, err);
    errand_free(e);
    return false;
}
