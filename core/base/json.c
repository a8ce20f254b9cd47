#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/json_put.h"
#include "base/mem.h"
#include "base/utf8.h"

/* jansson takes lone surrogates for an error, so \udcHH goes through it as NUL and U+00HH, and
 * NUL as two NULs. In the tree it is then what UTF-8 would make of U+DCHH, were it allowed: ED B2
 * 80 to ED B3 BF. jansson lets no such bytes in, so they cannot be mistaken. */

enum { JSON_DEPTH = 512 };

/* In stretches, so that there is never much more room than is needed. */
static void json_escape_valid(struct buf *out, struct str s)
{
    enum { STRETCH = 256 };
    for (struct str part; s.n; s = str_cut(s, part.n, s.n)) {
        part = str_cut(s, 0, STRETCH);
        out->n += json_put(part, buf_room(out, JSON_GROWTH * part.n + JSON_SLACK));
        out->p[out->n] = '\0';
    }
}

void json_escape(struct buf *out, struct str s)
{
    while (s.n) {
        size_t n = utf8_valid(s);
        json_escape_valid(out, str_cut(s, 0, n));
        s = str_cut(s, n, s.n);
        if (s.n == 0)
            break;
        size_t bad = utf8_bad(s);
        for (size_t i = 0; i < bad; i++)
            buf_addf(out, "\\udc%02x", (unsigned char)s.p[i]);
        s = str_cut(s, bad, s.n);
    }
}

void json_str(struct buf *out, struct str s)
{
    buf_addc(out, '"');
    json_escape(out, s);
    buf_addc(out, '"');
}

void json_member(struct buf *out, struct str key)
{
    char last = out->n ? out->p[out->n - 1] : '{';
    char *to = buf_room(out, key.n + strlen(",\"\":"));
    if (last != '{' && last != '[')
        *to++ = ',';
    *to++ = '"';
    memcpy(to, key.p, key.n);
    memcpy(to + key.n, "\":", 3); /* with its NUL */
    out->n = (size_t)(to - out->p) + key.n + 2;
}

/* The unit of the escape \uHHHH at the start of s, -1 when there is none. */
static int json_unit(struct str s)
{
    if (s.n < 6 || s.p[0] != '\\' || s.p[1] != 'u')
        return -1;
    unsigned unit = 0;
    for (size_t i = 2; i < 6; i++) {
        unsigned digit = hex_value(s.p[i]);
        if (digit > 15)
            return -1;
        unit = unit << 4 | digit;
    }
    return (int)unit;
}

/* What a look over the source, before jansson reads it, can tell. */
struct json_scan {
    size_t depth; /* of the deepest nesting */
    bool lone;    /* an escape \udcHH of json_str may be there */
};

static struct json_scan json_scan(struct str s)
{
    struct json_scan found = {0};
    size_t depth = 0;
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"') {
            inside = !inside;
        } else if (inside && c == '\\') {
            found.lone |= (json_unit(str_cut(s, i, s.n)) & 0xff80) == 0xdc80;
            i++;
        } else if (!inside && (c == '[' || c == '{')) {
            depth++;
            found.depth = depth > found.depth ? depth : found.depth;
        } else if (!inside && (c == ']' || c == '}') && depth) {
            depth--;
        }
    }
    return found;
}

/* Copies s with lone surrogates and NULs written in the way that jansson lets through. */
static void json_hide(struct buf *out, struct str s)
{
    while (s.n) {
        size_t n = str_byte(s, '\\', 0);
        buf_add(out, str_cut(s, 0, n));
        s = str_cut(s, n, s.n);
        int unit = json_unit(s), low = json_unit(str_cut(s, 6, s.n));
        bool pair = unit >= 0xd800 && unit <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
        n = unit < 0 ? 2 : pair ? 12 : 6;
        if (unit == 0)
            buf_addz(out, "\\u0000\\u0000");
        else if (unit >= 0xdc80 && unit <= 0xdcff)
            buf_addf(out, "\\u0000\\u00%02x", (unsigned)unit & 0xff);
        else
            buf_add(out, str_cut(s, 0, n));
        s = str_cut(s, n, s.n);
    }
}

/* Undoes json_hide in one string. */
static void json_show(struct buf *out, struct str s)
{
    uint32_t cp = 0;
    while (s.n) {
        size_t n = str_byte(s, '\0', 0);
        buf_add(out, str_cut(s, 0, n));
        s = str_cut(s, n + 1, s.n);
        if (s.n == 0)
            break;
        size_t length = utf8_decode(s, &cp);
        char three[4];
        if (cp == 0)
            buf_addc(out, '\0');
        else
            buf_add(out, (struct str){three, utf8_encode(0xdc00 | cp, three)});
        s = str_cut(s, length, s.n);
    }
}

/* Undoes json_hide in all strings below v. In a key jansson takes no NUL at all. */
static void json_show_all(json_t *v)
{
    for (size_t i = 0; i < json_array_size(v); i++)
        json_show_all(json_array_get(v, i));
    for (void *m = json_object_iter(v); m; m = json_object_iter_next(v, m))
        json_show_all(json_object_iter_value(m));
    struct str text = json_text(v);
    if (str_byte(text, '\0', 0) == text.n)
        return;
    struct buf clear = {0};
    json_show(&clear, text);
    if (json_string_setn_nocheck(v, clear.p, clear.n))
        mem_fail();
    buf_free(&clear);
}

static json_value *json_load(struct str s, bool hidden, struct err *err)
{
    json_error_t e;
    /* Of an object whose keys find no room jansson says that it is damaged. */
    json_set_alloc_funcs(mem_malloc, free);
    size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES;
    json_t *root = json_loadb(s.n ? s.p : "", s.n, flags, &e);
    if (root)
        return root;
    if (json_error_code(&e) == json_error_out_of_memory)
        mem_fail();
    err_at(err, "", e.line, hidden ? 0 : e.column, "not JSON: %s", e.text);
    return NULL;
}

json_value *json_read(struct str s, struct err *err)
{
    struct json_scan found = json_scan(s);
    if (found.depth > JSON_DEPTH) {
        err_set(err, "not JSON that is read here: nested deeper than %d", JSON_DEPTH);
        return NULL;
    }
    if (!found.lone)
        return json_load(s, false, err);
    struct buf hidden = {0};
    json_hide(&hidden, s);
    json_value *root = json_load(buf_str(&hidden), true, err);
    buf_free(&hidden);
    if (root)
        json_show_all(root);
    return root;
}

void json_free(json_value *root)
{
    json_decref(root);
}

json_value *json_get(const json_value *v, const char *key)
{
    return json_object_get(v, key);
}

json_value *json_at(const json_value *v, size_t index)
{
    return json_array_get(v, index);
}

size_t json_count(const json_value *v)
{
    return json_is_object(v) ? json_object_size(v) : json_array_size(v);
}

struct str json_text(const json_value *v)
{
    return (struct str){json_string_value(v), json_string_length(v)};
}

int64_t json_int(const json_value *v, int64_t otherwise)
{
    if (json_is_boolean(v))
        return json_is_true(v);
    return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

double json_double(const json_value *v, double otherwise)
{
    return json_is_number(v) ? json_number_value(v) : otherwise;
}

bool json_name(const json_value *v, struct buf *out)
{
    struct str s = json_text(v);
    if (!s.p)
        return false;
    while (s.n) {
        size_t n = utf8_valid(s);
        buf_add(out, str_cut(s, 0, n));
        if (n < s.n)
            buf_addc(out, (char)((s.p[n + 1] & 0x03) << 6 | (s.p[n + 2] & 0x3f)));
        s = str_cut(s, n + 3, s.n);
    }
    return true;
}

struct str json_bytes(const json_value *v, struct arena *arena)
{
    struct buf b = {0};
    struct str s = {0};
    if (json_name(v, &b))
        s = arena_str(arena, buf_str(&b));
    buf_free(&b);
    return s;
}
