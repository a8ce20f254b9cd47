#include "text/tagger.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/tagger_weigh.h"

struct tagger {
    struct tagger_head head; /* in this machine's order of bytes */
    struct reading_sources sources;
    struct weigher weigher;
    struct reading reading;
    struct scores *scores;   /* of the active tokens, one after the other */
    struct path_step *steps; /* of the run at hand */
    struct tag *tags;
    size_t score_cap, step_cap, tag_n, tag_cap;
};

/* ---- opening ------------------------------------------------------------------------------- */

static void read_head(struct tagger_head *h)
{
    h->sum = le64toh(h->sum);
    h->version = le32toh(h->version);
    h->label_n = le32toh(h->label_n);
    h->class_n = le32toh(h->class_n);
    h->weight_n = le32toh(h->weight_n);
    h->dial = (int16_t)le16toh((uint16_t)h->dial);
    h->margin = (int16_t)le16toh((uint16_t)h->margin);
    for (int p = 0; p < 2; p++)
        for (int a = 0; a < TAGGER_TAGS; a++)
            for (int b = 0; b < TAGGER_TAGS; b++)
                h->follow[p][a][b] = (int16_t)le16toh((uint16_t)h->follow[p][a][b]);
}

/* Whether the numbers of the head make sense, and its names end. */
static bool is_sound(const struct tagger_head *h, size_t block)
{
    uint64_t size = sizeof *h + BUCKET * ((uint64_t)h->class_n + h->weight_n);
    bool ends = true;
    for (int i = 0; i < READING_LABELS; i++)
        ends = ends && !h->labels[i][TAGGER_NAME - 1];
    for (int i = 0; i < READING_FLAGS; i++)
        ends = ends && !h->flags[i][TAGGER_NAME - 1];
    return ends && size == block && h->weight_n > 0 && h->label_n > 0 &&
           h->label_n <= READING_LABELS && h->dial >= 0 && h->margin > 0;
}

static bool open_flags(struct tagger *t, struct err *err)
{
    for (int i = 0; i < READING_FLAGS && t->head.flags[i][0]; i++) {
        t->sources.masks[i] = lexicon_flag(t->sources.lexicon, str_of(t->head.flags[i]));
        if (!t->sources.masks[i])
            return err_set(err,
                           "the model asks for words that are `%s`, which the lexicon does "
                           "not tell",
                           t->head.flags[i]);
    }
    return true;
}

static bool open_block(struct tagger *t, struct str block, struct err *err)
{
    size_t summed = offsetof(struct tagger_head, version), head = sizeof t->head;
    if (block.n < head || !str_starts(block, TAGGER_MAGIC))
        return err_set(err, "it is no model of a tagger, or cut off");
    memcpy(&t->head, block.p, head);
    read_head(&t->head);
    if (t->head.version != TAGGER_VERSION)
        return err_set(err, "the model was made for another version of galley");
    if (t->head.sum != hash_fast(str_cut(block, summed, block.n)))
        return err_set(err, "the model is damaged: its check sum is wrong");
    if (!is_sound(&t->head, block.n))
        return err_set(err, "the model is damaged: its parts do not make up the whole");
    size_t weights = head + (size_t)t->head.class_n * BUCKET;
    t->sources.classes = str_cut(block, head, weights);
    t->weigher = weigher_new(str_cut(block, weights, block.n), t->head.weight_n);
    return open_flags(t, err);
}

struct tagger *tagger_open(struct str block, const struct lexicon *lexicon, struct err *err)
{
    struct tagger *t = mem_get(sizeof *t);
    t->sources.lexicon = lexicon;
    if (open_block(t, block, err))
        return t;
    tagger_free(t);
    return NULL;
}

void tagger_free(struct tagger *t)
{
    if (!t)
        return;
    reading_free(&t->reading);
    weigher_free(&t->weigher);
    free(t->scores);
    free(t->steps);
    free(t->tags);
    free(t);
}

size_t tagger_label_n(const struct tagger *t)
{
    return t->head.label_n;
}

struct str tagger_label(const struct tagger *t, size_t label)
{
    return str_of(t->head.labels[label]);
}

/* ---- the passes ---------------------------------------------------------------------------- */

static void make_room(struct tagger *t)
{
    size_t active = 0, longest = 0;
    for (size_t i = 0; i < t->reading.run_n; i++) {
        size_t n = t->reading.runs[i].to - t->reading.runs[i].from;
        active += n;
        longest = n > longest ? n : longest;
    }
    if (active > t->score_cap)
        t->scores = mem_grow(t->scores, &t->score_cap, active, sizeof *t->scores);
    if (longest > t->step_cap)
        t->steps = mem_grow(t->steps, &t->step_cap, longest, sizeof *t->steps);
}

static void first_pass(struct tagger *t, struct str text)
{
    struct scores *s = t->scores;
    struct scene scene;
    for (size_t i = 0; i < t->reading.run_n; i++) {
        const struct run *run = &t->reading.runs[i];
        size_t n = run->to - run->from;
        for (size_t k = 0; k < n; k++) {
            s[k] = (struct scores){{0}};
            reading_look(&t->reading, text, run->from + k, &scene);
            weigher_seen(&t->weigher, &scene, &s[k]);
        }
        path_find(t->steps, s, n, (const int16_t(*)[TAGGER_TAGS])t->head.follow[0], 0, false);
        for (size_t k = 0; k < n; k++)
            reading_note(&t->reading, run->from + k, t->steps[k].tag,
                         k + 1 < n ? t->steps[k + 1].tag : 0);
        s += n;
    }
}

/* ---- what was found ------------------------------------------------------------------------ */

static double score_of(const struct tagger *t, size_t label, int32_t margin)
{
    int32_t step = margin < 0 ? 0 : margin / t->head.margin;
    step = step < TAGGER_STEPS ? step : TAGGER_STEPS - 1;
    return t->head.scores[label][step] / 255.0;
}

static void add_tag(struct tagger *t, const struct token *first, const struct token *last,
                    size_t label, int32_t margin)
{
    if (label >= t->head.label_n)
        return;
    if (t->tag_n == t->tag_cap)
        t->tags = mem_grow(t->tags, &t->tag_cap, t->tag_n + 1, sizeof *t->tags);
    t->tags[t->tag_n++] =
        (struct tag){{first->start, token_end(last)}, label, score_of(t, label, margin)};
}

/* A name is as sure as the least sure of its words. */
static void add_tags(struct tagger *t, const struct run *run)
{
    const struct token *v = t->reading.tokens.v + run->from;
    size_t n = run->to - run->from, end;
    for (size_t i = 0; i < n; i = end) {
        unsigned tag = t->steps[i].tag;
        int32_t margin = t->steps[i].margin;
        end = i + 1;
        if (!tag)
            continue;
        for (; end < n && t->steps[end].tag && t->steps[end].tag % 2 == 0; end++)
            margin = t->steps[end].margin < margin ? t->steps[end].margin : margin;
        add_tag(t, &v[i], &v[end - 1], (tag - 1) / 2, margin);
    }
}

static void second_pass(struct tagger *t, int recall)
{
    struct scores *s = t->scores;
    struct scene scene;
    for (size_t i = 0; i < t->reading.run_n; i++) {
        const struct run *run = &t->reading.runs[i];
        size_t n = run->to - run->from;
        for (size_t k = 0; k < n; k++) {
            reading_listen(&t->reading, run->from + k, &scene);
            weigher_heard(&t->weigher, &scene, &s[k]);
        }
        path_find(t->steps, s, n, (const int16_t(*)[TAGGER_TAGS])t->head.follow[1],
                  recall * t->head.dial, true);
        add_tags(t, run);
        s += n;
    }
}

const struct tag *tagger_run(struct tagger *t, struct str text, const struct span *parts,
                             size_t n, int recall, size_t *found)
{
    t->tag_n = 0;
    reading_make(&t->reading, &t->sources, text, parts, n);
    make_room(t);
    first_pass(t, text);
    reading_count(&t->reading);
    second_pass(t, recall);
    *found = t->tag_n;
    return t->tags;
}
