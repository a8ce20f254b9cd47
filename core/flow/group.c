#include "flow/group.h"

#include <limits.h>

#include "base/clock.h"

enum { DOCUMENTS = 4096, BYTES = 64 << 20, SECONDS = 2, SLICE = 2 };

bool group_add(struct group *g, struct batch *b, struct err *err)
{
    if (g->last)
        g->last->next = b;
    else
        g->first = b;
    if (!g->last)
        g->began = clock_nanos(CLOCK_MONOTONIC);
    g->last = b;
    b->next = NULL;
    g->documents += b->n;
    g->bytes += b->in_bytes + b->held;
    return commit_intend(g->commit, b, err);
}

bool group_ripe(const struct group *g)
{
    if (!g->first)
        return false;
    return g->eager || g->documents >= DOCUMENTS || g->bytes >= BYTES ||
           clock_nanos(CLOCK_MONOTONIC) - g->began >= (uint64_t)SECONDS * 1000000000;
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

/* The group is in place, or what is left of it is given up. */
static void end_group(struct group *g)
{
    free_list(&g->committing);
    if (!g->failed.set)
        commit_placed(g->commit);
    g->busy = false;
}

/* After the sync, when outputs and journal are durable: some batches at a time, so that workers
 * get their next ones in between. */
static bool perform_some(struct group *g, int some)
{
    for (; g->committing && some > 0 && !g->failed.set; some--) {
        struct batch *b = g->committing;
        g->committing = b->next;
        commit_perform(g->commit, b, &g->failed);
        batch_free(b);
    }
    if (g->committing && !g->failed.set)
        return false;
    end_group(g);
    return true;
}

static void perform_next(void *context)
{
    struct group *g = context;
    if (perform_some(g, SLICE))
        g->done(g->context);
    else
        loop_soon(g->loop, perform_next, g);
}

static void sync_disk(void *context)
{
    struct group *g = context;
    const struct mapping *m = g->commit->rules.mapping;
    if (!m || mapping_sync(m, &g->failed))
        commit_sync(g->commit->rules.store, &g->failed);
}

/* Sends what was gathered on its way. Returns whether it needs a sync: renames of the group before
 * are made durable by that of this one. */
static bool begin(struct group *g)
{
    bool sync = g->sync && (g->commit->intended.documents > 0 || g->commit->placed.documents > 0);
    commit_close_group(g->commit);
    g->committing = g->first;
    g->first = g->last = NULL;
    g->documents = g->bytes = 0;
    g->busy = true;
    return sync;
}

static bool still_good(const struct group *g, struct err *err)
{
    return !g->failed.set || err_set(err, "%s", g->failed.text);
}

bool group_commit(struct group *g, struct err *err)
{
    if (!still_good(g, err))
        return false;
    if (g->busy || !g->first)
        return true;
    if (begin(g))
        return loop_work(g->loop, sync_disk, perform_next, g, err);
    if (!g->eager) {
        loop_soon(g->loop, perform_next, g);
        return true;
    }
    perform_some(g, INT_MAX);
    return still_good(g, err);
}

bool group_commit_now(struct group *g, struct err *err)
{
    if (!still_good(g, err))
        return false;
    if (!g->first)
        return true;
    if (begin(g))
        sync_disk(g);
    perform_some(g, INT_MAX);
    return still_good(g, err);
}

void group_free(struct group *g)
{
    free_list(&g->first);
    free_list(&g->committing);
    g->last = NULL;
}
