#include "text/anchor.h"

enum {
    BEFORE = 0x80,
    BLOCK = 64,
    GAP = 64,         /* a call of PCRE2 costs what it takes to try that many starts */
    FIRST_REACH = 64, /* bytes of a first window; each later one may have twice as many */
    FAR = 1 << 20     /* further than any anchor is of use */
};

/* ---- making them --------------------------------------------------------------------------- */

/* Where the run of bytes ends that are all in the set, or all not in it. */
static unsigned run_end(const struct byteset *b, unsigned at)
{
    bool in = byteset_has(b, (unsigned char)at);
    while (at < 256 && byteset_has(b, (unsigned char)at) == in)
        at++;
    return at;
}

/* Closes the gap between two runs that is the cheapest to close; false when there are few runs. */
static bool close_gap(struct byteset *b)
{
    struct byteset best = {{0}, {2}};
    unsigned runs = 0;
    for (unsigned at = 0, end; at < 256; at = end) {
        end = run_end(b, at);
        runs += byteset_has(b, (unsigned char)at);
        if (byteset_has(b, (unsigned char)at) || !at || end == 256)
            continue;
        struct byteset closed = *b;
        byteset_add(&closed, (unsigned char)at, (unsigned char)(end - 1));
        if (byteset_often(&closed) < byteset_often(&best))
            best = closed;
    }
    if (runs > ANCHOR_RANGES)
        *b = best;
    return runs > ANCHOR_RANGES;
}

/* Of a set that has few runs; the last range is there as often as needed. */
static struct anchor_ranges ranges_of(const struct byteset *b)
{
    struct anchor_ranges r;
    for (unsigned at = 0, end, k = 0; at < 256; at = end) {
        end = run_end(b, at);
        for (unsigned i = k; byteset_has(b, (unsigned char)at) && i < ANCHOR_RANGES; i++) {
            memset(&r.low[i], (int)at, sizeof r.low[i]);
            memset(&r.more[i], (int)(end - 1 - at), sizeof r.more[i]);
        }
        k += byteset_has(b, (unsigned char)at);
    }
    return r;
}

static void set_may(struct anchor *a, const struct byteset *b, unsigned bit)
{
    for (unsigned c = 0; c < 256; c++)
        if (byteset_has(b, (unsigned char)c))
            a->may[c] |= (unsigned char)bit;
}

/* Whether the set holds one byte only; which. */
static bool is_single(const struct byteset *b, unsigned char *byte)
{
    unsigned count = 0;
    for (unsigned c = 0; c < 256; c++) {
        if (!byteset_has(b, (unsigned char)c))
            continue;
        *byte = (unsigned char)c;
        count++;
    }
    return count == 1;
}

/* False when what the scan would stop at is everywhere. */
static bool set_key(struct anchor *a, const struct seq *s)
{
    const double rare = 0.003;     /* enough for memchr to be the faster way */
    const double too_often = 0.03; /* for pairs to be worth looking for */
    struct seq wide = *s;
    double often;
    size_t rarest = 0;
    for (size_t k = 1; k < s->n; k++)
        if (byteset_often(&s->at[k]) < byteset_often(&s->at[rarest]))
            rarest = k;
    a->key = rarest;
    a->single = byteset_often(&s->at[rarest]) <= rare && is_single(&s->at[rarest], &a->byte);
    if (a->single)
        return true;
    for (size_t k = 0; k < wide.n; k++)
        while (close_gap(&wide.at[k]))
            ;
    if (wide.n == 1)
        byteset_add(&wide.at[1], 0, 255);
    a->key = seq_pair(&wide, &often);
    a->first = ranges_of(&wide.at[a->key]);
    a->second = ranges_of(&wide.at[a->key + 1]);
    return often < too_often;
}

bool anchor_derive(struct anchor *a, const struct part *p)
{
    const struct spot *s = &p->best;
    if (!s->seq.n || s->min > FAR || s->cost >= part_cost(p))
        return false;
    *a = (struct anchor){.n = s->seq.n, .min = s->min, .max = s->max};
    set_may(a, &s->before, BEFORE);
    for (size_t k = 0; k < a->n; k++)
        set_may(a, &s->seq.at[k], 1u << k);
    return set_key(a, &s->seq);
}

bool anchor_many(struct anchor *a, const struct part *p, double *gain)
{
    const struct spots *s = &p->many;
    double alone = part_cost(p);
    if (p->best.seq.n && p->best.cost < alone)
        alone = p->best.cost;
    *gain = alone - s->cost;
    if (!s->n || s->min > FAR || *gain <= 0)
        return false;
    *a = (struct anchor){.min = s->min, .max = s->max};
    for (size_t k = 0; k < s->n; k++)
        a->n = a->n > s->seq[k].n ? a->n : s->seq[k].n;
    set_may(a, &s->before, BEFORE);
    return true;
}

/* ---- looking for them ---------------------------------------------------------------------- */

static anchor_lanes lanes_at(const unsigned char *p)
{
    anchor_lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* All bits of a lane set where its byte is in a range. */
static anchor_lanes lanes_in(anchor_lanes v, const struct anchor_ranges *r)
{
    return (anchor_lanes)(v - r->low[0] <= r->more[0]) |
           (anchor_lanes)(v - r->low[1] <= r->more[1]) |
           (anchor_lanes)(v - r->low[2] <= r->more[2]);
}

/* Whether two bytes that may be the key stand side by side in p[0..BLOCK]. */
static bool has_pair(const struct anchor *a, const unsigned char *p)
{
    const struct anchor_ranges x = a->first, y = a->second;
    anchor_lanes any = {0};
    for (size_t i = 0; i < BLOCK; i += sizeof any)
        any |= lanes_in(lanes_at(p + i), &x) & lanes_in(lanes_at(p + i + 1), &y);
    uint64_t half[2];
    memcpy(half, &any, sizeof half);
    return half[0] | half[1];
}

/* Whether the anchor stands at p; all its bytes are there. */
static bool stands(const struct anchor *a, const unsigned char *p)
{
    for (size_t k = 0; k < a->n; k++)
        if (!(a->may[p[k]] >> k & 1))
            return false;
    return true;
}

/* The first byte at or behind `at` that may be the key; text.n when there is none. */
static size_t find_key(const struct anchor *a, struct str text, size_t at)
{
    const unsigned char *p = (const unsigned char *)text.p;
    if (a->single)
        return str_byte(text, (char)a->byte, at);
    while (at + BLOCK < text.n && !has_pair(a, p + at))
        at += BLOCK;
    while (at < text.n && !(a->may[p[at]] >> a->key & 1))
        at++;
    return at;
}

/* The first place of the anchor at or behind `at`; text.n when there is none. */
static size_t look_for_place(const struct anchor *a, struct str text, size_t at)
{
    const unsigned char *p = (const unsigned char *)text.p;
    size_t key = at + a->key, rest = a->n - a->key;
    for (; (key = find_key(a, text, key)) + rest <= text.n; key++)
        if (stands(a, p + key - a->key))
            return key - a->key;
    return text.n;
}

/* The same of those that are known. Most are near to the last one. */
static size_t known_place(struct anchor_search *search, struct str text, size_t at)
{
    const struct anchor_places *k = search->known;
    while (search->next < k->n && k->at[search->next] < k->base + at)
        search->next++;
    if (search->next == k->n || k->at[search->next] - k->base >= text.n)
        return text.n;
    return k->at[search->next] - k->base;
}

static size_t find_place(const struct anchor *a, struct str text, struct anchor_search *search)
{
    if (search->known)
        return known_place(search, text, search->at);
    return look_for_place(a, text, search->at);
}

static bool is_inside_character(struct str text, size_t at)
{
    return at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80;
}

/* The first start that the anchor at `at` allows: no further back than bytes that may stand
 * before it. */
static size_t first_start(const struct anchor *a, struct str text, size_t at, size_t from)
{
    size_t start = at;
    size_t floor = a->max < at && at - a->max > from ? at - a->max : from;
    while (start > floor && a->may[(unsigned char)text.p[start - 1]] & BEFORE)
        start--;
    while (is_inside_character(text, start))
        start++;
    return start;
}

/* The first of the known places that is not before `at` of the text. */
static size_t first_known(const struct anchor_places *k, size_t at)
{
    size_t low = 0, high = k->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (k->at[mid] < k->base + at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct anchor_search anchor_search(const struct anchor *a, size_t from,
                                   const struct anchor_places *known)
{
    struct anchor_search search = {from, from + a->min, FIRST_REACH, known, 0};
    if (known)
        search.next = first_known(known, search.at);
    return search;
}

/* Takes the windows close behind this one into it, so that dense anchors are no worse than a
 * plain pass. */
static void widen(const struct anchor *a, struct str text, struct anchor_search *search,
                  struct span *window)
{
    while (span_len(*window) < search->reach) {
        struct str near = str_cut(text, 0, window->end + a->min + GAP + a->n);
        size_t at = find_place(a, near, search);
        if (at == near.n)
            break;
        window->end = at - a->min;
        search->at = at + 1;
    }
    search->reach *= 2;
}

bool anchor_next(const struct anchor *a, struct str text, struct anchor_search *search,
                 struct span *window)
{
    size_t at;
    while ((at = find_place(a, text, search)) < text.n) {
        search->at = at + 1;
        window->start = first_start(a, text, at, search->from);
        window->end = at - a->min;
        if (window->start > window->end)
            continue;
        widen(a, text, search, window);
        while (is_inside_character(text, window->end))
            window->end--;
        search->from = window->end + 1;
        while (is_inside_character(text, search->from))
            search->from++;
        return true;
    }
    return false;
}

/* ---- printing them ------------------------------------------------------------------------- */

static void print_byte(struct buf *out, unsigned c)
{
    if (c <= ' ' || c >= 0x7F)
        buf_addf(out, "\\x%02x", c);
    else if (strchr("[]\\^-", (int)c))
        buf_addf(out, "\\%c", (int)c);
    else
        buf_addc(out, (char)c);
}

/* The bytes that have the bit, in brackets when they are several. */
static void print_class(const struct anchor *a, unsigned bit, struct buf *out)
{
    struct buf b = {0};
    size_t count = 0;
    for (unsigned c = 0, end; c < 256; c = end) {
        for (end = c; end < 256 && a->may[end] & bit; end++)
            count++;
        if (end > c)
            print_byte(&b, c);
        if (end > c + 2)
            buf_addc(&b, '-');
        if (end > c + 1)
            print_byte(&b, end - 1);
        end += end == c;
    }
    buf_addf(out, count == 1 ? "%s" : "[%s]", b.p ? b.p : "");
    buf_free(&b);
}

void anchor_print(const struct anchor *a, struct buf *out)
{
    for (size_t k = 0; k < a->n; k++)
        print_class(a, 1u << k, out);
    if (!a->max)
        buf_addz(out, " at the start");
    else if (a->max == SIZE_MAX)
        buf_addf(out, " %zu bytes or more from the start", a->min);
    else if (a->min == a->max)
        buf_addf(out, " %zu bytes from the start", a->min);
    else
        buf_addf(out, " %zu to %zu bytes from the start", a->min, a->max);
}
