#include "flow/doubts.h"

#include <stdlib.h>

#include "base/json.h"
#include "text/evidence.h"

/* Bytes of text that are shown on either side. */
enum { AROUND = 80 };

/* One thing to ask about. Borrows everything. */
struct question {
    struct review review;
    struct span now; /* in the present text */
    bool no_origin;
    const struct evidence *evidence; /* or NULL */
    const char *because;
};

static size_t forward(struct str text, size_t at)
{
    while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80)
        at++;
    return at;
}

/* The segment that s lies in. */
static struct span segment_of(const struct doc *d, struct span s)
{
    struct span seg = {0, d->len};
    for (size_t k = 0; doc_segment(d, k, &seg) && !span_holds(seg, s); k++) {
    }
    return seg;
}

/* The value as it stood, within the text as it is now. */
static void add_context(const struct doc *d, const struct question *q, struct buf *b)
{
    struct span seg = segment_of(d, q->now);
    size_t from = q->now.start - seg.start > AROUND ? q->now.start - AROUND : seg.start;
    size_t to = seg.end - q->now.end > AROUND ? q->now.end + AROUND : seg.end;
    json_key(b, "context");
    buf_addc(b, '"');
    json_escape(b, str_cut(d->text, forward(d->text, from), q->now.start));
    json_escape(b, q->review.value);
    json_escape(b, str_cut(d->text, q->now.end, forward(d->text, to)));
    buf_addc(b, '"');
}

static void add_member(struct buf *b, const char *key, struct str text)
{
    json_key(b, key);
    json_str(b, text);
}

static void add_question(const struct doc *d, const struct question *q, const char *id,
                         struct buf *b)
{
    buf_addc(b, '{');
    add_member(b, "id", str_of(id));
    add_member(b, "path", q->review.path);
    json_key(b, "at");
    if (q->no_origin)
        buf_addz(b, "null");
    else
        buf_addf(b, "[%zu,%zu]", q->review.origin.start, q->review.origin.end);
    add_member(b, "rule", q->review.rule);
    if (q->review.label.n == 0)
        add_member(b, "label", q->review.label);
    if (q->evidence)
        evidence_put(q->evidence, b);
    add_member(b, "because", str_of(q->because));
    add_member(b, "text", q->review.value);
    add_context(d, q, b);
    buf_addz(b, ",\"decision\":null}\n");
}

static bool is_there(const struct doubts *q, struct span at, const char *id)
{
    for (size_t i = 0; i < q->n; i++)
        if (q->v[i].at.start == at.start && strcmp(q->v[i].id, id) == 0)
            return true;
    return false;
}

static void ask(struct doubts *q, const struct doc *d, const struct question *one)
{
    struct doubt_line line = {.at = one->review.origin};
    struct buf b = {0};
    if (q->more)
        return;
    review_id(&one->review, q->key, line.id);
    if (is_there(q, line.at, line.id))
        return;
    add_question(d, one, line.id, &b);
    q->more = q->bytes + b.n > DOUBTS_BYTES;
    if (!q->more) {
        q->bytes += b.n;
        line.text = arena_str(q->arena, buf_str(&b));
        q->v = arena_grow(q->arena, q->v, &q->cap, q->n + 1, sizeof line);
        q->v[q->n++] = line;
    }
    buf_free(&b);
}

/* Why a person is to look at what was redacted, or kept; NULL: no need. */
static const char *reason(const struct doubts *q, const struct secret *s)
{
    const struct evidence *e = s->evidence;
    if (!e || s->away || str_is(e->line, EVIDENCE_DECISION))
        return NULL;
    if (e->review)
        return "condition";
    return e->scored && e->score * SCORE_UNIT < (double)q->rules.below ? "score" : NULL;
}

static void add_secrets(struct doubts *q, const struct doc *d, const struct secret *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct secret *s = &v[i];
        const char *why = reason(q, s);
        struct question one = {
            .now = s->now, .no_origin = s->no_origin, .evidence = s->evidence, .because = why};
        if (!why)
            continue;
        one.review = (struct review){q->path, s->origin, s->evidence->label, s->rule, s->value};
        ask(q, d, &one);
    }
}

static void add_finding(struct doubts *q, const struct doc *d, const struct finding *f)
{
    static const char *const because[] = {
        [DOUBT_WORD] = "word", [DOUBT_KEPT] = "kept", [DOUBT_PUT_IN] = "put_in"};
    const struct secret *s = f->secret;
    struct buf rule = {0};
    struct question one = {.now = f->now,
                           .no_origin = f->now.end > d->len,
                           .evidence = s->evidence,
                           .because = because[f->why]};
    buf_addz(&rule, "guard:");
    buf_add(&rule, s->rule);
    one.review = (struct review){.path = q->path,
                                 .origin = {d->source.n, d->source.n},
                                 .label = s->evidence ? s->evidence->label : str_of(""),
                                 .rule = buf_str(&rule),
                                 .value = str_cut(d->text, f->now.start, f->now.end)};
    if (!one.no_origin)
        one.review.origin = map_back(&d->map, f->now);
    ask(q, d, &one);
    buf_free(&rule);
}

void doubts_add(struct doubts *q, const struct doc *d, const struct finding *found, size_t n)
{
    add_secrets(q, d, d->secrets, d->secret_n);
    add_secrets(q, d, d->kept, d->kept_n);
    for (size_t i = 0; i < n; i++)
        add_finding(q, d, &found[i]);
}

static int line_order(const void *a, const void *b)
{
    const struct doubt_line *x = a, *y = b;
    if (x->at.start != y->at.start)
        return x->at.start < y->at.start ? -1 : 1;
    if (x->at.end != y->at.end)
        return x->at.end < y->at.end ? -1 : 1;
    return strcmp(x->id, y->id);
}

struct str doubts_lines(struct doubts *q)
{
    struct buf b = {0};
    if (q->n)
        qsort(q->v, q->n, sizeof *q->v, line_order);
    for (size_t i = 0; i < q->n; i++)
        buf_add(&b, q->v[i].text);
    if (q->more) {
        buf_addc(&b, '{');
        add_member(&b, "path", q->path);
        buf_addz(&b, ",\"more\":true}\n");
    }
    struct str lines = arena_str(q->arena, buf_str(&b));
    buf_free(&b);
    return lines;
}
