/* A small model of a tagger: Ann and Lee are people, Rome is a place, Moss is nothing, but with
 * more recall a person. */
#ifndef GALLEY_TESTS_MODEL_H
#define GALLEY_TESTS_MODEL_H

#include <stdio.h>

#include "base/buf.h"
#include "base/hash.h"
#include "text/tagger.h"
#include "text/tagger_block.h"

/* A model that weighs some features of some words. */
struct model {
    struct lexicon *lexicon;
    struct buf block;
};

static inline void model_add(struct buf *block, size_t at, uint32_t buckets, uint64_t hash,
                             const int *weights)
{
    unsigned char *p = (unsigned char *)block->p + at + bucket_of(hash, buckets);
    int row = 0;
    unsigned char *prints = p + BUCKET_PRINTS;
    while (row < BUCKET_ROWS - 1 && (prints[2 * row] || prints[2 * row + 1]))
        row++;
    prints[2 * row] = (unsigned char)weight_print(hash);
    prints[2 * row + 1] = (unsigned char)(weight_print(hash) >> 8);
    for (int k = 0; k < TAGGER_WEIGHTS; k++)
        p[TAGGER_WEIGHTS * row + k] = (unsigned char)weights[k];
}

/* Gives the first feature of the word (what it is, without its case) these weights. */
static inline void model_weigh(struct model *m, const char *word, const int *weights)
{
    struct reading r = {0};
    struct reading_sources from = {.lexicon = m->lexicon};
    struct features f;
    struct str s = str_of(word);
    struct span all = {0, s.n};
    const struct tagger_head *h = (const void *)m->block.p;
    reading_make(&r, &from, s, &all, 1);
    reading_seen(&r, s, 0, &f);
    model_add(&m->block, sizeof *h, le32toh(h->weight_n), f.v[0], weights);
    reading_free(&r);
}

static inline void model_seal(struct buf *block)
{
    size_t from = offsetof(struct tagger_head, version);
    uint64_t sum = htole64(hash_fast(str_cut(buf_str(block), from, block->n)));
    memcpy(block->p + offsetof(struct tagger_head, sum), &sum, sizeof sum);
}

static inline void model_make(struct model *m)
{
    enum { BUCKETS = 64 };
    static const int person[] = {100, 40, 0, 0, 0, 0}, on[] = {40, 100, 0, 0, 0, 0};
    static const int place[] = {0, 0, 90, 30, 0, 0}, doubt[] = {-20, -40, -90, -90, -90, -90};
    struct tagger_head h = {.version = htole32(TAGGER_VERSION), .label_n = htole32(2)};
    memcpy(h.magic, TAGGER_MAGIC, sizeof h.magic);
    h.weight_n = htole32(BUCKETS);
    h.dial = (int16_t)htole16(10);
    h.margin = (int16_t)htole16(4);
    for (int i = 0; i < TAGGER_STEPS; i++)
        h.scores[0][i] = h.scores[1][i] = (uint8_t)(4 * i);
    snprintf(h.labels[0], TAGGER_NAME, "person");
    snprintf(h.labels[1], TAGGER_NAME, "place");
    snprintf(h.flags[0], TAGGER_NAME, "first");
    m->lexicon = lexicon_new(str_of("ann\tfirst\nlee\tlast\n"), "lines", NULL);
    buf_add(&m->block, (struct str){(const char *)&h, sizeof h});
    memset(buf_room(&m->block, BUCKETS * BUCKET), 0, BUCKETS * BUCKET);
    m->block.n += BUCKETS * BUCKET;
    model_weigh(m, "Ann", person);
    model_weigh(m, "Lee", on);
    model_weigh(m, "Rome", place);
    model_weigh(m, "Moss", doubt);
    model_seal(&m->block);
}

static inline void model_free(struct model *m)
{
    lexicon_free(m->lexicon);
    buf_free(&m->block);
}

#endif
