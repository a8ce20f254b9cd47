/* One input of a run, as the walk found it. */
#ifndef GALLEY_FLOW_ITEM_H
#define GALLEY_FLOW_ITEM_H

#include "base/buf.h"
#include "flow/memo.h"

enum item_kind {
    ITEM_FILE,     /* a regular file */
    ITEM_LINK,     /* a symbolic link: skipped, never followed */
    ITEM_SPECIAL,  /* a FIFO, socket or device: skipped */
    ITEM_UNLISTED, /* a directory that could not be listed: failed */
    ITEM_NOWHERE,  /* a symbolic link that leads nowhere, or in a circle: failed */
    ITEM_EMPTY,    /* a directory with nothing in it, that is called as a file is: skipped */
};

/* `name` is the path below INPUT, behind the prefix of its INPUT when there are several: its name
 * in ledger and messages. Borrowed. */
struct item {
    struct str name;
    uint32_t root; /* number of its INPUT */
    enum item_kind kind;
    struct stamp stamp; /* at the time of the walk, if it looked */
};

/* Adds the item as a record that sorts by name, and reads it back (borrowing the record). */
void item_put(const struct item *item, struct buf *out);
void item_get(struct str record, struct item *item);

#endif
