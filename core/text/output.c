#include "text/output.h"

#include "base/json_put.h"

/* One stretch on its way out. CSV's quotes add two bytes to the whole of it. */
struct escaper {
    struct str s;
    enum escape how;
    bool quoted; /* CSV: this field needs its quotes */
};

enum { STRETCH = 512 };

/* What n bytes are written as is no more. No escape is longer than JSON's; one of YAML's may begin
 * with the last of them. */
static size_t escape_room(size_t n)
{
    return JSON_GROWTH * n + JSON_SLACK;
}

/* A bit for each escape. */
enum {
    J = 1 << ESCAPE_JSON,
    H = 1 << ESCAPE_HTML,
    M = 1 << ESCAPE_MARKDOWN,
    C = 1 << ESCAPE_CSV,
    Y = 1 << ESCAPE_YAML,
    K = J | Y /* of control bytes */
};

/* In which escapes a byte may not go out as it is. */
static const unsigned char special[256] = {
    /* clang-format off */
    K, K, K, K, K, K, K, K, K, K | M, K, K, K, K, K, K,
    K, K, K, K, K, K, K, K, K, K, K, K, K, K, K, K,
    [' '] = M, ['!'] = M, ['"'] = J | H | C | Y, ['#'] = M, ['&'] = H | M, ['\''] = H,
    [')'] = M, ['*'] = M, ['+'] = M, ['-'] = M, ['.'] = M, ['<'] = H | M, ['='] = M,
    ['>'] = H | M, ['['] = M, ['\\'] = J | M | Y, [']'] = M, ['_'] = M, ['`'] = M, ['~'] = M,
    [0x7F] = Y, [0xC2] = Y, [0xE2] = Y, [0xEF] = Y,
    /* clang-format on */
};

unsigned escape_concerns(struct str s)
{
    unsigned any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= special[(unsigned char)s.p[i]];
    return any;
}

static bool csv_needs_quotes(struct str s)
{
    if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\r' || s.p[i] == '\n')
            return true;
    return false;
}

static struct escaper escaper_of(struct str s, enum escape how)
{
    return (struct escaper){s, how, how == ESCAPE_CSV && csv_needs_quotes(s)};
}

/* The byte at i, or `past` outside. */
static char at(struct str s, size_t i, char past)
{
    return i < s.n ? s.p[i] : past;
}

static size_t put(char *out, const char *z)
{
    size_t n = strlen(z);
    memcpy(out, z, n);
    return n;
}

/* Backslash and hexadecimal digits, as many as `format` has X. */
static size_t put_hex(char *out, const char *format, unsigned value)
{
    size_t n = put(out, format);
    for (size_t i = n; i-- && out[i] == 'X'; value >>= 4)
        out[i] = "0123456789abcdef"[value & 15];
    return n;
}

/* What YAML 1.2 does not call printable, and its line breaks. Sets *used to the bytes read. */
static size_t put_yaml(char *out, struct str s, size_t i, size_t *used)
{
    unsigned char c = (unsigned char)s.p[i];
    unsigned char c1 = (unsigned char)at(s, i + 1, 0), c2 = (unsigned char)at(s, i + 2, 0);
    size_t n = json_put_short(s.p[i], out); /* the same as in JSON */
    if (n)
        return n;
    if (c < 0x20 || c == 0x7F)
        return put_hex(out, "\\xXX", c);
    *used = c == 0xC2 ? 2 : 3;
    if (c == 0xC2 && c1 < 0xA0)
        return put_hex(out, "\\xXX", c1);
    if (c == 0xE2 && c1 == 0x80 && (c2 == 0xA8 || c2 == 0xA9))
        return put_hex(out, "\\u20XX", c2 - 0x80u);
    if (c == 0xEF && ((c1 == 0xBB && c2 == 0xBF) || (c1 == 0xBF && c2 >= 0xBE)))
        return put_hex(out, "\\uXXXX", (c & 15u) << 12 | (c1 & 63u) << 6 | (c2 & 63u));
    *used = 1;
    return 0;
}

static size_t put_html(char *out, char c)
{
    switch (c) {
    case '&':
        return put(out, "&amp;");
    case '<':
        return put(out, "&lt;");
    case '>':
        return put(out, "&gt;");
    case '"':
        return put(out, "&quot;");
    default:
        return put(out, "&#39;");
    }
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Whether only white space stands before i in its line. */
static bool starts_line(struct str s, size_t i)
{
    while (i && is_blank(s.p[i - 1]))
        i--;
    return i == 0 || is_break(s.p[i - 1]);
}

/* The first place from i on that does not hold c. */
static size_t skip(struct str s, size_t i, char c)
{
    while (i < s.n && s.p[i] == c)
        i++;
    return i;
}

/* Whether i is followed by white space or a line's end. */
static bool ends_word(struct str s, size_t i)
{
    char c = at(s, i, '\n');
    return is_blank(c) || is_break(c);
}

/* A heading's opening or closing row of #. */
static bool md_number_sign(struct str s, size_t i)
{
    size_t end = skip(s, i, '#');
    if (starts_line(s, i))
        return end - i <= 6 && ends_word(s, end);
    return is_blank(s.p[i - 1]) && is_break(at(s, skip(s, end, ' '), '\n'));
}

/* The . or ) of an ordered list. */
static bool md_number(struct str s, size_t i)
{
    size_t first = i;
    while (first && i - first < 10 && is_digit(s.p[first - 1]))
        first--;
    return first < i && i - first < 10 && starts_line(s, first) && ends_word(s, i + 1);
}

static bool md_entity(struct str s, size_t i)
{
    size_t end = i + 1;
    while (end < s.n && end - i < 34 && (is_alnum(s.p[end]) || s.p[end] == '#'))
        end++;
    return at(s, end, ';') == ';' && (end > i + 1 || end == s.n);
}

/* Whether the byte at i, one of special[], would be markup. Rows of - and + need only the first
 * taken away, and so on: each rule looks at the first byte of its mark. */
static bool md_is_markup(struct str s, size_t i)
{
    char next = at(s, i + 1, '\n');
    switch (s.p[i]) {
    case '_':
        return !i || !is_alnum(s.p[i - 1]) || !is_alnum(next);
    case '<':
        return i + 1 == s.n || is_alnum(next) || next == '/' || next == '!' || next == '?';
    case '&':
        return md_entity(s, i);
    case '!':
        return i + 1 == s.n;
    case '#':
        return (!i || s.p[i - 1] != '#') && md_number_sign(s, i);
    case '-':
        return starts_line(s, i) && (ends_word(s, i + 1) || next == '-');
    case '+':
        return starts_line(s, i) && ends_word(s, i + 1);
    case '=':
    case '~':
    case '>':
        return starts_line(s, i);
    case '.':
    case ')':
        return md_number(s, i);
    default:
        return true;
    }
}

/* White space that means something: an indent of four columns or more makes code, two blanks
 * before a line's end make a break. The first of an indent and the last before an end become
 * entities. */
static size_t put_md_blank(char *out, struct str s, size_t i)
{
    bool last = is_break(at(s, i + 1, 'x')) && i && s.p[i - 1] == ' ' && s.p[i] == ' ';
    bool first = i == 0 || is_break(s.p[i - 1]);
    size_t end = i, column = 0;
    for (; first && end < s.n && is_blank(s.p[end]); end++)
        column = s.p[end] == '\t' ? column / 4 * 4 + 4 : column + 1;
    bool code = first && column >= 4 && end < s.n && !is_break(s.p[end]);
    if (!last && !code)
        return 0;
    return put(out, s.p[i] == ' ' ? "&#32;" : "&#9;");
}

static size_t put_markdown(char *out, struct str s, size_t i)
{
    if (is_blank(s.p[i]))
        return put_md_blank(out, s, i);
    if (!md_is_markup(s, i))
        return 0;
    out[0] = '\\';
    out[1] = s.p[i];
    return 2;
}

/* Writes what the special byte at i becomes; 0 when it may stay. Sets *used to the bytes read. */
static size_t put_special(const struct escaper *e, size_t i, char *out, size_t *used)
{
    *used = 1;
    switch (e->how) {
    case ESCAPE_HTML:
        return put_html(out, e->s.p[i]);
    case ESCAPE_MARKDOWN:
        return put_markdown(out, e->s, i);
    case ESCAPE_CSV:
        return put(out, "\"\"");
    case ESCAPE_YAML:
        return put_yaml(out, e->s, i, used);
    default:
        return 0;
    }
}

/* Copies the bytes from k on that stand for themselves, up to `to`. Returns how many. */
static size_t copy_plain(const struct escaper *e, size_t k, size_t to, char *out)
{
    size_t end = k;
    while (end < to && !(special[(unsigned char)e->s.p[end]] >> e->how & 1))
        end++;
    memcpy(out, e->s.p + k, end - k);
    return end - k;
}

/* Writes the bytes from *i to at least `to`, which *i becomes; out has room for escape_room()
 * of them. Returns how many were written. */
static size_t escape_run(const struct escaper *e, size_t *i, size_t to, char *out)
{
    size_t n = 0, k = *i, used;
    if (e->how == ESCAPE_JSON) {
        *i = to;
        return json_put(str_cut(e->s, k, to), out);
    }
    while (k < to) {
        size_t plain = copy_plain(e, k, to, out + n);
        k += plain;
        n += plain;
        if (k == to)
            break;
        size_t put_n = put_special(e, k, out + n, &used);
        if (!put_n)
            out[n++] = e->s.p[k];
        n += put_n;
        k += used;
    }
    *i = k;
    return n;
}

bool escape_find(struct str name, enum escape *out)
{
    static const char *const names[ESCAPE_COUNT] = {"none",     "json", "html",
                                                    "markdown", "csv",  "yaml"};
    for (int i = 0; i < ESCAPE_COUNT; i++)
        if (str_is(name, names[i])) {
            *out = (enum escape)i;
            return true;
        }
    return false;
}

void escape_add(struct buf *out, struct str s, enum escape how)
{
    struct escaper e = escaper_of(s, how);
    if (e.quoted)
        buf_addc(out, '"');
    for (size_t i = 0; i < s.n;) {
        size_t to = s.n - i < STRETCH ? s.n : i + STRETCH;
        char *p = buf_room(out, escape_room(to - i));
        out->n += escape_run(&e, &i, to, p);
        out->p[out->n] = '\0';
    }
    if (e.quoted)
        buf_addc(out, '"');
}

static void room(struct output *o, struct arena *a, size_t more)
{
    o->p = arena_grow(a, o->p, &o->cap, o->n + more, 1);
}

void output_literal(struct output *o, struct arena *a, struct str s)
{
    o->used = true;
    room(o, a, s.n);
    if (s.n)
        memcpy(o->p + o->n, s.p, s.n);
    o->n += s.n;
}

static void add_piece(struct output *o, struct arena *a, struct out_piece p)
{
    if (o->piece_n && p.text.start < o->pieces[o->piece_n - 1].text.end)
        o->mixed = true;
    o->pieces = arena_grow(a, o->pieces, &o->piece_cap, o->piece_n + 1, sizeof p);
    o->pieces[o->piece_n++] = p;
}

/* Long stretches become many pieces, so that output_place never has far to go. */
void output_span(struct output *o, struct arena *a, struct str text, struct span span,
                 enum escape how)
{
    struct str s = str_cut(text, span.start, span.end);
    struct escaper e = escaper_of(s, how);
    o->used = true;
    o->escapes |= 1u << how;
    room(o, a, s.n + 1); /* at once, as it takes that at least */
    if (e.quoted)
        o->p[o->n++] = '"';
    for (size_t i = 0, from = 0; i < s.n; from = i) {
        size_t to = s.n - i < STRETCH ? s.n : i + STRETCH, start = o->n;
        room(o, a, escape_room(to - i));
        o->n += escape_run(&e, &i, to, o->p + o->n);
        add_piece(o, a,
                  (struct out_piece){.out = {start, o->n},
                                     .text = {span.start + from, span.start + i},
                                     .within = span,
                                     .escape = how});
    }
    if (!s.n)
        add_piece(
            o, a,
            (struct out_piece){.out = {o->n, o->n}, .text = span, .within = span, .escape = how});
    if (e.quoted)
        o->p[o->n++] = '"';
}

/* Where the place `t` of the text, in piece p, is in the output. Every escape is longer than what
 * it stands for: a piece of the same length has none. */
static size_t place_in(const struct out_piece *p, struct str text, size_t t)
{
    char out[JSON_GROWTH * 64 + JSON_SLACK];
    if (t <= p->text.start || t >= p->text.end)
        return t <= p->text.start ? p->out.start : p->out.end;
    if (span_len(p->out) == span_len(p->text))
        return p->out.start + (t - p->text.start);
    struct escaper e = escaper_of(str_cut(text, p->within.start, p->within.end), p->escape);
    size_t i = p->text.start - p->within.start, end = t - p->within.start, n = 0;
    while (i < end)
        n += escape_run(&e, &i, end - i < 64 ? end : i + 64, out);
    return p->out.start + n;
}

static bool touches(const struct out_piece *p, struct span s)
{
    if (s.start == s.end)
        return span_holds(p->text, s);
    return span_overlaps(p->text, s);
}

/* The first piece that may touch s: by bisection as long as pieces are in order. */
static size_t first_piece(const struct output *o, struct span s)
{
    size_t low = 0, high = o->mixed ? 0 : o->piece_n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (o->pieces[mid].text.end < s.start)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool output_place(const struct output *o, struct str text, struct span s, struct span *out)
{
    size_t k = first_piece(o, s);
    while (k < o->piece_n && !touches(&o->pieces[k], s)) {
        if (!o->mixed && o->pieces[k].text.start > s.end)
            return false;
        k++;
    }
    if (k == o->piece_n)
        return false;
    const struct out_piece *p = &o->pieces[k], *end = o->pieces + o->piece_n;
    out->start = place_in(p, text, s.start);
    while (p + 1 < end && p[1].text.start >= p->text.end && p[1].text.start < s.end)
        p++;
    out->end = place_in(p, text, s.end);
    return true;
}
