/* A part of a run's inputs, for several machines: those whose names hash to it. No part needs to
 * know of another, and inputs that are added move none that are there. */
#ifndef GALLEY_FLOW_SHARD_H
#define GALLEY_FLOW_SHARD_H

#include "base/buf.h"
#include "flow/store.h"

/* Part `number`, from 1, of `of`; {0, 0} is all inputs. */
struct shard {
    uint64_t number, of;
};

enum { SHARDS_MAX = 100000 };

/* Whether the input of this name belongs to the shard: by hash_fast of the name. */
bool shard_has(const struct shard *s, struct str name);

/* Adds "2/4", and reads it back; false when the text is none. */
void shard_put(const struct shard *s, struct buf *out);
bool shard_get(struct str text, struct shard *s);

/* Ties a state directory to its shard, or to none: another one over the same OUT would take the
 * first one's documents for gone. The shard is kept in a file of the state directory; false when
 * the directory belongs to another, or when it cannot be told. */
bool shard_keep(const struct shard *s, const struct store *store, struct err *err);

/* The shard that a state directory is tied to; {0, 0} when it is tied to none. */
bool shard_kept(int state, struct shard *s, struct err *err);

#endif
