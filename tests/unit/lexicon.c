/* Lexicons: keys, entries, and blocks that are damaged. */
#include "text/lexicon.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "tap.h"
#include "text/lexicon_block.h"

static void key_is(const char *word, const char *want)
{
    char key[LEXICON_KEY + 1];
    size_t n = lexicon_key(str_of(word), key);
    IS(((struct str){key, n}), want, "a word has the key \"%s\"", want);
}

static void test_keys(void)
{
    key_is("Anna", "anna");
    key_is("ANGEL-ann", "angel-ann");
    key_is("\xC3\x81ngel", "angel");
    key_is("A\xCC\x81ngel", "angel");
    key_is("\xC5\x81ukasz \xC3\x98rsted", "lukasz orsted");
    key_is("O\xE2\x80\x99"
           "Brien",
           "o'brien");
    key_is("Jean\xE2\x80\x91Luc", "jean-luc");
    key_is("  New \t\n\xC2\xA0York ", "new york");
    key_is("\xD0\x96\xD0\x9E\xD0\x99", "\xD0\xB6\xD0\xBE\xD0\xB8");
    key_is("\xE6\x9D\x8E", "\xE6\x9D\x8E");
    key_is("", "");
    key_is(" \t", "");
    key_is("\xFFx", "\xEF\xBF\xBDx");
    char word[70];
    memset(word, 'A', sizeof word);
    word[63] = '\0';
    char key[LEXICON_KEY + 1];
    OK(lexicon_key(str_of(word), key) == 63, "a key of 63 bytes");
    word[63] = ' ';
    word[65] = '\0';
    OK(lexicon_key(str_of(word), key) == 0, "what begins with one of 63 bytes has none");
    word[63] = 'A';
    word[64] = '\0';
    OK(lexicon_key(str_of(word), key) == 0, "one of 64 bytes is too long");
}

static void has(const struct lexicon *lex, const char *word, uint32_t flags, bool more)
{
    struct lexicon_entry e = lexicon_get(lex, str_of(word));
    OK(e.flags == flags && e.more == more, "%s has %x%s", word, flags, more ? ", and more" : "");
}

static const char lines[] = "\xEF\xBB\xBF# a comment\n"
                            "New York\tplace\r\n"
                            "York\tplace last\n"
                            "\n"
                            "Jos\xC3\xA9\tfirst\n"
                            "york\tfirst  last\n"
                            "New York City\tplace\n";

static void test_entries(void)
{
    struct lexicon *lex = lexicon_new(str_of(lines), "names", NULL);
    uint32_t first = lexicon_flag(lex, str_of("first")), last = lexicon_flag(lex, str_of("last"));
    uint32_t place = lexicon_flag(lex, str_of("place"));
    OK(first == 1 && last == 2 && place == 4, "flags are in the order of their names");
    OK(!lexicon_flag(lex, str_of("las")) && !lexicon_flag(lex, str_of("lastly")) &&
           !lexicon_flag(lex, str_of("")),
       "other names are none");
    OK(lexicon_count(lex) == 5, "five entries, one of them a beginning only");
    has(lex, "York", first | last | place, false);
    has(lex, "JOSE", first, false);
    has(lex, "new", 0, true);
    has(lex, "New  York", place, true);
    has(lex, "new york city", place, false);
    has(lex, "new york c", 0, false);
    has(lex, "newyork", 0, false);
    has(lex, "", 0, false);
    lexicon_free(lex);
}

/* The same lines in any order give the same bytes, and the block is all there is to it. */
static void test_block(void)
{
    struct lexicon *a = lexicon_new(str_of("b\tx\na\ty\nc d\tx z\n"), "a", NULL);
    struct lexicon *b = lexicon_new(str_of("c d\tz x\nb\tx\na\ty\nb\tx\n"), "b", NULL);
    OK(str_eq(lexicon_block(a), lexicon_block(b)), "the same block from the same lines");
    OK(lexicon_is_block(lexicon_block(a)) && !lexicon_is_block(str_of(lines)), "it says so");
    struct lexicon *c = lexicon_open(lexicon_block(a), NULL);
    OK(c && lexicon_count(c) == 4, "it can be opened");
    has(c, "c d", 5, false);
    lexicon_free(c);
    lexicon_free(b);
    lexicon_free(a);
}

/* All of many words are found, and no others. */
static void test_many(void)
{
    enum { MANY = 20000 };
    struct buf b = {0};
    for (int i = 0; i < MANY; i++)
        buf_addf(&b, "w%d\t%s\n", 2 * i, i % 3 ? "two" : "one three");
    struct lexicon *lex = lexicon_new(buf_str(&b), "many", NULL);
    int wrong = 0;
    for (int i = 0; i < 2 * MANY; i++) {
        char word[20];
        snprintf(word, sizeof word, "W%d", i);
        uint32_t want = i % 2 ? 0 : i / 2 % 3 ? 4 : 3;
        wrong += lexicon_get(lex, str_of(word)).flags != want;
    }
    OK(lexicon_count(lex) == MANY && wrong == 0, "%d words, and as many that are not there",
       MANY);
    lexicon_free(lex);
    buf_free(&b);
}

static void refused(struct str text, int line, const char *error)
{
    struct err err = {0};
    struct lexicon *lex = lexicon_new(text, "names", &err);
    OK(!lex && err.line == line && strstr(err.text, error), "%d: %s", line, error);
    lexicon_free(lex);
}

static void test_wrong_lines(void)
{
    refused(str_of("a\tx\nb\n"), 2, "a line is a word, a tab, and flags");
    refused(str_of("a\tx\nb\t \n"), 2, "a line is a word, a tab, and flags");
    refused(str_of("a\tx\n \t x\n"), 2, "is empty, or longer than 63 bytes");
    refused(str_of("a\tx\nb\xFF\tx\n"), 2, "not UTF-8");
    refused(str_of("# none\n\n"), 0, "the lexicon is empty");
    refused(str_of(""), 0, "the lexicon is empty");
    struct buf b = {0};
    for (int i = 0; i < 33; i++)
        buf_addf(&b, "a\tf%d\n", i);
    refused(buf_str(&b), 33, "one flag too many");
    buf_clear(&b);
    for (unsigned i = 1; i < 1 << 17; i++) {
        buf_addf(&b, "w%u\t", i);
        for (unsigned k = 0; k < 17; k++)
            if (i >> k & 1)
                buf_addf(&b, "f%u ", k);
        buf_addc(&b, '\n');
    }
    refused(buf_str(&b), 0, "131071 different sets");
    buf_free(&b);
}

static void damaged(struct str block, const char *error)
{
    struct err err = {0};
    struct lexicon *lex = lexicon_open(block, &err);
    OK(!lex && strstr(err.text, error), "%s", error);
    lexicon_free(lex);
}

/* A block with the number at `at` set to x, and a sum that fits, in memory of its own. */
static char *changed(struct str block, size_t at, uint32_t x)
{
    char *p = malloc(block.n);
    memcpy(p, block.p, block.n);
    x = htole32(x);
    memcpy(p + at, &x, sizeof x);
    uint64_t sum = htole64(lexicon_sum((struct str){p, block.n}));
    memcpy(p + offsetof(struct lexicon_head, sum), &sum, sizeof sum);
    return p;
}

static void test_damage(void)
{
    struct lexicon *lex = lexicon_new(str_of(lines), "names", NULL);
    struct str block = lexicon_block(lex);
    damaged(str_cut(block, 0, 20), "cut off");
    damaged(str_cut(block, 0, block.n - 1), "its check sum is wrong");
    damaged(str_of("New York\tplace\n"), "it is no compiled lexicon");
    static const size_t heads[] = {
        offsetof(struct lexicon_head, version),  offsetof(struct lexicon_head, set_n),
        offsetof(struct lexicon_head, bucket_n), offsetof(struct lexicon_head, name_n),
        offsetof(struct lexicon_head, byte_n),
    };
    static const uint32_t values[] = {0, 3, 1000, UINT32_MAX};
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 4; k++) {
            char *p = changed(block, heads[i], values[k]);
            damaged((struct str){p, block.n}, i ? "do not make up the whole" : "another version");
            free(p);
        }
    /* What is behind the head is not checked before it is used: it may change any time. */
    for (size_t at = sizeof(struct lexicon_head); at + 4 <= block.n; at++) {
        char *p = changed(block, at, UINT32_MAX);
        struct lexicon *bad = lexicon_open((struct str){p, block.n}, NULL);
        lexicon_get(bad, str_of("york"));
        lexicon_get(bad, str_of("New York City"));
        lexicon_flag(bad, str_of("place"));
        lexicon_free(bad);
        free(p);
    }
    OK(true, "a lexicon with any number changed is read within its bounds");
    lexicon_free(lex);
}

/* What was looked up before changes no answer: words of all lengths, more than are remembered. */
static void test_memory(void)
{
    enum { WORDS = 20000 };
    struct buf b = {0};
    size_t wrong = 0;
    for (int i = 0; i < WORDS; i += 2)
        buf_addf(&b, "%.*s%d\t%s\n", i % 20, "wwwwwwwwwwwwwwwwwwww", i, i % 4 ? "odd" : "even");
    struct lexicon *lex = lexicon_new(buf_str(&b), "lines", NULL);
    uint32_t odd = lexicon_flag(lex, str_of("odd")), even = lexicon_flag(lex, str_of("even"));
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < WORDS; i++) {
            uint64_t first, again;
            buf_clear(&b);
            buf_addf(&b, "%.*s%d", i % 20, "WWWWWWWWWWWWWWWWWWWW", i);
            uint32_t want = i % 2 ? 0 : i % 4 ? odd : even;
            wrong += lexicon_look(lex, buf_str(&b), &first).flags != want;
            wrong += lexicon_look(lex, buf_str(&b), &again).flags != want || first != again;
        }
    OK(odd && even && !wrong, "%d words, asked for again and again, %zu wrong", WORDS, wrong);
    lexicon_free(lex);
    buf_free(&b);
}

int main(void)
{
    test_keys();
    test_entries();
    test_block();
    test_many();
    test_wrong_lines();
    test_damage();
    test_memory();
    return tap_done();
}
