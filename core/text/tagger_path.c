#include "text/tagger_path.h"

enum { NEVER = INT32_MIN / 4, LEVEL = 128 };

/* Makes the best of them 0: over a long row they would go beyond all bounds. A step adds 0.5
 * million at most, so that it is enough now and then. */
static void level(struct scores *s)
{
    int32_t best = s->v[0];
    for (int a = 1; a < TAGGER_TAGS; a++)
        best = s->v[a] > best ? s->v[a] : best;
    for (int a = 0; a < TAGGER_TAGS; a++)
        s->v[a] = s->v[a] - best < NEVER ? NEVER : s->v[a] - best;
}

/* The tag that goes on with a name behind tag a; 0 when a is no name. */
static int goes_on(int a)
{
    return a % 2 ? a + 1 : a;
}

/* The best of the ways that come from `last` to tag b, which any tag may stand before. */
static int32_t best_to(const struct scores *last, const int16_t follow[][TAGGER_TAGS], int b,
                       uint8_t *from)
{
    int32_t best = last->v[0] + follow[0][b];
    *from = 0;
    for (int a = 1; a < TAGGER_TAGS; a++) {
        int32_t x = last->v[a] + follow[a][b];
        if (x > best) {
            best = x;
            *from = (uint8_t)a;
        }
    }
    return best;
}

/* The same for b that goes on with a name. */
static int32_t best_on(const struct scores *last, const int16_t follow[][TAGGER_TAGS], int b,
                       uint8_t *from)
{
    int32_t begun = last->v[b - 1] + follow[b - 1][b], on = last->v[b] + follow[b][b];
    *from = (uint8_t)(on > begun ? b : b - 1);
    return on > begun ? on : begun;
}

static void start_forward(struct path_step *s, const struct scores *scores,
                          const int16_t follow[][TAGGER_TAGS], int32_t less)
{
    for (int b = 0; b < TAGGER_TAGS; b++)
        s->best.v[b] = b && b % 2 == 0 ? NEVER : follow[0][b] + scores->v[b];
    s->best.v[0] -= less;
}

static void go_forward(struct path_step *steps, const struct scores *scores, size_t n,
                       const int16_t follow[][TAGGER_TAGS], int32_t less)
{
    start_forward(steps, scores, follow, less);
    for (size_t i = 1; i < n; i++) {
        struct path_step *s = &steps[i];
        const struct scores *last = &steps[i - 1].best;
        for (int b = 0; b < TAGGER_TAGS; b++)
            s->best.v[b] = (b && b % 2 == 0 ? best_on(last, follow, b, &s->from[b])
                                            : best_to(last, follow, b, &s->from[b])) +
                           scores[i].v[b];
        s->best.v[0] -= less;
        if (i % LEVEL == 0)
            level(&s->best);
    }
}

/* The best way on from tag a: to `next`, which is what each tag there is worth. */
static int32_t best_behind(const struct scores *next, const int16_t follow[][TAGGER_TAGS], int a)
{
    int32_t best = follow[a][0] + next->v[0];
    for (int b = 1; b < TAGGER_TAGS; b += 2) {
        int32_t x = follow[a][b] + next->v[b];
        best = x > best ? x : best;
    }
    int on = goes_on(a);
    int32_t x = follow[a][on] + next->v[on];
    return x > best ? x : best;
}

static void go_back(struct path_step *steps, const struct scores *scores, size_t n,
                    const int16_t follow[][TAGGER_TAGS], int32_t less)
{
    for (int a = 0; a < TAGGER_TAGS; a++)
        steps[n - 1].behind.v[a] = follow[a][0];
    for (size_t i = n - 1; i > 0; i--) {
        struct scores next;
        for (int b = 0; b < TAGGER_TAGS; b++)
            next.v[b] = scores[i].v[b] + steps[i].behind.v[b];
        next.v[0] -= less;
        for (int a = 0; a < TAGGER_TAGS; a++)
            steps[i - 1].behind.v[a] = best_behind(&next, follow, a);
        if (i % LEVEL == 0)
            level(&steps[i - 1].behind);
    }
}

/* By how much the label of the tag is better than all else. */
static int32_t margin_of(const struct path_step *s)
{
    int32_t here = NEVER, other = NEVER;
    for (int a = 0; a < TAGGER_TAGS; a++) {
        int32_t x = s->best.v[a] + s->behind.v[a];
        int32_t *best = (a + 1) / 2 == (s->tag + 1) / 2 ? &here : &other;
        *best = x > *best ? x : *best;
    }
    return here - other;
}

void path_find(struct path_step *steps, const struct scores *scores, size_t n,
               const int16_t follow[TAGGER_TAGS][TAGGER_TAGS], int32_t less, bool margins)
{
    go_forward(steps, scores, n, follow, less);
    int32_t best = NEVER;
    for (int a = 0; a < TAGGER_TAGS; a++) {
        int32_t x = steps[n - 1].best.v[a] + follow[a][0];
        if (x > best) {
            best = x;
            steps[n - 1].tag = (uint8_t)a;
        }
    }
    bool names = steps[n - 1].tag;
    for (size_t i = n - 1; i > 0; i--) {
        steps[i - 1].tag = steps[i].from[steps[i].tag];
        names = names || steps[i - 1].tag;
    }
    if (!margins || !names)
        return;
    go_back(steps, scores, n, follow, less);
    for (size_t i = 0; i < n; i++)
        steps[i].margin = margin_of(&steps[i]);
}
