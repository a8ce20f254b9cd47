#include "text/syntax.h"

#include "base/hex.h"
#include "base/utf8.h"

enum { DEPTH_MOST = 40, REPEAT_MOST = 65535 };

/* The options (?isx) that hold where the reader is. */
struct modes {
    bool caseless, dotall, extended;
};

/* Reads p on to end. Once anything was `lost` nothing that was read counts. What stands `aside`,
 * in a lookaround, is read for its syntax only. */
struct reader {
    const char *p, *end;
    struct modes modes;
    bool ucp;
    bool lost;
    bool aside;
    unsigned depth;
};

/* Gives up: the reader is at its end, so that all loops end. */
static void lose(struct reader *r)
{
    r->lost = true;
    r->p = r->end;
}

static bool at(const struct reader *r, char c)
{
    return r->p < r->end && *r->p == c;
}

/* Whether the next byte is c; goes behind it. */
static bool take(struct reader *r, char c)
{
    bool is = at(r, c);
    r->p += is;
    return is;
}

/* The next byte; NUL at the end. */
static char next(struct reader *r)
{
    if (r->p < r->end)
        return *r->p++;
    lose(r);
    return '\0';
}

static bool is_in(const char *set, char c)
{
    return c && strchr(set, c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* ---- characters ------------------------------------------------------------------------------
 */

static uint32_t read_code_point(struct reader *r)
{
    uint32_t cp = 0;
    size_t n = utf8_decode((struct str){r->p, (size_t)(r->end - r->p)}, &cp);
    if (!n)
        lose(r);
    r->p += n;
    return cp;
}

/* Behind \x. */
static uint32_t read_hex(struct reader *r)
{
    uint32_t cp = 0;
    bool braces = take(r, '{');
    for (int n = 0; r->p < r->end && hex_value(*r->p) < 16 && n < (braces ? 8 : 2); n++)
        cp = cp << 4 | hex_value(*r->p++);
    if ((braces && !take(r, '}')) || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        lose(r);
    return cp;
}

/* Behind a backslash: the character that is meant. Digits may be back references. */
static uint32_t read_escaped(struct reader *r)
{
    static const char names[] = "aefnrt", values[] = "\a\033\f\n\r\t";
    if (r->p < r->end && !is_alnum(*r->p))
        return read_code_point(r);
    char c = next(r);
    if (c == 'x')
        return read_hex(r);
    const char *name = c ? strchr(names, c) : NULL;
    if (!name)
        lose(r);
    return name ? (unsigned char)values[name - names] : 0;
}

/* ---- classes ---------------------------------------------------------------------------------
 */

/* A class in brackets. Vague: it has members that are not known, so that it can be anything. */
struct class
{
    struct byteset set;
    bool negated, vague;
};

/* [:name:], behind its first bracket. Case and Unicode together are left to PCRE2. */
static void read_posix(struct reader *r, struct class *c)
{
    r->p++;
    bool negated = take(r, '^');
    const char *start = r->p;
    while (r->p < r->end && is_alnum(*r->p))
        r->p++;
    struct str name = {start, (size_t)(r->p - start)};
    if (r->modes.caseless && (str_is(name, "lower") || str_is(name, "upper"))) {
        name = str_of("alpha");
        c->vague = c->vague || r->ucp;
    }
    if (!chars_add_posix(&c->set, name, negated, r->ucp) || !take(r, ':') || !take(r, ']'))
        lose(r);
}

/* Behind \p or \P. */
static void skip_property(struct reader *r)
{
    if (!take(r, '{')) {
        next(r);
        return;
    }
    while (r->p < r->end && *r->p != '}')
        r->p++;
    if (!take(r, '}'))
        lose(r);
}

/* One character of a class, into *cp; false when it is a set, which is added to c. */
static bool read_member(struct reader *r, struct class *c, uint32_t *cp)
{
    if (r->end - r->p >= 2 && *r->p == '[' && is_in(":.=", r->p[1])) {
        r->p++;
        read_posix(r, c);
        return false;
    }
    if (!take(r, '\\')) {
        *cp = read_code_point(r);
        return true;
    }
    if (take(r, 'p') || take(r, 'P')) {
        skip_property(r);
        c->vague = true;
        return false;
    }
    if (r->p < r->end && chars_add_escape(&c->set, *r->p, r->ucp)) {
        r->p++;
        return false;
    }
    *cp = take(r, 'b') ? '\b' : read_escaped(r);
    return true;
}

static void read_range(struct reader *r, struct class *c)
{
    uint32_t from = 0, to;
    if (!read_member(r, c, &from))
        return;
    to = from;
    if (at(r, '-') && r->end - r->p >= 2 && r->p[1] != ']') {
        r->p++;
        if (!read_member(r, c, &to))
            lose(r);
    }
    if (r->lost)
        return;
    chars_add(&c->set, from, to, r->modes.caseless);
    if (!r->modes.caseless || !chars_fold_in(from, to))
        return;
    chars_add(&c->set, 'k', 'k', true);
    chars_add(&c->set, 's', 's', true);
    c->vague = c->vague || c->negated;
}

static struct part read_class(struct reader *r)
{
    struct class c = {.vague = false};
    bool first = true;
    r->p++;
    c.negated = take(r, '^');
    for (; r->p < r->end && (first || *r->p != ']'); first = false)
        read_range(r, &c);
    if (!take(r, ']'))
        lose(r);
    if (c.vague)
        chars_add_all(&c.set);
    else if (c.negated)
        c.set = chars_not(&c.set);
    return part_char(&c.set);
}

/* ---- atoms -----------------------------------------------------------------------------------
 */

static struct part part_literal(uint32_t cp, bool caseless)
{
    struct part all = part_empty();
    struct byteset b = {{0}, {0}};
    char bytes[4];
    if (caseless) {
        chars_add(&b, cp, cp, true);
        if (chars_fold_in(cp, cp))
            chars_add_all(&b);
        return part_char(&b);
    }
    size_t n = utf8_encode(cp, bytes);
    for (size_t i = 0; i < n; i++) {
        b = (struct byteset){{0}, {0}};
        byteset_add(&b, (unsigned char)bytes[i], (unsigned char)bytes[i]);
        struct part byte = part_byte(&b);
        part_cat(&all, &byte);
    }
    return all;
}

static struct part read_dot(struct reader *r)
{
    struct byteset b = {{0}, {0}};
    r->p++;
    if (!r->modes.dotall)
        byteset_add(&b, '\n', '\n');
    b = chars_not(&b);
    return part_char(&b);
}

static struct part read_escape(struct reader *r)
{
    struct byteset b = {{0}, {0}};
    r->p++;
    if (take(r, 'p') || take(r, 'P')) {
        skip_property(r);
        chars_add_all(&b);
        return part_char(&b);
    }
    char c = r->p < r->end ? *r->p : '\0';
    if (is_in("bBAzZK", c)) {
        r->p++;
        return part_empty();
    }
    if (chars_add_escape(&b, c, r->ucp)) {
        r->p++;
        return part_char(&b);
    }
    uint32_t cp = read_escaped(r);
    return r->lost || r->aside ? part_empty() : part_literal(cp, r->modes.caseless);
}

/* White space that (?x) drops beyond ASCII: nobody writes it, and its like may grow. */
static bool is_dropped(uint32_t cp)
{
    return cp == 0x85 || cp == 0x200E || cp == 0x200F || cp == 0x2028 || cp == 0x2029;
}

static struct part read_plain(struct reader *r)
{
    uint32_t cp = read_code_point(r);
    if (r->modes.extended && is_dropped(cp))
        lose(r);
    return r->lost || r->aside ? part_empty() : part_literal(cp, r->modes.caseless);
}

/* ---- groups ----------------------------------------------------------------------------------
 */

static struct part read_alternatives(struct reader *r);

/* The rest of a group and its bracket; what is set within holds no longer behind it. */
static struct part read_body(struct reader *r, struct modes behind)
{
    if (++r->depth > DEPTH_MOST)
        lose(r);
    struct part p = read_alternatives(r);
    if (!take(r, ')'))
        lose(r);
    r->depth--;
    r->modes = behind;
    return p;
}

/* A lookaround matches nothing where it stands. What a lookahead tells is read by read_ahead. */
static struct part read_look(struct reader *r)
{
    bool aside = r->aside;
    r->p++;
    r->aside = true;
    read_body(r, r->modes);
    r->aside = aside;
    return part_empty();
}

static struct part read_named(struct reader *r, char close)
{
    while (r->p < r->end && *r->p != close)
        r->p++;
    if (!take(r, close))
        lose(r);
    return read_body(r, r->modes);
}

/* (?i-sx) and (?i-sx: behind the question mark. The first holds to the end of the group that it
 * stands in, over all alternatives that are left. */
static struct part read_modes(struct reader *r)
{
    struct modes before = r->modes;
    bool on = true;
    char last = '\0', c;
    while (!is_in(":)", c = next(r)) && !r->lost) {
        if (c == '-' && on)
            on = false;
        else if (c == 'i')
            r->modes.caseless = on;
        else if (c == 's')
            r->modes.dotall = on;
        else if (c == 'x' && last != 'x')
            r->modes.extended = on;
        else if (c != 'm' && c != 'n' && c != 'J' && c != 'U')
            lose(r);
        last = c;
    }
    return c == ':' ? read_body(r, before) : part_empty();
}

static struct part read_group(struct reader *r)
{
    r->p++;
    if (at(r, '*'))
        lose(r);
    if (!take(r, '?'))
        return read_body(r, r->modes);
    char c = r->p < r->end ? *r->p : '\0', after = r->end - r->p >= 2 ? r->p[1] : '\0';
    if (is_in("=!*", c))
        return read_look(r);
    r->p += is_in(":|><'P", c);
    if (is_in(":|>", c))
        return read_body(r, r->modes);
    if (c == '<' && is_in("=!*", after))
        return read_look(r);
    if (c == '<' || c == '\'')
        return read_named(r, c == '<' ? '>' : '\'');
    if (c != 'P')
        return read_modes(r);
    if (!take(r, '<'))
        lose(r);
    return read_named(r, '>');
}

/* ---- sequences -------------------------------------------------------------------------------
 */

/* Passes over comments, and over white space and # comments where (?x) holds. */
static void skip_ignored(struct reader *r)
{
    while (r->p < r->end) {
        const char *end = NULL;
        if (r->end - r->p >= 3 && !memcmp(r->p, "(?#", 3))
            end = memchr(r->p, ')', (size_t)(r->end - r->p));
        else if (!r->modes.extended || !(is_space(*r->p) || *r->p == '#'))
            return;
        else if (*r->p == '#')
            end = memchr(r->p, '\n', (size_t)(r->end - r->p));
        else
            end = r->p;
        r->p = end ? end + 1 : r->end;
    }
}

/* Digits, as a number. */
static bool read_number(struct reader *r, size_t *n)
{
    const char *start = r->p;
    for (*n = 0; r->p < r->end && is_digit(*r->p) && *n <= REPEAT_MOST; r->p++)
        *n = *n * 10 + (size_t)(*r->p - '0');
    return r->p > start;
}

/* {n} {n,} {n,m} at the reader. Anything else is plain text, or a quantifier in some versions. */
static bool read_braces(struct reader *r, size_t *low, size_t *high)
{
    struct reader start = *r;
    if (!take(r, '{'))
        return false;
    if (read_number(r, low)) {
        *high = *low;
        if (take(r, ',') && !read_number(r, high))
            *high = SIZE_MAX;
        if (take(r, '}'))
            return true;
    }
    while (r->p < r->end && is_in("0123456789, \t", *r->p))
        r->p++;
    if (at(r, '}'))
        lose(r);
    else
        *r = start;
    return false;
}

static bool read_times(struct reader *r, size_t *low, size_t *high)
{
    char c = r->p < r->end ? *r->p : '\0';
    if (c == '{')
        return read_braces(r, low, high);
    if (!is_in("*+?", c))
        return false;
    r->p++;
    *low = c == '+';
    *high = c == '?' ? 1 : SIZE_MAX;
    return true;
}

/* Greedy, lazy and possessive ones are told apart by what follows at once; a quantifier behind
 * that, or behind white space, would have to be a new one. */
static void read_quantifier(struct reader *r, struct part *p)
{
    size_t low = 1, high = 1, more;
    skip_ignored(r);
    if (!read_times(r, &low, &high))
        return;
    part_repeat(p, low, high);
    if (!take(r, '+'))
        take(r, '?');
    skip_ignored(r);
    if (read_times(r, &more, &more))
        lose(r);
}

static struct part read_atom(struct reader *r)
{
    switch (*r->p) {
    case '(':
        return read_group(r);
    case '[':
        return read_class(r);
    case '\\':
        return read_escape(r);
    case '.':
        return read_dot(r);
    case '^':
    case '$':
        r->p++;
        return part_empty();
    default:
        return read_plain(r);
    }
}

static bool at_ahead(const struct reader *r)
{
    return r->end - r->p >= 3 && !memcmp(r->p, "(?=", 3);
}

/* A positive lookahead, behind `all`. One with a quantifier may not be looked at. */
static void read_ahead(struct reader *r, struct part *all)
{
    r->p += 3;
    struct part p = read_body(r, r->modes), same = part_empty();
    skip_ignored(r);
    const char *end = r->p;
    read_quantifier(r, &same);
    if (r->p == end)
        part_ahead(all, &p);
}

static struct part read_branch(struct reader *r)
{
    struct part all = part_empty();
    for (skip_ignored(r); r->p < r->end && *r->p != '|' && *r->p != ')'; skip_ignored(r)) {
        if (at_ahead(r)) {
            read_ahead(r, &all);
            continue;
        }
        struct part p = read_atom(r);
        read_quantifier(r, &p);
        if (!r->aside)
            part_cat(&all, &p);
    }
    return all;
}

static struct part read_alternatives(struct reader *r)
{
    struct part all = read_branch(r);
    while (take(r, '|')) {
        struct part p = read_branch(r);
        part_or(&all, &p);
    }
    return all;
}

bool syntax_read(struct str pattern, struct syntax_flags flags, struct part *out)
{
    struct reader r = {
        pattern.p, pattern.p + pattern.n, {flags.caseless, false, false}, flags.ucp, false, false,
        0};
    if (!pattern.n)
        return false;
    *out = read_alternatives(&r);
    return !r.lost && r.p == r.end;
}
