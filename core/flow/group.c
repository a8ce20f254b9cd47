#include "flow/group.h"

#include <time.h>

enum { DOCUMENTS = 4096, BYTES = 64 << 20, SECONDS = 2 };

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void group_add(struct group *g, struct batch *b)
{
    if (g->last)
        g->last->next = b;
    else
        g->first = b;
    if (!g->last)
        g->began = now();
    g->last = b;
    b->next = NULL;
    g->documents += b->n;
    g->bytes += b->in_bytes + b->held;
}

bool group_ripe(const struct group *g)
{
    if (!g->first)
        return false;
    return g->eager || g->documents >= DOCUMENTS || g->bytes >= BYTES ||
           now() - g->began >= (uint64_t)SECONDS * 1000000000;
}

bool group_empty(const struct group *g)
{
    return !g->first && !g->committing;
}

static void free_list(struct batch **list)
{
    for (struct batch *b = *list, *next; b; b = next) {
        next = b->next;
        batch_free(b);
    }
    *list = NULL;
}

/* After the sync: outputs and journal are durable. */
static bool perform(struct group *g, struct err *err)
{
    bool good = true;
    for (struct batch *b = g->committing; good && b; b = b->next)
        good = commit_perform(g->commit, b, err);
    free_list(&g->committing);
    commit_group(g->commit);
    return good;
}

static void sync_disk(void *context)
{
    struct group *g = context;
    commit_sync(g->commit->rules.store, &g->failed);
}

static void on_synced(void *context)
{
    struct group *g = context;
    g->syncing = false;
    if (!g->failed.set)
        perform(g, &g->failed);
    g->done(g->context);
}

bool group_commit(struct group *g, struct err *err)
{
    if (g->failed.set)
        return err_set(err, "%s", g->failed.text);
    if (g->syncing || !g->first)
        return true;
    g->committing = g->first;
    g->first = g->last = NULL;
    g->documents = g->bytes = 0;
    for (struct batch *b = g->committing; b; b = b->next)
        if (!commit_intend(g->commit, b, err))
            return false;
    if (!g->sync || !g->commit->intended)
        return perform(g, err);
    g->syncing = true;
    return loop_work(g->loop, sync_disk, on_synced, g, err);
}

void group_free(struct group *g)
{
    free_list(&g->first);
    free_list(&g->committing);
    g->last = NULL;
}
