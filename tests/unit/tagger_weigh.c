/* What the weigher remembers changes no sum. */
#include "text/tagger_weigh.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tap.h"

enum { BUCKETS = 512, WORDS = 4000 };

static uint64_t state = 88172645463325252u;

static unsigned draw(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state % n);
}

/* A text of words and marks in all forms; few words, so that they come again. */
static struct buf text(void)
{
    static const char *const words[] = {"Ann",
                                        "ANN",
                                        "ann",
                                        "McLee",
                                        "mcLee",
                                        "Lee's",
                                        "O'Hara",
                                        "U.S.",
                                        "J.",
                                        ",",
                                        "-",
                                        "3",
                                        "\"Rome",
                                        "van",
                                        "Zo\xC3\xAB",
                                        "the",
                                        "\n\n",
                                        ". He",
                                        "Constantinopolitan",
                                        "CONSTANTINOPOLITAN",
                                        "Bo-tai",
                                        "Ab",
                                        "Abb",
                                        "& Co"};
    struct buf b = {0};
    for (int i = 0; i < WORDS; i++)
        buf_addf(&b, "%s%s", words[draw(sizeof words / sizeof *words)], draw(8) ? " " : "");
    return b;
}

/* Buckets with any weights, and prints that nothing has yet. */
static char *buckets(void)
{
    char *p = mem_get(BUCKETS * BUCKET);
    for (size_t i = 0; i < (size_t)BUCKETS * BUCKET; i++)
        p[i] = (char)(i % BUCKET < BUCKET_PRINTS ? draw(256) : 0);
    return p;
}

/* The row of the bucket that has the feature; BUCKET_ROWS when none has. */
static int row_of(const char *bucket, uint64_t feature)
{
    for (int row = 0; row < BUCKET_ROWS; row++) {
        uint16_t print;
        memcpy(&print, bucket + BUCKET_PRINTS + 2 * row, sizeof print);
        if (le16toh(print) == weight_print(feature))
            return row;
    }
    return BUCKET_ROWS;
}

static void add_plainly(const char *p, const struct features *f, struct scores *s)
{
    for (size_t i = 0; i < f->n; i++) {
        const char *bucket = p + bucket_of(f->v[i], BUCKETS);
        int row = row_of(bucket, f->v[i]);
        for (int k = 0; row < BUCKET_ROWS && k < TAGGER_WEIGHTS; k++)
            s->v[1 + k] += (signed char)bucket[TAGGER_WEIGHTS * row + k];
    }
}

/* Puts the prints of some of the features of the text into the buckets, none twice. */
static void plant(char *p, const struct features *f)
{
    for (size_t i = 0; i < f->n; i++) {
        char *bucket = p + bucket_of(f->v[i], BUCKETS);
        uint16_t print = htole16(weight_print(f->v[i]));
        if (draw(3) && row_of(bucket, f->v[i]) == BUCKET_ROWS)
            memcpy(bucket + BUCKET_PRINTS + 2 * draw(BUCKET_ROWS), &print, sizeof print);
    }
}

/* All features of the tokens are planted first; then the sums are made both ways. */
static void test_sums(const struct reading *r, struct str s, char *p)
{
    struct weigher w = weigher_new((struct str){p, BUCKETS * BUCKET}, BUCKETS);
    struct features f;
    struct scene scene;
    size_t wrong = 0, other = 0, n = 0;
    for (size_t i = 0; i < r->tokens.n; i++) {
        reading_seen(r, s, i, &f);
        plant(p, &f);
        reading_heard(r, i, &f);
        plant(p, &f);
    }
    for (size_t i = 0; i < r->tokens.n; i++) {
        struct scores fast = {{0}}, plain = {{0}};
        reading_seen(r, s, i, &f);
        add_plainly(p, &f, &plain);
        reading_heard(r, i, &f);
        add_plainly(p, &f, &plain);
        reading_look(r, s, i, &scene);
        weigher_seen(&w, &scene, &fast);
        reading_listen(r, i, &scene);
        weigher_heard(&w, &scene, &fast);
        for (int k = 0; k < TAGGER_TAGS; k++) {
            wrong += fast.v[k] != plain.v[k];
            other += plain.v[k] != 0;
        }
        n++;
    }
    OK(n > WORDS && !wrong, "the sums of %zu tokens are those of their features, %zu wrong", n,
       wrong);
    OK(other > n, "and most are not 0");
    weigher_free(&w);
}

/* All words that features of an active token are about have their class. */
static void test_classes(const struct reading *r, struct str classes)
{
    size_t wrong = 0, far = 0;
    for (size_t i = 0; i < r->tokens.n; i++) {
        bool near = false;
        for (size_t k = i > READING_NEAR ? i - READING_NEAR : 0;
             k <= i + READING_NEAR && k < r->tokens.n; k++)
            near = near || r->words[k].active;
        bool word = token_is_word(&r->tokens.v[i]);
        wrong += near && word && r->words[i].class != class_get(classes, r->tokens.v[i].low);
        far += !near && word;
    }
    OK(!wrong && far, "words near capitals have their class");
}

int main(void)
{
    struct buf b = text();
    struct str s = buf_str(&b);
    struct span all = {0, s.n};
    struct lexicon *lex =
        lexicon_new(str_of("ann\tfirst\nlee\tlast first\nrome\tplace\n"), "lines", NULL);
    struct reading_sources from = {.lexicon = lex};
    from.masks[0] = lexicon_flag(lex, str_of("first"));
    from.masks[1] = lexicon_flag(lex, str_of("last"));
    from.masks[2] = lexicon_flag(lex, str_of("place"));
    char *classes = mem_get(BUCKET);
    for (unsigned i = 0; i < 2; i++) { /* of "the" and "van" */
        struct tokens t = {0};
        tokens_add(&t, str_of(i ? "the" : "van"), (struct span){0, 3});
        uint32_t row = htole32(class_print(t.v[0].low) << CLASS_BITS | (i + 1));
        memcpy(classes + i * sizeof row, &row, sizeof row);
        tokens_free(&t);
    }
    from.classes = (struct str){classes, BUCKET};
    struct reading r = {0};
    reading_make(&r, &from, s, &all, 1);
    for (size_t i = 0; i < r.tokens.n; i++)
        if (r.words[i].active)
            reading_note(&r, i, draw(TAGGER_TAGS), draw(TAGGER_TAGS));
    reading_count(&r);
    test_classes(&r, from.classes);
    char *p = buckets();
    test_sums(&r, s, p);
    free(p);
    free(classes);
    reading_free(&r);
    lexicon_free(lex);
    buf_free(&b);
    return tap_done();
}
