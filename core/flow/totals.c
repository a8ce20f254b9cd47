#include "flow/totals.h"

#include <stdio.h>
#include <stdlib.h>

#include "flow/wire.h"

/* Where `name` is, or would go. */
static size_t find(const struct tallies *l, struct str name)
{
    size_t at = 0;
    while (at < l->n && str_cmp(l->v[at].name, name) < 0)
        at++;
    return at;
}

/* Names beyond TALLY_KINDS are added up as "(other)". */
static void tally(struct totals *t, struct tallies *l, struct str name, double n)
{
    size_t at = find(l, name);
    bool known = at < l->n && str_eq(l->v[at].name, name);
    if (!known && l->n >= TALLY_KINDS) {
        name = str_of("(other)");
        at = find(l, name);
        known = at < l->n && str_eq(l->v[at].name, name);
    }
    if (!known) {
        if (l->n == l->cap)
            l->v = arena_grow(&t->arena, l->v, &l->cap, l->n + 1, sizeof *l->v);
        memmove(l->v + at + 1, l->v + at, (l->n - at) * sizeof *l->v);
        l->v[at] = (struct tally){arena_str(&t->arena, name), 0};
        l->n++;
    }
    l->v[at].n += n;
}

void totals_add(struct totals *t, const struct result *r)
{
    t->documents[r->status]++;
    t->bytes += r->size;
    t->outputs += r->product_n;
    t->replaced += r->replaced;
    for (struct str rest = r->counts; rest.n > 0;) {
        struct str name = wire_get_str(&rest), sum = wire_get_str(&rest);
        char number[40];
        sum = str_cut(sum, 0, sizeof number - 1);
        snprintf(number, sizeof number, "%.*s", (int)sum.n, sum.n > 0 ? sum.p : "");
        tally(t, &t->counts, name, strtod(number, NULL));
    }
    if (r->reason.n > 0)
        tally(t, &t->reasons, r->reason, 1);
}

void totals_carry(struct totals *t, const struct memo *m)
{
    t->documents[m->status]++;
    t->carried++;
    t->carried_failed += m->status == STATUS_FAILED;
    t->bytes += m->input.size;
    t->outputs += m->output_n;
}

void totals_redo(struct totals *t, const char *why)
{
    tally(t, &t->redone, str_of(why), 1);
}

void totals_free(struct totals *t)
{
    arena_free(&t->arena);
    free(t->nanos);
    *t = (struct totals){0};
}
