#include "text/unescape.h"

#include "base/hex.h"
#include "base/utf8.h"
#include "text/output.h"

enum { CP_MOST = 0x10FFFF, DIGITS = 8 };

/* In what each sign may begin something. */
enum {
    ENTITIES = 1 << ESCAPE_HTML | 1 << ESCAPE_MARKDOWN,
    BACKSLASHES = 1 << ESCAPE_JSON | 1 << ESCAPE_YAML,
    QUOTES = 1 << ESCAPE_CSV
};

/* What stands for a character, or for a byte of one: n bytes; 0: nothing does. `usual`: an escape
 * writes it so. */
struct sign {
    size_t n;
    uint32_t cp;
    bool byte, usual;
};

/* The number in base `base` at `at`, of `most` digits at most; *n is set to how many it has. What
 * is no code point is as good as any other. */
static uint32_t number_at(struct str s, size_t at, unsigned base, size_t most, size_t *n)
{
    uint32_t value = 0;
    for (*n = 0; *n < most && at + *n < s.n && hex_value(s.p[at + *n]) < base; ++*n)
        value = value > CP_MOST ? value : value * base + hex_value(s.p[at + *n]);
    return value;
}

static bool is_scalar(uint32_t cp)
{
    return cp && cp <= CP_MOST && (cp < 0xD800 || cp > 0xDFFF);
}

/* &#74; &#x4a; with and without the semicolon, as browsers read them. */
static struct sign numeric(struct str s, size_t at)
{
    bool hex = at + 2 < s.n && (s.p[at + 2] | 0x20) == 'x';
    size_t from = at + 2 + hex, n;
    uint32_t cp = number_at(s, from, hex ? 16 : 10, s.n, &n);
    if (!n || !is_scalar(cp))
        return (struct sign){0};
    size_t end = from + n;
    end += end < s.n && s.p[end] == ';';
    bool usual = !hex && (cp == '\'' || cp == ' ' || cp == '\t');
    return (struct sign){end - at, cp, false, usual};
}

static struct sign entity(struct str s, size_t at)
{
    static const struct {
        const char *name;
        uint32_t cp;
        bool usual;
    } names[] = {{"&amp;", '&', true},  {"&lt;", '<', true},     {"&gt;", '>', true},
                 {"&quot;", '"', true}, {"&apos;", '\'', false}, {"&nbsp;", ' ', false}};
    if (at + 1 < s.n && s.p[at + 1] == '#')
        return numeric(s, at);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i].name);
        if (str_starts(str_cut(s, at, s.n), names[i].name))
            return (struct sign){n, names[i].cp, false, names[i].usual};
    }
    return (struct sign){0};
}

/* The character of \uD83D\uDE00, in two halves. */
static struct sign unicode(struct str s, size_t at)
{
    size_t n, m = 0;
    uint32_t cp = number_at(s, at + 2, 16, 4, &n), low = 0;
    if (n < 4)
        return (struct sign){0};
    if (cp >= 0xD800 && cp < 0xDC00 && at + 8 < s.n && s.p[at + 6] == '\\' && s.p[at + 7] == 'u')
        low = number_at(s, at + 8, 16, 4, &m);
    if (m == 4 && low >= 0xDC00 && low < 0xE000)
        return (struct sign){12, 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00), false, false};
    return (struct sign){is_scalar(cp) ? 6 : 0, cp, false, cp < ' '};
}

static struct sign backslash(struct str s, size_t at)
{
    static const unsigned char short_forms[256] = {
        ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',  ['b'] = '\b', ['f'] = '\f',
        ['"'] = '"',  ['/'] = '/',  ['\\'] = '\\', [' '] = ' ',
    };
    char c = at + 1 < s.n ? s.p[at + 1] : '\0';
    unsigned char plain = short_forms[(unsigned char)c];
    size_t most = c == 'x' ? 2 : DIGITS, n = 0;
    if (plain)
        return (struct sign){2, plain, false, c != '/'};
    if (c == 'u')
        return unicode(s, at);
    uint32_t cp = c == 'x' || c == 'U' ? number_at(s, at + 2, 16, most, &n) : 0;
    if (!n || n < most || !is_scalar(cp))
        return (struct sign){0};
    return (struct sign){2 + n, cp, false, cp < ' ' || (cp >= 0x7F && cp < 0xA0)};
}

static struct sign percent(struct str s, size_t at)
{
    size_t n;
    uint32_t byte = number_at(s, at + 1, 16, 2, &n);
    return (struct sign){n == 2 && byte ? 3 : 0, byte, true, false};
}

static struct sign sign_at(struct str s, size_t at, unsigned escapes)
{
    switch (s.p[at]) {
    case '&':
        return escapes & ENTITIES ? entity(s, at) : (struct sign){0};
    case '\\':
        return escapes & BACKSLASHES ? backslash(s, at) : (struct sign){0};
    case '%':
        return percent(s, at);
    case '"':
        if ((escapes & QUOTES) && at + 1 < s.n && s.p[at + 1] == '"')
            return (struct sign){2, '"', false, true};
        return (struct sign){0};
    default:
        return (struct sign){0};
    }
}

/* Whether one of the signs that begin with c is an unusual one. */
static bool has_unusual(struct str s, char c, unsigned escapes)
{
    for (size_t at = str_byte(s, c, 0); at < s.n;) {
        struct sign sign = sign_at(s, at, escapes);
        if (sign.n && !sign.usual)
            return true;
        at = str_byte(s, c, at + (sign.n ? sign.n : 1));
    }
    return false;
}

bool unescape_needed(struct str s, unsigned escapes)
{
    return has_unusual(s, '%', escapes) ||
           ((escapes & ENTITIES) && has_unusual(s, '&', escapes)) ||
           ((escapes & BACKSLASHES) && has_unusual(s, '\\', escapes));
}

/* The place at or behind `at` where a sign may begin. */
static size_t next_sign(struct str s, size_t at)
{
    while (at < s.n && s.p[at] != '&' && s.p[at] != '\\' && s.p[at] != '%' && s.p[at] != '"')
        at++;
    return at;
}

/* Adds what the sign at `at` of s stands for, or else the byte there. Returns the place behind. */
static size_t add_sign(struct buf *out, struct str s, size_t at, unsigned escapes)
{
    struct sign sign = sign_at(s, at, escapes);
    char bytes[4] = {sign.n ? (char)sign.cp : s.p[at]};
    size_t n = sign.n && !sign.byte ? utf8_encode(sign.cp, bytes) : 1;
    buf_add(out, (struct str){bytes, n});
    return at + (sign.n ? sign.n : 1);
}

size_t unescape_add(struct buf *out, struct str s, unsigned escapes, size_t most)
{
    size_t from = out->n, i = 0;
    while (i < s.n && out->n - from < most) {
        size_t left = most - (out->n - from);
        size_t end = next_sign(s, i);
        if (end == i) {
            i = add_sign(out, s, i, escapes);
            continue;
        }
        end = end - i > left ? i + left : end;
        buf_add(out, str_cut(s, i, end));
        i = end;
    }
    return i;
}
