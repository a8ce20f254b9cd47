/* Writing a model. */
#ifndef GALLEY_TRAIN_MODEL_H
#define GALLEY_TRAIN_MODEL_H

#include "base/buf.h"
#include "learn.h"

enum { MODEL_UNIT = 32 }; /* a weight of 1 in the file's integers */

/* A feature with its weights, of either pass. */
struct chosen {
    uint64_t hash;
    float worth; /* those worth the most get in */
    const float *v;
    uint32_t number;
};

/* Puts the features into as many buckets; n of them, sorted here by worth. Those that find no room
 * have number LEARN_NONE afterwards. Returns how many are in. */
size_t model_place(struct chosen *v, size_t n, uint32_t buckets, struct buf *out);

/* Writes a weight as an integer of the file. */
int16_t model_integer(float w, int most);

/* Sets the check sum of the block, whose head is its first bytes, in place. */
void model_seal(struct buf *block);

#endif
