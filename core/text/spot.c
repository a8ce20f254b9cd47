#include "text/spot.h"

void seq_add(struct seq *s, const struct byteset *b)
{
    if (s->n < SEQ_MOST)
        s->at[s->n++] = *b;
}

size_t seq_pair(const struct seq *s, double *often)
{
    size_t best = 0;
    *often = byteset_often(&s->at[0]);
    for (size_t k = 0; k + 1 < s->n; k++) {
        double here = byteset_row_often(s->at + k, 2);
        if (k && here >= *often)
            continue;
        best = k;
        *often = here;
    }
    return best;
}

/* What PCRE2 takes at each place: a call, and some for each start that it tries. Starts lie
 * behind the last byte that may not stand before the sequence. */
static double confirm_cost(size_t reach, const struct byteset *before)
{
    const double call = 60, start = 2, most = 100;
    double often = byteset_often(before), run = often < 0.99 ? often / (1 - often) : most;
    double starts = reach < (size_t)run ? (double)reach : run;
    return call + start * starts;
}

/* What it costs to look for a sequence, found or not. */
static double look_cost(double pair_often)
{
    return 0.1 + 30 * pair_often;
}

void seq_weigh(struct seq *s)
{
    if (!s->n)
        return;
    seq_pair(s, &s->pair_often);
    s->often = byteset_row_often(s->at, s->n);
}

void spot_weigh(struct spot *s)
{
    s->cost =
        look_cost(s->seq.pair_often) + s->seq.often * confirm_cost(s->max - s->min, &s->before);
}

bool spot_may_pay(double pair_often, const struct spot *best, const struct spots *many)
{
    return !best->seq.n || look_cost(pair_often) < best->cost || !many->n ||
           2 * pair_often < many->cost;
}

/* How often the row stands with another one a byte behind it, as digits among digits do: these
 * are confirmed together. Looked at where it can matter only. */
static double overlap(const struct seq *s)
{
    const double often = 0.02;
    struct byteset both[SEQ_MOST + 1];
    if (s->n < 2 || s->often > often || !byteset_meet(&both[1], &s->at[0], &s->at[1]))
        return 0;
    both[0] = s->at[0];
    for (size_t k = 2; k < s->n; k++)
        if (!byteset_meet(&both[k], &s->at[k - 1], &s->at[k]))
            return 0;
    both[s->n] = s->at[s->n - 1];
    double here = byteset_row_often(both, s->n + 1);
    return here < s->often ? here : s->often;
}

/* The share of one row in a scan for many, each place of which takes so much to confirm. */
static double share_cost(const struct seq *s, double confirm)
{
    return 2 * s->pair_often + 10 * s->often + (s->often - overlap(s)) * confirm;
}

void spots_weigh(struct spots *s)
{
    double confirm = confirm_cost(s->max - s->min, &s->before);
    s->cost = 0;
    for (size_t k = 0; k < s->n; k++)
        s->cost += share_cost(&s->seq[k], confirm);
}

void spots_copy(struct spots *to, const struct spots *from)
{
    to->n = from->n;
    to->min = from->min;
    to->max = from->max;
    to->before = from->before;
    to->cost = from->cost;
    memcpy(to->seq, from->seq, from->n * sizeof *from->seq);
}

void spots_offer(struct spots *best, const struct spots *other)
{
    if (other->n && (!best->n || other->cost < best->cost))
        spots_copy(best, other);
}

/* As a set of one. What it costs at least is known before all of it. */
static void offer_one(struct spots *best, const struct spot *other)
{
    if (best->n && 2 * other->seq.pair_often + 10 * other->seq.often >= best->cost)
        return;
    double cost = share_cost(&other->seq, confirm_cost(other->max - other->min, &other->before));
    if (best->n && cost >= best->cost)
        return;
    best->n = 1;
    best->min = other->min;
    best->max = other->max;
    best->before = other->before;
    best->cost = cost;
    best->seq[0] = other->seq;
}

void spot_offer(struct spot *spot, struct spot *best, struct spots *many)
{
    if (!spot->seq.n)
        return;
    spot_weigh(spot);
    if (!best->seq.n || spot->cost < best->cost)
        *best = *spot;
    offer_one(many, spot);
}

void spots_join(struct spots *a, const struct spots *b)
{
    if (!a->n || !b->n || a->n + b->n > SPOTS_MOST) {
        a->n = 0;
        return;
    }
    memcpy(a->seq + a->n, b->seq, b->n * sizeof *b->seq);
    a->n += b->n;
    a->min = a->min < b->min ? a->min : b->min;
    a->max = a->max > b->max ? a->max : b->max;
    byteset_join(&a->before, &b->before);
    spots_weigh(a);
}
