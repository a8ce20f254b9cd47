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
    void (*done)(void *context); /* a group has been put in place, or has failed */
    void *context;
    bool eager;                 /* commit each batch as it comes */
    struct batch *first, *last; /* gathered */
    struct batch *committing;   /* on their way */
    uint64_t documents, bytes;  /* gathered */
    uint64_t began;             /* when the first of them came: nanoseconds, monotonic clock */
    bool busy;                  /* a group is on its way */
    struct err failed; /* of the sync, which runs in a thread, or of what came after it */
};

/* Adds a settled batch and writes what is intended with it. */
bool group_add(struct group *g, struct batch *b, struct err *err);

/* Whether what was gathered is large or old enough to be committed: no more is to be added. */
bool group_ripe(const struct group *g);

/* Whether nothing is gathered or on its way. */
bool group_empty(const struct group *g);

/* Begins to commit what was gathered, unless a group is on its way; `done` is called when it is in
 * place. false when nothing more can be written. */
bool group_commit(struct group *g, struct err *err);

/* The same, here and now: it is in place when this returns. For who has no loop. */
bool group_commit_now(struct group *g, struct err *err);

void group_free(struct group *g);

#endif
