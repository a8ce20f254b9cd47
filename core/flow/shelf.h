/* A shelf: memory that one worker writes and the desk reads, in places that are used again and
 * again. Each place takes the stream bytes of one batch; which one, the desk says. */
#ifndef GALLEY_FLOW_SHELF_H
#define GALLEY_FLOW_SHELF_H

#include "base/err.h"
#include "base/str.h"

/* A place has room for so many bytes; what does not fit travels in a memfd of its own. */
enum { SHELF_PLACES = 8, SHELF_ROOM = 2 << 20 };

/* The desk's end. Counted: it lives until its owner and all that have a place let it go. */
struct shelf;

/* A place that is in use. Owns its part of the shelf; {NULL, 0} is none. */
struct shelf_place {
    struct shelf *shelf;
    unsigned number;
};

/* NULL when it cannot be had: then all goes without. */
struct shelf *shelf_new(void);
void shelf_free(struct shelf *s);

/* The descriptor to pass on to the worker; stays the shelf's. */
int shelf_fd(const struct shelf *s);

/* A place that is free; none when there is none, or no shelf. */
struct shelf_place shelf_take(struct shelf *s);

/* Gives it back: the worker may be told to write there again. */
void shelf_give(struct shelf_place *p);

/* Copies the first n bytes, at most SHELF_ROOM. They are read once, and never in place, as the
 * worker could change them meanwhile. */
bool shelf_read(const struct shelf_place *p, char *to, size_t n, struct err *err);

/* The worker's end: all of the shelf, until shelf_unmap; NULL when it cannot. */
char *shelf_map(int fd);
void shelf_unmap(char *all);

/* Where place `number` is, with room for SHELF_ROOM bytes; NULL when it has no such. */
char *shelf_room(char *all, uint64_t number);

/* The first n bytes of place `number`; {NULL, 0} when it has no such. */
struct str shelf_bytes(const char *all, uint64_t number, uint64_t n);

#endif
