#include "flow/sums.h"

#include <stdlib.h>

#include "base/mem.h"

static void push(struct sums *s, struct sums_part part)
{
    s->parts = mem_grow(s->parts, &s->cap, s->count + 1, sizeof *s->parts);
    s->parts[s->count++] = part;
}

void sums_add(struct sums *s, struct str bytes)
{
    struct sums_part *last = s->count ? &s->parts[s->count - 1] : NULL;
    if (!last) {
        s->sum = crc_more(s->sum, bytes);
        s->n += bytes.n;
    } else if (last->known) {
        last->sum = crc_more(last->sum, bytes);
        last->n += bytes.n;
    } else {
        push(s, (struct sums_part){bytes.n, crc_more(0, bytes), true});
    }
}

void sums_expect(struct sums *s, uint64_t n)
{
    push(s, (struct sums_part){.n = n});
}

/* Takes in the parts at the front that are known by now. */
static void take_known(struct sums *s)
{
    size_t i = 0;
    for (; i < s->count && s->parts[i].known; i++) {
        s->sum = crc_join(s->sum, s->parts[i].sum, s->parts[i].n);
        s->n += s->parts[i].n;
    }
    s->count -= i;
    memmove(s->parts, s->parts + i, s->count * sizeof *s->parts);
}

bool sums_tell(struct sums *s, uint64_t from, uint64_t n, uint64_t sum)
{
    uint64_t at = s->n;
    size_t i = 0;
    while (i < s->count && at < from)
        at += s->parts[i++].n;
    if (i == s->count || at != from || s->parts[i].known || s->parts[i].n != n)
        return false;
    s->parts[i].sum = sum;
    s->parts[i].known = true;
    if (i == 0)
        take_known(s);
    return true;
}

void sums_free(struct sums *s)
{
    free(s->parts);
    *s = (struct sums){0};
}
