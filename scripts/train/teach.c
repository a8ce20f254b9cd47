#include "teach.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model.h"
#include "text/tagger_path.h"

enum { MAY_ALL = (1 << TAGGER_TAGS) - 1 };

/* The tags that the token may have by the names of the sample; *g goes along. */
static uint8_t may_have(const struct sample *s, const struct token *t, size_t *g)
{
    while (*g < s->gold_n && s->gold[*g].span.end <= t->start)
        ++*g;
    if (*g < s->gold_n && s->gold[*g].span.start < token_end(t)) {
        const struct gold *gold = &s->gold[*g];
        if (gold->label == LABEL_ANY)
            return MAY_ALL;
        return (uint8_t)(1u << (1 + 2 * gold->label + (gold->span.start < t->start)));
    }
    unsigned may = 1;
    for (int k = 0; k < READING_LABELS; k++)
        if (s->open[k] && token_has_capital(t))
            may |= 3u << (1 + 2 * k);
    return (uint8_t)may;
}

static bool is_taught(const struct sample *s, bool all)
{
    return s->held == HELD_NONE || (all && s->held == HELD_OUT);
}

static void read_sample(struct reading *r, const struct sample *s,
                        const struct reading_sources *from)
{
    struct span all = {0, s->text.n};
    reading_make(r, from, s->text, &all, 1);
}

void teach_seen(struct lesson *l, struct index *x, const struct corpus *c,
                const struct reading_sources *from, bool all)
{
    struct reading r = {0};
    struct features f;
    for (size_t i = 0; i < c->n; i++) {
        const struct sample *s = &c->v[i];
        size_t g = 0;
        if (!is_taught(s, all))
            continue;
        read_sample(&r, s, from);
        for (size_t k = 0; k < r.run_n; k++) {
            lesson_row(l, (uint32_t)i, (float)s->weight);
            for (size_t t = r.runs[k].from; t < r.runs[k].to; t++) {
                reading_seen(&r, s->text, t, &f);
                lesson_item(l, x, &f, may_have(s, &r.tokens.v[t], &g), false);
            }
        }
    }
    reading_free(&r);
}

/* ---- the second pass ----------------------------------------------------------------------- */

static void note_found(struct reading *r, const struct run *run,
                       const float (*scores)[TAGGER_WEIGHTS],
                       const int16_t follow[TAGGER_TAGS][TAGGER_TAGS])
{
    size_t n = run->to - run->from;
    struct scores *s = mem_get(n * sizeof *s);
    struct path_step *steps = mem_get(n * sizeof *steps);
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < TAGGER_WEIGHTS; k++)
            s[i].v[1 + k] = model_integer(scores[i][k], INT16_MAX);
    path_find(steps, s, n, follow, 0, false);
    for (size_t i = 0; i < n; i++) {
        unsigned tag = steps[i].tag, next = i + 1 < n ? steps[i + 1].tag : 0;
        reading_note(r, run->from + i, tag, next);
    }
    free(s);
    free(steps);
}

void teach_heard(struct lesson *l, struct index *x, const struct corpus *c,
                 const struct reading_sources *from, const struct lesson *first,
                 const float (*scores)[TAGGER_WEIGHTS],
                 const int16_t follow[TAGGER_TAGS][TAGGER_TAGS], bool all)
{
    struct reading r = {0};
    struct features f;
    size_t at = 0;
    l->base = mem_get((first->item_n + 1) * sizeof *l->base);
    memcpy(l->base, scores, first->item_n * sizeof *l->base);
    for (size_t i = 0; i < c->n; i++) {
        const struct sample *s = &c->v[i];
        if (!is_taught(s, all))
            continue;
        read_sample(&r, s, from);
        size_t item = at;
        for (size_t k = 0; k < r.run_n; item += r.runs[k].to - r.runs[k].from, k++)
            note_found(&r, &r.runs[k], scores + item, follow);
        reading_count(&r);
        for (size_t k = 0; k < r.run_n; k++) {
            lesson_row(l, (uint32_t)i, (float)s->weight);
            for (size_t t = r.runs[k].from; t < r.runs[k].to; t++) {
                reading_heard(&r, t, &f);
                lesson_item(l, x, &f, first->items[at++].may, false);
            }
        }
    }
    reading_free(&r);
}
