/* A conditional random field over rows of tokens (Lafferty, McCallum, Pereira 2001), learnt by
 * AdaGrad (Duchi, Hazan, Singer 2011). Where a tag is not known for sure, any of those it may be
 * is right: the likelihood is that of all rows that fit. */
#ifndef GALLEY_TRAIN_LEARN_H
#define GALLEY_TRAIN_LEARN_H

#include "text/tagger_block.h"

#define LEARN_NONE UINT32_MAX

/* A token: its features by number, [first, first + n) of the lesson's, and bits of the tags that
 * it may have. */
struct item {
    uint64_t first;
    uint32_t n;
    uint8_t may;
};

/* Tokens one after the other, and what they count for. */
struct row {
    size_t first, n;
    float weight;
    uint32_t sample;
};

/* What is learnt from. Owns its arrays. */
struct lesson {
    uint32_t *features;
    struct item *items;
    struct row *rows;
    float (*base)[TAGGER_WEIGHTS]; /* what the tags of each item weigh to begin with, or NULL */
    size_t feature_n, feature_cap, item_n, item_cap, row_n, row_cap;
};

/* Features by hash, numbered as they come. */
struct index {
    uint64_t *hashes; /* by number */
    uint32_t *counts;
    uint32_t *slots;
    size_t n, cap, slot_n;
};

/* What is learnt. */
struct weights {
    float (*v)[TAGGER_WEIGHTS], (*sum)[TAGGER_WEIGHTS]; /* sums of squared gradients */
    float follow[TAGGER_TAGS][TAGGER_TAGS], follow_sum[TAGGER_TAGS][TAGGER_TAGS];
    size_t n;
};

struct learn_rules {
    int rounds;
    float rate, decay;
    uint64_t seed;
};

/* The number of the feature; a new one when it was not there, LEARN_NONE when `fixed`. */
uint32_t index_get(struct index *x, uint64_t hash, bool fixed);
void index_free(struct index *x);

/* Adds a row; then its tokens with their features. */
void lesson_row(struct lesson *l, uint32_t sample, float weight);
void lesson_item(struct lesson *l, struct index *x, const struct features *f, uint8_t may,
                 bool fixed);
void lesson_free(struct lesson *l);

void weights_make(struct weights *w, size_t n);
void weights_free(struct weights *w);

/* Learns from the rows whose bit in `use` (one for each sample; NULL: all) is set. */
void learn(struct weights *w, const struct lesson *l, const bool *use,
           const struct learn_rules *rules);

/* The weights of the tags of an item. */
void learn_weigh(const struct weights *w, const struct lesson *l, size_t item,
                 float out[TAGGER_TAGS]);

#endif
