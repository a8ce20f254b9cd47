/* Word lists, among others against the obvious search. */
#include "text/words.h"

#include <stdio.h>
#include <stdlib.h>

#include "tap.h"

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

static bool obvious(const struct str *e, size_t n, struct str s, size_t from, struct span *m)
{
    for (size_t i = from; i < s.n; i++) {
        size_t best = 0;
        for (size_t k = 0; k < n; k++)
            if (e[k].n > best && str_eq(str_cut(s, i, i + e[k].n), e[k]))
                best = e[k].n;
        if (best) {
            *m = (struct span){i, i + best};
            return true;
        }
    }
    return false;
}

static void test_random(void)
{
    char pool[20][6], text[200];
    struct str entries[20], s = {text, sizeof text};
    bool good = true;
    for (int run = 0; run < 300 && good; run++) {
        for (size_t k = 0; k < 20; k++) {
            size_t n = 1 + below(5);
            for (size_t i = 0; i < n; i++)
                pool[k][i] = (char)('a' + below(3));
            entries[k] = (struct str){pool[k], n};
        }
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)('a' + below(4));
        struct words *w = words_new(entries, 20, (struct words_flags){0});
        struct span a, b;
        for (size_t at = 0; good && at < s.n; at++) {
            bool x = words_find(w, s, at, &a), y = obvious(entries, 20, s, at, &b);
            good = x == y && (!x || (a.start == b.start && a.end == b.end));
        }
        words_free(w);
    }
    OK(good, "random lists find what the obvious search finds");
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
    return tap_done();
}
