#include "learn.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw.h"

/* ---- features ------------------------------------------------------------------------------ */

static void index_slots(struct index *x, size_t n)
{
    free(x->slots);
    x->slots = mem_get(n * sizeof *x->slots);
    x->slot_n = n;
    for (size_t i = 0; i < x->n; i++) {
        size_t at = (size_t)(x->hashes[i] >> 20) & (n - 1);
        while (x->slots[at])
            at = (at + 1) & (n - 1);
        x->slots[at] = (uint32_t)i + 1;
    }
}

uint32_t index_get(struct index *x, uint64_t hash, bool fixed)
{
    if (!x->slot_n)
        index_slots(x, 1 << 16);
    size_t at = (size_t)(hash >> 20) & (x->slot_n - 1);
    for (; x->slots[at]; at = (at + 1) & (x->slot_n - 1))
        if (x->hashes[x->slots[at] - 1] == hash) {
            x->counts[x->slots[at] - 1] += !fixed;
            return x->slots[at] - 1;
        }
    if (fixed)
        return LEARN_NONE;
    if (x->n == x->cap) {
        size_t cap = x->cap;
        x->hashes = mem_grow(x->hashes, &cap, x->n + 1, sizeof *x->hashes);
        x->counts = mem_grow(x->counts, &x->cap, x->n + 1, sizeof *x->counts);
    }
    x->hashes[x->n] = hash;
    x->counts[x->n] = 1;
    x->slots[at] = (uint32_t)++x->n;
    if (x->n * 2 > x->slot_n)
        index_slots(x, x->slot_n * 2);
    return (uint32_t)x->n - 1;
}

void index_free(struct index *x)
{
    free(x->hashes);
    free(x->counts);
    free(x->slots);
    *x = (struct index){0};
}

/* ---- lessons ------------------------------------------------------------------------------- */

void lesson_row(struct lesson *l, uint32_t sample, float weight)
{
    if (l->row_n == l->row_cap)
        l->rows = mem_grow(l->rows, &l->row_cap, l->row_n + 1, sizeof *l->rows);
    l->rows[l->row_n++] = (struct row){l->item_n, 0, weight, sample};
}

void lesson_item(struct lesson *l, struct index *x, const struct features *f, uint8_t may,
                 bool fixed)
{
    if (l->item_n == l->item_cap)
        l->items = mem_grow(l->items, &l->item_cap, l->item_n + 1, sizeof *l->items);
    if (l->feature_n + f->n > l->feature_cap)
        l->features =
            mem_grow(l->features, &l->feature_cap, l->feature_n + f->n, sizeof *l->features);
    struct item *item = &l->items[l->item_n++];
    *item = (struct item){l->feature_n, 0, may};
    for (size_t i = 0; i < f->n; i++) {
        uint32_t k = index_get(x, f->v[i], fixed);
        if (k == LEARN_NONE)
            continue;
        l->features[l->feature_n++] = k;
        item->n++;
    }
    l->rows[l->row_n - 1].n++;
}

void lesson_free(struct lesson *l)
{
    free(l->features);
    free(l->items);
    free(l->rows);
    free(l->base);
    *l = (struct lesson){0};
}

void weights_make(struct weights *w, size_t n)
{
    *w = (struct weights){.n = n};
    w->v = mem_get(n * sizeof *w->v);
    w->sum = mem_get(n * sizeof *w->sum);
}

void weights_free(struct weights *w)
{
    free(w->v);
    free(w->sum);
    *w = (struct weights){0};
}

void learn_weigh(const struct weights *w, const struct lesson *l, size_t item,
                 float out[TAGGER_TAGS])
{
    const struct item *it = &l->items[item];
    out[0] = 0;
    for (int k = 0; k < TAGGER_WEIGHTS; k++)
        out[1 + k] = l->base ? l->base[item][k] : 0;
    for (uint32_t i = 0; i < it->n; i++) {
        const float *v = w->v[l->features[it->first + i]];
        for (int k = 0; k < TAGGER_WEIGHTS; k++)
            out[1 + k] += v[k];
    }
}

/* ---- probabilities ------------------------------------------------------------------------- */

/* e^x by our own means, so that each machine gets the same bits. */
static double power(double x)
{
    if (x < -60)
        return 0;
    x = x > 60 ? 60 : x;
    double n = floor(x * 1.4426950408889634 + 0.5), r = x - n * 0.6931471805599453, sum = 1;
    for (int k = 12; k > 0; k--)
        sum = 1 + sum * r / k;
    return ldexp(sum, (int)n);
}

static bool may_follow(int a, int b)
{
    return b == 0 || b % 2 == 1 || a == b || a == b - 1;
}

/* A row as it is worked on: e^weight of tags and pairs, ways forward and back, and what comes out:
 * how likely each tag, each pair is. Each step of a way is scaled to sum 1. */
struct chain {
    double (*tag)[TAGGER_TAGS], (*ahead)[TAGGER_TAGS], (*behind)[TAGGER_TAGS], *scale;
    double (*p)[2][TAGGER_TAGS]; /* of all rows, of those that fit */
    double pair[2][TAGGER_TAGS][TAGGER_TAGS];
    double follow[TAGGER_TAGS][TAGGER_TAGS];
    size_t cap;
};

static void chain_room(struct chain *c, size_t n)
{
    if (n <= c->cap)
        return;
    c->cap = n * 2;
    c->tag = mem_resize(c->tag, c->cap, sizeof *c->tag);
    c->ahead = mem_resize(c->ahead, c->cap, sizeof *c->ahead);
    c->behind = mem_resize(c->behind, c->cap, sizeof *c->behind);
    c->scale = mem_resize(c->scale, c->cap, sizeof *c->scale);
    c->p = mem_resize(c->p, c->cap, sizeof *c->p);
}

static void chain_free(struct chain *c)
{
    free(c->tag);
    free(c->ahead);
    free(c->behind);
    free(c->scale);
    free(c->p);
}

static void chain_weigh(struct chain *c, const struct weights *w, const struct lesson *l,
                        const struct row *row)
{
    chain_room(c, row->n);
    for (int a = 0; a < TAGGER_TAGS; a++)
        for (int b = 0; b < TAGGER_TAGS; b++)
            c->follow[a][b] = may_follow(a, b) ? power((double)w->follow[a][b]) : 0;
    for (size_t i = 0; i < row->n; i++) {
        float e[TAGGER_TAGS], most = 0;
        learn_weigh(w, l, row->first + i, e);
        for (int a = 1; a < TAGGER_TAGS; a++)
            most = e[a] > most ? e[a] : most;
        for (int a = 0; a < TAGGER_TAGS; a++)
            c->tag[i][a] = power((double)(e[a] - most)) + 1e-30;
    }
}

static bool allowed(const struct item *it, int which, int tag)
{
    return !which || it->may >> tag & 1;
}

static void chain_ahead(struct chain *c, const struct item *items, size_t n, int which)
{
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (int b = 0; b < TAGGER_TAGS; b++) {
            double x = i ? 0 : c->follow[0][b];
            for (int a = 0; i && a < TAGGER_TAGS; a++)
                x += c->ahead[i - 1][a] * c->follow[a][b];
            x *= allowed(&items[i], which, b) ? c->tag[i][b] : 0;
            c->ahead[i][b] = x;
            sum += x;
        }
        c->scale[i] = sum > 0 ? 1 / sum : 0;
        for (int b = 0; b < TAGGER_TAGS; b++)
            c->ahead[i][b] *= c->scale[i];
    }
}

static void chain_behind(struct chain *c, const struct item *items, size_t n, int which)
{
    for (int a = 0; a < TAGGER_TAGS; a++)
        c->behind[n - 1][a] = c->follow[a][0];
    for (size_t i = n - 1; i > 0; i--)
        for (int a = 0; a < TAGGER_TAGS; a++) {
            double x = 0;
            for (int b = 0; b < TAGGER_TAGS; b++)
                if (allowed(&items[i], which, b))
                    x += c->follow[a][b] * c->tag[i][b] * c->behind[i][b];
            c->behind[i - 1][a] = x * c->scale[i];
        }
}

/* Adds the likelihood of each pair of tags; false when no row of tags fits. */
static bool chain_count(struct chain *c, const struct item *items, size_t n, int which)
{
    double all = 0;
    memset(c->pair[which], 0, sizeof c->pair[which]);
    for (int a = 0; a < TAGGER_TAGS; a++)
        all += c->ahead[n - 1][a] * c->behind[n - 1][a];
    if (!(all > 0))
        return false;
    for (size_t i = 0; i < n; i++)
        for (int b = 0; b < TAGGER_TAGS; b++) {
            c->p[i][which][b] = c->ahead[i][b] * c->behind[i][b] / all;
            for (int a = 0; i && a < TAGGER_TAGS; a++)
                if (allowed(&items[i], which, b))
                    c->pair[which][a][b] += c->ahead[i - 1][a] * c->follow[a][b] * c->tag[i][b] *
                                            c->scale[i] * c->behind[i][b] / all;
        }
    for (int a = 0; a < TAGGER_TAGS; a++) {
        c->pair[which][0][a] += c->p[0][which][a];
        c->pair[which][a][0] += c->p[n - 1][which][a];
    }
    return true;
}

/* ---- learning ------------------------------------------------------------------------------ */

static inline void step(float *w, float *sum, float slope, const struct learn_rules *rules,
                        float rate)
{
    slope -= rules->decay * *w;
    *sum += slope * slope;
    *w += rate * slope / sqrtf(*sum + 1e-6f);
}

static void learn_row(struct weights *w, const struct lesson *l, const struct row *row,
                      struct chain *c, const struct learn_rules *rules, float rate)
{
    const struct item *items = l->items + row->first;
    chain_weigh(c, w, l, row);
    for (int which = 0; which < 2; which++) {
        chain_ahead(c, items, row->n, which);
        chain_behind(c, items, row->n, which);
        if (!chain_count(c, items, row->n, which))
            return;
    }
    for (size_t i = 0; i < row->n; i++) {
        float slope[TAGGER_WEIGHTS];
        for (int k = 0; k < TAGGER_WEIGHTS; k++)
            slope[k] = row->weight * (float)(c->p[i][1][1 + k] - c->p[i][0][1 + k]);
        for (uint32_t f = 0; f < items[i].n; f++) {
            uint32_t id = l->features[items[i].first + f];
            for (int k = 0; k < TAGGER_WEIGHTS; k++)
                step(&w->v[id][k], &w->sum[id][k], slope[k], rules, rate);
        }
    }
    for (int a = 0; a < TAGGER_TAGS; a++)
        for (int b = 0; b < TAGGER_TAGS; b++)
            if (may_follow(a, b))
                step(&w->follow[a][b], &w->follow_sum[a][b],
                     row->weight * (float)(c->pair[1][a][b] - c->pair[0][a][b]), rules, rate);
}

void learn(struct weights *w, const struct lesson *l, const bool *use,
           const struct learn_rules *rules)
{
    struct chain c = {0};
    struct draw d = {rules->seed};
    uint32_t *order = mem_get((l->row_n + 1) * sizeof *order);
    size_t n = 0;
    for (size_t i = 0; i < l->row_n; i++)
        if (l->rows[i].n && (!use || use[l->rows[i].sample]))
            order[n++] = (uint32_t)i;
    for (int round = 0; round < rules->rounds; round++) {
        float rate = rules->rate * (1 - 0.9f * (float)round / (float)rules->rounds);
        for (size_t i = n; i > 1; i--) {
            size_t k = draw_below(&d, i);
            uint32_t x = order[i - 1];
            order[i - 1] = order[k];
            order[k] = x;
        }
        for (size_t i = 0; i < n; i++)
            learn_row(w, l, &l->rows[order[i]], &c, rules, rate);
    }
    chain_free(&c);
    free(order);
}
