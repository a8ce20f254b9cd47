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
    b->slots = mem_get(BATCH_ITEMS * sizeof *b->slots);
    return b;
}

void batch_empty(struct batch *b)
{
    batch_drop(b);
    for (struct delivery *d = b->deliveries, *next; d; d = next) {
        next = d->next;
        errand_free(d->errand);
        free(d->body);
        free(d);
    }
    arena_free(&b->arena);
    free(b->slots);
    b->deliveries = NULL;
    b->slots = NULL;
    b->entries = NULL;
    b->n = 0;
}

void batch_free(struct batch *b)
{
    if (b)
        batch_empty(b);
    free(b);
}

bool batch_fits(const struct batch *b, const struct item *item)
{
    return b->n == 0 || (b->n < BATCH_ITEMS && b->in_bytes + item->stamp.size <= BATCH_BYTES);
}

/* All changes of state but the first. */
static void set_state(struct batch *b, struct slot *s, enum slot_state state)
{
    b->todo -= s->state == SLOT_TODO;
    b->todo += state == SLOT_TODO;
    b->unsettled -= s->state != SLOT_SETTLED;
    b->unsettled += state != SLOT_SETTLED;
    s->state = state;
}

void batch_add(struct batch *b, const struct item *item)
{
    struct slot *s = &b->slots[b->n++];
    *s = (struct slot){.item = *item};
    s->item.name = arena_str(&b->arena, item->name);
    b->todo++;
    b->unsettled++;
    b->in_bytes += item->stamp.size;
}

void batch_carry(struct batch *b)
{
    struct slot *s = &b->slots[b->n - 1];
    s->carried = !s->late || s->line.n > 0;
    set_state(b, s, SLOT_SETTLED);
}

static void deal_slot(struct batch *b, size_t i, unsigned worker, struct buf *out)
{
    wire_put(out, i);
    size_t record = wire_begin(out);
    item_put(&b->slots[i].item, out);
    wire_end(out, record);
    wire_put_str(out, b->slots[i].seal);
    set_state(b, &b->slots[i], SLOT_DEALT);
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
    d->body = mem_malloc(body.n);
    memcpy(d->body, body.p, body.n);
    d->next = b->deliveries;
    b->deliveries = d;
    return d;
}

/* What of the parcel is there is the delivery's from now on. */
static bool unpack(struct delivery *d, struct parcel *p, struct err *err)
{
    bool good = map_bytes(d, p->fd, err);
    if (good && d->map_n == 0 && p->place.shelf && p->n > 0) {
        good = p->n <= SHELF_ROOM || err_set(err, "a worker sent more bytes than it can");
        d->place = p->place;
        d->place_n = good ? (size_t)p->n : 0;
        p->place.shelf = NULL;
    }
    shelf_give(&p->place);
    return good;
}

static void settle(struct batch *b, struct slot *s, struct str record)
{
    if (!stamp_known(&s->item.stamp))
        b->in_bytes += result_size(record);
    set_state(b, s, SLOT_SETTLED);
    s->record = record;
}

bool batch_deliver(struct batch *b, struct str body, struct parcel *parcel, unsigned from,
                   struct str *rest, struct err *err)
{
    struct delivery *d = add_delivery(b, body);
    d->from = from;
    if (!unpack(d, parcel, err))
        return false;
    b->held += d->map_n + d->place_n;
    *rest = (struct str){d->body, body.n};
    uint64_t n = wire_get(rest);
    if (n == 0) /* else it would be asked again for ever */
        return err_set(err, "a worker sent no result");
    for (uint64_t i = 0; i < n; i++) {
        uint64_t place = wire_get(rest);
        struct str record = wire_get_str(rest);
        if (place >= b->n || record.n == 0)
            return err_set(err, "a worker sent a result that cannot be read");
        settle(b, &b->slots[place], record);
        b->slots[place].brought = d;
        b->slots[place].bytes = (struct str){d->map, d->map_n};
        b->slots[place].staged_by = from;
    }
    return true;
}

static bool fetch(struct batch *b, struct delivery *d, struct buf *room, struct err *err)
{
    struct str bytes = {buf_room(room, d->place_n), d->place_n};
    if (!shelf_read(&d->place, room->p + room->n, d->place_n, err))
        return false;
    room->n += d->place_n;
    for (size_t i = 0; i < b->n; i++)
        if (b->slots[i].brought == d)
            b->slots[i].bytes = bytes;
    shelf_give(&d->place);
    return true;
}

bool batch_fetch(struct batch *b, struct buf *room, struct err *err)
{
    size_t n = 0;
    for (const struct delivery *d = b->deliveries; d; d = d->next)
        n += d->place.shelf ? d->place_n : 0;
    if (n == 0)
        return true;
    buf_clear(room);
    buf_room(room, n); /* all at once: what is fetched must not move any more */
    for (struct delivery *d = b->deliveries; d; d = d->next)
        if (d->place.shelf && !fetch(b, d, room, err))
            return false;
    return true;
}

void batch_drop(struct batch *b)
{
    for (struct delivery *d = b->deliveries; d; d = d->next) {
        shelf_give(&d->place);
        if (d->map)
            munmap(d->map, d->map_n);
        d->map = NULL;
    }
    for (size_t i = 0; i < b->n; i++)
        b->slots[i].bytes = (struct str){0};
}

void batch_settle(struct batch *b, size_t slot, const struct result *r)
{
    struct buf record = {0};
    result_put(r, &record);
    settle(b, &b->slots[slot], arena_str(&b->arena, buf_str(&record)));
    buf_free(&record);
}

size_t batch_take_back(struct batch *b, unsigned worker)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        struct slot *s = &b->slots[i];
        if (s->state != SLOT_DEALT || s->dealt_to != worker)
            continue;
        set_state(b, s, SLOT_TODO);
        n++;
    }
    return n;
}

size_t batch_begun(const struct batch *b)
{
    size_t n = b->n;
    while (n > 0 && b->slots[n - 1].state == SLOT_TODO)
        n--;
    return n;
}

/* Adds a copy of what is known of a document that is to do. */
static void add_again(struct batch *b, const struct slot *from)
{
    batch_add(b, &from->item);
    struct slot *to = &b->slots[b->n - 1];
    to->deaths = from->deaths;
    to->patient = from->patient;
    to->line = arena_str(&b->arena, from->line);
    to->memo = memo_copy(&from->memo, &b->arena);
    to->why = from->why;
    to->seal = arena_str(&b->arena, from->seal);
}

struct batch *batch_split(struct batch *b, size_t n, uint64_t number)
{
    struct batch *rest = batch_new(number);
    for (size_t i = n; i < b->n; i++)
        add_again(rest, &b->slots[i]);
    b->n = n;
    b->todo -= rest->n;
    b->unsettled -= rest->n;
    b->in_bytes -= rest->in_bytes;
    return rest;
}
