#include "flow/batch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "flow/ring.h"
#include "flow/wire.h"
#include "shelved.h"
#include "tap.h"

static struct item item_of(const char *name, uint64_t size)
{
    return (struct item){str_of(name), 0, ITEM_FILE, {.size = size}};
}

/* A batch of the documents a, b, c, ... */
static struct batch *batch_of(uint64_t number, size_t n)
{
    struct batch *b = batch_new(number);
    for (size_t i = 0; i < n; i++) {
        char name[] = {(char)('a' + i), '\0'};
        struct item item = item_of(name, 1);
        batch_add(b, &item);
    }
    return b;
}

/* The names in a frame, and the seals that came with them: "0a 2c=seal "; deals to worker number
 * `worker`. */
static struct buf deal(struct batch *b, unsigned worker)
{
    struct buf body = {0}, names = {0};
    size_t n = batch_deal(b, worker, &body);
    struct str rest = buf_str(&body);
    buf_addz(&names, "");
    if (n == 0) {
        OK(body.n == 0, "nothing to deal is no frame");
    } else if (wire_get(&rest) != b->number || wire_get(&rest) != n) {
        buf_addz(&names, "bad");
    }
    for (size_t i = 0; i < n; i++) {
        struct item item;
        uint64_t place = wire_get(&rest);
        item_get(wire_get_str(&rest), &item);
        struct str seal = wire_get_str(&rest);
        buf_addf(&names, "%d%.*s%s%.*s ", (int)place, (int)item.name.n, item.name.p,
                 seal.n ? "=" : "", (int)seal.n, seal.n ? seal.p : "");
    }
    buf_free(&body);
    return names;
}

/* What a batch says of itself is what its slots say. */
static bool counts(const struct batch *b)
{
    size_t todo = 0, unsettled = 0;
    for (size_t i = 0; i < b->n; i++) {
        todo += b->slots[i].state == SLOT_TODO;
        unsettled += b->slots[i].state != SLOT_SETTLED;
    }
    return b->todo == todo && b->unsettled == unsettled;
}

static void deals(struct batch *b, unsigned worker, const char *want, const char *what)
{
    bool before = counts(b);
    struct buf names = deal(b, worker);
    IS(buf_str(&names), want, "%s", what);
    OK(before && counts(b), "what is to do is counted");
    buf_free(&names);
}

/* Delivers results for these places, each with its place as size and `tail` behind all. */
static bool deliver_parcel(struct batch *b, unsigned from, const char *places,
                           struct parcel *parcel, struct err *err)
{
    struct buf body = {0}, one = {0};
    struct str rest;
    wire_put(&body, strlen(places));
    for (const char *p = places; *p; p++) {
        struct result r = {.name = str_of("n"), .size = (uint64_t)(*p - '0')};
        buf_clear(&one);
        result_put(&r, &one);
        wire_put(&body, r.size);
        wire_put_str(&body, buf_str(&one));
    }
    wire_put(&body, 77);
    bool good = batch_deliver(b, buf_str(&body), parcel, from, &rest, err);
    if (good)
        OK(wire_get(&rest) == 77, "what follows the results is given back");
    buf_free(&one);
    buf_free(&body);
    return good;
}

static bool deliver(struct batch *b, unsigned from, const char *places, int fd, struct err *err)
{
    struct parcel parcel = {.fd = fd};
    return deliver_parcel(b, from, places, &parcel, err);
}

static void test_fits(void)
{
    struct batch *b = batch_new(1);
    struct item huge = item_of("huge", INT64_MAX), small = item_of("small", 1);
    OK(batch_fits(b, &huge), "a document of any size fits into an empty batch");
    batch_add(b, &huge);
    struct item none = item_of("none", 0);
    OK(!batch_fits(b, &small), "and is alone in it");
    batch_free(b);
    b = batch_new(2);
    for (int i = 0; i < BATCH_ITEMS; i++)
        batch_add(b, &none);
    OK(!batch_fits(b, &none), "documents are limited in number");
    batch_free(b);
    b = batch_new(3);
    struct item exact = item_of("exact", BATCH_BYTES - 1);
    batch_add(b, &exact);
    OK(batch_fits(b, &small), "bytes up to the limit");
    batch_add(b, &small);
    OK(!batch_fits(b, &small), "and no more");
    batch_free(b);
}

static void test_names(void)
{
    char name[] = "x\xff\n";
    struct batch *b = batch_new(1);
    struct item item = item_of(name, 1);
    batch_add(b, &item);
    name[0] = 'y';
    IS(b->slots[0].item.name, "x\xff\n", "names are copied");
    OK(b->slots[0].item.name.p[3] == '\0', "and are C strings");
    batch_free(b);
}

static void test_order(void)
{
    struct err err = {0};
    struct batch *b = batch_of(5, 3);
    deals(b, 1, "0a 1b 2c ", "all documents are dealt");
    deals(b, 2, "", "once");
    OK(deliver(b, 1, "210", -1, &err) && b->unsettled == 0, "results may come in any order");
    bool right = true;
    for (size_t i = 0; i < 3; i++) {
        struct arena arena = {0};
        struct result r;
        struct str record = b->slots[i].record;
        result_get(&record, &arena, &r);
        right = right && r.size == i && b->slots[i].staged_by == 1;
        arena_free(&arena);
    }
    OK(right, "each comes to its own document");
    batch_free(b);
}

/* What the desk does when a worker dies at c of a, b, c, d. */
static void test_death(void)
{
    struct err err = {0};
    struct batch *b = batch_of(5, 4);
    deals(b, 1, "0a 1b 2c 3d ", "all to the first worker");
    b->slots[2].deaths++;
    batch_take_back(b, 1);
    deals(b, 2, "2c ", "a suspect is dealt alone");
    deals(b, 3, "0a 1b 3d ", "the others together");
    batch_take_back(b, 2);
    deals(b, 4, "2c ", "the end of one worker takes nothing from another");
    deals(b, 5, "", "nothing else is to do");
    struct result failed = {.name = str_of("c"), .status = STATUS_FAILED};
    batch_settle(b, 2, &failed);
    batch_take_back(b, 4);
    deals(b, 6, "", "what is settled is not done again");
    OK(b->unsettled == 3, "three are still out");
    OK(deliver(b, 3, "013", -1, &err) && b->unsettled == 0, "they come in");
    OK(b->slots[0].staged_by == 3, "from the worker that did them");
    batch_take_back(b, 3);
    OK(b->slots[0].state == SLOT_SETTLED, "its end later changes nothing");
    batch_free(b);

    b = batch_of(6, 3);
    deals(b, 1, "0a 1b 2c ", "two workers die");
    b->slots[0].deaths++;
    b->slots[2].deaths++;
    batch_take_back(b, 1);
    deals(b, 2, "0a ", "the first suspect");
    deals(b, 3, "2c ", "the second, alone too");
    deals(b, 4, "1b ", "and the rest");
    batch_free(b);
}

/* What a worker has not answered of a batch is to be done again. */
static void test_in_part(void)
{
    struct err err = {0};
    struct batch *b = batch_of(5, 5);
    b->slots[1].why = "new";
    b->slots[3].line = str_of("line\n");
    b->slots[3].seal = str_of("seal");
    deals(b, 1, "0a 1b 2c 3d=seal 4e ", "all to one worker");
    OK(batch_begun(b) == 5, "all are begun");
    OK(deliver(b, 1, "0", -1, &err) && batch_take_back(b, 1) == 4, "it answers for the first");
    OK(batch_take_back(b, 1) == 0, "the others are taken back once");
    OK(batch_begun(b) == 1, "one is begun");
    struct batch *rest = batch_split(b, 1, 9);
    OK(b->n == 1 && b->unsettled == 0 && b->in_bytes == 1, "its batch is settled then");
    OK(counts(b) && counts(rest), "what is to do is counted in both");
    OK(rest->n == 4 && rest->unsettled == 4 && rest->in_bytes == 4,
       "the others are one of theirs");
    OK(rest->slots[0].why && strcmp(rest->slots[0].why, "new") == 0, "what is known goes along");
    IS(rest->slots[2].line, "line\n", "all of it");
    batch_free(b);
    deals(rest, 2, "0b 1c 2d=seal 3e ", "they are dealt like any others");
    batch_free(rest);
    b = batch_of(6, 2);
    deals(b, 1, "0a 1b ", "two");
    OK(!deliver(b, 1, "", -1, &err) && err.set, "who answers for none is wrong");
    batch_free(b);
}

/* Where the desk has not seen how large inputs are, results tell. */
static void test_sizes(void)
{
    struct err err = {0};
    struct batch *b = batch_new(1);
    for (int i = 0; i < 4; i++) {
        struct item item = item_of("n", i == 3 ? 100 : 0);
        OK(batch_fits(b, &item), "what has no size fits");
        batch_add(b, &item);
    }
    deals(b, 1, "0n 1n 2n 3n ", "three without a size, and one with");
    OK(b->in_bytes == 100, "which is all that is known");
    OK(deliver(b, 1, "123", -1, &err) && b->in_bytes == 103, "until they are done");
    batch_settle(b, 0, &(struct result){.name = str_of("n"), .size = 50});
    OK(b->in_bytes == 153, "by a worker or by the desk");
    batch_free(b);
}

/* What an earlier run made of a document stands: there is nothing to deal. */
static void test_carried(void)
{
    struct err err = {0};
    struct batch *b = batch_of(4, 1);
    batch_carry(b);
    struct item item = item_of("b", 1);
    batch_add(b, &item);
    b->slots[1].seal = str_of("seal");
    deals(b, 1, "1b=seal ", "a carried document is not dealt, a doubtful one is, with its seal");
    OK(deliver(b, 1, "1", -1, &err) && b->unsettled == 0, "when that is done, all is");
    batch_free(b);
    struct ring r = {0};
    ring_add(&r, batch_of(5, 1));
    batch_carry(r.last);
    deals(r.last, 1, "", "a batch with nothing to do");
    b = ring_take(&r);
    OK(b, "is settled from the start");
    batch_free(b);
}

static int bytes_fd(const char *text)
{
    int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || write(fd, text, strlen(text)) < 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) < 0)
        exit(2);
    return fd;
}

static void test_bytes(void)
{
    struct err err = {0};
    struct batch *b = batch_of(7, 3);
    int fd = bytes_fd("hello");
    OK(deliver(b, 1, "0", fd, &err), "a delivery with stream bytes");
    OK(fcntl(fd, F_GETFD) < 0, "the descriptor is closed");
    OK(deliver(b, 2, "1", bytes_fd("you"), &err), "and another");
    IS(b->slots[0].bytes, "hello", "the first stays");
    IS(b->slots[1].bytes, "you", "beside the second");
    OK(b->held == 8, "both are held");
    fd = bytes_fd("");
    OK(deliver(b, 3, "2", fd, &err) && fcntl(fd, F_GETFD) < 0 && b->slots[2].bytes.n == 0,
       "no bytes are fine");
    batch_free(b);
}

/* A parcel in a place of the shelf, with `text` in it. */
static struct parcel shelved(struct shelf *s, const char *text)
{
    struct parcel p = {.fd = -1, .place = shelf_take(s), .n = strlen(text)};
    if (!p.place.shelf || !shelved_put(&p.place, str_of(text)))
        exit(2);
    return p;
}

static unsigned free_places(struct shelf *s)
{
    struct shelf_place p[SHELF_PLACES];
    unsigned n = 0;
    while (n < SHELF_PLACES && (p[n] = shelf_take(s)).shelf)
        n++;
    for (unsigned i = 0; i < n; i++)
        shelf_give(&p[i]);
    return n;
}

static void test_shelved(void)
{
    struct err err = {0};
    struct buf room = {0};
    struct batch *b = batch_of(9, 4);
    struct shelf *s = shelf_new(), *other = shelf_new();
    struct parcel first = shelved(s, "hello"), second = shelved(other, "you"),
                  none = shelved(s, "");
    OK(deliver_parcel(b, 1, "0", &first, &err) && deliver_parcel(b, 2, "1", &second, &err) &&
           deliver(b, 3, "2", bytes_fd("there"), &err),
       "stream bytes on two shelves, and in a descriptor");
    OK(b->held == 13, "all are held");
    OK(deliver_parcel(b, 1, "3", &none, &err) && free_places(s) == SHELF_PLACES - 1,
       "a place with nothing in it is free at once");
    shelf_free(other); /* its worker is gone */
    OK(batch_fetch(b, &room, &err), "they are fetched");
    IS(b->slots[0].bytes, "hello", "from one shelf");
    IS(b->slots[1].bytes, "you", "from one whose worker is gone");
    IS(b->slots[2].bytes, "there", "what came in a descriptor is there too");
    OK(b->slots[3].bytes.n == 0, "and what is nowhere is empty");
    OK(free_places(s) == SHELF_PLACES, "the places are free again");
    struct shelf_place place = shelf_take(s);
    shelved_put(&place, str_of("HELLO"));
    shelf_give(&place);
    IS(b->slots[0].bytes, "hello", "what is written there later is not seen");
    OK(batch_fetch(b, &room, &err) && b->slots[0].bytes.n == 5, "to fetch again changes nothing");
    batch_drop(b);
    OK(b->slots[0].bytes.n == 0 && b->slots[2].bytes.n == 0, "at last all is let go");
    batch_free(b);
    buf_free(&room);
    shelf_free(s);
}

static void test_shelved_wrong(void)
{
    struct err err = {0};
    struct batch *b = batch_of(10, 2);
    struct shelf *s = shelf_new();
    struct parcel lie = {.fd = -1, .place = shelf_take(s), .n = SHELF_ROOM + 1};
    OK(!deliver_parcel(b, 1, "0", &lie, &err) && err.set && b->unsettled == 2,
       "who says that there is more than there can be is not believed");
    struct parcel nowhere = {.fd = -1, .n = 5};
    err = (struct err){0};
    OK(deliver_parcel(b, 1, "0", &nowhere, &err) && batch_fetch(b, &(struct buf){0}, &err) &&
           b->slots[0].bytes.n == 0,
       "bytes in a place that was not given are none");
    struct parcel unused = shelved(s, "late");
    OK(deliver_parcel(b, 1, "1", &unused, &err), "bytes that are never fetched");
    batch_free(b);
    OK(free_places(s) == SHELF_PLACES, "go with their batch, and so do those of a lie");
    shelf_free(s);
}

static void test_wrong(void)
{
    struct err err = {0};
    struct batch *b = batch_of(8, 2);
    OK(!deliver(b, 1, "2", -1, &err) && err.set, "a place that is not in the batch is refused");
    struct buf body = {0};
    struct str rest;
    wire_put(&body, 1000);
    err = (struct err){0};
    OK(!batch_deliver(b, buf_str(&body), &(struct parcel){.fd = -1}, 1, &rest, &err) && err.set,
       "a body that ends too early is refused");
    OK(b->unsettled == 2, "and settles nothing");
    buf_free(&body);
    batch_free(b);
}

static void test_ring(void)
{
    struct ring r = {0};
    struct err err = {0};
    for (uint64_t i = 0; i < 3; i++)
        ring_add(&r, batch_of(i, 1));
    OK(r.n == 3 && ring_find(&r, 1) && !ring_find(&r, 3), "batches are found by number");
    OK(deliver(ring_find(&r, 1), 1, "0", -1, &err) && !ring_take(&r),
       "a batch waits for those before it");
    OK(deliver(ring_find(&r, 0), 1, "0", bytes_fd("four"), &err), "the first is settled");
    r.held += ring_find(&r, 0)->held;
    struct batch *a = ring_take(&r), *b = ring_take(&r);
    OK(a && a->number == 0 && b && b->number == 1, "now both, in order");
    OK(r.held == 0 && r.n == 1, "what they held is not in the ring any more");
    OK(!ring_take(&r), "the third is not settled");
    batch_free(a);
    batch_free(b);
    ring_add(&r, batch_of(3, 1));
    OK(r.first->number == 2 && r.first->next == r.last && r.last->number == 3, "it goes on");
    ring_free(&r);
    OK(r.n == 0 && !r.first && !ring_take(&r), "an empty ring");
    ring_add(&r, batch_of(9, 1));
    batch_settle(r.first, 0, &(struct result){.name = str_of("a")});
    batch_free(ring_take(&r));
    ring_add(&r, batch_of(10, 1));
    OK(r.first && r.first == r.last && r.n == 1, "can be filled again");
    ring_free(&r);
    batch_free(NULL);
}

/* The numbers of documents in the batches of the ring: "2 3 1 ". */
static void holds(const struct ring *r, const char *want, const char *what)
{
    struct buf b = {0};
    size_t n = 0;
    for (const struct batch *at = r->first; at; at = at->next, n++)
        buf_addf(&b, "%zu ", at->n);
    IS(buf_str(&b), want, "%s", what);
    OK(n == r->n, "%s: counted", what);
    buf_free(&b);
}

static void test_cut(void)
{
    struct ring r = {0};
    struct err err = {0};
    uint64_t numbers = 2;
    ring_add(&r, batch_of(0, 7));
    ring_add(&r, batch_of(1, 2));
    ring_cut(&r, r.first, &numbers);
    holds(&r, "7 2 ", "of nothing that is done nothing is cut off");
    deals(r.first, 1, "0a 1b 2c 3d 4e 5f 6g ", "all of the first");
    OK(deliver(r.first, 1, "01", -1, &err) && batch_take_back(r.first, 1) == 5, "two are done");
    ring_cut(&r, r.first, &numbers);
    holds(&r, "2 2 2 1 2 ", "the others come in twos, before what comes after them");
    OK(numbers == 5 && ring_find(&r, 4) == r.first->next->next->next,
       "with numbers of their own");
    deals(ring_find(&r, 3), 2, "0e 1f ", "in their order");
    ring_cut(&r, r.first, &numbers);
    holds(&r, "2 2 2 1 2 ", "what is done is not cut");
    deals(r.last, 1, "0a 1b ", "the last batch");
    OK(deliver(r.last, 1, "0", -1, &err) && batch_take_back(r.last, 1) == 1,
       "half of it is done");
    ring_cut(&r, r.last, &numbers);
    ring_add(&r, batch_of(9, 3));
    holds(&r, "2 2 2 1 1 1 3 ", "may be cut too, and more follows");
    batch_free(ring_take(&r));
    OK(!ring_take(&r), "what is done can be taken, the rest not yet");
    ring_free(&r);
}

/* A suspect is at another worker: what stands before it stays, and is dealt again. */
static void test_cut_at_suspect(void)
{
    struct ring r = {0};
    struct err err = {0};
    uint64_t numbers = 1;
    ring_add(&r, batch_of(0, 6));
    r.first->slots[3].deaths = 1;
    deals(r.first, 1, "3d ", "the suspect");
    deals(r.first, 2, "0a 1b 2c 4e 5f ", "the others");
    OK(deliver(r.first, 2, "0", -1, &err) && batch_take_back(r.first, 2) == 4, "one is done");
    ring_cut(&r, r.first, &numbers);
    holds(&r, "4 2 ", "those behind the suspect are cut off");
    deals(r.first, 2, "1b 2c ", "those before it are to do");
    OK(deliver(r.first, 1, "3", -1, &err) && deliver(r.first, 2, "12", -1, &err) &&
           r.first->unsettled == 0,
       "and all of the batch comes in");
    ring_free(&r);
}

int main(void)
{
    test_fits();
    test_names();
    test_order();
    test_death();
    test_in_part();
    test_sizes();
    test_carried();
    test_bytes();
    test_shelved();
    test_shelved_wrong();
    test_wrong();
    test_ring();
    test_cut();
    test_cut_at_suspect();
    return tap_done();
}
