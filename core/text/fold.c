#include "text/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

static void map(struct str s, struct buf *out, int options)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &mapped,
                     (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
    buf_add(out, n < 0 ? s : (struct str){(const char *)mapped, (size_t)n});
    free(mapped);
}

/* Adds s when it is all ASCII, which needs no library and none of its memory. */
static bool fold_plain(struct str s, struct buf *out)
{
    size_t from = out->n;
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            out->n = from;
            return false;
        }
        buf_addc(out, (char)fold_char((unsigned char)s.p[i]));
    }
    return true;
}

void fold_name(struct str s, struct buf *out)
{
    if (!fold_plain(s, out))
        map(s, out, UTF8PROC_CASEFOLD);
}

bool fold_is_word(uint32_t cp)
{
    if (cp < 0x80)
        return (cp >= '0' && cp <= '9') || ((cp | 32) >= 'a' && (cp | 32) <= 'z');
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NL;
}

bool fold_is_space(uint32_t cp)
{
    if (cp < 0x80)
        return cp == ' ' || (cp >= '\t' && cp <= '\r');
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return cp == 0x85 || (c >= UTF8PROC_CATEGORY_ZS && c <= UTF8PROC_CATEGORY_ZP);
}

uint32_t fold_char(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp | 32 : cp;
    return (uint32_t)utf8proc_tolower(utf8proc_toupper((utf8proc_int32_t)cp));
}

uint32_t fold_letter(uint32_t cp)
{
    utf8proc_int32_t parts[8];
    cp = fold_char(cp);
    if (cp < 0xC0 || (cp >= 0x530 && cp < 0x1E00) || cp >= 0x2000)
        return cp;
    if (cp >= 0x300 && cp <= 0x36F)
        return 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)cp, parts, sizeof parts / sizeof *parts, UTF8PROC_DECOMPOSE, NULL);
    return n > 0 ? (uint32_t)parts[0] : cp;
}

const char *fold_version(void)
{
    return utf8proc_unicode_version();
}

uint32_t fold_compose(uint32_t a, uint32_t b)
{
    char pair[8];
    struct buf one = {0};
    uint32_t cp = 0;
    size_t n = utf8_encode(a, pair);
    n += utf8_encode(b, pair + n);
    map((struct str){pair, n}, &one, 0);
    if (utf8_decode(buf_str(&one), &cp) < one.n)
        cp = 0;
    buf_free(&one);
    return cp;
}

bool fold_word_before(struct str s, size_t at)
{
    uint32_t cp;
    size_t start = at;
    if (at && (unsigned char)s.p[at - 1] < 0x80)
        return fold_is_word((unsigned char)s.p[at - 1]);
    while (start && at - start < 4) {
        start--;
        if (((unsigned char)s.p[start] & 0xC0) != 0x80)
            return utf8_decode(str_cut(s, start, at), &cp) && fold_is_word(cp);
    }
    return false;
}

bool fold_word_behind(struct str s, size_t at)
{
    uint32_t cp;
    if (at < s.n && (unsigned char)s.p[at] < 0x80)
        return fold_is_word((unsigned char)s.p[at]);
    return at < s.n && utf8_decode(str_cut(s, at, at + 4), &cp) && fold_is_word(cp);
}
