#include "conf/template.h"

#include "base/file.h"
#include "conf/expect.h"

enum { TEMPLATE_COMPONENT = 255, TEMPLATE_LENGTH = 4000 };

static const char *const template_names[] = {
    "path", "dir", "stem", "ext", "id", "part", "fields.NAME",
};
enum { TEMPLATE_NAMES = sizeof template_names / sizeof template_names[0] };

const char *template_fault(struct str path)
{
    if (path.n == 0)
        return "it is empty";
    if (path.n > TEMPLATE_LENGTH)
        return "it is longer than 4,000 bytes";
    if (path.p[0] == '/')
        return "it is absolute; it must be relative to the output directory";
    if (path.p[path.n - 1] == '/')
        return "it ends in a slash, so it names no file";
    if (str_byte(path, '\0', 0) < path.n)
        return "it holds a NUL byte";
    struct str component;
    while (str_split(&path, '/', &component)) {
        if (component.n == 0)
            return "it has an empty component";
        if (component.n > TEMPLATE_COMPONENT)
            return "a component is longer than 255 bytes";
        if (str_is(component, ".") || str_is(component, ".."))
            return "it has a component `.` or `..`";
        if (str_is(component, ".galley"))
            return "`.galley` is the state directory's name";
    }
    return NULL;
}

bool template_same(const struct template *a, const struct template *b)
{
    bool same = a->n == b->n && a->standard == b->standard && str_eq(a->extension, b->extension);
    for (size_t i = 0; same && i < a->n; i++) {
        const struct template_part *x = &a->parts[i];
        const struct template_part *y = &b->parts[i];
        same = x->kind == y->kind && str_eq(x->text, y->text) &&
               x->has_default == y->has_default && str_eq(x->fallback, y->fallback);
    }
    return same;
}

/* A template being read. Borrows everything but shape. */
struct template_reader {
    struct arena *arena;
    struct template *t;
    size_t cap;
    struct buf shape; /* the template with an x for each placeholder */
    struct diags *diags;
};

static void template_add(struct template_reader *r, struct template_part part)
{
    struct template *t = r->t;
    t->parts = arena_grow(r->arena, t->parts, &r->cap, t->n + 1, sizeof *t->parts);
    t->parts[t->n++] = part;
    t->by_content |= part.kind == TEMPLATE_FIELD || part.kind == TEMPLATE_PART;
    if (part.kind == TEMPLATE_TEXT)
        buf_add(&r->shape, part.text);
    else
        buf_addc(&r->shape, 'x');
}

static bool template_name(struct template_reader *r, struct str name, struct template_part *part)
{
    for (size_t i = 0; i < TEMPLATE_NAMES - 1; i++) {
        if (str_is(name, template_names[i])) {
            part->kind = (enum template_kind)(TEMPLATE_PATH + i);
            return true;
        }
    }
    if (str_starts(name, "fields.") && name.n > strlen("fields.")) {
        part->kind = TEMPLATE_FIELD;
        part->text = str_cut(name, strlen("fields."), name.n);
        return true;
    }
    if (str_starts(name, "field."))
        return diag_error(r->diags, r->t->at,
                          "unknown placeholder `{%.*s}`; did you mean "
                          "`{fields.%s}`?",
                          (int)name.n, name.p, name.p + strlen("field."));
    return diag_unknown(r->diags, r->t->at, name, template_names, TEMPLATE_NAMES,
                        "unknown placeholder `{%.*s}`", (int)name.n, name.p);
}

static bool template_placeholder(struct template_reader *r, struct str inside)
{
    struct template_part part = {0};
    size_t colon = str_find(inside, str_of(":-"), 0);
    part.has_default = colon < inside.n;
    part.fallback = str_cut(inside, colon + 2, inside.n);
    if (!template_name(r, arena_str(r->arena, str_cut(inside, 0, colon)), &part))
        return false;
    if (part.kind == TEMPLATE_EXT && r->shape.n > 0 && r->shape.p[r->shape.n - 1] == '.')
        return diag_error(r->diags, r->t->at, "`{ext}` has its dot: leave out the one before it");
    template_add(r, part);
    return true;
}

static bool template_parse(struct template_reader *r, struct str text)
{
    for (size_t at = 0; at < text.n;) {
        if (text.p[at] == '}')
            return diag_error(r->diags, r->t->at, "a `}` without its `{`");
        if (text.p[at] == '{') {
            size_t end = str_byte(text, '}', at);
            if (end == text.n)
                return diag_error(r->diags, r->t->at, "a `{` without its `}`");
            if (!template_placeholder(r, str_cut(text, at + 1, end)))
                return false;
            at = end + 1;
        } else {
            size_t open = str_byte(text, '{', at);
            size_t close = str_byte(text, '}', at);
            size_t end = open < close ? open : close;
            template_add(
                r, (struct template_part){.kind = TEMPLATE_TEXT, .text = str_cut(text, at, end)});
            at = end;
        }
    }
    const char *fault = template_fault(buf_str(&r->shape));
    return !fault || diag_error(r->diags, r->t->at, "`path` cannot be `%.*s`: %s", (int)text.n,
                                text.p, fault);
}

struct template *template_read(struct arena *arena, const struct node *n, struct diags *diags)
{
    struct str text;
    if (n->kind == NODE_MAP) {
        diag_error(diags, n->at, "quote the path: YAML reads {...} without quotes as a map");
        return NULL;
    }
    if (!expect_text(n, "path", &text, diags))
        return NULL;
    struct template *t = arena_get(arena, sizeof *t);
    t->at = n->at;
    struct template_reader r = {.arena = arena, .t = t, .diags = diags};
    bool good = template_parse(&r, text);
    buf_free(&r.shape);
    return good ? t : NULL;
}

struct template *template_default(struct arena *arena, struct str extension)
{
    struct template *t = arena_get(arena, sizeof *t);
    t->standard = true;
    t->extension = arena_str(arena, extension);
    return t;
}

/* A path being filled in, from `start` on. */
struct template_filler {
    const struct template *t;
    const struct template_values *v;
    struct buf *out;
    size_t start;
    struct err *err;
};

__attribute__((format(printf, 2, 3))) static bool template_fail(struct template_filler *f,
                                                                const char *format, ...)
{
    struct buf text = {0};
    va_list ap;
    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    struct place at = f->t->at;
    if (at.file)
        err_at(f->err, at.file, at.line, at.col, "%s", text.p);
    else
        err_set(f->err, "%s", text.p);
    buf_free(&text);
    return false;
}

/* Adds s without the slashes that would begin the path or make an empty component. */
static void fill_text(struct template_filler *f, struct str s)
{
    struct buf *out = f->out;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '/' || (out->n > f->start && out->p[out->n - 1] != '/'))
            buf_addc(out, s.p[i]);
    }
}

static void fill_component(struct template_filler *f, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        unsigned char next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
        /* U+0080 to U+009F, the control characters beyond ASCII. */
        bool high = c == 0xc2 && next >= 0x80 && next <= 0x9f;
        if (high || c < 0x20 || c == 0x7f || c == '/' || (c == '.' && i == 0))
            buf_addc(f->out, '_');
        else
            buf_addc(f->out, (char)c);
        i += high;
    }
}

static struct str plain_path(const struct template_filler *f)
{
    return f->v->plain.n > 0 ? f->v->plain : f->v->path;
}

/* The input's path, the part before its extension, and the format's extension unless it ends in
 * that already. */
static void fill_standard(struct template_filler *f)
{
    struct str path = plain_path(f);
    struct str ext = f->t->extension;
    struct str own = file_ext(path);
    if (ext.n > 0 && str_ends(path, ext.p) && path.n > ext.n && path.p[path.n - ext.n - 1] == '.')
        own = str_cut(path, path.n - ext.n - 1, path.n);
    else if (ext.n > 0)
        own = str_cut(path, path.n, path.n);
    fill_text(f, str_cut(path, 0, path.n - own.n));
    if (f->v->part > 0)
        buf_addf(f->out, ".%zu", f->v->part);
    buf_add(f->out, own);
    if (own.n == 0 && ext.n > 0) {
        buf_addc(f->out, '.');
        buf_add(f->out, ext);
    }
}

/* Adds what a placeholder stands for; nothing when that is empty. */
static void fill_value(struct template_filler *f, const struct template_part *p)
{
    struct str path = f->v->path;
    struct str name = file_name(plain_path(f));
    struct str ext = file_ext(name);
    struct str field = {0};
    switch (p->kind) {
    case TEMPLATE_PATH:
        fill_text(f, path);
        break;
    case TEMPLATE_DIR:
        fill_text(f, file_dir(path));
        break;
    case TEMPLATE_STEM:
        fill_text(f, str_cut(name, 0, name.n - ext.n));
        break;
    case TEMPLATE_EXT:
        fill_text(f, ext);
        break;
    case TEMPLATE_ID:
        fill_text(f, f->v->id);
        break;
    case TEMPLATE_PART:
        if (f->v->part > 0)
            buf_addf(f->out, "%zu", f->v->part);
        break;
    case TEMPLATE_FIELD:
        if (f->v->field && f->v->field(f->v->context, p->text, &field))
            fill_component(f, field);
        break;
    default:
        fill_text(f, p->text);
    }
}

static bool fill_parts(struct template_filler *f)
{
    for (size_t i = 0; i < f->t->n; i++) {
        const struct template_part *p = &f->t->parts[i];
        size_t before = f->out->n;
        fill_value(f, p);
        if (f->out->n > before)
            continue;
        if (p->has_default)
            fill_text(f, p->fallback);
        else if (p->kind == TEMPLATE_FIELD)
            return template_fail(f,
                                 "the output's path needs the field `%.*s`, which is not set or "
                                 "empty; {fields.%.*s:-...} gives a default",
                                 (int)p->text.n, p->text.p, (int)p->text.n, p->text.p);
    }
    return true;
}

bool template_fill(const struct template *t, const struct template_values *v, struct buf *out,
                   struct err *err)
{
    struct template_filler f = {t, v, out, out->n, err};
    bool good = true;
    if (t->standard)
        fill_standard(&f);
    else
        good = fill_parts(&f);
    const char *fault = good ? template_fault(str_cut(buf_str(out), f.start, out->n)) : NULL;
    if (fault)
        good = template_fail(&f, "the output's path cannot be used: %s", fault);
    if (!good && out->n > f.start) {
        out->n = f.start;
        out->p[out->n] = '\0';
    }
    return good;
}
