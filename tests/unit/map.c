/* The map against a naive model: for every byte of the text, the stretch of the original that it
 * stands for. */
#include "text/map.h"

#include <stdio.h>

#include "tap.h"

enum { MOST = 4096, ROUNDS = 6, RUNS = 3000 };

struct model {
    struct span from[MOST]; /* of each byte of the text */
    int group[MOST];        /* bytes of one changed stretch share one number; 0 for unchanged */
    size_t n, base;
};

static uint64_t state = 88172645463325252u;

static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

/* Sorted edits that do not overlap, inserts and deletions among them. */
static size_t make_edits(size_t text, struct piece *out)
{
    size_t n = 0, at = 0, to = 0;
    while (n < 8) {
        size_t start = at + below(6), len = below(3) ? below(5) : 0,
               with = below(3) ? below(4) : 0;
        if (start + len > text)
            break;
        to += start - at;
        if (len + with)
            out[n++] = (struct piece){{start, start + len}, {to, to + with}};
        to += with;
        at = start + len + (len + with == 0);
        to += len + with == 0;
        if (at > text)
            break;
    }
    return n;
}

/* What an edit of [start, end) stands for in the original, given that changed stretches are
 * whole. */
static struct span model_origin(const struct model *m, struct span s, size_t source)
{
    size_t before = s.start ? m->from[s.start - 1].end : m->base;
    size_t behind = s.end < m->n ? m->from[s.end].start : source;
    if (s.start < s.end)
        return (struct span){m->from[s.start].start, m->from[s.end - 1].end};
    if (s.start && s.end < m->n && m->group[s.start] &&
        m->group[s.start] == m->group[s.start - 1])
        return m->from[s.start];
    return (struct span){before, behind};
}

/* An edit that cuts a changed stretch becomes one with it, also when it only takes text out. */
static void model_cut(struct model *m, const struct piece *e, size_t n, size_t source)
{
    for (size_t k = 0; k < 2 * n; k++) {
        struct span s = e[k % n].from, origin = model_origin(m, s, source);
        if (s.start == s.end)
            continue;
        int first = m->group[s.start], last = m->group[s.end - 1];
        for (size_t i = 0; i < m->n; i++)
            if (m->group[i] && (m->group[i] == first || m->group[i] == last)) {
                m->from[i] = origin;
                m->group[i] = first ? first : last;
            }
    }
}

/* The changed stretch that an edit of s cuts or goes into; 0 when there is none. */
static int model_group(const struct model *m, struct span s)
{
    if (s.start < s.end)
        return m->group[s.start] ? m->group[s.start] : m->group[s.end - 1];
    bool inside = s.start && s.start < m->n && m->group[s.start] == m->group[s.start - 1];
    return inside ? m->group[s.start] : 0;
}

static void model_edit(struct model *m, const struct piece *e, size_t n, size_t source,
                       int *groups)
{
    static struct model next;
    size_t at = 0;
    next.n = 0;
    next.base = m->base;
    model_cut(m, e, n, source);
    for (size_t k = 0; k <= n; k++) {
        size_t stop = k < n ? e[k].from.start : m->n;
        for (; at < stop; at++) {
            next.from[next.n] = m->from[at];
            next.group[next.n++] = m->group[at];
        }
        if (k == n)
            break;
        struct span origin = model_origin(m, e[k].from, source);
        int group = model_group(m, e[k].from);
        bool again = k && span_len(e[k].from) + span_len(e[k - 1].from) == 0 &&
                     e[k].from.start == e[k - 1].from.start;
        if (!group)
            group = again ? *groups : ++*groups; /* inserts at one place are one */
        for (size_t i = 0; i < span_len(e[k].to); i++) {
            next.from[next.n] = origin;
            next.group[next.n++] = group;
        }
        at = e[k].from.end;
    }
    *m = next;
}

/* In the model an edit that cuts a changed stretch leaves bytes with overlapping origins: they
 * are one stretch from then on. */
static void model_join(struct model *m)
{
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i + 1 < m->n; i++) {
            struct span *a = &m->from[i], *b = &m->from[i + 1];
            bool meet = m->group[i] != m->group[i + 1] && b->start < a->end;
            if (!meet)
                continue;
            struct span all = {a->start < b->start ? a->start : b->start,
                               a->end > b->end ? a->end : b->end};
            int keep = m->group[i], drop = m->group[i + 1];
            for (size_t k = 0; k < m->n; k++)
                if ((keep && m->group[k] == keep) || (drop && m->group[k] == drop) || k == i ||
                    k == i + 1) {
                    m->from[k] = all;
                    m->group[k] = keep ? keep : drop;
                }
            again = true;
        }
    }
}

static bool check_bytes(const struct map *map, const struct model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        struct span got = map_back(map, (struct span){i, i + 1});
        if (got.start != m->from[i].start || got.end != m->from[i].end) {
            printf("# byte %zu: got [%zu, %zu) want [%zu, %zu)\n", i, got.start, got.end,
                   m->from[i].start, m->from[i].end);
            return false;
        }
    }
    return true;
}

static bool check_spans(const struct map *map, const struct model *m, size_t source)
{
    for (int k = 0; k < 20 && m->n; k++) {
        size_t a = below(m->n + 1), b = a + below(m->n + 1 - a);
        struct span got = map_back(map, (struct span){a, b});
        struct span want = model_origin(m, (struct span){a, b}, source);
        if (a < b && (got.start != want.start || got.end != want.end))
            return false;
        if (got.end > source || got.start > got.end)
            return false;
    }
    return true;
}

/* Pieces are in order on both sides and leave equal gaps. */
static bool check_shape(const struct map *map, size_t source, size_t text)
{
    size_t from = map->base, to = 0;
    for (size_t i = 0; i < map->n; i++) {
        struct piece p = map->pieces[i];
        if (p.from.start < from || p.from.start - from != p.to.start - to ||
            p.from.end < p.from.start || p.to.end < p.to.start)
            return false;
        from = p.from.end;
        to = p.to.end;
    }
    return source - from == text - to;
}

/* Forward of what a place stands for must hold the place. */
static bool check_forward(const struct map *map, size_t text)
{
    size_t near = 0;
    for (size_t i = 0; i < text; i++) {
        struct span from = map_back(map, (struct span){i, i + 1});
        struct span to = map_forward(map, from);
        if (from.start < from.end && (to.start > i || to.end < i + 1))
            return false;
        if (from.start < from.end) {
            struct span swept = map_sweep(map, from, &near);
            if (swept.start != to.start || swept.end != to.end)
                return false;
        }
    }
    return true;
}

static bool check_part(const struct map *map, struct arena *a, size_t text)
{
    size_t s = below(text + 1), e = s + below(text + 1 - s);
    struct map part = map_part(map, a, (struct span){s, e});
    for (size_t i = s; i < e; i++) {
        struct span want = map_back(map, (struct span){i, i + 1});
        struct span got = map_back(&part, (struct span){i - s, i - s + 1});
        if (want.start != got.start || want.end != got.end)
            return false;
    }
    return true;
}

static bool run(struct arena *a, size_t base)
{
    static struct model m;
    struct piece edits[16];
    struct map map = {.base = base};
    size_t source = below(60) + base;
    int groups = 0;
    m.n = source - base;
    m.base = base;
    for (size_t i = 0; i < m.n; i++) {
        m.from[i] = (struct span){base + i, base + i + 1};
        m.group[i] = 0;
    }
    for (int r = 0; r < ROUNDS; r++) {
        size_t n = make_edits(m.n, edits);
        map_edit(&map, a, edits, n);
        model_edit(&m, edits, n, source, &groups);
        model_join(&m);
        if (!check_shape(&map, source, m.n) || !check_bytes(&map, &m) ||
            !check_spans(&map, &m, source) || !check_forward(&map, m.n) ||
            !check_part(&map, a, m.n))
            return false;
    }
    return true;
}

static void test_random(void)
{
    struct arena a = {0};
    bool good = true;
    int k = 0;
    for (; k < RUNS && good; k++) {
        good = run(&a, (size_t)(k % 3));
        arena_reset(&a);
    }
    OK(good, "%d runs of %d rounds of random edits agree with the model (stopped at %d)", RUNS,
       ROUNDS, k);
    arena_free(&a);
}

static bool is(struct span s, size_t start, size_t end)
{
    return s.start == start && s.end == end;
}

static void test_edges(void)
{
    struct arena a = {0};
    struct map id = {0}, m = {0}, b = {.base = 3};
    OK(is(map_back(&id, (struct span){4, 9}), 4, 9), "{0} is the identity");
    OK(is(map_back(&b, (struct span){0, 0}), 3, 3), "the base is what the text begins behind");
    OK(is(map_forward(&b, (struct span){0, 2}), 0, 0), "what is before the base has no place");
    struct piece gone = {{5, 9}, {5, 5}};
    map_edit(&m, &a, &gone, 1);
    OK(is(map_back(&m, (struct span){5, 5}), 5, 9),
       "an empty place stands for what was taken out");
    OK(is(map_back(&m, (struct span){4, 5}), 4, 5), "a byte before a deletion stands for itself");
    OK(is(map_back(&m, (struct span){5, 6}), 9, 10), "a byte behind it too");
    OK(is(map_back(&m, (struct span){4, 6}), 4, 10), "what is around it covers it");
    OK(is(map_forward(&m, (struct span){6, 8}), 5, 5), "what was taken out has an empty place");
    struct piece in = {{5, 5}, {5, 8}};
    map_edit(&m, &a, &in, 1);
    OK(m.n == 1 && is(m.pieces[0].from, 5, 9) && is(m.pieces[0].to, 5, 8),
       "an insert where text went out is a replacement of it");
    OK(is(map_forward(&m, (struct span){0, 5}), 0, 5), "the text before does not grow");
    OK(is(map_around(&m, (struct span){0, 5}), 0, 5), "map_around stays out of a replacement");
    struct map ins = {0};
    map_edit(&ins, &a, &in, 1);
    OK(is(map_forward(&ins, (struct span){0, 5}), 0, 5), "an insert at the end is not taken in");
    OK(is(map_around(&ins, (struct span){0, 5}), 0, 8), "but map_around takes it in");
    OK(is(map_around(&ins, (struct span){5, 9}), 5, 12), "at the start as well");
    OK(is(map_around(&ins, (struct span){5, 5}), 5, 8), "and around nothing");
    arena_free(&a);
}

static void test_add(void)
{
    struct arena a = {0};
    struct map m = {0};
    size_t n = (size_t)MAP_FINE + 10 * MAP_COARSE;
    for (size_t i = 0; i < n; i++)
        map_add(&m, &a, (struct piece){{2 * i, 2 * i + 2}, {i, i + 1}});
    OK(m.n <= (size_t)MAP_FINE + 11, "past a million pieces neighbours are joined (%zu)", m.n);
    struct span s = map_back(&m, (struct span){n - 1, n});
    OK(s.end == 2 * n && s.start < 2 * n - 1, "and still cover where a byte came from");
    OK(is(map_back(&m, (struct span){7, 9}), 14, 18), "early places stay exact");
    arena_free(&a);
}

int main(void)
{
    test_edges();
    test_random();
    test_add();
    return tap_done();
}
