#include "classes.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "draw.h"

enum { SIZE = 100, ROUNDS = 12, FREQUENT = 20000, FILE_MOST = 1 << 29 };

/* Vectors of length 1. */
struct vectors {
    uint64_t *lows;
    float (*v)[SIZE];
    size_t n, cap;
};

/* ---- reading ------------------------------------------------------------------------------- */

/* The hash of a word that is one token; 0 when it is none. */
static uint64_t low_of(struct tokens *t, struct str word)
{
    t->n = 0;
    tokens_add(t, word, (struct span){0, word.n});
    return t->n == 1 && token_is_word(&t->v[0]) ? t->v[0].low : 0;
}

static void scale(float *v)
{
    double sum = 0;
    for (int i = 0; i < SIZE; i++)
        sum += (double)v[i] * (double)v[i];
    float by = sum > 0 ? (float)(1 / sqrt(sum)) : 0;
    for (int i = 0; i < SIZE; i++)
        v[i] *= by;
}

/* Takes one `"word":[x,x,...]` off the front of s; false at the end. A word with an escape in it
 * is left as it is: none of ours has one. */
static bool take_vector(struct str *s, struct str *word, float v[SIZE])
{
    size_t from = str_byte(*s, '"', 0), to = str_find(*s, str_of("\":["), from + 1);
    size_t open = to + 2, close = str_byte(*s, ']', open);
    if (close >= s->n)
        return false;
    *word = str_cut(*s, from + 1, to);
    char *at = (char *)(uintptr_t)(s->p + open + 1);
    for (int i = 0; i < SIZE; i++) {
        v[i] = strtof(at, &at);
        at += *at == ',';
    }
    *s = str_cut(*s, close + 1, s->n);
    scale(v);
    return true;
}

static void read_vectors(struct vectors *x, struct str text, size_t words)
{
    struct tokens t = {0};
    struct str rest, word;
    float v[SIZE];
    rest = str_cut(text, str_find(text, str_of("\"vectors\":{"), 0) + 11, text.n);
    while (x->n < words && take_vector(&rest, &word, v)) {
        uint64_t low = low_of(&t, word);
        if (!low)
            continue;
        if (x->n == x->cap) {
            size_t cap = x->cap;
            x->lows = mem_grow(x->lows, &cap, x->n + 1, sizeof *x->lows);
            x->v = mem_grow(x->v, &x->cap, x->n + 1, sizeof *x->v);
        }
        x->lows[x->n] = low;
        memcpy(x->v[x->n++], v, sizeof v);
    }
    tokens_free(&t);
}

/* ---- gathering ----------------------------------------------------------------------------- */

/* The products with all centres at once: `centres` lies by coordinate, so that the inner loop goes
 * along centres. */
static size_t nearest(const float *v, const float *centres, size_t k, float *products)
{
    size_t best = 0;
    memset(products, 0, k * sizeof *products);
    for (int i = 0; i < SIZE; i++) {
        const float *c = centres + (size_t)i * k;
        for (size_t j = 0; j < k; j++)
            products[j] += v[i] * c[j];
    }
    for (size_t j = 1; j < k; j++)
        best = products[j] > products[best] ? j : best;
    return best;
}

/* The centres of the classes; a class that lost all its words gets one drawn anew. */
static void centre(const struct vectors *x, const uint16_t *class, size_t k, float *centres,
                   struct draw *d)
{
    float(*sums)[SIZE] = mem_get(k * sizeof *sums);
    for (size_t i = 0; i < x->n; i++)
        for (int j = 0; j < SIZE; j++)
            sums[class[i]][j] += x->v[i][j];
    for (size_t c = 0; c < k; c++) {
        bool empty = true;
        for (int j = 0; j < SIZE; j++)
            empty = empty && sums[c][j] == 0;
        if (empty)
            memcpy(sums[c], x->v[draw_below(d, x->n)], sizeof sums[c]);
        scale(sums[c]);
        for (int j = 0; j < SIZE; j++)
            centres[(size_t)j * k + c] = sums[c][j];
    }
    free(sums);
}

/* Gathers the vectors in k classes. */
static void gather(const struct vectors *x, uint16_t *class, size_t k)
{
    float *centres = mem_get(SIZE * k * sizeof *centres);
    float *products = mem_get(k * sizeof *products);
    struct draw d = {1};
    size_t top = x->n < FREQUENT ? x->n : FREQUENT;
    for (size_t c = 0; c < k; c++) {
        const float *v = x->v[draw_below(&d, top)];
        for (size_t j = 0; j < SIZE; j++)
            centres[j * k + c] = v[j];
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < x->n; i++)
            class[i] = (uint16_t)nearest(x->v[i], centres, k, products);
        centre(x, class, k, centres, &d);
    }
    free(centres);
    free(products);
}

/* Parts the family number `f` of `families`; `class` gets numbers from 1. */
static void part(const struct vectors *x, const uint16_t *families, uint16_t f, uint16_t *class)
{
    struct vectors some = {.v = mem_get((x->n + 1) * sizeof *some.v)};
    uint16_t *parts = mem_get((x->n + 1) * sizeof *parts);
    for (size_t i = 0; i < x->n; i++)
        if (families[i] == f)
            memcpy(some.v[some.n++], x->v[i], sizeof some.v[0]);
    if (some.n)
        gather(&some, parts, CLASS_FAMILY);
    for (size_t i = 0, k = 0; i < x->n; i++)
        if (families[i] == f)
            class[i] = (uint16_t)(f * CLASS_FAMILY + parts[k++] + 1);
    free(some.v);
    free(parts);
}

bool classes_make(struct classes *c, const char *path, size_t words, size_t families,
                  struct err *err)
{
    struct buf b = {0};
    struct stat st;
    struct vectors x = {0};
    if (file_read(AT_FDCWD, path, FILE_MOST, &b, &st, err) != FILE_OK)
        return err_set(err, "cannot read %s", path);
    read_vectors(&x, buf_str(&b), words);
    buf_free(&b);
    *c = (struct classes){x.lows, mem_get((x.n + 1) * sizeof *c->class), x.n};
    if (x.n < FREQUENT)
        return err_set(err, "%s: there are too few vectors in it", path);
    uint16_t *of = mem_get(x.n * sizeof *of);
    gather(&x, of, families);
    for (size_t f = 0; f < families; f++)
        part(&x, of, (uint16_t)f, c->class);
    free(of);
    free(x.v);
    return true;
}

/* ---- the table ----------------------------------------------------------------------------- */

static bool put_class(char *bucket, uint64_t low, uint16_t class)
{
    for (int i = 0; i < CLASS_ROWS; i++, bucket += 4) {
        uint32_t x;
        memcpy(&x, bucket, sizeof x);
        x = le32toh(x);
        if (x && x >> CLASS_BITS == class_print(low))
            return false;
        if (x)
            continue;
        x = htole32(class_print(low) << CLASS_BITS | class);
        memcpy(bucket, &x, sizeof x);
        return true;
    }
    return false;
}

size_t classes_table(const struct classes *c, uint32_t buckets, struct buf *out)
{
    size_t at = out->n, in = 0;
    memset(buf_room(out, (size_t)buckets * BUCKET), 0, (size_t)buckets * BUCKET);
    out->n += (size_t)buckets * BUCKET;
    for (size_t i = 0; buckets && i < c->n; i++)
        in += put_class(out->p + at + bucket_of(c->lows[i], buckets), c->lows[i], c->class[i]);
    return in;
}

void classes_free(struct classes *c)
{
    free(c->lows);
    free(c->class);
    *c = (struct classes){0};
}
