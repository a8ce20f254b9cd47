/* A training, from labelled text to a model. */
#ifndef GALLEY_TRAIN_COURSE_H
#define GALLEY_TRAIN_COURSE_H

#include "corpus.h"
#include "learn.h"
#include "model.h"
#include "plan.h"

/* What it is made from is borrowed; what is learnt it owns. */
struct course {
    const struct plan *plan;
    const struct corpus *corpus;
    struct reading_sources from;
    bool all; /* learns from the documents that are held out too */
    struct index seen, heard;
    struct lesson first, second;
    struct weights w1, w2;
    struct chosen *chosen; /* features of the first pass that are kept */
    size_t chosen_n;
};

/* How sure the spans of each label are, by steps of their margins: 255ths. */
struct sureness {
    uint8_t v[READING_LABELS][TAGGER_STEPS];
};

/* Learns from the corpus. */
void course_learn(struct course *c);

/* Writes the model. */
void course_write(const struct course *c, const struct sureness *s, struct buf *block);

void course_free(struct course *c);

#endif
