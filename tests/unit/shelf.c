#include "flow/shelf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shelved.h"
#include "tap.h"

static void test_places(void)
{
    struct shelf *s = shelf_new();
    struct shelf_place p[SHELF_PLACES], more;
    for (unsigned i = 0; i < SHELF_PLACES; i++)
        p[i] = shelf_take(s);
    OK(p[0].shelf && p[0].number == 0 && p[SHELF_PLACES - 1].number == SHELF_PLACES - 1,
       "the first that is free comes first");
    more = shelf_take(s);
    OK(!more.shelf, "when all are taken there is none");
    shelf_give(&more);
    shelf_give(&p[1]);
    OK(!p[1].shelf, "one that was given back is nobody's");
    shelf_give(&p[1]);
    more = shelf_take(s);
    OK(more.shelf && more.number == 1, "and the next to be taken");
    shelf_give(&more);
    for (unsigned i = 0; i < SHELF_PLACES; i++)
        shelf_give(&p[i]);
    OK(!shelf_take(NULL).shelf && shelf_fd(NULL) < 0, "no shelf has no place");
    shelf_free(s);
}

static void test_bytes(void)
{
    struct shelf *s = shelf_new();
    struct err err = {0};
    struct shelf_place a = shelf_take(s), b = shelf_take(s);
    char got[6] = "", *all = calloc(2, SHELF_ROOM), *end = shelf_map(shelf_fd(s));
    memset(all, 'x', SHELF_ROOM);
    OK(shelved_write(end, a.number, (struct str){all, SHELF_ROOM}) &&
           shelved_write(end, b.number, str_of("hello")),
       "a place is filled to its end, and the next one written");
    OK(shelf_read(&b, got, 5, &err) && strcmp(got, "hello") == 0, "each has its own");
    OK(shelf_read(&a, all + SHELF_ROOM, SHELF_ROOM, &err) &&
           memcmp(all, all + SHELF_ROOM, SHELF_ROOM) == 0,
       "also the full one");
    OK(!shelf_room(end, SHELF_PLACES) && !shelf_room(NULL, a.number) &&
           !shelf_bytes(end, a.number, SHELF_ROOM + 1).p && !shelf_bytes(NULL, 0, 1).p,
       "there is no more than that");
    shelf_unmap(end);
    free(all);
    shelf_give(&a);
    shelf_give(&b);
    shelf_free(s);
}

/* A worker is not trusted with the descriptor. */
static void test_size(void)
{
    struct shelf *s = shelf_new();
    int fd = shelf_fd(s);
    OK(ftruncate(fd, 0) < 0 && ftruncate(fd, (off_t)SHELF_PLACES * SHELF_ROOM + 1) < 0,
       "its size cannot be changed");
    OK(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) < 0, "nor sealed against its owner");
    shelf_free(s);
    OK(fcntl(fd, F_GETFD) < 0, "it is closed when nobody needs it");
}

static void test_count(void)
{
    struct shelf *s = shelf_new();
    int fd = shelf_fd(s);
    char got[3] = "";
    struct err err = {0};
    struct shelf_place p = shelf_take(s);
    shelved_put(&p, str_of("ab"));
    shelf_free(s);
    OK(shelf_read(&p, got, 2, &err) && strcmp(got, "ab") == 0,
       "a place can be read when its owner has let go");
    shelf_give(&p);
    OK(fcntl(fd, F_GETFD) < 0, "and keeps it open no longer than that");
}

int main(void)
{
    test_places();
    test_bytes();
    test_size();
    test_count();
    return tap_done();
}
