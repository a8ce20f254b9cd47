/* Walking a tree: no descriptor is held while below a directory, nothing is followed. */
#ifndef GALLEY_FLOW_WALK_H
#define GALLEY_FLOW_WALK_H

#include <sys/types.h>

#include "base/err.h"
#include "flow/item.h"

/* Gets each entry that is no directory, and each directory with nothing to be read in it (it has
 * a suffix and no entries, or cannot be listed), its name below the root. false stops the walk. */
typedef bool walk_fn(void *context, const struct item *item, struct err *err);

/* A directory that is not walked; of zeros: none. */
struct walk_skip {
    dev_t dev;
    ino_t ino;
};

struct walk {
    struct str prefix;           /* put before every name */
    uint32_t root;               /* goes into the items */
    bool hidden;                 /* also go into directories whose name starts with a dot */
    bool stamps;                 /* look at each file, not only at those that readdir(3) tells
                                    nothing of */
    struct walk_skip out, state; /* OUT and its state directory */
    uint64_t *left_out;          /* counts directories that hold a `.galley`: somebody's OUT */
    walk_fn *fn;
    void (*enter)(void *context, int dir); /* hears of each directory, before it is listed */
    void *context;
};

/* Walks everything below the directory `path`. */
bool walk_tree(const struct walk *w, const char *path, struct err *err);

#endif
