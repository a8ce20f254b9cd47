#include "lua/ruling.h"

#include "base/mem.h"
#include "lua/state.h"

static bool same(const struct ruling *a, const struct ruling *b)
{
    return a->line == b->line && a->stage.p == b->stage.p && str_eq(a->file, b->file);
}

/* Windows ask about the same decisions in the same order: it is mostly the one behind the last. */
static struct ruling *find(struct host *h, const struct ruling *r)
{
    for (size_t i = 0; i < h->ruling_n; i++) {
        h->ruling_at = h->ruling_at + 1 < h->ruling_n ? h->ruling_at + 1 : 0;
        if (same(&h->rulings[h->ruling_at], r))
            return &h->rulings[h->ruling_at];
    }
    return NULL;
}

void ruling_note(struct host *h, const struct ruling *r)
{
    struct ruling one = *r;
    one.stage = h->stage->decl->name;
    struct ruling *known = find(h, &one);
    if (known) {
        known->fits = known->fits || one.fits;
        return;
    }
    if (h->ruling_n == h->ruling_cap)
        h->rulings = mem_grow(h->rulings, &h->ruling_cap, h->ruling_n, sizeof *h->rulings);
    const struct ruling *last = h->ruling_n > 0 ? &h->rulings[h->ruling_n - 1] : NULL;
    bool known_file = last && str_eq(last->file, one.file);
    one.file = known_file ? last->file : arena_str(&h->told_arena, one.file);
    h->rulings[h->ruling_n++] = one;
}

/* Counts r in its stage's name. */
static void count(struct host *h, const struct ruling *r, const char *kind)
{
    struct buf name = {0};
    buf_addz(&name, kind);
    buf_add(&name, r->file);
    host_found_by(h, r->stage, buf_str(&name));
    buf_free(&name);
}

size_t host_rulings(struct host *h, const struct ruling **first)
{
    size_t unmet = 0;
    for (size_t i = 0; i < h->ruling_n; i++) {
        const struct ruling *r = &h->rulings[i];
        if (r->fits)
            count(h, r, HOST_DECISIONS);
        else if (!r->redact)
            count(h, r, HOST_STALE);
        else if (unmet++ == 0)
            *first = r;
    }
    return unmet;
}
