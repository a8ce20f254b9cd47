/* The weights of features: looked up in a model, and summed. */
#ifndef GALLEY_TEXT_TAGGER_WEIGH_H
#define GALLEY_TEXT_TAGGER_WEIGH_H

#include "text/tagger_path.h"

enum { WEIGH_SLOTS = 1 << 12 }; /* sums that are remembered, at most; a power of two */

/* Sums of weights, one for each tag but 0; what is behind them is undefined. */
typedef int16_t weigh_sums __attribute__((vector_size(16)));

/* A sum and what it was made of: a line of the cache. */
struct weigh_slot {
    weigh_sums sums;
    struct reading_key key;
    char rest[24];
};

/* Weighs by a model's table of weights, and remembers what groups of features weigh: words, their
 * neighbours and how they are written come again and again, in one document and from one to the
 * next. What it remembers changes no result. Owns the slots, borrows the table. */
struct weigher {
    struct str weights;
    uint32_t bucket_n;
    struct weigh_slot *slots; /* in `room`, from a line of the cache on */
    void *room;
};

/* Weighs by a table of bucket_n > 0 buckets. */
struct weigher weigher_new(struct str weights, uint32_t bucket_n);

void weigher_free(struct weigher *w);

/* Adds to s the weights of what is seen in a scene, and of what is heard. */
void weigher_seen(struct weigher *w, const struct scene *scene, struct scores *s);
void weigher_heard(struct weigher *w, const struct scene *scene, struct scores *s);

#endif
