#include "flow/batch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "flow/wire.h"

struct batch *batch_new(uint64_t number)
{
    struct batch *b = mem_get(sizeof *b);
    b->number = number;
    return b;
}

void batch_free(struct batch *b)
{
    if (!b)
        return;
    for (struct delivery *d = b->deliveries, *next; d; d = next) {
        next = d->next;
        if (d->map)
            munmap(d->map, d->map_n);
        free(d->body);
        free(d);
    }
    arena_free(&b->arena);
    free(b);
}

bool batch_fits(const struct batch *b, const struct item *item)
{
    return b->n == 0 || (b->n < BATCH_ITEMS && b->in_bytes + item->stamp.size <= BATCH_BYTES);
}

void batch_add(struct batch *b, const struct item *item)
{
    struct slot *s = &b->slots[b->n++];
    *s = (struct slot){.item = *item};
    s->item.name = arena_str(&b->arena, item->name);
    b->unsettled++;
    b->in_bytes += item->stamp.size;
}

void batch_carry(struct batch *b)
{
    struct slot *s = &b->slots[b->n - 1];
    s->carried = !s->late || s->line.n > 0;
    s->state = SLOT_SETTLED;
    b->unsettled--;
}

static void deal_slot(struct batch *b, size_t i, unsigned worker, struct buf *out)
{
    wire_put(out, i);
    size_t record = wire_begin(out);
    item_put(&b->slots[i].item, out);
    wire_end(out, record);
    wire_put_str(out, b->slots[i].seal);
    b->slots[i].state = SLOT_DEALT;
    b->slots[i].dealt_to = worker;
}

size_t batch_deal(struct batch *b, unsigned worker, struct buf *out)
{
    size_t todo[BATCH_ITEMS], n = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (b->slots[i].state != SLOT_TODO)
            continue;
        if (b->slots[i].deaths > 0) {
            todo[0] = i;
            n = 1;
            break;
        }
        todo[n++] = i;
    }
    if (n == 0)
        return 0;
    wire_put(out, b->number);
    wire_put(out, n);
    for (size_t i = 0; i < n; i++)
        deal_slot(b, todo[i], worker, out);
    return n;
}

static bool map_bytes(struct delivery *d, int fd, struct err *err)
{
    struct stat st;
    if (fd < 0)
        return true;
    /* Unsealed it could shrink, and reading it would end the desk. */
    if ((fcntl(fd, F_GET_SEALS) & F_SEAL_SHRINK) && fstat(fd, &st) == 0 && st.st_size > 0) {
        d->map_n = (size_t)st.st_size;
        d->map = mmap(NULL, d->map_n, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    if (d->map != MAP_FAILED)
        return true;
    d->map = NULL;
    return err_sys(err, "cannot map the bytes of a stream");
}

static struct delivery *add_delivery(struct batch *b, struct str body)
{
    struct delivery *d = mem_get(sizeof *d);
    d->body = mem_get(body.n + 1);
    memcpy(d->body, body.p, body.n);
    d->next = b->deliveries;
    b->deliveries = d;
    return d;
}

static void settle(struct batch *b, struct slot *s, struct str record)
{
    b->unsettled -= s->state != SLOT_SETTLED;
    s->state = SLOT_SETTLED;
    s->record = record;
}

bool batch_deliver(struct batch *b, struct str body, int fd, unsigned from, struct str *rest,
                   struct err *err)
{
    struct delivery *d = add_delivery(b, body);
    if (!map_bytes(d, fd, err))
        return false;
    b->held += d->map_n;
    *rest = (struct str){d->body, body.n};
    uint64_t n = wire_get(rest);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t place = wire_get(rest);
        struct str record = wire_get_str(rest);
        if (place >= b->n || record.n == 0)
            return err_set(err, "a worker sent a result that cannot be read");
        settle(b, &b->slots[place], record);
        b->slots[place].bytes = (struct str){d->map, d->map_n};
        b->slots[place].staged_by = from;
    }
    return true;
}

void batch_settle(struct batch *b, size_t slot, const struct result *r)
{
    struct buf record = {0};
    result_put(r, &record);
    settle(b, &b->slots[slot], arena_str(&b->arena, buf_str(&record)));
    buf_free(&record);
}

void batch_take_back(struct batch *b, unsigned worker)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->slots[i].state == SLOT_DEALT && b->slots[i].dealt_to == worker)
            b->slots[i].state = SLOT_TODO;
}

void ring_add(struct ring *r, struct batch *b)
{
    if (r->last)
        r->last->next = b;
    else
        r->first = b;
    r->last = b;
    r->n++;
}

struct batch *ring_find(const struct ring *r, uint64_t number)
{
    for (struct batch *b = r->first; b; b = b->next)
        if (b->number == number)
            return b;
    return NULL;
}

struct batch *ring_take(struct ring *r)
{
    struct batch *b = r->first;
    if (!b || b->unsettled > 0)
        return NULL;
    r->first = b->next;
    if (!r->first)
        r->last = NULL;
    r->n--;
    r->held -= b->held;
    return b;
}

void ring_free(struct ring *r)
{
    for (struct batch *b = r->first, *next; b; b = next) {
        next = b->next;
        batch_free(b);
    }
    *r = (struct ring){0};
}
