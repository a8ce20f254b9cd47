/* Labelled text to learn from and to measure on. */
#ifndef GALLEY_TRAIN_CORPUS_H
#define GALLEY_TRAIN_CORPUS_H

#include "base/arena.h"
#include "base/err.h"
#include "text/tagger_block.h"

/* A tag that may be any: the text there teaches nothing. */
enum { LABEL_ANY = READING_LABELS };

/* Whether a document is measured on, not learnt from; the shipped model learns from those that are
 * not always held out. */
enum held { HELD_NONE, HELD_OUT, HELD_ALWAYS };

struct gold {
    struct span span; /* bytes of the text */
    int label;
};

/* A document. Lives in the corpus's arena. */
struct sample {
    struct str id, text;
    struct gold *gold; /* in order, without overlaps */
    size_t gold_n, gold_cap;
    bool open[READING_LABELS]; /* not all names with this label are marked */
    enum held held;
    uint32_t fold; /* the same for a document and its copies */
    double weight; /* what each of its names counts for in learning */
    const char *set;
};

struct corpus {
    struct arena arena;
    struct sample *v;
    size_t n, cap;
};

/* Adds the set dir/name: docs.jsonl and gold.jsonl, whose offsets are code points. */
bool corpus_add(struct corpus *c, const char *dir, const char *name, enum held held,
                struct err *err);

/* Gives documents of earlier sets other names: rows "id TAB start TAB end TAB label", by id, in
 * code points. They become the set `set`, and are held out. */
bool corpus_replace(struct corpus *c, struct str rows, const char *set, struct err *err);

/* Opens a document to be added to. */
struct sample *corpus_new(struct corpus *c);
void sample_gold(struct corpus *c, struct sample *s, struct span span, int label);

void corpus_free(struct corpus *c);

#endif
