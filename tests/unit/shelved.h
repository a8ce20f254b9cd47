/* What workers put on shelves, for tests of the desk. */
#ifndef GALLEY_TESTS_SHELVED_H
#define GALLEY_TESTS_SHELVED_H

#include "flow/shelf.h"

/* Puts bytes into place `number`; false when there is no such. */
static inline bool shelved_write(char *all, uint64_t number, struct str bytes)
{
    char *room = shelf_room(all, number);
    if (room && bytes.n > 0)
        memcpy(room, bytes.p, bytes.n);
    return room != NULL;
}

/* Puts bytes into a place as a worker does; false when that fails. */
static inline bool shelved_put(const struct shelf_place *p, struct str bytes)
{
    char *all = shelf_map(shelf_fd(p->shelf));
    bool good = shelved_write(all, p->number, bytes);
    shelf_unmap(all);
    return good;
}

#endif
