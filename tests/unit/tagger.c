/* Tokens, rows of tokens, and the tagger of a model that is made here. */
#include "text/tagger.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "model.h"
#include "tap.h"
#include "text/tagger_path.h"

/* ---- tokens -------------------------------------------------------------------------------- */

static const char *const forms = "-0atUMLDP";

/* The tokens of text, each with the letter of its form, '|' before one at a break. */
static void tokens(const char *text, const char *want)
{
    struct tokens t = {0};
    struct buf got = {0};
    struct str s = str_of(text);
    tokens_add(&t, s, (struct span){0, s.n});
    buf_addz(&got, "");
    for (size_t i = 0; i < t.n; i++) {
        const struct token *k = &t.v[i];
        buf_addz(&got, k->place & TOKEN_BREAK && i ? "|" : i ? " " : "");
        buf_add(&got, str_cut(s, k->start, token_end(k)));
        buf_addf(&got, "/%c", forms[k->form]);
    }
    IS(buf_str(&got), want, "%.*s", (int)strcspn(text, "\n"), text);
    buf_free(&got);
    tokens_free(&t);
}

static void test_tokens(void)
{
    tokens("Ann saw 3 NATO iPads.", "Ann/t saw/a 3/0 NATO/U iPads/M ./-");
    tokens("O'Hara's, D\xE2\x80\x99Souza\xE2\x80\x99s",
           "O'Hara/M 's/a ,/- D\xE2\x80\x99Souza/M \xE2\x80\x99s/a");
    tokens("J. K. Lee, U.S. law, X-ray", "J./D K./D Lee/t ,/- U.S./P law/a ,/- X/L -/- ray/a");
    tokens("At ten o'clock the dog's tail", "At/t ten/a o'clock/a the/a dog/a 's/a tail/a");
    tokens("It rains. He left", "It/t rains/a ./-|He/t left/a");
    tokens("Mr. Lee met Gen. Ko.", "Mr/t ./- Lee/t met/a Gen/t ./- Ko/t ./-");
    tokens("Ann Lee\nBo Ray", "Ann/t Lee/t|Bo/t Ray/t");
    tokens("a b c d e f g h i j k l m n o p q r s t u v w with Ann\nLee and others.\n",
           "a/a b/a c/a d/a e/a f/a g/a h/a i/a j/a k/a l/a m/a n/a o/a p/a q/a r/a s/a t/a u/a "
           "v/a w/a with/a Ann/t Lee/t and/a others/a ./-");
    tokens("\xC3\x89ric \xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD\xC2\xA0x\xE2\x80\x94y",
           "\xC3\x89ric/t \xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD/t x/a \xE2\x80\x94/- y/a");
    tokens("", "");
    tokens(" \n ", "");
}

static uint64_t low_of(const char *word)
{
    struct tokens t = {0};
    tokens_add(&t, str_of(word), (struct span){0, strlen(word)});
    uint64_t low = t.n == 1 ? t.v[0].low : 0;
    tokens_free(&t);
    return low;
}

static void test_hashes(void)
{
    OK(low_of("Lee") == low_of("LEE") && low_of("lee") == low_of("Lee"), "case is no matter");
    OK(low_of("\xC3\x89ric") == low_of("\xC3\xA9RIC"), "beyond ASCII too");
    OK(low_of("O'Hara") == low_of("O\xE2\x80\x99Hara"), "nor is the kind of an apostrophe");
    OK(low_of("Lee") != low_of("Lea") && low_of("Lee"), "other words have other hashes");
    OK(low_of("galley") == UINT64_C(0x29109D0A7FF22755), "the hash is the same on every machine");
}

/* ---- the best way -------------------------------------------------------------------------- */

static int32_t value(const struct scores *s, const int16_t follow[][TAGGER_TAGS],
                     const uint8_t *tags, size_t n, int32_t less)
{
    int32_t sum = follow[tags[n - 1]][0];
    for (size_t i = 0; i < n; i++) {
        int a = i ? tags[i - 1] : 0, b = tags[i];
        if (b && b % 2 == 0 && a != b && a != b - 1)
            return INT32_MIN;
        sum += follow[a][b] + s[i].v[b] - (b ? 0 : less);
    }
    return sum;
}

/* The best of all ways, found the long way; with `not` of those only that have another label at
 * token `at`. */
static int32_t best_of(const struct scores *s, const int16_t follow[][TAGGER_TAGS], size_t n,
                       int32_t less, size_t at, int not )
{
    uint8_t tags[4] = {0};
    int32_t best = INT32_MIN;
    size_t all = 1;
    for (size_t i = 0; i < n; i++)
        all *= TAGGER_TAGS;
    for (size_t k = 0; k < all; k++) {
        size_t rest = k;
        for (size_t i = 0; i < n; i++, rest /= TAGGER_TAGS)
            tags[i] = (uint8_t)(rest % TAGGER_TAGS);
        if (not >= 0 && (tags[at] + 1) / 2 == not )
            continue;
        int32_t x = value(s, follow, tags, n, less);
        best = x > best ? x : best;
    }
    return best;
}

static uint64_t state = 88172645463325252u;

static int draw(int n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)(state % (unsigned)n);
}

static void test_path(void)
{
    enum { ROUNDS = 60, LENGTH = 4 };
    int ways = 0, margins = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct scores s[LENGTH];
        struct path_step steps[LENGTH];
        int16_t follow[TAGGER_TAGS][TAGGER_TAGS];
        uint8_t tags[LENGTH];
        int32_t less = draw(100);
        size_t n = 1 + (size_t)round % LENGTH, at = (size_t)draw((int)n);
        for (int a = 0; a < TAGGER_TAGS; a++)
            for (int b = 0; b < TAGGER_TAGS; b++)
                follow[a][b] = (int16_t)(draw(200) - 100);
        for (size_t i = 0; i < n; i++)
            for (int a = 0; a < TAGGER_TAGS; a++)
                s[i].v[a] = a ? draw(400) - 200 : 0;
        const int16_t(*f)[TAGGER_TAGS] = (const int16_t(*)[TAGGER_TAGS])follow;
        path_find(steps, s, n, f, less, true);
        bool names = false;
        for (size_t i = 0; i < n; i++) {
            tags[i] = steps[i].tag;
            names = names || tags[i];
        }
        int32_t best = best_of(s, f, n, less, 0, -1);
        ways += value(s, f, tags, n, less) == best;
        int32_t other = best_of(s, f, n, less, at, (tags[at] + 1) / 2);
        margins += !names || best - other == steps[at].margin;
    }
    OK(ways == ROUNDS, "the way that is found is the best");
    OK(margins == ROUNDS, "a margin is how much worse the best one with another label is");
}

static void test_long_path(void)
{
    enum { LENGTH = 300000 };
    static struct scores s[LENGTH];
    static struct path_step steps[LENGTH];
    static const int16_t follow[TAGGER_TAGS][TAGGER_TAGS];
    for (size_t i = 0; i < LENGTH; i++)
        s[i].v[1] = 30000;
    path_find(steps, s, LENGTH, follow, 0, true);
    bool good = true;
    for (size_t i = 0; i < LENGTH; i++)
        good = good && steps[i].tag == 1 && steps[i].margin == 30000;
    OK(good, "a long row does not run over");
}

/* ---- a model ------------------------------------------------------------------------------- */

/* What t finds in the parts of text that '|' separates: label, score, words. */
static void finds(struct tagger *t, const char *text, int recall, const char *want)
{
    struct span parts[4];
    struct buf got = {0};
    struct str s = str_of(text);
    size_t n = 0, found;
    for (size_t at = 0; at < s.n && n < 4; n++) {
        parts[n] = (struct span){at, str_byte(s, '|', at)};
        at = parts[n].end + 1;
    }
    const struct tag *tags = tagger_run(t, s, parts, n, recall, &found);
    buf_addz(&got, "");
    for (size_t i = 0; i < found; i++) {
        struct str label = tagger_label(t, tags[i].label);
        buf_addf(&got, "%s%.*s %.2f ", i ? "; " : "", (int)label.n, label.p, tags[i].score);
        buf_add(&got, str_cut(s, tags[i].span.start, tags[i].span.end));
    }
    IS(buf_str(&got), want, "%.*s, recall %d", (int)strcspn(text, "\n"), text, recall);
    buf_free(&got);
}

static void test_tagger(const struct model *m)
{
    struct err err = {0};
    struct tagger *t = tagger_open(buf_str(&m->block), m->lexicon, &err);
    OK(t && tagger_label_n(t) == 2, "a model opens: %s", err.text);
    if (!t)
        return;
    finds(t, "So Ann Lee went to Rome.", 0, "person 0.39 Ann Lee; place 0.35 Rome");
    finds(t, "ANN LEE", 0, "person 0.39 ANN LEE");
    finds(t, "ann lee", 0, "");
    finds(t, "Ann\n\nLee", 0, "person 0.39 Ann; person 0.16 Lee");
    finds(t, "Ann|Lee in Rome", 0, "person 0.39 Ann; person 0.16 Lee; place 0.35 Rome");
    finds(t, "saw Moss", 0, "");
    finds(t, "saw Moss", 1, "");
    finds(t, "saw Moss", 3, "person 0.03 Moss");
    finds(t, "saw Moss", 10, "person 0.27 Moss");
    finds(t, "", 0, "");
    finds(t, "|", 0, "");
    tagger_free(t);
    tagger_free(NULL);
}

/* The same bytes give the same tags, whatever was tagged before; more recall, no fewer words. */
static void test_same(const struct model *m)
{
    struct tagger *t = tagger_open(buf_str(&m->block), m->lexicon, NULL);
    struct str s = str_of("Ann met Moss. Rome, said Lee of Moss & Moss, is Ann's. Ann Moss Lee.");
    struct span all = {0, s.n}, half = {0, 20};
    size_t n, again, bytes[TAGGER_RECALL + 1] = {0};
    struct tag first[20];
    const struct tag *tags = tagger_run(t, s, &all, 1, 4, &n);
    memcpy(first, tags, n * sizeof *tags);
    tagger_run(t, s, &half, 1, 0, &again);
    tags = tagger_run(t, s, &all, 1, 4, &again);
    bool same = n == again && n > 3;
    for (size_t i = 0; same && i < n; i++)
        same = tags[i].span.start == first[i].span.start &&
               tags[i].span.end == first[i].span.end && tags[i].score == first[i].score;
    OK(same, "%zu tags, and again", n);
    bool rises = true;
    for (int recall = 0; recall <= TAGGER_RECALL; recall++) {
        tags = tagger_run(t, s, &all, 1, recall, &n);
        for (size_t i = 0; i < n; i++)
            bytes[recall] += span_len(tags[i].span);
        rises = rises && (!recall || bytes[recall] >= bytes[recall - 1]);
    }
    OK(rises && bytes[TAGGER_RECALL] > bytes[0], "recall takes more, never less");
    tagger_free(t);
}

/* ---- models that are wrong ----------------------------------------------------------------- */

static void refused(const struct buf *block, const struct lexicon *lex, const char *error)
{
    struct err err = {0};
    struct tagger *t = tagger_open(buf_str(block), lex, &err);
    OK(!t && strstr(err.text, error), "%s", err.text);
    tagger_free(t);
}

/* The block with n bytes at `at` set to c, and a sum that fits. */
static struct buf changed(const struct buf *block, size_t at, size_t n, int c)
{
    struct buf b = {0};
    buf_add(&b, buf_str(block));
    memset(b.p + at, c, n);
    model_seal(&b);
    return b;
}

static void test_damage(const struct model *m)
{
    static const size_t heads[] = {
        offsetof(struct tagger_head, label_n),  offsetof(struct tagger_head, class_n),
        offsetof(struct tagger_head, weight_n), offsetof(struct tagger_head, margin),
        offsetof(struct tagger_head, dial),     offsetof(struct tagger_head, labels),
        offsetof(struct tagger_head, flags),
    };
    struct buf b = {0};
    buf_add(&b, str_cut(buf_str(&m->block), 0, 100));
    refused(&b, m->lexicon, "cut off");
    buf_clear(&b);
    buf_add(&b, str_cut(buf_str(&m->block), 0, m->block.n - 1));
    refused(&b, m->lexicon, "its check sum is wrong");
    model_seal(&b);
    refused(&b, m->lexicon, "do not make up the whole");
    buf_free(&b);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t n = i < 3 ? 4 : i < 5 ? 2 : TAGGER_NAME;
        b = changed(&m->block, heads[i], n, 0xFF);
        refused(&b, m->lexicon, "do not make up the whole");
        buf_free(&b);
    }
    b = changed(&m->block, offsetof(struct tagger_head, version), 4, 7);
    refused(&b, m->lexicon, "another version");
    buf_free(&b);
    struct lexicon *other = lexicon_new(str_of("ann\tname\n"), "lines", NULL);
    refused(&m->block, other, "asks for words that are `first`");
    lexicon_free(other);
}

/* What is behind the head is not checked before it is used: it may change any time. */
static void test_bounds(const struct model *m)
{
    struct str s = str_of("Ann Lee of Rome met MOSS, Inc. and Bo-tai O'Hara's U.S. team.");
    struct span all = {0, s.n};
    size_t n;
    for (size_t at = offsetof(struct tagger_head, follow); at + 64 <= m->block.n; at += 16) {
        struct buf b = changed(&m->block, at, 64, (int)at | 0x80);
        struct tagger *t = tagger_open(buf_str(&b), m->lexicon, NULL);
        if (t)
            tagger_run(t, s, &all, 1, TAGGER_RECALL, &n);
        tagger_free(t);
        buf_free(&b);
    }
    OK(true, "a model with any bytes changed is read within its bounds");
}

int main(void)
{
    struct model m = {0};
    test_tokens();
    test_hashes();
    test_path();
    test_long_path();
    model_make(&m);
    test_tagger(&m);
    test_same(&m);
    test_damage(&m);
    test_bounds(&m);
    model_free(&m);
    return tap_done();
}
