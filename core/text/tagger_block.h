/* How a model lies in memory and in a file: one flat block, of little-endian numbers.
 *
 *   head      struct tagger_head
 *   classes   buckets of word classes
 *   weights   buckets of weights
 *
 * A bucket is 64 bytes, one line of the cache. One of classes has 16 entries of 32 bits: the class
 * from 1 in the low CLASS_BITS, above it a print of the word's hash; 0 is free. One of weights has
 * for each of eight features six weights of one byte, for the tags but 0, and behind them the
 * eight prints of the features, 16 bits each; 0 is free.
 * The bucket is told by the upper half of a hash, the print by the lower.
 *
 * A model of fewer labels bars the tags of the others by what it gives for `follow`.
 *
 * Tags: 0 is "no name", 1 + 2k begins a name with label k, 2 + 2k goes on with it. The
 * weight for 0 is always 0. */
#ifndef GALLEY_TEXT_TAGGER_BLOCK_H
#define GALLEY_TEXT_TAGGER_BLOCK_H

#include <endian.h>

#include "base/mapped.h"
#include "text/reading.h"

/* Its ends are no UTF-8. */
#define TAGGER_MAGIC MAPPED_MAGIC "\xFD"

enum {
    TAGGER_VERSION = 1,
    TAGGER_TAGS = 1 + 2 * READING_LABELS,
    TAGGER_WEIGHTS = TAGGER_TAGS - 1,
    TAGGER_NAME = 16,  /* bytes of a name with its NUL */
    TAGGER_STEPS = 64, /* of the table that makes scores of margins */
    BUCKET = 64,
    BUCKET_ROWS = 8,
    BUCKET_PRINTS = BUCKET_ROWS * 6, /* where its prints begin */
    CLASS_ROWS = 16,
    CLASS_BITS = 10,
    CLASS_FAMILY = 16, /* classes one after the other that are alike; class 1 begins the first */
};

struct tagger_head {
    char magic[8]; /* TAGGER_MAGIC, without its NUL */
    uint64_t sum;  /* hash_fast of all that follows */
    uint32_t version;
    uint32_t label_n;
    uint32_t class_n, weight_n;                  /* buckets */
    int16_t follow[2][TAGGER_TAGS][TAGGER_TAGS]; /* of each pass: for the second tag behind the
                                                  first */
    int16_t dial;                                /* what each step of `recall` takes from tag 0 */
    int16_t margin;                              /* of one step in `scores` */
    uint8_t scores[READING_LABELS][TAGGER_STEPS]; /* by margin, in 255ths */
    char labels[READING_LABELS][TAGGER_NAME];
    char flags[READING_FLAGS][TAGGER_NAME]; /* of the lexicon, "" from the end on */
    char zero[40];
};

_Static_assert(sizeof(struct tagger_head) % BUCKET == 0, "buckets are lines of the cache");

static inline size_t bucket_of(uint64_t hash, uint32_t n)
{
    return (size_t)((hash >> 32) * n >> 32) * BUCKET;
}

static inline uint32_t class_print(uint64_t hash)
{
    return (uint32_t)hash & ((1u << (32 - CLASS_BITS)) - 1);
}

static inline uint16_t weight_print(uint64_t hash)
{
    uint16_t print = (uint16_t)hash;
    return print ? print : 1;
}

/* The class of the word with this hash, from 1; 0 when it has none. `classes` is the table. */
static inline uint16_t class_get(struct str classes, uint64_t hash)
{
    if (!classes.n)
        return 0;
    const char *p = classes.p + bucket_of(hash, (uint32_t)(classes.n / BUCKET));
    uint32_t print = class_print(hash), rows[CLASS_ROWS], found = 0;
    memcpy(rows, p, sizeof rows);
    for (int i = 0; i < CLASS_ROWS; i++)
        found |= le32toh(rows[i]) >> CLASS_BITS == print ? le32toh(rows[i]) : 0;
    return (uint16_t)(found & ((1u << CLASS_BITS) - 1));
}

#endif
