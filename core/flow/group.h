/* Group commit: settled batches are gathered, made durable together and then put in place, so
 * that one sync of the file system serves thousands of documents. */
#ifndef GALLEY_FLOW_GROUP_H
#define GALLEY_FLOW_GROUP_H

#include "flow/commit.h"
#include "flow/loop.h"

/* Owns its batches. {0} is empty; commit, loop and sync are set by its owner. */
struct group {
    struct commit *commit;
    struct loop *loop;
    bool sync;                   /* wait for the disk */
    void (*done)(void *context); /* a sync is over, or the group has been put in place */
    void *context;
    bool eager;                 /* commit each batch as it comes */
    struct batch *first, *last; /* gathered */
    struct batch *committing;   /* on their way */
    uint64_t documents, bytes;  /* gathered */
    uint64_t began;             /* when the first of them came: nanoseconds, monotonic clock */
    bool syncing;
    struct err failed; /* of the sync, which runs in a thread */
};

/* Adds a settled batch. */
void group_add(struct group *g, struct batch *b);

/* Whether what was gathered is large or old enough to be committed: no more is to be added. */
bool group_ripe(const struct group *g);

/* Whether nothing is gathered or on its way. */
bool group_empty(const struct group *g);

/* Commits what was gathered, unless a sync is under way: then, and when one is begun, `done` is
 * called later. false when nothing more can be written. */
bool group_commit(struct group *g, struct err *err);

void group_free(struct group *g);

#endif
