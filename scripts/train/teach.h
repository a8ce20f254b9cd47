/* From labelled text to rows of features and tags. */
#ifndef GALLEY_TRAIN_TEACH_H
#define GALLEY_TRAIN_TEACH_H

#include "corpus.h"
#include "learn.h"

/* Adds what the first pass sees of each document that is learnt from: those that are not held out,
 * or, with `all`, not always. */
void teach_seen(struct lesson *l, struct index *x, const struct corpus *c,
                const struct reading_sources *from, bool all);

/* Adds what the second pass hears, on top of what the rows of `first` weigh (`scores`, one for
 * each of its items) and what was found by that with `follow`. `first` has the same documents in
 * the same order. */
void teach_heard(struct lesson *l, struct index *x, const struct corpus *c,
                 const struct reading_sources *from, const struct lesson *first,
                 const float (*scores)[TAGGER_WEIGHTS],
                 const int16_t follow[TAGGER_TAGS][TAGGER_TAGS], bool all);

#endif
