/* How proposals are carried out: doc_apply. */
#include <stdlib.h>

#include "text/doc.h"
#include "text/scan.h"

/* One round of edits: what is left of the proposals, in order, and where their places went. */
struct round {
    const struct edit **edits; /* sorted, no two the same */
    size_t n;
    struct map moved; /* from the text before to the text after, annex included */
};

/* By start, what is empty first; equal ones as proposed: they stand in one array. */
static int edit_order(const void *a, const void *b)
{
    const struct edit *x = *(const struct edit *const *)a, *y = *(const struct edit *const *)b;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    if (x->span.end != y->span.end)
        return x->span.end < y->span.end ? -1 : 1;
    return (x > y) - (x < y);
}

static bool edits_equal(const struct edit *a, const struct edit *b)
{
    return a->span.start == b->span.start && a->span.end == b->span.end &&
           str_eq(a->with, b->with);
}

static bool refuse(const struct edit *a, const struct edit *b, struct err *err)
{
    return err_set(err,
                   "two edits overlap: rule \"%.*s\" of stage %.*s at bytes %zu to %zu and rule "
                   "\"%.*s\" of stage %.*s at bytes %zu to %zu",
                   (int)a->rule.n, a->rule.n ? a->rule.p : "", (int)a->stage.n,
                   a->stage.n ? a->stage.p : "", a->span.start, a->span.end, (int)b->rule.n,
                   b->rule.n ? b->rule.p : "", (int)b->stage.n, b->stage.n ? b->stage.p : "",
                   b->span.start, b->span.end);
}

/* Puts the proposals in order and takes out repeated ones; a repeated one is secret when either
 * was. As long as no two overlap, neighbours are all there is to compare. */
static bool settle(struct doc *d, struct round *r, struct err *err)
{
    r->edits = arena_take(d->arena, d->edit_n * sizeof(const struct edit *));
    bool sorted = true;
    for (size_t i = 0; i < d->edit_n; i++) {
        r->edits[i] = &d->edits[i];
        sorted = sorted && (!i || edit_order(&r->edits[i - 1], &r->edits[i]) < 0);
    }
    if (!sorted)
        qsort(r->edits, d->edit_n, sizeof *r->edits, edit_order);
    for (size_t i = 0; i < d->edit_n; i++) {
        const struct edit *e = r->edits[i], *last = r->n ? r->edits[r->n - 1] : NULL;
        if (last && edits_equal(last, e)) {
            if (e->secret && !last->secret)
                r->edits[r->n - 1] = e;
            continue;
        }
        if (last && span_overlaps(last->span, e->span))
            return refuse(last, e, err);
        r->edits[r->n++] = e;
    }
    return true;
}

static bool edit_is_idle(const struct doc *d, const struct edit *e)
{
    return str_eq(e->with, str_cut(d->text, e->span.start, e->span.end));
}

/* Leaves out the edits that change nothing. */
static void drop_idle(const struct doc *d, struct round *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->n; i++)
        if (!edit_is_idle(d, r->edits[i]))
            r->edits[kept++] = r->edits[i];
    r->n = kept;
}

static char *put(char *to, struct str s)
{
    return s.n ? (char *)memcpy(to, s.p, s.n) + s.n : to;
}

/* Writes the new text, and the pieces on the way, in one pass. */
static struct str rewrite(const struct doc *d, struct round *r)
{
    size_t size = d->text.n, from = 0;
    for (size_t i = 0; i < r->n; i++)
        size = size - span_len(r->edits[i]->span) + r->edits[i]->with.n;
    char *text = arena_take(d->arena, size), *to = text;
    r->moved.pieces = arena_take(d->arena, r->n * sizeof *r->moved.pieces);
    for (; r->moved.n < r->n; r->moved.n++) {
        const struct edit *e = r->edits[r->moved.n];
        to = put(to, str_cut(d->text, from, e->span.start));
        size_t at = (size_t)(to - text);
        to = put(to, e->with);
        r->moved.pieces[r->moved.n] = (struct piece){e->span, {at, at + e->with.n}};
        from = e->span.end;
    }
    put(to, str_cut(d->text, from, d->text.n));
    return (struct str){text, size};
}

/* An empty stretch stays empty: it has no text that an edit could have touched. */
static struct span follow(const struct round *r, struct span s)
{
    if (s.start < s.end)
        return map_forward(&r->moved, s);
    size_t at = map_forward(&r->moved, s).start;
    return (struct span){at, at};
}

static void move_secrets(struct secret *secrets, size_t n, const struct round *r)
{
    for (size_t i = 0; i < n; i++)
        if (!secrets[i].away)
            secrets[i].now = follow(r, secrets[i].now);
}

/* Copies what the secret edits take out, which is seen when their text is no more. */
static char *secret_values(struct doc *d, const struct round *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->edits[i]->secret ? span_len(r->edits[i]->span) : 0;
    return n ? arena_take(d->arena, n) : NULL;
}

/* What is to be booked of e, whose old text is copied to *values, which moves on; d still has the
 * text and map of before. */
static struct secret book(const struct doc *d, const struct edit *e, char **values)
{
    bool annex = e->span.end > d->len;
    struct span nowhere = {d->source.n, d->source.n};
    struct str value = {*values, span_len(e->span)};
    *values = put(*values, str_cut(d->text, e->span.start, e->span.end));
    return (struct secret){.value = value,
                           .with = e->with,
                           .origin = annex ? nowhere : map_back(&d->map, e->span),
                           .now = e->span,
                           .rule = e->rule,
                           .stage = e->stage,
                           .evidence = e->evidence,
                           .clues = e->clues,
                           .no_origin = annex};
}

static void add_secrets(struct doc *d, const struct round *r)
{
    char *values = secret_values(d, r);
    for (size_t i = 0; i < r->n; i++) {
        const struct edit *e = r->edits[i];
        if (!e->secret || e->span.start == e->span.end)
            continue;
        d->secrets =
            arena_grow(d->arena, d->secrets, &d->secret_cap, d->secret_n + 1, sizeof *d->secrets);
        struct secret s = book(d, e, &values);
        s.now = r->moved.pieces[i].to;
        d->secrets[d->secret_n++] = s;
    }
}

/* Books what is kept, before the edits of the same stage change text and map. */
static void add_kept(struct doc *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->keep_n; i++)
        n += span_len(d->keeps[i].span);
    char *values = arena_take(d->arena, n);
    d->kept = arena_grow(d->arena, d->kept, &d->kept_cap, d->kept_n + d->keep_n, sizeof *d->kept);
    for (size_t i = 0; i < d->keep_n; i++)
        d->kept[d->kept_n++] = book(d, &d->keeps[i], &values);
    d->keep_n = 0;
}

/* The map knows the text proper only, whose edits come first. */
static void move_map(struct doc *d, const struct round *r)
{
    size_t n = 0;
    while (n < r->n && r->edits[n]->span.end <= d->len)
        n++;
    map_edit(&d->map, d->arena, r->moved.pieces, n);
}

static void move_fields(struct doc *d, const struct round *r)
{
    for (size_t i = 0; i < d->field_n; i++) {
        struct field *f = &d->fields[i];
        f->span = f->own ? map_around(&r->moved, f->span) : follow(r, f->span);
    }
    d->len = map_around(&r->moved, (struct span){0, d->len}).end;
}

static bool mark_before(const struct mark *a, const struct mark *b)
{
    if (a->span.start != b->span.start)
        return a->span.start < b->span.start;
    return a->span.end > b->span.end;
}

static int mark_order(const void *a, const void *b)
{
    const struct mark *x = *(const struct mark *const *)a, *y = *(const struct mark *const *)b;
    if (mark_before(x, y) || mark_before(y, x))
        return mark_before(x, y) ? -1 : 1;
    return (x > y) - (x < y);
}

/* Sorts marks, equal ones staying as they stand; mostly they are in order already. */
static void sort_marks(struct arena *a, struct mark *marks, size_t n)
{
    size_t i = 1;
    while (i < n && !mark_before(&marks[i], &marks[i - 1]))
        i++;
    if (i >= n)
        return;
    const struct mark **order = arena_get(a, n * sizeof(const struct mark *));
    struct mark *sorted = arena_get(a, n * sizeof *sorted);
    for (i = 0; i < n; i++)
        order[i] = &marks[i];
    qsort(order, n, sizeof *order, mark_order);
    for (i = 0; i < n; i++)
        sorted[i] = *order[i];
    memcpy(marks, sorted, n * sizeof *sorted);
}

/* Merges the new marks into the others from the back, in place. */
static void merge_marks(struct doc *d)
{
    size_t old = d->mark_n, new = d->new_mark_n, to = old + new;
    sort_marks(d->arena, d->new_marks, new);
    d->marks = arena_grow(d->arena, d->marks, &d->mark_cap, to, sizeof *d->marks);
    while (new) {
        if (old && mark_before(&d->new_marks[new - 1], &d->marks[old - 1]))
            d->marks[--to] = d->marks[--old];
        else
            d->marks[--to] = d->new_marks[--new];
    }
    d->mark_n += d->new_mark_n;
    d->new_mark_n = 0;
}

/* Moves the marks in one sweep and takes out those whose text is gone. */
static void move_marks(struct doc *d, const struct round *r)
{
    size_t kept = 0, near = 0;
    for (size_t i = 0; i < d->mark_n; i++) {
        struct mark m = d->marks[i];
        if (r->n && m.span.start < m.span.end)
            m.span = map_sweep(&r->moved, m.span, &near);
        if (m.span.start < m.span.end && (!d->stale || doc_inside(d, m.span)))
            d->marks[kept++] = m;
    }
    d->mark_n = kept;
    sort_marks(d->arena, d->marks, kept);
}

static bool apply_edits(struct doc *d, struct round *r, struct err *err)
{
    if (!settle(d, r, err))
        return false;
    drop_idle(d, r);
    d->edit_n = 0;
    if (!r->n)
        return true;
    struct str text = rewrite(d, r);
    if (d->scan)
        scan_edit(d->scan, d->text, text, r->moved.pieces, r->moved.n);
    move_secrets(d->secrets, d->secret_n, r);
    move_secrets(d->kept, d->kept_n, r);
    add_secrets(d, r);
    move_map(d, r);
    move_fields(d, r);
    doc_put_text(d, text, text.n);
    return true;
}

bool doc_apply(struct doc *d, struct err *err)
{
    struct round r = {0};
    doc_deal(d);
    if (d->keep_n)
        add_kept(d);
    if (d->edit_n && !apply_edits(d, &r, err))
        return false;
    if (d->new_mark_n)
        merge_marks(d);
    if (r.n || d->stale)
        move_marks(d, &r);
    d->stale = false;
    arena_drop(d->arena, r.moved.pieces, r.n * sizeof *r.moved.pieces);
    for (struct doc *c = d->children; c; c = c->next)
        if (!doc_apply(c, err))
            return false;
    return true;
}
