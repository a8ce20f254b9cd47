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

/* All of *to but the sequences that are not there: to copy them is most of the work. */
static void part_copy(struct part *to, const struct part *from)
{
    memcpy(to, from, offsetof(struct part, many));
    spots_copy(&to->many, &from->many);
}

/* Set by hand: to clear the rows, too, would be most of the work. */
struct part part_empty(void)
{
    const struct byteset none = {{0}, {0}};
    struct part p;
    p.min = p.max = 0;
    p.whole = true;
    p.head.n = p.tail.n = 0;
    p.first = p.last = p.bytes = none;
    p.best.seq.n = p.best.min = p.best.max = 0;
    p.best.seq.pair_often = p.best.seq.often = p.best.cost = 0;
    p.best.before = none;
    p.many.n = p.many.min = p.many.max = 0;
    p.many.before = none;
    p.many.cost = 0;
    return p;
}

/* PCRE2 is fast where it has a few bytes only to look for. */
double part_cost(const struct part *p)
{
    size_t count = 0;
    double often = byteset_often(&p->first);
    for (unsigned c = 0; c < 256; c++)
        count += byteset_has(&p->first, (unsigned char)c);
    return count <= 3 ? 0.12 + 20 * often : 0.5 + 8 * often;
}

static void offer(struct part *p, struct spot *spot)
{
    spot_offer(spot, &p->best, &p->many);
}

/* The bytes where one part ends and the other starts, one behind the other, and how often each two
 * neighbours stand in news text. */
struct junction {
    const struct byteset *at[2 * SEQ_MOST];
    double pair_often[2 * SEQ_MOST];
    size_t n;
};

static struct junction junction_of(const struct seq *tail, const struct seq *head)
{
    struct junction j;
    j.n = 0;
    for (size_t k = 0; k < tail->n; k++)
        j.at[j.n++] = &tail->at[k];
    for (size_t k = 0; k < head->n; k++)
        j.at[j.n++] = &head->at[k];
    for (size_t k = 0; k + 1 < j.n; k++)
        j.pair_often[k] = byteset_row_often((struct byteset[]){*j.at[k], *j.at[k + 1]}, 2);
    return j;
}

/* Of the row from `from` to `to`. */
static double rarest(const struct junction *j, size_t from, size_t to)
{
    if (to - from == 1)
        return byteset_often(j->at[from]);
    double often = j->pair_often[from];
    for (size_t k = from + 1; k + 1 < to; k++)
        often = j->pair_often[k] < often ? j->pair_often[k] : often;
    return often;
}

/* Offers what stands where a ends and b starts: the last bytes of a and the first of b. */
static void offer_junction(struct part *both, const struct part *a, const struct part *b)
{
    struct junction j = junction_of(&a->tail, &b->head);
    for (size_t from = a->tail.n, back = 0; back <= a->tail.n; from--, back++) {
        size_t to = least(from + SEQ_MOST, j.n);
        double pair = from < to ? rarest(&j, from, to) : 1;
        if (from == to || !spot_may_pay(pair, &both->best, &both->many))
            continue;
        struct spot spot = {.min = a->min - back, .before = a->bytes};
        spot.max = a->max == SIZE_MAX ? SIZE_MAX : a->max - back;
        for (size_t k = from; k < to; k++)
            seq_add(&spot.seq, j.at[k]);
        spot.seq.pair_often = pair;
        spot.seq.often = byteset_row_often(spot.seq.at, spot.seq.n);
        offer(both, &spot);
    }
}

/* Offers what b has, which stands behind a: that makes it no cheaper. */
static void offer_behind(struct part *both, const struct part *a, const struct part *b)
{
    struct spots many;
    if (b->best.seq.n && spot_may_pay(b->best.seq.pair_often, &both->best, &both->many)) {
        struct spot spot = b->best;
        spot.min = sum(spot.min, a->min);
        spot.max = sum(spot.max, a->max);
        byteset_join(&spot.before, &a->bytes);
        offer(both, &spot);
    }
    if (!b->many.n || (both->many.n && b->many.cost >= both->many.cost))
        return;
    spots_copy(&many, &b->many);
    many.min = sum(many.min, a->min);
    many.max = sum(many.max, a->max);
    byteset_join(&many.before, &a->bytes);
    spots_weigh(&many);
    spots_offer(&both->many, &many);
}

void part_ahead(struct part *a, const struct part *b)
{
    offer_behind(a, a, b);
    offer_junction(a, a, b);
}

/* Joins the items [from, to] of a sequence; false when it is not that long. */
static bool join_range(struct byteset *b, const struct seq *s, size_t from, size_t to)
{
    if (to >= s->n)
        return false;
    for (size_t k = from; k <= to; k++)
        byteset_join(b, &s->at[k]);
    return true;
}

/* What is known of the part that comes first, from where the row is read. */
struct side {
    size_t min, max;
    const struct byteset *first, *bytes;
};

/* Byte i of two parts one after the other is a byte of the first, or one of the second that is as
 * far behind as the first is long. */
static struct seq cat_rows(const struct side *a, const struct seq *head, const struct seq *then)
{
    struct seq row = *head;
    for (size_t i = row.n; i < SEQ_MOST && i >= a->min; i++) {
        struct byteset here = {{0}, {0}};
        if (!join_range(&here, then, i - least(i, a->max), i - a->min))
            break;
        if (i < a->max)
            byteset_join(&here, i ? a->bytes : a->first);
        seq_add(&row, &here);
    }
    return row;
}

static struct seq cat_heads(const struct part *a, const struct part *b)
{
    struct side first = {a->min, a->max, &a->first, &a->bytes};
    return cat_rows(&first, &a->head, &b->head);
}

static struct seq seq_reverse(const struct seq *s)
{
    struct seq r = {.n = s->n};
    for (size_t k = 0; k < s->n; k++)
        r.at[k] = s->at[s->n - 1 - k];
    return r;
}

/* The same from the back. */
static struct seq cat_tails(const struct part *a, const struct part *b)
{
    struct side first = {b->min, b->max, &b->last, &b->bytes};
    struct seq head = seq_reverse(&b->tail), then = seq_reverse(&a->tail);
    struct seq tail = cat_rows(&first, &head, &then);
    return seq_reverse(&tail);
}

static const struct part nothing = {.whole = true};

/* Of the empty string, with nothing known of what stands behind it. */
static bool tells_nothing(const struct part *p)
{
    return !p->max && !p->best.seq.n && !p->many.n;
}

void part_cat(struct part *a, const struct part *b)
{
    if (tells_nothing(b))
        return;
    if (tells_nothing(a)) {
        part_copy(a, b);
        return;
    }
    struct part both; /* all of it is set, and setting it to zero before is most of the work */
    both.min = sum(a->min, b->min);
    both.max = sum(a->max, b->max);
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
    spots_copy(&both.many, &a->many);
    offer_behind(&both, a, b);
    offer_junction(&both, a, b);
    offer_junction(&both, &nothing, &both);
    part_copy(a, &both);
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
    struct part both;
    both.min = least(a->min, b->min);
    both.max = most(a->max, b->max);
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
    seq_weigh(&both.best.seq);
    spot_weigh(&both.best);
    spots_copy(&both.many, &a->many);
    spots_join(&both.many, &b->many);
    offer_junction(&both, &nothing, &both);
    offer_junction(&both, &both, &nothing);
    part_copy(a, &both);
}

/* Copies that are there each time are put one behind the other, as far as a sequence can reach;
 * what follows on them is more of the same. */
void part_repeat(struct part *a, size_t low, size_t high)
{
    struct part all = part_empty();
    for (size_t k = 0; k < low && k < SEQ_MOST; k++)
        part_cat(&all, a);
    all.whole = all.whole && (high == low || !a->max) && low <= SEQ_MOST;
    all.min = times(a->min, low);
    all.max = times(a->max, high);
    all.first = a->first;
    all.last = a->last;
    all.bytes = a->bytes;
    part_copy(a, &all);
}

struct part part_byte(const struct byteset *b)
{
    struct part p = part_empty();
    p.min = p.max = 1;
    p.first = p.last = p.bytes = *b;
    seq_add(&p.head, b);
    seq_add(&p.tail, b);
    struct spot spot = {.min = 0};
    seq_add(&spot.seq, b);
    seq_weigh(&spot.seq);
    offer(&p, &spot);
    return p;
}

struct part part_char(const struct byteset *set)
{
    struct byteset later = {{0}, {0}};
    struct part p = part_byte(set);
    if (!set->bits[3])
        return p;
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
