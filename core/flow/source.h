/* The INPUTs of a run, opened: how a worker gets at the bytes of an item. */
#ifndef GALLEY_FLOW_SOURCE_H
#define GALLEY_FLOW_SOURCE_H

#include "base/file.h"
#include "flow/item.h"
#include "flow/setup.h"

/* One INPUT. dir is owned by the source. */
struct root {
    int dir;           /* the INPUT directory, or the one that an INPUT file is in */
    int file;          /* an INPUT file itself (O_PATH, for the cage), or -1 */
    struct str path;   /* of the INPUT; borrowed */
    struct str prefix; /* stands before its paths in names */
    bool is_stdin;
};

struct source {
    struct root *roots;
    size_t n;
};

/* Opens the INPUTs of `setup`. */
bool source_open(struct source *s, struct arena *arena, const struct setup *setup,
                 struct err *err);
void source_close(struct source *s);

/* Reads the item's bytes, at most `limit`, into b; *stamp is its state then (zeros for standard
 * input). */
enum file_fault source_read(const struct source *s, const struct item *item, size_t limit,
                            struct buf *b, struct stamp *stamp, struct err *err);

/* How the item is now, as far as that can be told without reading it. */
struct stamp source_look(const struct source *s, const struct item *item);

/* Opens the item for reading in parts (file_open_part); *fd is the caller's. */
enum file_fault source_open_item(const struct source *s, const struct item *item, int *fd,
                                 struct stat *st, struct err *err);

#endif
