#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json_put.h"
#include "tap.h"

static void is_str(struct str s, const char *want, const char *what)
{
    struct buf out = {0};
    json_str(&out, s);
    IS(buf_str(&out), want, "%s", what);
    buf_free(&out);
}

static void test_write(void)
{
    is_str((struct str){0}, "\"\"", "nothing");
    is_str(str_of("plain text, rather long, in words of eight"),
           "\"plain text, rather long, in words of eight\"", "plain text");
    is_str(str_of("\"\\/\b\f\n\r\t"), "\"\\\"\\\\/\\b\\f\\n\\r\\t\"", "short escapes");
    is_str((struct str){"\0\x01\x1f\x7f", 4}, "\"\\u0000\\u0001\\u001f\x7f\"", "control bytes");
    is_str(str_of("d\xc3\xa9j\xc3\xa0 \xf0\x9f\x98\x80"),
           "\"d\xc3\xa9j\xc3\xa0 \xf0\x9f\x98\x80\"", "UTF-8 stays");
    is_str(str_of("\xe9t\xe9 \xe2\x82 \xed\xb2\x80\xff"),
           "\"\\udce9t\\udce9 \\udce2\\udc82 \\udced\\udcb2\\udc80\\udcff\"", "other bytes");
}

/* A special byte at each place of a text: the words of eight and their tail. */
static void test_places(void)
{
    static const char specials[] = {'"', '\\', '\n', '\x1f', '\0'};
    bool good = true;
    for (size_t at = 0; at < 21; at++) {
        for (size_t k = 0; k < sizeof specials; k++) {
            char text[21];
            struct buf out = {0}, back = {0};
            struct str s = {text, sizeof text};
            memset(text, k % 2 ? '!' : '#', sizeof text);
            text[at] = specials[k];
            json_str(&out, s);
            json_value *v = json_read(buf_str(&out), NULL);
            good = good && out.n > sizeof text + 2 && json_name(v, &back);
            good = good && str_eq(buf_str(&back), s) && str_eq(json_text(v), s);
            json_free(v);
            buf_free(&out);
            buf_free(&back);
        }
    }
    OK(good, "special bytes at every place");
}

static void test_key(void)
{
    struct buf out = {0};
    buf_addc(&out, '{');
    json_key(&out, "a");
    buf_addc(&out, '[');
    buf_addz(&out, "{");
    json_key(&out, "b");
    buf_addz(&out, "1}]");
    json_key(&out, "c");
    json_str(&out, str_of("{"));
    json_key(&out, "d");
    buf_addz(&out, "2}");
    IS(buf_str(&out), "{\"a\":[{\"b\":1}],\"c\":\"{\",\"d\":2}", "commas where they belong");
    buf_free(&out);
}

/* A name of all bytes, and what could be mistaken for the way they are hidden. */
static void test_name(void)
{
    static const char *const names[] = {
        "plain",
        "\xff\xfe",
        "caf\xe9.txt",
        "\xed\xb2\x80",
        "\xee\xb2\x80 \xef\xb7\x90",
        "\\udc80",
        "\xc2\x80\xe9",
        "\xe2\x82\xe2\x82\xac",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct buf out = {0}, back = {0};
        json_str(&out, str_of(names[i]));
        json_value *v = json_read(buf_str(&out), NULL);
        OK(v && json_name(v, &back) && str_is(buf_str(&back), names[i]), "there and back: %s",
           out.p);
        json_free(v);
        buf_free(&out);
        buf_free(&back);
    }
    char all[513];
    struct buf out = {0}, back = {0};
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)(i % 257);
    json_str(&out, (struct str){all, sizeof all});
    json_value *v = json_read(buf_str(&out), NULL);
    OK(json_name(v, &back) && str_eq(buf_str(&back), (struct str){all, sizeof all}),
       "all bytes, NUL before each kind");
    json_free(v);
    buf_free(&out);
    buf_free(&back);
}

static void test_read(void)
{
    struct err err = {0};
    const char *text = "{\"s\":\"a\\u00e9\\ud83d\\udc80\",\"n\":-7,\"a\":[1,\"x\",null],"
                       "\"lone\":\"\\udce9\\u0000\\u0080\",\"real\":1.5}";
    json_value *v = json_read(str_of(text), &err), *a = json_get(v, "a");
    OK(v && !err.set, "an object is read");
    IS(json_text(json_get(v, "s")), "a\xc3\xa9\xf0\x9f\x92\x80", "escapes");
    struct str lone = json_text(json_get(v, "lone"));
    OK(str_eq(lone, (struct str){"\xed\xb3\xa9\0\xc2\x80", 6}), "a lone surrogate, and a NUL");
    OK(json_int(json_get(v, "n"), 1) == -7, "an integer");
    OK(json_int(json_get(v, "real"), 1) == 1 && json_int(NULL, 5) == 5, "no integer");
    OK(json_count(a) == 3 && json_count(v) == 5 && json_count(NULL) == 0, "counts");
    OK(json_int(json_at(a, 0), 0) == 1 && json_at(a, 3) == NULL, "items");
    OK(json_get(v, "none") == NULL && json_get(a, "x") == NULL && json_at(v, 0) == NULL &&
           json_get(NULL, "x") == NULL,
       "no such member");
    OK(json_text(a).p == NULL && json_text(NULL).p == NULL, "no text");
    struct buf out = {0};
    OK(!json_name(a, &out) && out.n == 0, "no name");
    json_free(v);
    v = json_read(str_of(" 3 "), &err);
    OK(json_int(v, 0) == 3, "a value need not be an object");
    json_free(v);
}

static void test_wrong(void)
{
    static const char *const wrong[] = {
        "",
        "{",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "nul",
        "\"a\nb\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\xff\"",
        "\"\\udc00\"",
        "{\"\\udc80\":1}",
        "[\"\\udc80\"",
        "\"\\udc8",
        "\"\\udc80\\",
        "\"\\udc80\\uzzzz\"",
        "01",
        "\xef\xbb\xbf[]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err = {0};
        json_value *v = json_read(str_of(wrong[i]), &err);
        OK(!v && err.set, "refused: %zu (%s)", i, err.text);
        json_free(v);
    }
    struct err err = {0};
    json_value *v = json_read(str_of("{\n  \"a\": tru\n}"), &err);
    OK(!v && err.line == 2 && err.col > 0, "the error has a line and a column");
    v = json_read((struct str){0}, NULL);
    OK(!v, "NULL is refused");
}

static json_value *read_nested(size_t depth, struct err *err)
{
    struct buf text = {0};
    buf_addz(&text, "[\"[[[\\\"[[[\"");
    for (size_t i = 1; i < depth; i++)
        buf_addz(&text, ",[0");
    for (size_t i = 0; i < depth; i++)
        buf_addc(&text, ']');
    json_value *v = json_read(buf_str(&text), err);
    buf_free(&text);
    return v;
}

static void test_depth(void)
{
    struct err err = {0};
    json_value *v = read_nested(512, &err);
    OK(v != NULL, "512 levels are read, brackets in strings not counted");
    json_free(v);
    v = read_nested(513, &err);
    OK(!v && err.set, "513 are not: %s", err.text);
    v = read_nested(1000000, NULL);
    OK(!v, "nor are a million");
}

/* What RFC 8259 makes of s, a byte after the other. */
static size_t put_slowly(struct str s, char *out)
{
    static const char letters[] = "b\bf\fn\nr\rt\t\"\"\\\\";
    char *to = out;
    for (size_t i = 0; i < s.n; i++) {
        const char *letter = letters;
        while (*letter && letter[1] != s.p[i])
            letter += 2;
        if (*letter)
            to += sprintf(to, "\\%c", *letter);
        else if ((unsigned char)s.p[i] < 0x20)
            to += sprintf(to, "\\u%04x", (unsigned char)s.p[i]);
        else
            *to++ = s.p[i];
    }
    return (size_t)(to - out);
}

/* Whether they agree, within the room that is asked for. */
static bool puts_right(struct str s)
{
    char want[JSON_GROWTH * 100 + 1];
    size_t n = put_slowly(s, want), room = JSON_GROWTH * s.n + JSON_SLACK;
    char *out = malloc(room + 1);
    out[room] = '~';
    bool good = json_put(s, out) == n && memcmp(out, want, n) == 0 && out[room] == '~';
    free(out);
    return good;
}

/* Each byte at each place of texts longer and shorter than what is looked at in one go. */
static void test_put(void)
{
    char text[100];
    bool good = true;
    for (int c = 0; c < 256; c++)
        for (size_t i = 0; i < 70; i++) {
            for (size_t k = 0; k < sizeof text; k++)
                text[k] = (char)('A' + k % 26);
            text[i] = text[i / 2] = (char)c;
            good = good && puts_right((struct str){text, 70}) &&
                   puts_right((struct str){text, i}) && puts_right((struct str){text, i + 1});
        }
    OK(good, "any byte at any place is escaped, or stands for itself");
    memset(text, 1, sizeof text);
    OK(puts_right((struct str){text, 100}), "the room is enough for nothing but escapes");
}

int main(void)
{
    test_write();
    test_places();
    test_key();
    test_name();
    test_read();
    test_wrong();
    test_depth();
    test_put();
    return tap_done();
}
