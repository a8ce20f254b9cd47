#include "text/doc.h"

#include "base/utf8.h"
#include "text/evidence.h"
#include "text/scan.h"

void doc_start(struct doc *d, struct arena *a, struct str path, struct str source)
{
    *d = (struct doc){.arena = a, .path = arena_str(a, path), .source = source, .text = {"", 0}};
}

static void *copy(struct arena *a, const void *items, size_t n, size_t size)
{
    return n ? memcpy(arena_take(a, n * size), items, n * size) : NULL;
}

static struct output output_copy(const struct output *o, struct arena *a)
{
    struct output c = *o;
    c.p = copy(a, o->p, o->n, 1);
    c.pieces = copy(a, o->pieces, o->piece_n, sizeof *o->pieces);
    c.cap = o->n;
    c.piece_cap = o->piece_n;
    return c;
}

/* Everything that later calls change in place is copied; text is only ever appended to, which
 * text_cap 0 forbids the copy to do. */
struct doc doc_fork(const struct doc *d)
{
    struct doc f = *d;
    f.text_cap = 0;
    f.text_own = false;
    f.map = map_copy(&d->map, d->arena);
    f.marks = copy(d->arena, d->marks, d->mark_n, sizeof *d->marks);
    f.new_marks = copy(d->arena, d->new_marks, d->new_mark_n, sizeof *d->new_marks);
    f.edits = copy(d->arena, d->edits, d->edit_n, sizeof *d->edits);
    f.fields = copy(d->arena, d->fields, d->field_n, sizeof *d->fields);
    f.own = copy(d->arena, d->own, d->own_n, sizeof *d->own);
    f.secrets = copy(d->arena, d->secrets, d->secret_n, sizeof *d->secrets);
    f.keeps = copy(d->arena, d->keeps, d->keep_n, sizeof *d->keeps);
    f.kept = copy(d->arena, d->kept, d->kept_n, sizeof *d->kept);
    f.mark_cap = d->mark_n;
    f.new_mark_cap = d->new_mark_n;
    f.edit_cap = d->edit_n;
    f.field_cap = d->field_n;
    f.own_cap = d->own_n;
    f.secret_cap = d->secret_n;
    f.keep_cap = d->keep_n;
    f.kept_cap = d->kept_n;
    f.output = output_copy(&d->output, d->arena);
    return f;
}

bool doc_segment(const struct doc *d, size_t k, struct span *bounds)
{
    if (k > d->own_n)
        return false;
    *bounds = k ? d->fields[d->own[k - 1]].span : (struct span){0, d->len};
    return true;
}

bool doc_inside(const struct doc *d, struct span s)
{
    size_t low = 0, high = d->own_n;
    if (s.start > s.end || s.end <= d->len)
        return s.start <= s.end;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (d->fields[d->own[mid]].span.start <= s.start)
            low = mid + 1;
        else
            high = mid;
    }
    return low && span_holds(d->fields[d->own[low - 1]].span, s);
}

static bool splits(struct str text, size_t at)
{
    return at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80;
}

static bool check_span(const struct doc *d, struct span s, const char *what, struct str name,
                       struct err *err)
{
    const char *why = NULL;
    if (!doc_inside(d, s))
        why = "is not inside the text or one field";
    else if (splits(d->text, s.start) || splits(d->text, s.end))
        why = "splits a UTF-8 character";
    return !why || err_set(err, "%s %.*s: the span from byte %zu to %zu %s", what, (int)name.n,
                           name.p ? name.p : "", s.start, s.end, why);
}

/* A copy of s, or `last` when it says the same: one rule proposes many times. */
static struct str copy_str(struct doc *d, struct str last, struct str s)
{
    return last.p && str_eq(last, s) ? last : arena_str(d->arena, s);
}

bool doc_mark(struct doc *d, const struct mark *m, struct err *err)
{
    if (!check_span(d, m->span, "mark", m->label, err))
        return false;
    if (m->span.start == m->span.end)
        return true;
    d->new_marks = arena_grow(d->arena, d->new_marks, &d->new_mark_cap, d->new_mark_n + 1,
                              sizeof *d->new_marks);
    struct mark *to = &d->new_marks[d->new_mark_n];
    struct mark last = d->new_mark_n ? to[-1] : (struct mark){0};
    *to = *m;
    to->label = copy_str(d, last.label, m->label);
    to->rule = copy_str(d, last.rule, m->rule);
    to->attrs = copy(d->arena, m->attrs, m->attr_n, sizeof *m->attrs);
    for (size_t i = 0; i < m->attr_n; i++) {
        to->attrs[i].name = arena_str(d->arena, m->attrs[i].name);
        to->attrs[i].value = arena_str(d->arena, m->attrs[i].value);
    }
    d->new_mark_n++;
    return true;
}

/* Evidence that repeats the text it is about would give it away, and so would a rule. `booked`: it
 * comes into the ledger. */
static bool check_evidence(const struct doc *d, const struct edit *e, bool booked,
                           struct err *err)
{
    struct str text = str_cut(d->text, e->span.start, e->span.end);
    if (booked && text.n > 0 && str_eq(e->rule, text))
        return err_set(err, "the rule is the text itself");
    if (!e->evidence)
        return true;
    if (!evidence_check(e->evidence, err))
        return false;
    bool same = e->evidence->why.n > 0 && str_eq(e->evidence->why, text);
    return !same || err_set(err, "the evidence `why` is the text itself");
}

/* A copy of e, whose strings are those of the last of n edits where they are the same. */
static struct edit copy_edit(struct doc *d, const struct edit *edits, size_t n,
                             const struct edit *e)
{
    struct edit last = n ? edits[n - 1] : (struct edit){0}, to = *e;
    to.with = copy_str(d, last.with, e->with);
    to.rule = copy_str(d, last.rule, e->rule);
    to.stage = copy_str(d, last.stage, e->stage);
    if (e->evidence)
        to.evidence = evidence_keep(d->arena, last.evidence, e->evidence);
    return to;
}

bool doc_edit(struct doc *d, const struct edit *e, struct err *err)
{
    if (!check_span(d, e->span, "edit", e->rule, err) || !check_evidence(d, e, e->secret, err))
        return false;
    if (utf8_valid(e->with) < e->with.n)
        return err_set(err, "edit %.*s: the new text is not UTF-8", (int)e->rule.n,
                       e->rule.p ? e->rule.p : "");
    d->edits = arena_grow(d->arena, d->edits, &d->edit_cap, d->edit_n + 1, sizeof *d->edits);
    struct edit to = copy_edit(d, d->edits, d->edit_n, e);
    d->edits[d->edit_n++] = to;
    return true;
}

bool doc_keep(struct doc *d, const struct edit *e, struct err *err)
{
    if (!check_span(d, e->span, "keep", e->rule, err) || !check_evidence(d, e, true, err))
        return false;
    d->keeps = arena_grow(d->arena, d->keeps, &d->keep_cap, d->keep_n + 1, sizeof *d->keeps);
    struct edit to = copy_edit(d, d->keeps, d->keep_n, e);
    d->keeps[d->keep_n++] = to;
    return true;
}

const struct field *doc_field(const struct doc *d, struct str name)
{
    for (size_t i = 0; i < d->field_n; i++)
        if (str_eq(d->fields[i].name, name))
            return &d->fields[i];
    return NULL;
}

/* The number of the field `name`, added when there is none. */
static size_t field_place(struct doc *d, struct str name)
{
    const struct field *f = doc_field(d, name);
    if (f)
        return (size_t)(f - d->fields);
    d->fields = arena_grow(d->arena, d->fields, &d->field_cap, d->field_n + 1, sizeof *d->fields);
    d->fields[d->field_n] = (struct field){.name = arena_str(d->arena, name)};
    return d->field_n++;
}

/* Takes field i, when it is a string of its own, out of the segments. */
static void disown(struct doc *d, size_t i)
{
    size_t k = 0;
    if (!d->fields[i].own)
        return;
    while (d->own[k] != i)
        k++;
    d->own_n--;
    memmove(d->own + k, d->own + k + 1, (d->own_n - k) * sizeof *d->own);
    d->stale = true;
}

bool doc_set_span(struct doc *d, struct str name, struct span s, struct err *err)
{
    if (!check_span(d, s, "field", name, err))
        return false;
    if (s.end > d->len)
        return err_set(err, "field %.*s: the span from byte %zu to %zu is not inside the text",
                       (int)name.n, name.p ? name.p : "", s.start, s.end);
    size_t i = field_place(d, name);
    disown(d, i);
    d->fields[i].span = s;
    d->fields[i].own = false;
    return true;
}

void doc_put_text(struct doc *d, struct str text, size_t cap)
{
    if (d->scan)
        scan_move(d->scan, d->text, text.p);
    if (d->text_own)
        arena_drop(d->arena, d->text.p, d->text_cap);
    d->text = text;
    d->clean = NULL;
    d->text_cap = cap;
    d->text_own = true;
}

/* Appends to the text in place while no one else looks there; else moves it, with room for more.
 */
static void append(struct doc *d, struct str s)
{
    size_t n = d->text.n + s.n;
    char *p;
    if (n > d->text_cap) {
        size_t cap = n + n / 2;
        p = arena_take(d->arena, cap);
        if (d->text.n)
            memcpy(p, d->text.p, d->text.n);
        doc_put_text(d, (struct str){p, d->text.n}, cap);
    } else {
        p = (char *)(uintptr_t)d->text.p;
    }
    if (s.n)
        memcpy(p + d->text.n, s.p, s.n);
    d->text = (struct str){p, n};
}

bool doc_set_string(struct doc *d, struct str name, struct str value)
{
    if (utf8_valid(value) < value.n)
        return false;
    size_t i = field_place(d, name);
    disown(d, i);
    append(d, str_of("\n"));
    append(d, value);
    d->fields[i].span = (struct span){d->text.n - value.n, d->text.n};
    d->fields[i].own = true;
    d->own = arena_grow(d->arena, d->own, &d->own_cap, d->own_n + 1, sizeof *d->own);
    d->own[d->own_n++] = i;
    return true;
}

/* The part of s inside `of`, moved to start at 0; false when they share no byte. */
static bool clip(struct span s, struct span of, struct span *out)
{
    if (!span_overlaps(s, of) || s.start == s.end)
        return false;
    size_t start = s.start > of.start ? s.start : of.start;
    size_t end = s.end < of.end ? s.end : of.end;
    *out = (struct span){start - of.start, end - of.start};
    return true;
}

static void add_secret(struct doc *d, struct secret s)
{
    d->secrets =
        arena_grow(d->arena, d->secrets, &d->secret_cap, d->secret_n + 1, sizeof *d->secrets);
    d->secrets[d->secret_n++] = s;
}

static void add_kept(struct doc *d, struct secret s)
{
    d->kept = arena_grow(d->arena, d->kept, &d->kept_cap, d->kept_n + 1, sizeof *d->kept);
    d->kept[d->kept_n++] = s;
}

/* What a secret of the parent is for the child. */
static struct secret inherit(const struct doc *child, struct secret s)
{
    struct span now = {0, 0};
    bool empty = s.now.start == s.now.end;
    if (empty && span_holds(child->of, s.now))
        now.start = now.end = s.now.start - child->of.start;
    else if (!clip(s.now, child->of, &now))
        s.away = true;
    s.now = s.away ? (struct span){0, 0} : now;
    return s;
}

/* Gives the child the marks and secrets of d as of the last doc_apply. What was kept elsewhere
 * does not concern it. */
static void bequeath(const struct doc *d, struct doc *child)
{
    struct span s;
    for (size_t i = 0; i < d->mark_n && d->marks[i].span.start < child->of.end; i++) {
        if (!clip(d->marks[i].span, child->of, &s))
            continue;
        child->marks = arena_grow(d->arena, child->marks, &child->mark_cap, child->mark_n + 1,
                                  sizeof *child->marks);
        child->marks[child->mark_n] = d->marks[i];
        child->marks[child->mark_n++].span = s;
    }
    for (size_t i = 0; i < d->secret_n; i++)
        add_secret(child, inherit(child, d->secrets[i]));
    for (size_t i = 0; i < d->kept_n; i++) {
        struct secret k = inherit(child, d->kept[i]);
        if (!k.away)
            add_kept(child, k);
    }
}

struct doc *doc_emit(struct doc *d, struct span s, struct err *err)
{
    if (!check_span(d, s, "child", (struct str){"", 0}, err))
        return NULL;
    if (s.end > d->len) {
        err_set(err, "a child must be a span of the text, not of a field");
        return NULL;
    }
    struct doc *child = arena_get(d->arena, sizeof *child);
    *child =
        (struct doc){.arena = d->arena, .path = d->path, .source = d->source, .scan = d->scan};
    child->bom = d->bom;
    child->passed = d->passed;
    child->of = s;
    d->text_own = false;
    child->text = str_cut(d->text, s.start, s.end);
    child->len = child->text.n;
    child->map = map_part(&d->map, d->arena, s);
    child->part = d->last_child ? d->last_child->part + 1 : 1;
    bequeath(d, child);
    if (d->last_child)
        d->last_child->next = child;
    else
        d->children = child;
    d->last_child = child;
    return child;
}

/* A secret edit of the same stage elsewhere in d: the child must not show its value either. */
static void deal_secret(const struct doc *d, struct doc *child, const struct edit *e)
{
    struct secret s = {.value = str_cut(d->text, e->span.start, e->span.end),
                       .with = e->with,
                       .rule = e->rule,
                       .stage = e->stage,
                       .evidence = e->evidence,
                       .no_origin = e->span.end > d->len,
                       .away = true};
    s.origin = s.no_origin ? (struct span){d->source.n, d->source.n} : map_back(&d->map, e->span);
    add_secret(child, s);
}

static void deal_edit(const struct doc *d, struct doc *child, struct edit e)
{
    bool insert = e.span.start == e.span.end && span_holds(child->of, e.span);
    if (insert)
        e.span.start = e.span.end = e.span.start - child->of.start;
    else if (!clip(e.span, child->of, &e.span)) {
        if (e.secret)
            deal_secret(d, child, &e);
        return;
    }
    child->edits = arena_grow(d->arena, child->edits, &child->edit_cap, child->edit_n + 1,
                              sizeof *child->edits);
    child->edits[child->edit_n++] = e;
}

/* Whether edits stand by their starts, and each concerns those children only in which it lies. */
static bool in_order(const struct doc *d)
{
    for (size_t i = 0; i < d->edit_n; i++)
        if (d->edits[i].secret || (i > 0 && d->edits[i].span.start < d->edits[i - 1].span.start))
            return false;
    return true;
}

/* A file of many records has as many children, and edits in all of them: where both are in order,
 * as they mostly are, the edits are gone through once. */
static void deal_edits(const struct doc *d)
{
    bool ordered = in_order(d);
    size_t from = 0, before = 0;
    for (struct doc *c = d->children; c; c = c->next) {
        from = c->of.start < before ? 0 : from;
        before = c->of.start;
        while (ordered && from < d->edit_n && d->edits[from].span.end < c->of.start)
            from++;
        for (size_t i = from; i < d->edit_n; i++) {
            if (ordered && d->edits[i].span.start > c->of.end)
                break;
            deal_edit(d, c, d->edits[i]);
        }
    }
}

static void deal_keeps(const struct doc *d, struct doc *child)
{
    for (size_t i = 0; i < d->keep_n; i++) {
        struct edit k = d->keeps[i];
        if (clip(k.span, child->of, &k.span))
            doc_keep(child, &k, NULL);
    }
}

static void deal_marks(const struct doc *d, struct doc *child)
{
    for (size_t i = 0; i < d->new_mark_n; i++) {
        struct mark m = d->new_marks[i];
        if (!clip(m.span, child->of, &m.span))
            continue;
        child->new_marks = arena_grow(d->arena, child->new_marks, &child->new_mark_cap,
                                      child->new_mark_n + 1, sizeof *child->new_marks);
        child->new_marks[child->new_mark_n++] = m;
    }
}

void doc_deal(const struct doc *d)
{
    deal_edits(d);
    for (struct doc *c = d->children; c; c = c->next) {
        deal_marks(d, c);
        deal_keeps(d, c);
    }
}
