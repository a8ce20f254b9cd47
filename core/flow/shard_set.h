/* All shards of a run, proved to belong together, and their documents in one order. */
#ifndef GALLEY_FLOW_SHARD_SET_H
#define GALLEY_FLOW_SHARD_SET_H

#include "flow/fragment.h"

/* Owns its fragments. */
struct shard_set {
    struct fragment *v; /* in order of their numbers */
    size_t n;
    size_t *heap; /* those that have a document left, the next one in order of name first */
    size_t heap_n;
    uint64_t all;    /* documents */
    int64_t started; /* when the earliest of their runs began */
};

/* Opens the OUTs of the shards and proves that they are all there, each once; of one
 * configuration; over the same inputs, of which each is in its shard and none is missing; and that
 * the files they made are as they left them. Then stands at the first document. The first thing
 * that is wrong is the error. */
bool shard_set_open(struct shard_set *s, const char *const *paths, size_t n, struct err *err);
void shard_set_close(struct shard_set *s);

/* The shard whose document comes next, or NULL at the end. */
const struct fragment *shard_set_first(const struct shard_set *s);

/* Goes on to the next document. */
bool shard_set_step(struct shard_set *s, struct err *err);

#endif
