#include "model.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"

int16_t model_integer(float w, int most)
{
    float x = floorf(w * MODEL_UNIT + 0.5f);
    return (int16_t)(x > (float)most ? most : x < (float)-most ? -most : (int)x);
}

static int by_worth(const void *a, const void *b)
{
    const struct chosen *x = a, *y = b;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static bool put(unsigned char *bucket, const struct chosen *c)
{
    uint16_t print = weight_print(c->hash);
    for (int i = 0; i < BUCKET_ROWS; i++) {
        unsigned char *at = bucket + BUCKET_PRINTS + 2 * i;
        uint16_t there = (uint16_t)(at[0] | at[1] << 8);
        if (there == print)
            return false;
        if (there)
            continue;
        at[0] = (unsigned char)print;
        at[1] = (unsigned char)(print >> 8);
        for (int k = 0; k < TAGGER_WEIGHTS; k++)
            bucket[TAGGER_WEIGHTS * i + k] = (unsigned char)model_integer(c->v[k], 127);
        return true;
    }
    return false;
}

size_t model_place(struct chosen *v, size_t n, uint32_t buckets, struct buf *out)
{
    size_t at = out->n, in = 0;
    memset(buf_room(out, (size_t)buckets * BUCKET), 0, (size_t)buckets * BUCKET);
    out->n += (size_t)buckets * BUCKET;
    if (n)
        qsort(v, n, sizeof *v, by_worth);
    for (size_t i = 0; i < n; i++)
        if (put((unsigned char *)out->p + at + bucket_of(v[i].hash, buckets), &v[i]))
            in++;
        else
            v[i].number = LEARN_NONE;
    return in;
}

void model_seal(struct buf *block)
{
    size_t from = offsetof(struct tagger_head, version);
    uint64_t sum = htole64(hash_fast(str_cut(buf_str(block), from, block->n)));
    memcpy(block->p + offsetof(struct tagger_head, sum), &sum, sizeof sum);
}
