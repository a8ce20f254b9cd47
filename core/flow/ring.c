#include "flow/ring.h"

void ring_add(struct ring *r, struct batch *b)
{
    if (r->last)
        r->last->next = b;
    else
        r->first = b;
    r->last = b;
    r->n++;
}

static void add_behind(struct ring *r, struct batch *b, struct batch *next)
{
    next->next = b->next;
    b->next = next;
    if (r->last == b)
        r->last = next;
    r->n++;
}

void ring_cut(struct ring *r, struct batch *b, uint64_t *numbers)
{
    size_t n = batch_begun(b);
    for (; n > 0 && b->n > n; b = b->next)
        add_behind(r, b, batch_split(b, n, (*numbers)++));
}

struct batch *ring_find(const struct ring *r, uint64_t number)
{
    for (struct batch *b = r->first; b; b = b->next)
        if (b->number == number)
            return b;
    return NULL;
}

struct batch *ring_take(struct ring *r)
{
    struct batch *b = r->first;
    if (!b || b->unsettled > 0)
        return NULL;
    r->first = b->next;
    if (!r->first)
        r->last = NULL;
    r->n--;
    r->held -= b->held;
    return b;
}

void ring_free(struct ring *r)
{
    for (struct batch *b = r->first, *next; b; b = next) {
        next = b->next;
        batch_free(b);
    }
    *r = (struct ring){0};
}
