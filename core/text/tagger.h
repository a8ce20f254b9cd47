/* A trained tagger: finds spans and says of what label they are, by weights learnt from labelled
 * text. What the labels are the model says. */
#ifndef GALLEY_TEXT_TAGGER_H
#define GALLEY_TEXT_TAGGER_H

#include "base/err.h"
#include "text/lexicon.h"
#include "text/span.h"

enum {
    TAGGER_RECALL = 10,
    TAGGER_TEXT = 1 << 30, /* the longest text, in bytes */
};

/* A model that is open, and room to work in: one for each that tags at the same time. The model
 * itself is a flat block without pointers that is never written to, so that a file with its bytes
 * can be mapped by many processes. */
struct tagger;

/* What was found: label is a number for tagger_label, score how likely it is right, 0 to 1, as
 * counted on held-out text. */
struct tag {
    struct span span;
    size_t label;
    double score;
};

/* The tagger of a model (a block that scripts/train wrote) and the lexicon it was trained with;
 * both must stay. NULL with an error when the block is damaged or of another version, or when the
 * lexicon lacks flags that the model asks for. Whatever the bytes are, also if they change later,
 * nothing outside of them is read. */
struct tagger *tagger_open(struct str block, const struct lexicon *lexicon, struct err *err);

void tagger_free(struct tagger *t);

/* The labels: how many, and their names. */
size_t tagger_label_n(const struct tagger *t);
struct str tagger_label(const struct tagger *t, size_t label);

/* Tags the n stretches of text (well-formed UTF-8), in order, the parts of one document: what one
 * of them says of a word counts in the others. `recall`, 0 to TAGGER_RECALL, makes it the more
 * ready to see a name. Returns what was found, *found of it, borrowed until the next call. The
 * same bytes give the same tags on any machine. Allocates nothing once a document as large was
 * seen. */
const struct tag *tagger_run(struct tagger *t, struct str text, const struct span *parts,
                             size_t n, int recall, size_t *found);

#endif
