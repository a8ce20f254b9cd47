#include "text/decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>

#include <uchardet/uchardet.h>

#include "base/utf8.h"
#include "text/fold.h"

enum {
    HEAD = 8192,          /* what the look for binary files sees */
    GUESS_BEFORE = 65536, /* what uchardet is shown of the source before its first strange byte */
    GUESS_MOST = 1 << 20,
    LONGEST = 16 /* bytes of one character in any encoding, shifts included */
};

static const char replacement[] = "\xEF\xBF\xBD";

/* A conversion under way: from the source's bytes, front to end, to text and map. */
struct reader {
    struct str in; /* the source without its BOM */
    size_t base;   /* where that lies in the original */
    struct buf out;
    struct doc *doc;
    bool replace;
    size_t replaced;
    size_t bad; /* the first byte that is not text, in `in`; SIZE_MAX */
};

/* The bytes [from, to) of the input are `n` bytes of text; equal ones need no piece. */
static void put(struct reader *r, size_t from, size_t to, const char *bytes, size_t n)
{
    if (n != to - from || memcmp(r->in.p + from, bytes, n)) {
        struct piece p = {{r->base + from, r->base + to}, {r->out.n, r->out.n + n}};
        map_add(&r->doc->map, r->doc->arena, p);
    }
    buf_add(&r->out, (struct str){bytes, n});
}

/* Notes that [from, to) is not text. false when that ends the reading. */
static bool put_bad(struct reader *r, size_t from, size_t to)
{
    r->bad = from < r->bad ? from : r->bad;
    if (!r->replace)
        return false;
    r->replaced++;
    put(r, from, to, replacement, 3);
    return true;
}

static void put_char(struct reader *r, size_t from, size_t to, uint32_t cp)
{
    char bytes[4];
    put(r, from, to, bytes, utf8_encode(cp, bytes));
}

static void read_utf8(struct reader *r)
{
    for (size_t i = 0; i < r->in.n;) {
        struct str rest = str_cut(r->in, i, r->in.n);
        size_t good = utf8_valid(rest);
        put(r, i, i + good, rest.p, good);
        i += good;
        if (i == r->in.n)
            break;
        size_t bad = utf8_bad(str_cut(r->in, i, r->in.n));
        if (!put_bad(r, i, i + bad))
            break;
        i += bad;
    }
}

/* The number of `width` bytes at i. */
static uint32_t unit(struct str s, size_t i, size_t width, bool big)
{
    uint32_t u = 0;
    for (size_t k = 0; k < width; k++)
        u = u << 8 | (unsigned char)s.p[i + (big ? k : width - 1 - k)];
    return u;
}

static bool is_high(uint32_t u)
{
    return u >= 0xD800 && u < 0xDC00;
}

static bool is_low(uint32_t u)
{
    return u >= 0xDC00 && u < 0xE000;
}

static void read_utf16(struct reader *r, bool big)
{
    for (size_t i = 0, end; i < r->in.n; i = end) {
        end = i + 2;
        if (end > r->in.n) {
            put_bad(r, i, r->in.n);
            break;
        }
        uint32_t u = unit(r->in, i, 2, big);
        uint32_t low = is_high(u) && i + 4 <= r->in.n ? unit(r->in, i + 2, 2, big) : 0;
        if (is_low(low)) {
            end = i + 4;
            u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
        }
        if (!is_high(u) && !is_low(u))
            put_char(r, i, end, u);
        else if (!put_bad(r, i, end))
            break;
    }
}

static void read_utf32(struct reader *r, bool big)
{
    for (size_t i = 0, end; i < r->in.n; i = end) {
        end = i + 4 < r->in.n ? i + 4 : r->in.n;
        uint32_t u = end - i == 4 ? unit(r->in, i, 4, big) : UINT32_MAX;
        if (u <= 0x10FFFF && !is_high(u) && !is_low(u))
            put_char(r, i, end, u);
        else if (!put_bad(r, i, end))
            break;
    }
}

/* One character through iconv: what it took and what it gave. 1 done, 0 more bytes are needed, -1
 * not in the encoding. */
static int convert(iconv_t cd, struct str in, char *out, size_t size, size_t *given)
{
    char *from = (char *)(uintptr_t)in.p, *to = out;
    size_t left = in.n, room = size;
    if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG) {
        *given = 0;
        return errno == EINVAL ? 0 : -1;
    }
    *given = size - room;
    return left ? -1 : 1;
}

/* What each byte stands for; UINT32_MAX where it stands for nothing. false when a byte alone is
 * not always a character. iconv keeps a letter back that a mark might follow: it is asked for it.
 */
static bool fill_table(iconv_t cd, uint32_t table[256])
{
    char out[LONGEST * 4];
    for (unsigned i = 0; i < 256; i++) {
        char in = (char)i, *rest;
        size_t n, room;
        int rc = convert(cd, (struct str){&in, 1}, out, sizeof out, &n);
        rest = out + n;
        room = sizeof out - n;
        iconv(cd, NULL, NULL, &rest, &room);
        n = sizeof out - room;
        table[i] = UINT32_MAX;
        if (rc < 0)
            continue;
        if (rc == 0 || n == 0 || utf8_decode((struct str){out, n}, &table[i]) != n)
            return false;
    }
    return true;
}

/* Encodings of a byte for each character. Some have marks of their own, which belong to the
 * letter before: the two are made one character where there is one. */
static void read_bytes(struct reader *r, const uint32_t table[256])
{
    for (size_t i = 0, end; i < r->in.n; i = end) {
        size_t plain = i;
        while (i < r->in.n && table[(unsigned char)r->in.p[i]] == (unsigned char)r->in.p[i] &&
               (unsigned char)r->in.p[i] < 0x80)
            i++;
        if (i > plain && i < r->in.n)
            i--; /* a mark may follow */
        put(r, plain, i, r->in.p + plain, i - plain);
        if (i == r->in.n)
            break;
        end = i + 1;
        uint32_t cp = table[(unsigned char)r->in.p[i]];
        uint32_t mark = end < r->in.n ? table[(unsigned char)r->in.p[end]] : UINT32_MAX;
        bool pair = cp != UINT32_MAX && mark >= 0x300 && mark < 0x370;
        uint32_t both = pair ? fold_compose(cp, mark) : 0;
        if (both) {
            cp = both;
            end++;
        }
        if (cp != UINT32_MAX)
            put_char(r, i, end, cp);
        else if (!put_bad(r, i, end))
            break;
    }
}

/* All other encodings, character by character, so that the map is exact. Bytes that only change a
 * state, or that iconv keeps back, count with what comes next. */
static void read_iconv(struct reader *r, iconv_t cd)
{
    char out[LONGEST * 4], *rest = out;
    size_t from = 0, i = 0, n = 0, room = sizeof out;
    while (i < r->in.n) {
        int rc = 0;
        size_t used = 0;
        while (!rc && used < LONGEST && i + used < r->in.n)
            rc = convert(cd, str_cut(r->in, i, i + ++used), out, sizeof out, &n);
        if (rc != 1) {
            if (i > from)
                put(r, from, i, "", 0);
            if (!put_bad(r, i, i + 1))
                return;
            from = ++i;
            continue;
        }
        i += used;
        if (n) {
            put(r, from, i, out, n);
            from = i;
        }
    }
    iconv(cd, NULL, NULL, &rest, &room);
    if (from < i || room < sizeof out)
        put(r, from, i, out, sizeof out - room);
}

/* How a source is to be read. */
enum form { UTF8, UTF16_LE, UTF16_BE, UTF32_LE, UTF32_BE, OTHER };

struct choice {
    enum form form;
    const char *name;
    size_t bom;
};

static const struct {
    const char *bytes;
    size_t n;
    struct choice choice;
} boms[] = {
    {"\xEF\xBB\xBF", 3, {UTF8, "UTF-8", 3}},
    {"\xFF\xFE\0\0", 4, {UTF32_LE, "UTF-32LE", 4}},
    {"\0\0\xFE\xFF", 4, {UTF32_BE, "UTF-32BE", 4}},
    {"\xFF\xFE", 2, {UTF16_LE, "UTF-16LE", 2}},
    {"\xFE\xFF", 2, {UTF16_BE, "UTF-16BE", 2}},
};

static const struct {
    const char *alias;
    struct choice choice;
} forms[] = {
    {"utf-8", {UTF8, "UTF-8", 0}},           {"utf8", {UTF8, "UTF-8", 0}},
    {"utf-16le", {UTF16_LE, "UTF-16LE", 0}}, {"utf-16be", {UTF16_BE, "UTF-16BE", 0}},
    {"utf-16", {UTF16_LE, "UTF-16LE", 0}},   {"utf-32le", {UTF32_LE, "UTF-32LE", 0}},
    {"utf-32be", {UTF32_BE, "UTF-32BE", 0}}, {"utf-32", {UTF32_LE, "UTF-32LE", 0}},
};

/* The BOM's word on a source. UTF-32 must fill its units: UTF-16 may begin with a NUL. */
static bool choose_by_bom(struct str s, struct choice *c)
{
    for (size_t i = 0; i < sizeof boms / sizeof *boms; i++) {
        bool fits = boms[i].n < 4 || s.n % 4 == 0;
        if (fits && s.n >= boms[i].n && !memcmp(s.p, boms[i].bytes, boms[i].n)) {
            *c = boms[i].choice;
            return true;
        }
    }
    return false;
}

/* UTF-16 without a BOM: see the header. */
static bool choose_by_nuls(struct str s, struct choice *c)
{
    size_t nuls[2] = {0, 0};
    struct str head = str_cut(s, 0, HEAD);
    for (size_t i = 0; i < head.n; i++)
        nuls[i % 2] += head.p[i] == '\0';
    bool big = nuls[0] > 0;
    if (s.n % 2 || (nuls[0] && nuls[1]) || (nuls[0] + nuls[1]) * 20 < head.n)
        return false;
    for (size_t i = 0; i + 1 < head.n; i += 2) {
        uint32_t u = unit(s, i, 2, big);
        bool pair = is_high(u) && i + 4 <= s.n && is_low(unit(s, i + 2, 2, big));
        if ((is_high(u) || is_low(u)) && !pair)
            return false;
        i += pair ? 2 : 0;
    }
    *c = (struct choice){big ? UTF16_BE : UTF16_LE, big ? "UTF-16BE" : "UTF-16LE", 0};
    return head.n > 0;
}

/* uchardet's guess, from the bytes around the first that is not UTF-8; "" when it has none. */
static const char *guess(struct arena *a, struct str s, size_t bad)
{
    struct str name;
    size_t from = bad > GUESS_BEFORE ? bad - GUESS_BEFORE : 0;
    struct str part = str_cut(s, from, from + GUESS_MOST);
    uchardet_t u = uchardet_new();
    uchardet_handle_data(u, part.p, part.n);
    uchardet_data_end(u);
    name = arena_str(a, str_of(uchardet_get_charset(u)));
    uchardet_delete(u);
    return name.p;
}

/* Seven-bit encodings with shifts look like UTF-8. */
static bool has_shifts(struct str s)
{
    return str_find(s, str_of("\x1b$"), 0) < s.n;
}

static bool has_nul(struct str s)
{
    return memchr(s.p, '\0', s.n < HEAD ? s.n : HEAD) != NULL;
}

static bool choose(const struct doc *d, const struct decode_rules *rules, struct choice *c)
{
    const char *encoding = rules->encoding;
    bool automatic = !strcasecmp(encoding, "auto");
    *c = (struct choice){OTHER, encoding, 0};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (!strcasecmp(encoding, forms[i].alias))
            *c = forms[i].choice;
    struct choice named = *c;
    if (rules->at == 0 && (automatic || named.form != OTHER) && choose_by_bom(d->source, c))
        return automatic || named.form == UTF8 || named.form == c->form ||
               !strcasecmp(encoding, "utf-16") || !strcasecmp(encoding, "utf-32");
    if (!automatic || choose_by_nuls(d->source, c))
        return true;
    size_t good = utf8_valid(d->source);
    bool binary = good < HEAD && has_nul(d->source);
    *c = (struct choice){UTF8, "UTF-8", 0};
    if (good < d->source.n ? !binary : has_shifts(d->source)) {
        const char *name = guess(d->arena, d->source, good);
        if (*name && strcasecmp(name, "UTF-8") && strcasecmp(name, "ASCII"))
            *c = (struct choice){OTHER, name, 0};
    }
    return true;
}

static bool has_controls(struct str s)
{
    struct str head = str_cut(s, 0, HEAD);
    size_t n = 0;
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        n += c < 0x20 && !(c && strchr("\t\n\f\r\x1b", c));
    }
    return n * 10 > head.n;
}

static bool open_iconv(const char *name, iconv_t *cd, struct err *err)
{
    *cd = iconv_open("UTF-8", name);
    if (*cd == (iconv_t)-1)
        return err_set(err, "unknown encoding %s", name);
    return true;
}

static bool read_other(struct reader *r, const char *name, struct err *err)
{
    iconv_t cd;
    uint32_t table[256];
    if (!open_iconv(name, &cd, err))
        return false;
    if (fill_table(cd, table)) {
        read_bytes(r, table);
    } else {
        iconv(cd, NULL, NULL, NULL, NULL);
        read_iconv(r, cd);
    }
    iconv_close(cd);
    return true;
}

static bool read_form(struct reader *r, const struct choice *c, struct err *err)
{
    switch (c->form) {
    case UTF8:
        read_utf8(r);
        return true;
    case UTF16_LE:
    case UTF16_BE:
        read_utf16(r, c->form == UTF16_BE);
        return true;
    case UTF32_LE:
    case UTF32_BE:
        read_utf32(r, c->form == UTF32_BE);
        return true;
    default:
        return read_other(r, c->name, err);
    }
}

bool decode_knows(const char *encoding, struct err *err)
{
    struct err own = {0};
    iconv_t cd;
    if (!strcasecmp(encoding, "auto"))
        return true;
    /* A slash would ask iconv to transliterate, which is to change the text. */
    if (!*encoding || strchr(encoding, '/') || !open_iconv(encoding, &cd, &own))
        return err_set(err, "`%s` is not an encoding that iconv knows", encoding);
    iconv_close(cd);
    return true;
}

static void set_text(struct doc *d, struct str text)
{
    d->text = text;
    d->len = text.n;
}

/* Well-formed UTF-8, as nearly all sources are, is not copied. */
static bool take_as_is(struct doc *d, const struct choice *c)
{
    struct str s = str_cut(d->source, c->bom, d->source.n);
    if (c->form != UTF8 || utf8_valid(s) < s.n)
        return false;
    set_text(d, s);
    return true;
}

static enum decode_result decode_as(struct doc *d, const struct choice *c,
                                    const struct decode_rules *rules, struct decoded *found,
                                    struct err *err)
{
    bool replace = rules->invalid == DECODE_REPLACE;
    enum decode_result result = DECODE_ERROR;
    struct reader r = {.in = str_cut(d->source, c->bom, d->source.n),
                       .base = rules->at + c->bom,
                       .doc = d,
                       .replace = replace,
                       .bad = SIZE_MAX};
    bool narrow = c->form == UTF8 || c->form == OTHER;
    if (!read_form(&r, c, err))
        goto out;
    if (r.bad < HEAD && narrow && has_nul(r.in)) {
        result = DECODE_BINARY;
    } else if (r.bad < SIZE_MAX && !replace) {
        err_set(err, "byte %zu is not %s", r.base + r.bad, c->name);
    } else {
        set_text(d, arena_str(d->arena, buf_str(&r.out)));
        found->replaced = r.replaced;
        result = DECODE_OK;
    }
out:
    buf_free(&r.out);
    return result;
}

enum decode_result decode_doc(struct doc *d, const struct decode_rules *rules,
                              struct decoded *found, struct err *err)
{
    struct choice c;
    *found = (struct decoded){.encoding = "UTF-8"};
    set_text(d, (struct str){"", 0});
    if (!d->source.n)
        return DECODE_OK;
    if (!choose(d, rules, &c)) {
        err_set(err, "the byte order mark says %s, not %s", c.name, rules->encoding);
        return DECODE_ERROR;
    }
    found->encoding = c.name;
    d->bom = c.form == UTF8 && c.bom;
    d->map = (struct map){.base = rules->at + c.bom};
    if ((c.form == UTF8 || c.form == OTHER) && has_nul(d->source) && has_controls(d->source))
        return DECODE_BINARY;
    if (take_as_is(d, &c))
        return DECODE_OK;
    return decode_as(d, &c, rules, found, err);
}
