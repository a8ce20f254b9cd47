/* Putting files in place below OUT, and taking them away: never through a link, never outside. */
#ifndef GALLEY_FLOW_PLACE_H
#define GALLEY_FLOW_PLACE_H

#include "base/crc.h"
#include "base/hash.h"
#include "flow/books.h"
#include "flow/memo.h"
#include "flow/store.h"

/* The directory used last: most outputs of a batch go where the one before went. Borrowed. */
struct place_cache {
    int *dir;
    struct buf *name;
};

enum place_end { PLACE_DONE, PLACE_EDITED, PLACE_ERROR };

/* Writes the path of a staged file, below the state directory. */
void place_staged(unsigned worker, uint64_t number, char *path, size_t n);

/* Whether `path` is free, or holds what an earlier run wrote there, or `force` is set; if not,
 * says in `why` what is there. */
bool place_free(const struct store *store, const struct books *books, struct str path, bool force,
                struct buf *why);

/* What a file is known by: an output by its SHA-256, a stream by its CRC-64. */
struct place_prints {
    char digest[HASH_HEX];
    char sum[CRC_HEX];
};

/* Those of all that is read from fd, from where it stands; false when it cannot be. */
bool place_prints_fd(int fd, struct place_prints *prints);

/* The SHA-256 of the regular file `path`; false when there is none (errno is 0) or it cannot be
 * read. */
bool place_digest(const struct store *store, struct str path, char digest[HASH_HEX]);

/* Whether the file is there, as an earlier run wrote it; false with errno when nobody can tell. */
bool place_ours(const struct store *store, const struct books *books, struct str path);

/* Moves `from` (below the state directory) to `path`, making directories; copies to a temporary
 * beside it first where that is another file system: then *stamp becomes that of the copy. */
bool place_file(const struct store *store, struct place_cache *cache, const char *from,
                struct str path, struct stamp *stamp, struct err *err);

/* Takes back a place_file of this run: the document it belongs to failed after it. */
void place_undo(const struct store *store, struct str path);

/* Removes an output that an earlier run wrote, and directories that it leaves empty; a file that
 * was edited since stays, unless `force` is set. A missing file is done. */
enum place_end place_remove(const struct store *store, const struct books *books, struct str path,
                            bool force);

#endif
