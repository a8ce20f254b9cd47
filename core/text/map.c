#include "text/map.h"

/* Which way through the map: back goes from the text to the original. */
enum way { FORWARD, BACK };

static struct span side_in(const struct piece *p, enum way way)
{
    return way == BACK ? p->to : p->from;
}

static struct span side_out(const struct piece *p, enum way way)
{
    return way == BACK ? p->from : p->to;
}

/* The first piece, `near` or a later one, that starts behind `at`. Gallops, because places tend
 * to come in order. */
static size_t seek(const struct map *m, enum way way, size_t near, size_t at)
{
    size_t low = near, high = near, step = 1;
    while (high < m->n && side_in(&m->pieces[high], way).start <= at) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    high = high < m->n ? high : m->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (side_in(&m->pieces[mid], way).start <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* A place before the first piece. */
static size_t ahead(const struct map *m, enum way way, size_t at)
{
    if (way == BACK)
        return at + m->base;
    return at > m->base ? at - m->base : 0;
}

/* Where the image of the byte behind `at` starts; `next` is what seek said of `at`. */
static size_t head(const struct map *m, enum way way, size_t next, size_t at)
{
    if (next == 0)
        return ahead(m, way, at);
    struct span in = side_in(&m->pieces[next - 1], way);
    struct span out = side_out(&m->pieces[next - 1], way);
    return in.end > at ? out.start : out.end + (at - in.end);
}

/* Where the image of the byte before `at` ends; `next` is what seek said of at - 1. */
static size_t tail(const struct map *m, enum way way, size_t next, size_t at)
{
    if (next == 0)
        return ahead(m, way, at);
    struct span in = side_in(&m->pieces[next - 1], way);
    struct span out = side_out(&m->pieces[next - 1], way);
    return in.end >= at ? out.end : out.end + (at - in.end);
}

static size_t tail_at(const struct map *m, enum way way, size_t near, size_t at)
{
    return tail(m, way, at ? seek(m, way, near, at - 1) : 0, at);
}

/* From the first byte's image to the last one's; for an empty s the place between its neighbours'
 * images, which lie the other way round when a changed stretch is around it. */
static struct span image(const struct map *m, enum way way, struct span s)
{
    size_t next = seek(m, way, 0, s.start);
    size_t start = head(m, way, next, s.start);
    size_t end = tail_at(m, way, 0, s.end);
    return start <= end ? (struct span){start, end} : (struct span){end, start};
}

struct span map_back(const struct map *m, struct span s)
{
    return image(m, BACK, s);
}

struct span map_forward(const struct map *m, struct span s)
{
    return image(m, FORWARD, s);
}

struct span map_sweep(const struct map *m, struct span s, size_t *near)
{
    *near = seek(m, FORWARD, *near, s.start);
    size_t start = head(m, FORWARD, *near, s.start);
    size_t next = s.end > s.start + 1 ? seek(m, FORWARD, *near, s.end - 1) : *near;
    return (struct span){start, tail(m, FORWARD, next, s.end)};
}

struct span map_around(const struct map *m, struct span s)
{
    size_t next = seek(m, FORWARD, 0, s.end);
    return (struct span){tail_at(m, FORWARD, 0, s.start), head(m, FORWARD, next, s.end)};
}

void map_add(struct map *m, struct arena *a, struct piece p)
{
    struct piece *last = m->n ? &m->pieces[m->n - 1] : NULL;
    if (m->n >= MAP_FINE && last->from.end == p.from.start && span_len(last->to) < MAP_COARSE) {
        last->from.end = p.from.end;
        last->to.end = p.to.end;
        return;
    }
    m->pieces = arena_grow(a, m->pieces, &m->cap, m->n + 1, sizeof *m->pieces);
    m->pieces[m->n++] = p;
}

/* The old pieces and the edits as one sequence in the order of the text between them. `shift_*`
 * is what to add to a place of that text, behind all that was taken, to come to the original and
 * to the new text; they wrap around when they are below zero. */
struct weave {
    const struct piece *old, *old_end;
    const struct piece *edit, *edit_end;
    size_t shift_from, shift_to;
};

/* Whether the next in order is an old piece: the first by start, what is empty before what is
 * not. */
static bool weave_old(const struct weave *w)
{
    if (w->old == w->old_end || w->edit == w->edit_end)
        return w->edit == w->edit_end;
    struct span old = w->old->to, edit = w->edit->from;
    if (old.start != edit.start)
        return old.start < edit.start;
    return old.end == old.start;
}

static struct span weave_peek(const struct weave *w)
{
    return weave_old(w) ? w->old->to : w->edit->from;
}

static struct span weave_take(struct weave *w)
{
    if (weave_old(w)) {
        w->shift_from = w->old->from.end - w->old->to.end;
        return w->old++->to;
    }
    w->shift_to = w->edit->to.end - w->edit->from.end;
    return w->edit++->from;
}

static bool weave_done(const struct weave *w)
{
    return w->old == w->old_end && w->edit == w->edit_end;
}

/* Whether `next` must be one piece with `s`: they share bytes, or both stand at one place between
 * bytes, where what went out and what came in belong together. */
static bool joins(struct span s, struct span next)
{
    return next.start < s.end || (next.start == s.end && span_len(s) + span_len(next) == 0);
}

/* Takes what hangs together and makes one piece of it. */
static struct piece weave_next(struct weave *w)
{
    size_t from = w->shift_from, to = w->shift_to;
    struct span s = weave_take(w);
    while (!weave_done(w) && joins(s, weave_peek(w))) {
        struct span next = weave_take(w);
        s.end = next.end > s.end ? next.end : s.end;
    }
    return (struct piece){{s.start + from, s.end + w->shift_from},
                          {s.start + to, s.end + w->shift_to}};
}

void map_edit(struct map *m, struct arena *a, const struct piece *edits, size_t n)
{
    size_t all = m->n + n;
    if (!n)
        return;
    m->pieces = arena_grow(a, m->pieces, &m->cap, all, sizeof *m->pieces);
    /* The old pieces move n places up; as each piece that is written has used up at least one old
     * piece or edit, writing never overtakes reading. */
    memmove(m->pieces + n, m->pieces, m->n * sizeof *m->pieces);
    struct weave w = {.old = m->pieces + n,
                      .old_end = m->pieces + all,
                      .edit = edits,
                      .edit_end = edits + n,
                      .shift_from = m->base};
    m->n = 0;
    while (!weave_done(&w)) {
        struct piece next = weave_next(&w);
        m->pieces[m->n++] = next;
    }
}

struct map map_copy(const struct map *m, struct arena *a)
{
    struct map copy = {.n = m->n, .cap = m->n, .base = m->base};
    if (m->n) {
        copy.pieces = arena_get(a, m->n * sizeof *m->pieces);
        memcpy(copy.pieces, m->pieces, m->n * sizeof *m->pieces);
    }
    return copy;
}

struct map map_part(const struct map *m, struct arena *a, struct span s)
{
    size_t i = seek(m, BACK, 0, s.start);
    struct map part = {.base = head(m, BACK, i, s.start)};
    i -= i > 0;
    for (; i < m->n && m->pieces[i].to.start < s.end; i++) {
        struct piece p = m->pieces[i];
        if (p.to.end <= s.start)
            continue;
        p.to.start = p.to.start > s.start ? p.to.start - s.start : 0;
        p.to.end = (p.to.end < s.end ? p.to.end : s.end) - s.start;
        part.pieces = arena_grow(a, part.pieces, &part.cap, part.n + 1, sizeof p);
        part.pieces[part.n++] = p;
    }
    return part;
}
