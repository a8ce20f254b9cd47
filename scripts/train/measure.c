#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

/* What stands over each byte: bits. */
enum { GOLD = 1, FOUND = 2, ANY = 4 };

static void paint(unsigned char *over, struct span s, unsigned char bit)
{
    for (size_t i = s.start; i < s.end; i++)
        over[i] |= bit;
}

static bool is_covered(const unsigned char *over, struct str text, struct span s)
{
    for (size_t i = s.start; i < s.end; i++)
        if (text.p[i] != ' ' && text.p[i] != '\n' && !(over[i] & FOUND))
            return false;
    return true;
}

/* Whether the name touches a stretch of which nothing is known. */
static bool is_outside(const unsigned char *over, struct span s)
{
    for (size_t i = s.start; i < s.end; i++)
        if (over[i] & ANY)
            return false;
    return true;
}

static bool is_right(const struct sample *s, const struct tag *t)
{
    for (size_t i = 0; i < s->gold_n; i++)
        if (s->gold[i].span.start == t->span.start && s->gold[i].span.end == t->span.end &&
            s->gold[i].label == (int)t->label)
            return true;
    return false;
}

static void count_names(struct counts *n, const struct sample *s, const unsigned char *over)
{
    bool all = true, people = false;
    for (size_t i = 0; i < s->gold_n; i++) {
        const struct gold *g = &s->gold[i];
        if (g->label == LABEL_ANY)
            continue;
        bool covered = is_covered(over, s->text, g->span);
        n->gold[g->label]++;
        n->covered[g->label] += covered;
        people = people || g->label == 0;
        all = all && (covered || g->label);
    }
    n->docs += people;
    n->clean += people && all;
}

static void count(struct counts *n, const struct sample *s, const struct tag *tags, size_t tag_n)
{
    unsigned char *over = mem_get(s->text.n + 1);
    for (size_t i = 0; i < s->gold_n; i++)
        paint(over, s->gold[i].span, s->gold[i].label == LABEL_ANY ? ANY : GOLD);
    for (size_t i = 0; i < tag_n; i++) {
        paint(over, tags[i].span, FOUND);
        if (!is_outside(over, tags[i].span))
            continue;
        n->found[tags[i].label]++;
        n->right[tags[i].label] += is_right(s, &tags[i]);
    }
    for (size_t i = 0; i < s->text.n; i++) {
        bool masked = (over[i] & (FOUND | ANY)) == FOUND && s->text.p[i] > ' ';
        n->masked += masked;
        n->masked_right += masked && over[i] & GOLD;
    }
    count_names(n, s, over);
    free(over);
}

struct counts measure(const struct corpus *c, struct tagger *t, const char *set, int recall)
{
    struct counts n = {0};
    for (size_t i = 0; i < c->n; i++) {
        const struct sample *s = &c->v[i];
        size_t found;
        struct span all = {0, s->text.n};
        if (s->held == HELD_NONE || strcmp(s->set, set) != 0)
            continue;
        const struct tag *tags = tagger_run(t, s->text, &all, 1, recall, &found);
        count(&n, s, tags, found);
    }
    return n;
}

static double share(size_t a, size_t b)
{
    return b ? (double)a / (double)b : 0;
}

void measure_table(const struct corpus *c, struct tagger *t, const char *set)
{
    printf(
        "\n%s\n\n| recall | PER P | R | F1 | masked | clean | LOC F1 | masked | ORG F1 | masked "
        "| any-char P |\n|-:|-:|-:|-:|-:|-:|-:|-:|-:|-:|-:|\n",
        set);
    for (int recall = 0; recall <= TAGGER_RECALL; recall++) {
        struct counts n = measure(c, t, set, recall);
        printf("| %d ", recall);
        for (int k = 0; k < READING_LABELS; k++) {
            double p = share(n.right[k], n.found[k]), r = share(n.right[k], n.gold[k]);
            if (k == 0)
                printf("| %.3f | %.3f ", p, r);
            printf("| %.3f | %.3f ", p + r > 0 ? 2 * p * r / (p + r) : 0,
                   share(n.covered[k], n.gold[k]));
            if (k == 0)
                printf("| %.3f ", share(n.clean, n.docs));
        }
        printf("| %.3f |\n", share(n.masked_right, n.masked));
    }
}

static void print_around(const char *sign, const struct sample *s, struct span span, int label)
{
    size_t from = span.start > 40 ? span.start - 40 : 0;
    struct str before = str_cut(s->text, from, span.start);
    struct str name = str_cut(s->text, span.start, span.end);
    struct str after = str_cut(s->text, span.end, span.end + 40);
    printf("%s %d %.*s: ", sign, label, (int)s->id.n, s->id.p);
    printf("%.*s[%.*s]%.*s\n", (int)before.n, before.p, (int)name.n, name.p, (int)after.n,
           after.p);
}

void measure_errors(const struct corpus *c, struct tagger *t, const char *set)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct sample *s = &c->v[i];
        size_t found;
        struct span all = {0, s->text.n};
        if (s->held == HELD_NONE || strcmp(s->set, set) != 0)
            continue;
        const struct tag *tags = tagger_run(t, s->text, &all, 1, 0, &found);
        for (size_t k = 0; k < found; k++)
            if (!is_right(s, &tags[k]))
                print_around("+", s, tags[k].span, (int)tags[k].label);
        for (size_t g = 0; g < s->gold_n; g++) {
            bool hit = false;
            for (size_t k = 0; k < found; k++)
                hit = hit || (tags[k].span.start == s->gold[g].span.start &&
                              tags[k].span.end == s->gold[g].span.end &&
                              (int)tags[k].label == s->gold[g].label);
            if (!hit)
                print_around("-", s, s->gold[g].span, s->gold[g].label);
        }
    }
}

/* ---- sureness ------------------------------------------------------------------------------ */

struct sureness measure_steps(void)
{
    struct sureness s;
    for (int k = 0; k < READING_LABELS; k++)
        for (int i = 0; i < TAGGER_STEPS; i++)
            s.v[k][i] = (uint8_t)i;
    return s;
}

/* Shares that never fall, as near to right[i] of all[i] as can be (pool adjacent violators: Ayer
 * and others 1955). One right and one wrong name are added to each step, for those of few. */
static void rise(const double *right, const double *all, uint8_t out[TAGGER_STEPS])
{
    double r[TAGGER_STEPS], n[TAGGER_STEPS];
    int size[TAGGER_STEPS], pools = 0, at = 0;
    for (int i = 0; i < TAGGER_STEPS; i++, pools++) {
        r[pools] = right[i] + 0.5;
        n[pools] = all[i] + 1;
        size[pools] = 1;
        for (; pools > 0 && r[pools - 1] * n[pools] >= r[pools] * n[pools - 1]; pools--) {
            r[pools - 1] += r[pools];
            n[pools - 1] += n[pools];
            size[pools - 1] += size[pools];
        }
    }
    for (int p = 0; p < pools; p++)
        for (int i = 0; i < size[p]; i++)
            out[at++] = (uint8_t)(255 * r[p] / n[p] + 0.5);
}

struct sureness measure_sureness(const struct corpus *c, struct tagger *t)
{
    double right[READING_LABELS][TAGGER_STEPS] = {{0}}, all[READING_LABELS][TAGGER_STEPS] = {{0}};
    struct sureness out;
    for (size_t i = 0; i < c->n; i++) {
        const struct sample *s = &c->v[i];
        struct span whole = {0, s->text.n};
        size_t found = 0;
        const struct tag *tags = NULL;
        if (s->held == HELD_OUT)
            tags = tagger_run(t, s->text, &whole, 1, 0, &found);
        for (size_t k = 0; k < found; k++) {
            int step = (int)(tags[k].score * 255 + 0.5);
            all[tags[k].label][step]++;
            right[tags[k].label][step] += is_right(s, &tags[k]);
        }
    }
    for (int k = 0; k < READING_LABELS; k++)
        rise(right[k], all[k], out.v[k]);
    return out;
}
