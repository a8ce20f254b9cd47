/* Word lists, among others against the obvious search. */
#include "text/words.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "tap.h"
#include "text/fold.h"

static struct words *list(struct words_flags flags, const char *const *entries)
{
    struct str s[32];
    size_t n = 0;
    for (; entries[n]; n++)
        s[n] = str_of(entries[n]);
    return words_new(s, n, flags);
}

/* The matches of w in text, joined by '|'. */
static void all(const struct words *w, const char *text, const char *want)
{
    char got[300] = "";
    struct str s = str_of(text);
    struct span m;
    for (size_t at = 0; words_find(w, s, at, &m); at = m.end)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", *got ? "|" : "",
                 (int)span_len(m), s.p + m.start);
    IS(str_of(got), want, "in %.*s", (int)strcspn(text, "\n"), text);
}

static void test_matches(void)
{
    const char *const names[] = {"New York",    "New York Times", "York", "  Ann\tLee ", "",
                                 "\xC3\x89ric", "ma\xC3\x9F",     " ",    NULL};
    struct words *w = list((struct words_flags){.whole = true}, names);
    all(w, "The New York Times of New York, York.", "New York Times|New York|York");
    all(w, "New Yorker, New York", "New York");
    all(w, "New\n  York; Ann Lee; AnnLee; Ann\xC2\xA0Lee", "New\n  York|Ann Lee|Ann\xC2\xA0Lee");
    all(w, "new york", "");
    all(w, "\xE2\x80\x9CYork\xE2\x80\x9D \xC3\xA9York York\xCC\x81 York\xC2\xB2", "York|York");
    all(w, "\xC3\x89ric \xC3\x89rica", "\xC3\x89ric");
    all(w, "New Yor", "");
    all(w, "", "");
    words_free(w);
    w = list((struct words_flags){.fold = true}, names);
    all(w, "NEW YORK TIMES xYORKx", "NEW YORK TIMES|YORK");
    all(w, "\xC3\xA9RIC \xC3\x89ric ma\xC3\x9F", "\xC3\xA9RIC|\xC3\x89ric|ma\xC3\x9F");
    words_free(w);
    const char *const fold[] = {"\xCE\xA3\xCE\xA3", "skin", NULL};
    w = list((struct words_flags){.fold = true}, fold);
    all(w, "\xCF\x83\xCF\x82 \xC5\xBFKIN s\xE2\x84\xAAin",
        "\xCF\x83\xCF\x82|\xC5\xBFKIN|s\xE2\x84\xAAin");
    words_free(w);
    w = words_new(NULL, 0, (struct words_flags){0});
    all(w, "empty list", "");
    words_free(w);
    const char *const dup[] = {"b", "a", "a", "ab", "abc d", NULL};
    w = list((struct words_flags){0}, dup);
    all(w, "abc abcd aabc d", "ab|ab|a|abc d");
    words_free(w);
}

static uint64_t state = 2463534242u;

static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

/* What the header says, one thing after the other: the length of what the entry takes of s, 0
 * when it does not stand there. */
static size_t takes(struct str e, struct str s, size_t at, bool fold)
{
    size_t i = at, k = 0;
    uint32_t a, b;
    while (k < e.n) {
        size_t n = utf8_decode(str_cut(e, k, e.n), &a), m = utf8_decode(str_cut(s, i, s.n), &b);
        if (!m)
            return 0;
        bool space = fold_is_space(a);
        if (space != fold_is_space(b) ||
            (!space && (fold ? fold_char(a) != fold_char(b) : a != b)))
            return 0;
        k += n;
        i += m;
        while (space && (n = utf8_decode(str_cut(e, k, e.n), &a)) && fold_is_space(a))
            k += n;
        while (space && (m = utf8_decode(str_cut(s, i, s.n), &b)) && fold_is_space(b))
            i += m;
    }
    return i - at;
}

static struct str without_space(struct str s)
{
    uint32_t cp;
    size_t n, end = 0;
    while ((n = utf8_decode(s, &cp)) && fold_is_space(cp))
        s = str_cut(s, n, s.n);
    for (size_t i = 0; (n = utf8_decode(str_cut(s, i, s.n), &cp)); i += n)
        end = fold_is_space(cp) ? end : i + n;
    return str_cut(s, 0, end);
}

static bool obvious(const struct str *e, size_t n, struct words_flags f, struct str s,
                    size_t from, struct span *m)
{
    for (size_t i = from; i < s.n; i++) {
        size_t best = 0;
        if (((unsigned char)s.p[i] & 0xC0) == 0x80 || (f.whole && fold_word_before(s, i)))
            continue;
        for (size_t k = 0; k < n; k++) {
            size_t took = takes(without_space(e[k]), s, i, f.fold);
            if (took > best && !(f.whole && fold_word_behind(s, i + took)))
                best = took;
        }
        if (best) {
            *m = (struct span){i, i + best};
            return true;
        }
    }
    return false;
}

/* Letters that fold over lengths and scripts, all kinds of white space, quotes, marks, and what
 * is longer than a key. */
static const char *const parts[] = {"a",
                                    "B",
                                    "b",
                                    "c",
                                    " ",
                                    "\n",
                                    "\xC2\xA0",
                                    "\xC3\xA9",
                                    "\xC3\x89",
                                    "\xE2\x84\xAA",
                                    "k",
                                    "K",
                                    "\xE2\x80\x99",
                                    "\xE2\x82\xAC",
                                    ".",
                                    "-",
                                    "1",
                                    "\xCC\x81",
                                    "\xE2\x80\x89",
                                    "\xC5\xBF",
                                    "s",
                                    "\xC4\xB0",
                                    "i",
                                    "\xF0\x90\x90\x80",
                                    "\xF0\x90\x90\xA8",
                                    "Z",
                                    "abcdefgh",
                                    "the"};
enum { PART_N = sizeof parts / sizeof *parts };

static struct str make(char *p, size_t n, size_t from, size_t to)
{
    struct str s = {p, 0};
    for (; n; n--) {
        const char *part = parts[from + below(to - from)];
        memcpy(p + s.n, part, strlen(part));
        s.n += strlen(part);
    }
    return s;
}

static bool compare(const struct str *e, size_t n, struct words_flags f, struct str s)
{
    struct words *w = words_new(e, n, f);
    bool good = true;
    for (size_t at = 0; good && at <= s.n; at += 1 + below(9)) {
        struct span a = {0, 0}, b = {0, 0};
        while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80)
            at++;
        bool x = words_find(w, s, at, &a), y = obvious(e, n, f, s, at, &b);
        good = x == y && a.start == b.start && a.end == b.end;
    }
    words_free(w);
    return good;
}

static void test_random(void)
{
    static char pool[24][160], text[2400];
    struct str e[24];
    int bad = 0;
    const char *runs = getenv("WORDS_RUNS"); /* more than the suite has time for */
    for (unsigned run = 0; run < (runs ? strtoul(runs, NULL, 10) : 6000); run++) {
        size_t n = 1 + below(24), from = below(PART_N - 1), to = from + 1 + below(PART_N - from);
        if (run % 3 == 0)
            from = 0, to = PART_N;
        for (size_t i = 0; i < n; i++)
            e[i] = make(pool[i], 1 + below(run % 5 ? 4 : 14), from, to);
        bool all = below(3) == 0;
        struct str s = make(text, below(200), all ? 0 : from, all ? PART_N : to);
        bad += !compare(e, n, (struct words_flags){run & 1, run & 2}, s);
    }
    OK(!bad, "random lists find what the obvious search finds: %d do not", bad);
}

/* What the tables rely on: which characters of three and four bytes the trie has otherwise, and
 * that a letter is one in either case. */
static bool is_as_it_is(uint32_t cp)
{
    return !fold_is_space(cp) && fold_char(cp) == cp;
}

static void test_characters(void)
{
    size_t odd = 0, space = 0, quotes = 0, words = 0;
    for (uint32_t cp = 0x80; cp < 0x110000; cp++) {
        char bytes[4];
        utf8_encode(cp, bytes);
        unsigned lead = (unsigned char)bytes[0];
        bool known = (lead >= 0xE1 && lead <= 0xE3) || lead == 0xEA || lead >= 0xEF;
        odd += cp >= 0x800 && !known && !is_as_it_is(cp);
        space += cp >= 0x800 && fold_is_space(cp) && !(lead >= 0xE1 && lead <= 0xE3);
        space += lead == 0xE3 && cp >= 0x3040 && !is_as_it_is(cp);
        quotes += cp >= 0x2010 && cp < 0x2028 && !is_as_it_is(cp);
        words += cp < 0x800 && fold_is_word(cp) != fold_is_word(fold_char(cp));
    }
    OK(!odd && !space, "white space and case are where they are looked for: %zu %zu", odd, space);
    OK(!quotes, "quotes and dashes are as they are");
    OK(!words, "a letter is one in either case");
}

/* ---- blocks -------------------------------------------------------------------------------- */

static bool finds(struct str block, struct err *err)
{
    static const char text[] = "New York, Ann  Lee and Bob of York; a\xC3\xA9 \xE2\x80\x9C.";
    struct span m;
    struct words *w = words_open(block, err);
    for (size_t at = 0; w && at < sizeof text - 1 && words_find(w, str_of(text), at, &m);)
        at = m.end;
    words_free(w);
    return w;
}

/* In memory that ends where the block does: who reads over it is seen by the sanitizer. */
static void test_damage(struct str block)
{
    size_t cut = 0, flipped = 0, text = 0, mended = 0, tried = 0;
    struct err err = {0};
    for (size_t n = 0; n < block.n; n++) {
        char *p = malloc(n + 1);
        memcpy(p, block.p, n);
        cut += !finds((struct str){p, n}, &err) && err.set;
        text += n && words_is_block((struct str){p, n}) == (n < 8);
        err.set = false;
        free(p);
    }
    OK(cut == block.n && !text, "a block cut anywhere is refused");
    for (size_t i = 0; i < block.n * 8; i += i < 512 ? 1 : 9) {
        char *p = malloc(block.n);
        memcpy(p, block.p, block.n);
        p[i / 8] = (char)(p[i / 8] ^ 1 << i % 8);
        tried++;
        flipped += !finds((struct str){p, block.n}, NULL);
        if (i < 64)
            text += utf8_valid((struct str){p, block.n}) == block.n;
        if (i / 8 >= 16) {
            uint64_t sum = hash_fast((struct str){p + 16, block.n - 16});
            memcpy(p + 8, &sum, sizeof sum);
            mended += finds((struct str){p, block.n}, NULL);
        }
        free(p);
    }
    OK(flipped == tried && !text, "a block with a bit flipped is refused");
    OK(mended > 0, "and with a right sum, %zu times of %zu, nothing outside of it is read",
       mended, block.n * 8);
}

static void test_blocks(void)
{
    const char *const names[] = {"New York", "York", "Ann Lee", "Bob", "a\xC3\xA9", NULL};
    const char *const other[] = {"York", "Bob", "Ann\tLee", "a\xC3\xA9", "Bob", "New York", NULL};
    for (unsigned k = 0; k < 4; k++) {
        struct words_flags f = {k & 1, k & 2};
        struct words *w = list(f, names), *same = list(f, other);
        struct words *mapped = words_open(words_block(w), NULL);
        OK(str_eq(words_block(w), words_block(same)), "the same entries give the same block");
        OK(mapped && words_count(mapped) == 5 && words_flags(mapped).fold == f.fold &&
               words_flags(mapped).whole == f.whole,
           "a block says what it holds");
        all(mapped, "New York and Ann  Lee", "New York|Ann  Lee");
        test_damage(words_block(w));
        words_free(mapped);
        words_free(same);
        words_free(w);
    }
    struct err err = {0};
    OK(!words_open((struct str){"abc", 3}, &err) && err.set, "what is no block is refused");
}

/* ---- bounds -------------------------------------------------------------------------------- */

/* A million bytes and a list that nearly matches at each of them: done in the time of a few looks
 * at each byte, or this test does not end. */
static void test_bounds(void)
{
    size_t n = 1 << 20;
    char *p = malloc(n), entry[64];
    struct str text = {p, n};
    struct span m;
    for (unsigned k = 0; k < 4; k++) {
        for (size_t i = 0; i < sizeof entry; i++)
            entry[i] = k & 2 ? "a "[i % 2] : 'a';
        entry[sizeof entry - 1] = 'b';
        struct str e = {entry, sizeof entry};
        struct words *w = words_new(&e, 1, (struct words_flags){true, k & 1});
        for (size_t i = 0; i < n; i++)
            p[i] = k & 2 ? "a "[i % 2] : 'a';
        OK(!words_find(w, text, 0, &m), "a long text without a match");
        memset(p, ' ', n);
        p[0] = 'a';
        OK(!words_find(w, text, 0, &m), "a long run of blanks");
        for (size_t i = 0; i + 1 < n; i += 2)
            memcpy(p + i, "\xC2\xA0", 2);
        OK(!words_find(w, text, 0, &m), "a long run of white space that is no ASCII");
        words_free(w);
    }
    /* Longer than a tail can be. */
    memset(p, 'x', n);
    struct words *w = words_new(&(struct str){p, 50000}, 1, (struct words_flags){0});
    OK(words_find(w, text, 7, &m) && m.start == 7 && m.end == 50007, "a long entry is found");
    words_free(w);
    free(p);
}

static void test_large(void)
{
    size_t n = 50000;
    struct str *e = malloc(n * sizeof *e);
    char *p = malloc(n * 16);
    for (size_t i = 0; i < n; i++) {
        int k = snprintf(p + 16 * i, 16, "Name %zu", i * 7919 % n);
        e[i] = (struct str){p + 16 * i, (size_t)k};
    }
    struct words *w = words_new(e, n, (struct words_flags){.fold = true, .whole = true});
    all(w, "name 49999, Name 50000, name  123.", "name 49999|name  123");
    words_free(w);
    free(p);
    free(e);
}

int main(void)
{
    test_matches();
    test_random();
    test_large();
    test_characters();
    test_blocks();
    test_bounds();
    return tap_done();
}
