#include "base/glob.h"

#include "tap.h"

static const struct {
    bool want;
    const char *pattern, *path;
} match_cases[] = {
    {true, "a.txt", "a.txt"},
    {false, "a.txt", "A.txt"},
    {false, "a.txt", "a.txtx"},
    {false, "a.txt", "b/a.txt"},
    {true, "*.txt", "a.txt"},
    {false, "*.txt", "a/b.txt"},
    {true, "*", "a"},
    {true, "a*b*c", "abbbcxbc"},
    {false, "a*b*c", "abbbcxb"},
    {true, "?", "x"},
    {false, "?", ""},
    {false, "?", "/"},
    {true, "a?c", "abc"},
    {true, "??", "\xc3\xa9"},
    {true, "[a-c]x", "bx"},
    {false, "[a-c]x", "dx"},
    {true, "[!a-c]x", "dx"},
    {false, "[!a-c]x", "ax"},
    {true, "[]]", "]"},
    {true, "[!]]", "x"},
    {true, "[a-]", "-"},
    {true, "[-a]", "-"},
    {true, "[*]", "*"},
    {false, "[*]", "x"},
    {true, "a[{]b", "a{b"},
    {true, "[\x80-\xff]x", "\xc3x"},
    {false, "a[!b]c", "a/c"},
    {true, "a.{txt,md}", "a.md"},
    {false, "a.{txt,md}", "a.html"},
    {true, "{a,ab}c", "abc"},
    {true, "x{,y}z", "xz"},
    {true, "x{,y}z", "xyz"},
    {true, "{a,b{c,d}}e", "bde"},
    {false, "{a,b{c,d}}e", "be"},
    {true, "{a*,b}.{t?t,m[cd]}", "axx.md"},
    {true, "{*.txt,*.md}", "b.md"},
    {true, "a,b}", "a,b}"},
    {true, "**", "a"},
    {true, "**", "a/b/c"},
    {true, "**/*.txt", "a.txt"},
    {true, "**/*.txt", "a/b/c.txt"},
    {false, "**/*.txt", "a/b/c.txt/d"},
    {true, "a/**", "a/b"},
    {true, "a/**", "a/b/c"},
    {false, "a/**", "a"},
    {false, "a/**", "ab/c"},
    {true, "a/**/b", "a/b"},
    {true, "a/**/b", "a/x/y/b"},
    {false, "a/**/b", "a/xb"},
    {true, "**/a/**/b", "x/a/y/a/b"},
    {true, "**/**/a", "a"},
    {true, "**/{a,b}/**", "x/b/c"},
    {false, "*", ".a"},
    {false, "?a", ".a"},
    {false, "[.]a", ".a"},
    {false, "[!x]a", ".a"},
    {false, "*.txt", ".txt"},
    {false, "{,x}*.txt", ".txt"},
    {true, ".*", ".a"},
    {true, "{.,x}*", ".a"},
    {true, "a.*", "a.b"},
    {true, "*.*", "a..b"},
    {false, "**", ".git/x"},
    {false, "**/x", ".git/x"},
    {false, "**/x", "a/.git/x"},
    {false, "**", "a/.x"},
    {true, "**/.x", "a/.x"},
    {true, "**/.git/**", "a/.git/x"},
    {false, "", "a"},
    {true, "", ""},
    {false, "a", ""},
};

static bool matches(struct str pattern, struct str path)
{
    struct glob *g = glob_new(pattern);
    bool yes = glob_match(g, path);
    glob_free(g);
    return yes;
}

static void test_match(void)
{
    for (size_t i = 0; i < sizeof match_cases / sizeof match_cases[0]; i++)
        OK(matches(str_of(match_cases[i].pattern), str_of(match_cases[i].path)) ==
               match_cases[i].want,
           "%s %s %s", match_cases[i].pattern, match_cases[i].want ? "matches" : "does not match",
           match_cases[i].path);
}

/* A suffix in any directory is looked for by itself: the same pattern with a bracket is not. */
static void test_suffix(void)
{
    static const char *const pairs[][2] = {{"**/*.a", "**/*.[a]"},
                                           {"**/*", "**/**/*"},
                                           {"**/*a", "**/*[a]"},
                                           {"**/*..a", "**/*.[.]a"},
                                           {"**/*a/a", "**/*[a]/a"}};
    size_t differ = 0, both = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        for (unsigned all = 0; all < 6 * 1024; all++) { /* each path of up to five such bytes */
            char path[5];
            size_t n = all / 1024;
            for (size_t j = 0; j < n; j++)
                path[j] = "ab./"[all >> 2 * j & 3];
            struct str rest = {path, n}, part = {path, 1};
            while (part.n > 0 && str_split(&rest, '/', &part)) {
            }
            if (n == 0 || part.n == 0 || path[n - 1] == '/')
                continue; /* a component is empty */
            bool yes = matches(str_of(pairs[i][0]), (struct str){path, n});
            differ += yes != matches(str_of(pairs[i][1]), (struct str){path, n});
            both += yes;
        }
    OK(differ == 0, "by suffix as by the automaton: %zu differ", differ);
    OK(both > 2000, "%zu match", both);
}

/* These take for ever where one way is tried after another. */
static void test_hard(void)
{
    struct {
        char p[GLOB_LONGEST];
    } a, b;
    struct str text = {a.p, 400}, stars = {b.p, 401}, braces = {b.p, 480};
    memset(a.p, 'a', sizeof a.p);
    for (size_t i = 0; i < 400; i++)
        b.p[i] = i % 2 ? 'a' : '*';
    b.p[400] = 'b';
    OK(!matches(stars, text), "two hundred stars");
    for (size_t i = 0; i < 480; i += 6)
        memcpy(b.p + i, "{a,aa}", 6);
    OK(!matches(braces, text), "eighty groups, too long a text");
    OK(matches(braces, str_cut(text, 0, 123)), "eighty groups, one that fits");
    memset(b.p, '{', GLOB_LONGEST);
    OK(!matches((struct str){b.p, GLOB_LONGEST}, text), "nothing but braces");
    for (size_t i = 0; i < 500; i++)
        b.p[1001 - i - 1] = '}';
    b.p[500] = 'a';
    OK(matches((struct str){b.p, 1001}, str_of("a")), "braces in braces");
}

static void test_check(void)
{
    static const char *const good[] = {"*",  "**",  "**/*.txt", "a/b", "{a,b}",   "[]]", "[!]]",
                                       "a}", "...", "a,b",      "[{]", ".git/**", "{,a}"};
    static const char *const bad[] = {"",    "/a",  "a/",     "a//b",  "..",    "a/../b", "./a",
                                      "[a",  "[]",  "[!]",    "{a",    "{a/b}", "a**",    "**b/c",
                                      "***", "a]{", "{a,{b}", "[a/b]", "{**,a}"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct err err = {0};
        OK(glob_check(str_of(good[i]), &err) && !err.set, "good: %s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err err = {0};
        OK(!glob_check(str_of(bad[i]), &err) && err.set, "refused: %s", err.text);
    }
    char long_one[GLOB_LONGEST + 1];
    memset(long_one, 'a', sizeof long_one);
    OK(glob_check((struct str){long_one, GLOB_LONGEST}, NULL), "just short enough");
    OK(!glob_check((struct str){long_one, GLOB_LONGEST + 1}, NULL), "too long");
    OK(!glob_check((struct str){0}, NULL), "NULL is empty");
}

int main(void)
{
    test_match();
    test_suffix();
    test_hard();
    test_check();
    return tap_done();
}
