/* The numbers of a training. */
#ifndef GALLEY_TRAIN_PLAN_H
#define GALLEY_TRAIN_PLAN_H

#include <stddef.h>
#include <stdint.h>

/* What each name in the documents of a set counts for; 1 in sets of which nothing is said. */
struct set_weight {
    const char *set;
    double weight;
};

enum { PLAN_SETS = 6 };

struct plan {
    int rounds;         /* over the text, to see which features are worth the most */
    int again;          /* from the start, with those only */
    int folds, heard;   /* for the models that the second pass is taught by; for that pass */
    float rate, decay;  /* of learning; of weights */
    size_t copies;      /* of each document, with other people and places in them */
    size_t capitals;    /* one in so many documents is taught in capitals too */
    double copy_weight; /* what a name in a copy counts for */
    size_t families, class_words;    /* of word classes, each of CLASS_FAMILY; how many words */
    uint32_t class_buckets, buckets; /* of word classes; of the whole file, with its head */
    int16_t dial;                    /* what a step of `recall` takes from tag 0 */
    struct set_weight weights[PLAN_SETS];
    const char *flags; /* of the lexicon, that are features */
};

struct plan plan_make(void);

#endif
