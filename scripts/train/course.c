#include "course.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "teach.h"

enum { FOLDS = 5, MARGIN = 8, COUNT_MOST = 1000 };

static const char *const labels[READING_LABELS] = {"person", "place", "organisation"};

static struct learn_rules rules_of(const struct course *c, int rounds, uint64_t seed)
{
    return (struct learn_rules){rounds, c->plan->rate, c->plan->decay, seed};
}

static uint32_t weight_buckets(const struct course *c)
{
    return c->plan->buckets - c->plan->class_buckets -
           (uint32_t)(sizeof(struct tagger_head) / BUCKET);
}

static void integers(const struct weights *w, int16_t follow[TAGGER_TAGS][TAGGER_TAGS])
{
    for (int a = 0; a < TAGGER_TAGS; a++)
        for (int b = 0; b < TAGGER_TAGS; b++)
            follow[a][b] = model_integer(w->follow[a][b], INT16_MAX);
}

/* ---- the first pass ------------------------------------------------------------------------ */

/* What a feature is worth: its weights, and how often it is there. */
static float worth(const struct course *c, uint32_t feature)
{
    float sum = 0;
    uint32_t count = c->seen.counts[feature];
    for (int k = 0; k < TAGGER_WEIGHTS; k++)
        sum += c->w1.v[feature][k] * c->w1.v[feature][k];
    return sum * (float)(count < COUNT_MOST ? count : COUNT_MOST);
}

/* Chooses the features that will be in the file. */
static void choose(struct course *c, bool *keep)
{
    struct buf table = {0};
    size_t n = 0;
    c->chosen = mem_get((c->seen.n + 1) * sizeof *c->chosen);
    for (uint32_t i = 0; i < c->seen.n; i++)
        c->chosen[i] = (struct chosen){c->seen.hashes[i], worth(c, i), c->w1.v[i], i};
    model_place(c->chosen, c->seen.n, weight_buckets(c), &table);
    for (size_t i = 0; i < c->seen.n; i++)
        if (c->chosen[i].number != LEARN_NONE) {
            keep[c->chosen[i].number] = true;
            c->chosen[n++] = c->chosen[i];
        }
    c->chosen_n = n;
    buf_free(&table);
}

/* Takes all other features out of the lesson. */
static void keep_only(struct lesson *l, const bool *keep)
{
    for (size_t i = 0; i < l->item_n; i++) {
        struct item *it = &l->items[i];
        uint32_t n = 0, *f = l->features + it->first;
        for (uint32_t k = 0; k < it->n; k++)
            if (keep[f[k]])
                f[n++] = f[k];
        it->n = n;
    }
}

static void first_pass(struct course *c)
{
    struct learn_rules rules = rules_of(c, c->plan->rounds, 1);
    teach_seen(&c->first, &c->seen, c->corpus, &c->from, c->all);
    weights_make(&c->w1, c->seen.n);
    learn(&c->w1, &c->first, NULL, &rules);
    bool *keep = mem_get(c->seen.n + 1);
    choose(c, keep);
    keep_only(&c->first, keep);
    free(keep);
    weights_free(&c->w1);
    weights_make(&c->w1, c->seen.n);
    for (size_t i = 0; i < c->chosen_n; i++)
        c->chosen[i].v = c->w1.v[c->chosen[i].number];
    rules = rules_of(c, c->plan->again, 2);
    learn(&c->w1, &c->first, NULL, &rules);
}

/* ---- the second pass ----------------------------------------------------------------------- */

/* Sets the scores of the items of one fold, by what is learnt from the others. */
static void score_fold(const struct course *c, uint32_t fold, bool *use,
                       float (*scores)[TAGGER_WEIGHTS])
{
    struct weights w;
    struct learn_rules rules = rules_of(c, c->plan->folds, 3 + fold);
    weights_make(&w, c->seen.n);
    for (size_t i = 0; i < c->corpus->n; i++)
        use[i] = c->corpus->v[i].fold % FOLDS != fold;
    learn(&w, &c->first, use, &rules);
    for (size_t i = 0; i < c->first.row_n; i++) {
        const struct row *row = &c->first.rows[i];
        for (size_t k = row->first; !use[row->sample] && k < row->first + row->n; k++) {
            float out[TAGGER_TAGS];
            learn_weigh(&w, &c->first, k, out);
            memcpy(scores[k], out + 1, sizeof scores[k]);
        }
    }
    weights_free(&w);
}

/* It is taught on what the first pass finds in text that it has not seen. */
static void second_pass(struct course *c)
{
    float(*scores)[TAGGER_WEIGHTS] = mem_get((c->first.item_n + 1) * sizeof *scores);
    bool *use = mem_get(c->corpus->n + 1);
    struct learn_rules rules = rules_of(c, c->plan->heard, 9);
    int16_t follow[TAGGER_TAGS][TAGGER_TAGS];
    for (uint32_t fold = 0; fold < FOLDS; fold++)
        score_fold(c, fold, use, scores);
    integers(&c->w1, follow);
    teach_heard(&c->second, &c->heard, c->corpus, &c->from, &c->first,
                (const float(*)[TAGGER_WEIGHTS])scores, (const int16_t(*)[TAGGER_TAGS])follow,
                c->all);
    weights_make(&c->w2, c->heard.n);
    memcpy(c->w2.follow, c->w1.follow, sizeof c->w2.follow);
    learn(&c->w2, &c->second, NULL, &rules);
    free(scores);
    free(use);
}

void course_learn(struct course *c)
{
    first_pass(c);
    second_pass(c);
}

/* ---- the file ------------------------------------------------------------------------------ */

static void put_u32(uint32_t *to, uint32_t x)
{
    *to = htole32(x);
}

static void put_i16(int16_t *to, int16_t x)
{
    *to = (int16_t)htole16((uint16_t)x);
}

static void put_follow(int16_t to[TAGGER_TAGS][TAGGER_TAGS], const struct weights *w)
{
    integers(w, to);
    for (int a = 0; a < TAGGER_TAGS; a++)
        for (int b = 0; b < TAGGER_TAGS; b++)
            put_i16(&to[a][b], to[a][b]);
}

static void put_flags(struct tagger_head *h, struct str list)
{
    struct str flag;
    for (int i = 0; str_split(&list, ' ', &flag); i++)
        memcpy(h->flags[i], flag.p, flag.n);
}

static void put_head(const struct course *c, const struct sureness *s, struct buf *block)
{
    struct tagger_head h = {0};
    memcpy(h.magic, TAGGER_MAGIC, sizeof h.magic);
    put_u32(&h.version, TAGGER_VERSION);
    put_u32(&h.label_n, READING_LABELS);
    put_u32(&h.class_n, c->plan->class_buckets);
    put_u32(&h.weight_n, weight_buckets(c));
    put_follow(h.follow[0], &c->w1);
    put_follow(h.follow[1], &c->w2);
    put_i16(&h.dial, c->plan->dial);
    put_i16(&h.margin, MARGIN);
    memcpy(h.scores, s->v, sizeof h.scores);
    for (int k = 0; k < READING_LABELS; k++)
        snprintf(h.labels[k], sizeof h.labels[k], "%s", labels[k]);
    put_flags(&h, str_of(c->plan->flags));
    buf_add(block, (struct str){(const char *)&h, sizeof h});
}

/* The features of the second pass are few, and all get in. */
void course_write(const struct course *c, const struct sureness *s, struct buf *block)
{
    size_t n = c->chosen_n;
    struct chosen *all = mem_get((n + c->heard.n + 1) * sizeof *all);
    memcpy(all, c->chosen, n * sizeof *all);
    for (uint32_t i = 0; i < c->heard.n; i++)
        all[n++] = (struct chosen){c->heard.hashes[i], 1e30f, c->w2.v[i], i};
    put_head(c, s, block);
    buf_add(block, c->from.classes);
    size_t in = model_place(all, n, weight_buckets(c), block);
    fprintf(stderr, "%zu of %zu features, %zu bytes\n", in, c->seen.n + c->heard.n, block->n);
    model_seal(block);
    free(all);
}

void course_free(struct course *c)
{
    index_free(&c->seen);
    index_free(&c->heard);
    lesson_free(&c->first);
    lesson_free(&c->second);
    weights_free(&c->w1);
    weights_free(&c->w2);
    free(c->chosen);
}
