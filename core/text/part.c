#include "text/part.h"

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Sums and products that stay at SIZE_MAX, "no limit". */
static size_t sum(size_t a, size_t b)
{
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

static size_t times(size_t a, size_t b)
{
    return b && a > SIZE_MAX / b ? SIZE_MAX : a * b;
}

/* How often bytes of a and b stand side by side. Rare ones keep company: where one digit stands,
 * the next is likely. */
static double often_beside(const struct byteset *a, const struct byteset *b)
{
    double low = a->often < b->often ? a->often : b->often;
    double high = a->often < b->often ? b->often : a->often;
    return low * (high < 0.5 ? 0.5 : high);
}

size_t seq_pair(const struct seq *s, double *often)
{
    size_t best = 0;
    *often = s->at[0].often;
    for (size_t k = 0; k + 1 < s->n; k++) {
        double here = often_beside(&s->at[k], &s->at[k + 1]);
        if (k && here >= *often)
            continue;
        best = k;
        *often = here;
    }
    return best;
}

/* The scan for the pair, a closer look at each pair, and for each that is left a call of PCRE2
 * that tries some starts. */
double spot_cost(const struct spot *s)
{
    enum { WIDE = 100 };
    double often, left;
    seq_pair(&s->seq, &often);
    left = often;
    for (size_t k = 2; k < s->seq.n; k++)
        left *= 0.5;
    return 0.1 + 30 * often + left * (double)(50 + 2 * least(s->max - s->min, WIDE));
}

/* PCRE2 is fast where it has a few bytes only to look for. */
double part_cost(const struct part *p)
{
    size_t count = 0;
    for (unsigned c = 0; c < 256; c++)
        count += byteset_has(&p->first, (unsigned char)c);
    return count <= 3 ? 0.12 + 20 * p->first.often : 0.5 + 8 * p->first.often;
}

/* Keeps the cheaper one. */
static void spot_offer(struct spot *best, const struct spot *other)
{
    if (other->seq.n && (!best->seq.n || spot_cost(other) < spot_cost(best)))
        *best = *other;
}

static void seq_add(struct seq *s, const struct byteset *b)
{
    if (s->n < SEQ_MOST)
        s->at[s->n++] = *b;
}

/* Adds b at the end and drops what is too much at the start. */
static void seq_push(struct seq *s, const struct byteset *b)
{
    if (s->n == SEQ_MOST) {
        for (size_t k = 1; k < SEQ_MOST; k++)
            s->at[k - 1] = s->at[k];
        s->n--;
    }
    s->at[s->n++] = *b;
}

/* Offers what stands where a ends and b starts: the last bytes of a and the first of b. */
static void offer_junction(struct spot *best, const struct part *a, const struct part *b)
{
    for (size_t back = 0; back <= a->tail.n; back++) {
        struct spot spot = {.min = a->min - back, .before = a->bytes};
        spot.max = a->max == SIZE_MAX ? SIZE_MAX : a->max - back;
        for (size_t k = a->tail.n - back; k < a->tail.n; k++)
            seq_add(&spot.seq, &a->tail.at[k]);
        for (size_t k = 0; k < b->head.n; k++)
            seq_add(&spot.seq, &b->head.at[k]);
        spot_offer(best, &spot);
    }
}

static void offer_behind(struct spot *best, const struct part *a, const struct part *b)
{
    struct spot spot = b->best;
    spot.min = sum(spot.min, a->min);
    spot.max = sum(spot.max, a->max);
    byteset_join(&spot.before, &a->bytes);
    spot_offer(best, &spot);
}

static struct seq cat_heads(const struct part *a, const struct part *b)
{
    struct seq head = a->head;
    if (!a->min && !a->whole && b->head.n) {
        seq_add(&head, &a->first);
        byteset_join(&head.at[0], &b->head.at[0]);
    }
    for (size_t k = 0; a->whole && k < b->head.n; k++)
        seq_add(&head, &b->head.at[k]);
    return head;
}

static struct seq cat_tails(const struct part *a, const struct part *b)
{
    struct seq tail = b->whole ? a->tail : b->tail;
    if (!b->min && !b->whole && a->tail.n) {
        seq_push(&tail, &b->last);
        byteset_join(&tail.at[0], &a->tail.at[a->tail.n - 1]);
    }
    for (size_t k = 0; b->whole && k < b->tail.n; k++)
        seq_push(&tail, &b->tail.at[k]);
    return tail;
}

void part_cat(struct part *a, const struct part *b)
{
    struct part both = {.min = sum(a->min, b->min), .max = sum(a->max, b->max)};
    both.whole = a->whole && b->whole && both.max <= SEQ_MOST;
    both.head = cat_heads(a, b);
    both.tail = cat_tails(a, b);
    both.first = a->first;
    if (!a->min)
        byteset_join(&both.first, &b->first);
    both.last = b->last;
    if (!b->min)
        byteset_join(&both.last, &a->last);
    both.bytes = a->bytes;
    byteset_join(&both.bytes, &b->bytes);
    both.best = a->best;
    offer_behind(&both.best, a, b);
    offer_junction(&both.best, a, b);
    *a = both;
}

/* Both sequences in one, from the front. */
static struct seq seq_or(const struct seq *a, const struct seq *b)
{
    struct seq both = *a;
    both.n = least(a->n, b->n);
    for (size_t k = 0; k < both.n; k++)
        byteset_join(&both.at[k], &b->at[k]);
    return both;
}

/* The same from the back. */
static struct seq seq_or_back(const struct seq *a, const struct seq *b)
{
    struct seq both = {.n = least(a->n, b->n)};
    for (size_t k = 0; k < both.n; k++) {
        both.at[k] = a->at[a->n - both.n + k];
        byteset_join(&both.at[k], &b->at[b->n - both.n + k]);
    }
    return both;
}

/* The spot of one in some matches, that of the other in the rest. */
static struct spot spot_or(const struct spot *a, const struct spot *b)
{
    struct spot both = {.seq = seq_or(&a->seq, &b->seq), .before = a->before};
    both.min = least(a->min, b->min);
    both.max = most(a->max, b->max);
    byteset_join(&both.before, &b->before);
    return both;
}

void part_or(struct part *a, const struct part *b)
{
    static const struct part nothing = {.whole = true};
    struct part both = {.min = least(a->min, b->min), .max = most(a->max, b->max)};
    both.whole = a->whole && b->whole && a->min == b->min;
    both.head = seq_or(&a->head, &b->head);
    both.tail = seq_or_back(&a->tail, &b->tail);
    both.first = a->first;
    byteset_join(&both.first, &b->first);
    both.last = a->last;
    byteset_join(&both.last, &b->last);
    both.bytes = a->bytes;
    byteset_join(&both.bytes, &b->bytes);
    both.best = spot_or(&a->best, &b->best);
    offer_junction(&both.best, &nothing, &both);
    offer_junction(&both.best, &both, &nothing);
    *a = both;
}

/* Copies that are there each time are put one behind the other, as far as a sequence can reach;
 * what follows on them is more of the same. */
void part_repeat(struct part *a, size_t low, size_t high)
{
    struct part all = {.whole = true};
    for (size_t k = 0; k < low && k < SEQ_MOST; k++)
        part_cat(&all, a);
    all.whole = all.whole && (high == low || !a->max) && low <= SEQ_MOST;
    all.min = times(a->min, low);
    all.max = times(a->max, high);
    all.first = a->first;
    all.last = a->last;
    all.bytes = a->bytes;
    *a = all;
}

struct part part_byte(const struct byteset *b)
{
    struct part p = {.min = 1, .max = 1, .whole = true, .first = *b, .last = *b, .bytes = *b};
    seq_add(&p.head, b);
    p.tail = p.head;
    p.best.seq = p.head;
    return p;
}

struct part part_char(const struct byteset *set)
{
    struct byteset later = {{0}, 0};
    struct part p = part_byte(set);
    byteset_add(&later, 0x80, 0xBF);
    for (unsigned c = 0xC2; c <= 0xF4; c++)
        if (byteset_has(set, (unsigned char)c))
            p.max = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (p.max == 1)
        return p;
    p.whole = false;
    byteset_join(&p.bytes, &later);
    byteset_join(&p.last, &later);
    p.tail.at[0] = p.last;
    return p;
}
