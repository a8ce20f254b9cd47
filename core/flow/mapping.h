/* What stands in outputs for what was redacted: by it originals can be put back. It is made only
 * when it is asked for, and lies in a file of its own that only its owner can read. */
#ifndef GALLEY_FLOW_MAPPING_H
#define GALLEY_FLOW_MAPPING_H

#include "base/err.h"
#include "lua/host.h"

/* Each pair once, in memory. Owns their strings. */
struct mapping;

struct mapping *mapping_new(void);
void mapping_free(struct mapping *m);

/* Adds the pairs of the file `path`, which must be a mapping made under `key`, or any when key is
 * empty; or several of one key, one behind the other. One that is not there holds none, unless it
 * `must` be there. */
bool mapping_read(struct mapping *m, const char *path, struct str key, bool must,
                  struct err *err);

/* The same for a run that will write the file: it need not be there. Until then pairs that are
 * added go to a trail beside it (trail.h), and what an earlier run left there is added too. Fails
 * when another run does the same. */
bool mapping_begin(struct mapping *m, const char *path, struct str key, struct err *err);

/* Adds pairs as a result has them. */
void mapping_add(struct mapping *m, struct str pairs);

/* Writes those added to the trail, and makes them durable: an output that has them may be put in
 * place from then on. The second may be called in a thread. */
bool mapping_note(struct mapping *m, struct err *err);
bool mapping_sync(const struct mapping *m, struct err *err);

/* Whether the trail has any: they are not in the file yet. */
bool mapping_behind(const struct mapping *m);

size_t mapping_count(const struct mapping *m);

/* The pairs, sorted by what stands in outputs, then by label and value; valid until one is added.
 */
const struct pair *mapping_pairs(struct mapping *m);

/* Writes all pairs to `path` by a rename, for its owner only, and removes the trail. */
bool mapping_write(struct mapping *m, const char *path, struct str key, struct err *err);

#endif
