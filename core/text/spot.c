#include "text/spot.h"

void seq_add(struct seq *s, const struct byteset *b)
{
    if (s->n < SEQ_MOST)
        s->at[s->n++] = *b;
}

void seq_push(struct seq *s, const struct byteset *b)
{
    if (s->n == SEQ_MOST) {
        for (size_t k = 1; k < SEQ_MOST; k++)
            s->at[k - 1] = s->at[k];
        s->n--;
    }
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

double spot_cost(const struct spot *s)
{
    double often;
    seq_pair(&s->seq, &often);
    return 0.1 + 30 * often +
           byteset_row_often(s->seq.at, s->seq.n) * confirm_cost(s->max - s->min, &s->before);
}

double spots_cost(const struct spots *s)
{
    double pairs = 0, rows = 0;
    for (size_t k = 0; k < s->n; k++) {
        double often;
        seq_pair(&s->seq[k], &often);
        pairs += often;
        rows += byteset_row_often(s->seq[k].at, s->seq[k].n);
    }
    return 2 * pairs + rows * (10 + confirm_cost(s->max - s->min, &s->before));
}

void spot_offer(struct spot *best, const struct spot *other)
{
    if (other->seq.n && (!best->seq.n || spot_cost(other) < spot_cost(best)))
        *best = *other;
}

void spots_offer(struct spots *best, const struct spots *other)
{
    if (other->n && (!best->n || spots_cost(other) < spots_cost(best)))
        *best = *other;
}

struct spots spots_of(const struct spot *s)
{
    struct spots all = {.n = s->seq.n > 0, .min = s->min, .max = s->max, .before = s->before};
    all.seq[0] = s->seq;
    return all;
}

struct spots spots_or(const struct spots *a, const struct spots *b)
{
    struct spots both = *a;
    if (!a->n || !b->n || a->n + b->n > SPOTS_MOST)
        return (struct spots){.n = 0};
    both.n = a->n + b->n;
    memcpy(both.seq + a->n, b->seq, b->n * sizeof *b->seq);
    both.min = a->min < b->min ? a->min : b->min;
    both.max = a->max > b->max ? a->max : b->max;
    byteset_join(&both.before, &b->before);
    return both;
}
