/* How good a tagger is, counted on held-out documents. */
#ifndef GALLEY_TRAIN_MEASURE_H
#define GALLEY_TRAIN_MEASURE_H

#include "corpus.h"
#include "course.h"
#include "text/tagger.h"

struct counts {
    size_t gold[READING_LABELS], found[READING_LABELS], right[READING_LABELS];
    size_t covered[READING_LABELS]; /* gold names that are masked whole, by whatever label */
    size_t masked, masked_right;    /* bytes that are no blanks */
    size_t docs, clean;             /* with people in them; with none of them left */
};

/* Counts over the held-out documents of the set. */
struct counts measure(const struct corpus *c, struct tagger *t, const char *set, int recall);

/* Prints the counts over a set for each step of `recall`, as rows of a table in Markdown. */
void measure_table(const struct corpus *c, struct tagger *t, const char *set);

/* Prints the names of a set that were missed or wrong. */
void measure_errors(const struct corpus *c, struct tagger *t, const char *set);

/* A table that makes of each step of a margin a score of its own, for measure_sureness. */
struct sureness measure_steps(void);

/* How many of the names at each step are right, by held-out documents; t was made with
 * measure_steps. More margin is never less sure. */
struct sureness measure_sureness(const struct corpus *c, struct tagger *t);

#endif
