/* Decoding: what comes in as text, as what, from where; and what is not text. */
#include "text/decode.h"

#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "tap.h"

struct fix {
    struct arena arena;
    struct doc d;
    struct decoded found;
    struct err err;
};

static enum decode_result decode(struct fix *f, struct str source, const char *encoding,
                                 enum decode_invalid invalid)
{
    struct decode_rules rules = {encoding, invalid, 0};
    f->err = (struct err){0};
    doc_start(&f->d, &f->arena, str_of("a.txt"), source);
    return decode_doc(&f->d, &rules, &f->found, &f->err);
}

#define BYTES(z) ((struct str){z, sizeof(z) - 1})

/* Decodes `source` and compares text and encoding; the encoding's name is in the way of nothing.
 */
static void gives(struct str source, const char *encoding, struct str want, const char *as)
{
    struct fix f = {0};
    bool good = decode(&f, source, encoding, DECODE_FAIL) == DECODE_OK && str_eq(f.d.text, want);
    OK(good && f.d.len == want.n && !strcasecmp(f.found.encoding, as), "%s as %s: %s %s",
       encoding, as, f.found.encoding, f.err.text);
    arena_free(&f.arena);
}

static void test_utf8(void)
{
    struct fix f = {0};
    gives(BYTES(""), "utf-8", BYTES(""), "UTF-8");
    gives(BYTES("\n"), "auto", BYTES("\n"), "UTF-8");
    gives(BYTES("caf\xC3\xA9\r\n"), "UTF-8", BYTES("caf\xC3\xA9\r\n"), "UTF-8");
    struct str bom = BYTES("\xEF\xBB\xBFone");
    OK(decode(&f, bom, "utf-8", DECODE_FAIL) == DECODE_OK && f.d.bom, "a BOM is noticed");
    IS(f.d.text, "one", "and no part of the text");
    OK(f.d.text.p == bom.p + 3 && f.d.map.n == 0 && f.d.map.base == 3,
       "nothing is copied or mapped");
    OK(decode(&f, BYTES("\xEF\xBB\xBF"), "auto", DECODE_FAIL) == DECODE_OK && f.d.len == 0,
       "a BOM alone");
    OK(decode(&f, BYTES("a\xEF\xBB\xBFz"), "utf-8", DECODE_FAIL) == DECODE_OK && !f.d.bom &&
           f.d.len == 5,
       "a BOM in the middle stays");
    OK(decode(&f, BYTES("prix 5 \xE2\x82"), "utf-8", DECODE_FAIL) == DECODE_ERROR &&
           strstr(f.err.text, "byte 7 "),
       "a cut character fails: %s", f.err.text);
    OK(decode(&f, BYTES("\xEF\xBB\xBFone\xFF"), "utf-8", DECODE_FAIL) == DECODE_ERROR &&
           strstr(f.err.text, "byte 6 "),
       "offsets count the BOM: %s", f.err.text);
    OK(decode(&f, BYTES("a\xE2\x82z\xC0\xAF\xED\xA0\x80\n"), "utf-8", DECODE_REPLACE) ==
               DECODE_OK &&
           f.found.replaced == 6,
       "replaced by maximal subparts");
#define R "\xEF\xBF\xBD"
    IS(f.d.text, "a" R "z" R R R R R "\n", "text with replacements");
    struct span z = map_back(&f.d.map, (struct span){4, 5});
    struct span r = map_back(&f.d.map, (struct span){1, 4});
    OK(z.start == 3 && z.end == 4 && r.start == 1 && r.end == 3,
       "which know where they come from");
    arena_free(&f.arena);
}

static void test_utf16(void)
{
    gives(BYTES("\xFF\xFEh\0\xE9\0"), "utf-8", BYTES("h\xC3\xA9"), "UTF-16LE");
    gives(BYTES("\xFE\xFF\0h\xD8\x3D\xDE\0"), "auto", BYTES("h\xF0\x9F\x98\x80"), "UTF-16BE");
    gives(BYTES("\xFF\xFE\0\0h\0\0\0"), "auto", BYTES("h"), "UTF-32LE");
    gives(BYTES("\0\0\xFE\xFF\0\0\0h"), "utf-8", BYTES("h"), "UTF-32BE");
    gives(BYTES("\xFF\xFE\0\0h\0"), "auto", BYTES("\0h"), "UTF-16LE");
    gives(BYTES("h\0i\0\n\0"), "auto", BYTES("hi\n"), "UTF-16LE");
    gives(BYTES("\0h\0i\0\n"), "auto", BYTES("hi\n"), "UTF-16BE");
    gives(BYTES("h\0i\0\n\0"), "utf-16le", BYTES("hi\n"), "UTF-16LE");
    gives(BYTES("\xFE\xFF\0h"), "utf-16", BYTES("h"), "UTF-16BE");
    struct fix f = {0};
    OK(decode(&f, BYTES("\xFF\xFEh\0x"), "utf-8", DECODE_FAIL) == DECODE_ERROR,
       "half a unit fails");
    OK(decode(&f, BYTES("\xFF\xFE\0\xD8h\0"), "utf-8", DECODE_FAIL) == DECODE_ERROR &&
           strstr(f.err.text, "byte 2 "),
       "half a pair too: %s", f.err.text);
    OK(decode(&f, BYTES("\xFF\xFE\0\xD8h\0\0"), "utf-8", DECODE_REPLACE) == DECODE_OK,
       "or both are replaced");
    IS(f.d.text, R "h" R, "each by one character");
    OK(decode(&f, BYTES("\xFE\xFF\0h"), "utf-16le", DECODE_FAIL) == DECODE_ERROR,
       "a BOM that says other");
    OK(decode(&f, BYTES("\xFF\xFEh\0\xE9\0x\0"), "utf-8", DECODE_FAIL) == DECODE_OK,
       "a map from pairs");
    struct span s = map_back(&f.d.map, (struct span){1, 3}),
                all = map_back(&f.d.map, (struct span){0, 4});
    OK(s.start == 4 && s.end == 6 && all.start == 2 && all.end == 8, "to characters");
    arena_free(&f.arena);
}

static void result(struct str source, const char *encoding, enum decode_result want,
                   const char *what)
{
    struct fix f = {0};
    enum decode_result got = decode(&f, source, encoding, DECODE_FAIL);
    OK(got == want, "%s: %s (%d %s)", encoding, what, (int)got, f.err.text);
    arena_free(&f.arena);
}

static void test_binary(void)
{
    static const char article[] =
        "Mayor opens bridge\n\nBy Jane Roe\n\n\"It took ye\0ars,\" said John Q.";
    char nuls[4096] = "", all[256], head[9000];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    memset(head, 'x', sizeof head);
    for (int i = 0; i < 2; i++) {
        const char *enc = i ? "auto" : "utf-8";
        result((struct str){article, sizeof article - 1}, enc, DECODE_OK,
               "a NUL in a text stays");
        result(BYTES("x\0jane.roe@example.org\0y"), enc, DECODE_OK, "an e-mail behind a NUL");
        result((struct str){nuls, sizeof nuls}, enc, DECODE_BINARY, "only NULs");
        result((struct str){all, sizeof all}, enc, DECODE_BINARY, "all bytes");
        result((struct str){all + 1, 126}, enc, DECODE_OK, "controls without NUL");
        result(BYTES("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\0"), enc, DECODE_BINARY, "a PNG");
        result(BYTES("%PDF-1.7 a long enough line of plain text \xE2\xE3\xCF\xD3 and on\0"), enc,
               DECODE_BINARY, "a NUL and bytes that are no text");
    }
    result(BYTES("h\0i\0"), "utf-8", DECODE_BINARY, "UTF-16 without a BOM");
    head[8500] = '\0';
    result((struct str){head, sizeof head}, "utf-8", DECODE_OK, "a NUL far in");
    result((struct str){all, sizeof all}, "windows-1252", DECODE_BINARY, "all bytes");
    result(BYTES("caf\xE9 \0 is a text with a stray zero"), "iso-8859-1", DECODE_OK,
           "a NUL stays");
    result(BYTES("x"), "no-such-encoding", DECODE_ERROR, "unknown");
    OK(decode_knows("auto", NULL) && decode_knows("utf-16le", NULL) &&
           decode_knows("CP1251", NULL),
       "encodings that are known");
    OK(!decode_knows("no-such", NULL) && !decode_knows("", NULL), "and that are not");
}

/* Text in many scripts; each encoding takes the ones it can write. */
static const char *const samples[] = {
    "plain ASCII, nothing else.\n",
    "Le pr\303\251sident a d\303\251clar\303\251 \302\253 oui \302\273\n",
    "\xE2\x80\x9CQuoted\xE2\x80\x9D \xE2\x80\x94 price 5 \xE2\x82\xAC\n",
    "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82, \xD0\xBC\xD0\xB8\xD1\x80 abc\n",
    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E and \xE3\x81\x8B\xE3\x81\xAA ABC\n",
    "\xE4\xB8\xAD\xE6\x96\x87 text \xE6\xB1\x89\n",
    "Ti\xE1\xBA\xBFng Vi\xE1\xBB\x87t \xC4\x91\n",
    "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D abc\n",
};

static const char *const encodings[] = {
    "ISO-8859-1", "WINDOWS-1252", "WINDOWS-1251", "KOI8-R",    "WINDOWS-1255", "WINDOWS-1258",
    "TCVN5712-1", "SHIFT_JIS",    "EUC-JP",       "GB18030",   "BIG5",         "ISO-2022-JP",
    "UTF-7",      "IBM855",       "EUC-KR",       "BIG5-HKSCS"};

/* Encodes s; false when the encoding cannot write it. */
static bool encode(const char *encoding, const char *s, char *out, size_t *n)
{
    char *in = (char *)(uintptr_t)s, *to = out;
    size_t left = strlen(s), room = 512;
    iconv_t cd = iconv_open(encoding, "UTF-8");
    bool good = iconv(cd, &in, &left, &to, &room) == 0 && iconv(cd, NULL, NULL, &to, &room) == 0;
    *n = 512 - room;
    iconv_close(cd);
    return good;
}

/* ASCII words must come from the same words: a map that is off by one shows here. */
static bool ascii_agrees(const struct doc *d)
{
    for (size_t i = 0; i < d->len; i++) {
        unsigned char c = (unsigned char)d->text.p[i];
        struct span o = map_back(&d->map, (struct span){i, i + 1});
        if (c < 0x80 && (o.end == o.start || o.end > d->source.n ||
                         (unsigned char)d->source.p[o.end - 1] != c))
            return false;
    }
    return true;
}

static void test_legacy(void)
{
    char bytes[512];
    size_t n;
    for (size_t e = 0; e < sizeof encodings / sizeof *encodings; e++) {
        struct fix f = {0};
        int tried = 0, good = 0;
        bool shifts = strstr(encodings[e], "2022") || strstr(encodings[e], "UTF-7");
        for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
            if (!encode(encodings[e], samples[s], bytes, &n))
                continue;
            tried++;
            struct str source = {bytes, n};
            bool same = decode(&f, source, encodings[e], DECODE_FAIL) == DECODE_OK &&
                        str_is(f.d.text, samples[s]) && (shifts || ascii_agrees(&f.d));
            if (!same)
                printf("# %s sample %zu: %.*s %s\n", encodings[e], s, (int)f.d.text.n, f.d.text.p,
                       f.err.text);
            good += same;
        }
        OK(tried > 0 && good == tried, "%s: %d of %d samples", encodings[e], good, tried);
        arena_free(&f.arena);
    }
}

static void test_holes(void)
{
    struct fix f = {0};
    OK(decode(&f, BYTES("ab\x81z"), "windows-1252", DECODE_FAIL) == DECODE_ERROR &&
           strstr(f.err.text, "byte 2 "),
       "a byte that stands for nothing: %s", f.err.text);
    OK(decode(&f, BYTES("ab\x81z"), "windows-1252", DECODE_REPLACE) == DECODE_OK, "is replaced");
    IS(f.d.text, "ab" R "z", "by one character");
    OK(decode(&f, BYTES("a\x82\xA0\x82"), "shift_jis", DECODE_FAIL) == DECODE_ERROR &&
           strstr(f.err.text, "byte 3 "),
       "a cut character: %s", f.err.text);
    OK(decode(&f, BYTES("a\x82\xA0\x82"), "shift_jis", DECODE_REPLACE) == DECODE_OK, "too");
    IS(f.d.text, "a\xE3\x81\x82" R, "at the end");
    struct span s = map_back(&f.d.map, (struct span){1, 4});
    OK(s.start == 1 && s.end == 3, "two bytes became three");
    OK(decode(&f, BYTES("plain caf\xE9"), "iso-8859-1", DECODE_FAIL) == DECODE_OK &&
           f.d.map.n == 1,
       "ASCII needs no pieces");
    arena_free(&f.arena);
}

static void test_auto(void)
{
    struct fix f = {0};
    char bytes[512];
    size_t n;
    gives(BYTES("Le pr\xE9sident a d\xE9"
                "clar\xE9"),
          "auto",
          BYTES("Le pr\xC3\xA9sident a d\xC3\xA9"
                "clar\xC3\xA9"),
          "ISO-8859-1");
    encode("SHIFT_JIS",
           "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x81\xAE\xE6\x96\x87\xE7\xAB\xA0"
           "\xE3\x81\xA7\xE3\x81\x99\xE3\x80\x82",
           bytes, &n);
    OK(decode(&f, (struct str){bytes, n}, "auto", DECODE_FAIL) == DECODE_OK && f.d.len == 27,
       "a text");
    IS(str_of(f.found.encoding), "SHIFT_JIS", "Shift_JIS by its look");
    encode("ISO-2022-JP", "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E ok", bytes, &n);
    OK(decode(&f, (struct str){bytes, n}, "auto", DECODE_FAIL) == DECODE_OK && f.d.len == 12,
       "and a text");
    IS(str_of(f.found.encoding), "ISO-2022-JP", "ISO-2022-JP by its shifts");
    arena_free(&f.arena);
}

/* The reference lines for replaced UTF-8, where the shared test data is there. */
static void test_reference(void)
{
    static const char dir[] = "../shared/data/articles/nasty/";
    struct buf in = {0}, want = {0}, line = {0};
    struct stat st;
    char path[100];
    struct str a, b, x, y;
    size_t lines = 0, bad = 0;
    snprintf(path, sizeof path, "%sutf8tests.bin", dir);
    if (file_read(AT_FDCWD, path, 1 << 20, &in, &st, NULL) != FILE_OK) {
        tap_skip("no ../shared/data/articles/nasty here");
        return;
    }
    snprintf(path, sizeof path, "%sutf8.replace.ref.txt", dir);
    file_read(AT_FDCWD, path, 1 << 20, &want, &st, NULL);
    a = buf_str(&in);
    b = buf_str(&want);
    while (str_split(&a, '\n', &x) && str_split(&b, '\n', &y)) {
        struct fix f = {0};
        buf_clear(&line);
        buf_addf(&line, "%08192d", 0); /* so that NULs are not taken for a binary file's */
        buf_add(&line, x);
        bool good = decode(&f, buf_str(&line), "utf-8", DECODE_REPLACE) == DECODE_OK &&
                    str_eq(str_cut(f.d.text, 8192, f.d.len), y);
        if (!good && bad++ < 5)
            printf("# line %zu differs\n", lines + 1);
        lines++;
        arena_free(&f.arena);
    }
    OK(lines > 200 && bad == 0 && !a.n && !b.n, "%zu reference lines, %zu differ", lines, bad);
    buf_free(&in);
    buf_free(&want);
    buf_free(&line);
}

/* What lies behind the front of a file has no BOM, and its places are those of the file. */
static void test_inside(void)
{
    struct fix f = {0};
    struct decode_rules rules = {"utf-8", DECODE_REPLACE, 100};
    doc_start(&f.d, &f.arena, str_of("a.txt"),
              BYTES("\xEF\xBB\xBF"
                    "ab\xFFyz"));
    OK(decode_doc(&f.d, &rules, &f.found, &f.err) == DECODE_OK && !f.d.bom &&
           str_eq(f.d.text, BYTES("\xEF\xBB\xBF"
                                  "ab\xEF\xBF\xBDyz")),
       "a BOM inside is text");
    struct span s = map_back(&f.d.map, (struct span){3, 5});
    OK(s.start == 103 && s.end == 105, "places before a piece");
    s = map_back(&f.d.map, (struct span){5, 9});
    OK(s.start == 105 && s.end == 107, "and behind it");
    rules.invalid = DECODE_FAIL;
    doc_start(&f.d, &f.arena, str_of("a.txt"), BYTES("ab\xFF"));
    OK(decode_doc(&f.d, &rules, &f.found, &f.err) == DECODE_ERROR, "not text");
    IS(str_of(f.err.text), "byte 102 is not UTF-8", "its place");
    arena_free(&f.arena);
}

int main(void)
{
    test_inside();
    test_utf8();
    test_utf16();
    test_binary();
    test_legacy();
    test_holes();
    test_auto();
    test_reference();
    return tap_done();
}
