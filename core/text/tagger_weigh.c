#include "text/tagger_weigh.h"

#include <stdlib.h>

#include "base/mem.h"

_Static_assert(sizeof(struct weigh_slot) == BUCKET, "a slot is a line of the cache");
_Static_assert(READING_FEATURES * 128 <= INT16_MAX, "sums of weights fit in 16 bits");

struct weigher weigher_new(struct str weights, uint32_t bucket_n)
{
    struct weigher w = {weights, bucket_n, NULL, mem_get((WEIGH_SLOTS + 1) * BUCKET)};
    char *room = w.room;
    w.slots = (void *)(room + (BUCKET - (uintptr_t)room % BUCKET));
    return w;
}

void weigher_free(struct weigher *w)
{
    free(w->room);
    *w = (struct weigher){{NULL, 0}, 0, NULL, NULL};
}

/* ---- looking up ---------------------------------------------------------------------------- */

/* The weights of a feature. Which row of the bucket has it, or none, is as good as random: so
 * there is no jump here. */
static inline weigh_sums feature_weights(const struct weigher *w, uint64_t feature)
{
    typedef uint16_t prints __attribute__((vector_size(16)));
    typedef uint64_t halves __attribute__((vector_size(16)));
    typedef int8_t bytes __attribute__((vector_size(16)));
    const char *bucket = w->weights.p + bucket_of(feature, w->bucket_n);
    uint16_t p = htole16(weight_print(feature));
    prints all;
    uint64_t row;
    memcpy(&all, bucket + BUCKET_PRINTS, sizeof all);
    /* All bits of a row that has it. Of the first four rows the even bytes are kept, of the others
     * the odd ones. */
    halves same = (halves)(all == (prints){p, p, p, p, p, p, p, p});
    uint64_t found = (le64toh(same[0]) & UINT64_C(0x00FF00FF00FF00FF)) |
                     (le64toh(same[1]) & UINT64_C(0xFF00FF00FF00FF00));
    unsigned at = (unsigned)__builtin_ctzll(found | UINT64_C(1) << 63) / 8;
    memcpy(&row, bucket + TAGGER_WEIGHTS * (at % 2 * 4 + at / 2), sizeof row);
    bytes b = (bytes)(halves){row & -(uint64_t)(found != 0), 0};
    /* Each byte twice, and of that the upper one with its sign. */
    b = __builtin_shufflevector(b, b, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    return (weigh_sums)b >> 8;
}

static weigh_sums weights_of(const struct weigher *w, const struct features *f)
{
    weigh_sums sums = {0};
    for (size_t i = 0; i < f->n; i++)
        sums += feature_weights(w, f->v[i]);
    return sums;
}

/* ---- remembering --------------------------------------------------------------------------- */

/* The groups of a scene on their way: all places are asked for before the first is read, as each
 * of them may have to come from far off. */
struct batch {
    struct reading_keys keys;
    struct weigh_slot *slots[GROUP_ALL];
    struct features rest; /* of groups that are not remembered */
};

static struct weigh_slot *slot_of(const struct weigher *w, const struct reading_key *key)
{
    uint64_t x = (key->a ^ key->b * UINT64_C(0xD6E8FEB86659FD93)) * UINT64_C(0xA0761D6478BD642F);
    x = (x ^ x >> 29 ^ key->c) * UINT64_C(0xE7037ED1A0B428DB);
    return &w->slots[x >> 52];
}

_Static_assert(WEIGH_SLOTS == 1 << (64 - 52), "a hash's highest bits are the number of a slot");

static void batch_send(struct batch *b, const struct weigher *w)
{
    for (size_t i = 0; i < b->rest.n; i++)
        __builtin_prefetch(w->weights.p + bucket_of(b->rest.v[i], w->bucket_n));
    for (size_t i = 0; i < b->keys.n; i++) {
        b->slots[i] = slot_of(w, &b->keys.v[i]);
        __builtin_prefetch(b->slots[i]);
    }
}

static weigh_sums slot_weights(const struct scene *scene, const struct weigher *w,
                               const struct reading_key *key, struct weigh_slot *slot)
{
    struct features f;
    if (slot->key.a == key->a && slot->key.b == key->b && slot->key.c == key->c)
        return slot->sums;
    f.n = 0;
    reading_put(scene, reading_group_of(key), &f);
    slot->key = *key;
    slot->sums = weights_of(w, &f);
    return slot->sums;
}

static void batch_add(const struct batch *b, const struct weigher *w, const struct scene *scene,
                      struct scores *s)
{
    weigh_sums sums = {0};
    for (size_t i = 0; i < b->keys.n; i++)
        sums += slot_weights(scene, w, &b->keys.v[i], b->slots[i]);
    sums += weights_of(w, &b->rest);
    for (int k = 0; k < TAGGER_WEIGHTS; k++)
        s->v[1 + k] += sums[k];
}

void weigher_seen(struct weigher *w, const struct scene *scene, struct scores *s)
{
    struct batch b;
    b.rest.n = 0;
    reading_keys_seen(scene, &b.keys, &b.rest);
    batch_send(&b, w);
    batch_add(&b, w, scene, s);
}

void weigher_heard(struct weigher *w, const struct scene *scene, struct scores *s)
{
    struct batch b;
    b.rest.n = 0;
    reading_keys_heard(scene, &b.keys);
    batch_send(&b, w);
    batch_add(&b, w, scene, s);
}
