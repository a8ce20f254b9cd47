/* The syntax of patterns: which anchor is derived from it, and when it is given up. */
#include "text/syntax.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"
#include "text/regex.h"

static struct regex_engine *engine;

/* What is derived from what. */
static const struct {
    const char *pattern, *anchor; /* NULL: none */
} cases[] = {
    {"@", "@ at the start"},
    {"\\b[\\w+]{1,64}@\\d", "[+0-9A-Z_a-z]@[0-9] 0 to 63 bytes from the start"},
    {"[\\w+]+@\\d", "[+0-9A-Z_a-z]@[0-9] 0 bytes or more from the start"},
    {"https?://", "[ps]:// 3 to 4 bytes from the start"},
    {"(?:https?|ftp)://", "[ps]:// 2 to 4 bytes from the start"},
    {"(?:#a|@b)", "[#@][ab] at the start"},
    {"(?<=@)#(?!@)", "# at the start"},
    {"a\\K#", "a# at the start"},
    {"a(?=#)", "a# at the start"},
    {"(?=[a-z]{2}#)\\w+", "[a-z]# 1 bytes from the start"},
    {"\\w(?=x{1,3}#|@q)", "[@x][#q] 1 to 3 bytes from the start"},
    {"(?:\\w(?=#))?@", "@ 0 to 1 bytes from the start"},
    {"\\w(?=#)*@", "[0-9A-Z_a-z]@ at the start"},
    {"\\w(?=#){0}@", "[0-9A-Z_a-z]@ at the start"},
    {"\\w(?!#)@", "[0-9A-Z_a-z]@ at the start"},
    {"station", "atio 2 bytes from the start"},
    {"\\d{3}-\\d", "[0-9][0-9]\\-[0-9] 1 bytes from the start"},
    {"(?:\\d{1,3}\\.){2}", "[0-9].[0-9][.0-9] 0 to 2 bytes from the start"},
    {"x{3,5}+#", "xxx# 0 to 2 bytes"},
    {"\xE2\x80\x9C", "\\xe2\\x80\\x9c at the start"},
    {"[\xE2\x80\x9C]#", "[\\x80-\\xbf\\xe2]# 0 to 2 bytes from the start"},
    {"(?x) # no\n @ [#] # @@@", "@# at the start"},
    {"(?x: @ ) #", "@\\x20# at the start"},
    {"(?#@@)#", "# at the start"},
    {"\\x{e9}#|\\xE9#", "\\xc3\\xa9# at the start"},
    {"(?i)@z", "@[Zz] at the start"},
    {"(?i)@k", "@[Kk\\xe2] at the start"},
    {"(?i)@s", "@[Ss\\xc5] at the start"},
    {"(?i)@[j-l]", "@[J-Lj-l\\xe2] at the start"},
    {"(?i:@q)q", "@[Qq]q at the start"},
    {"(?i)@(?-i:q)", "@q at the start"},
    {"(@(?i)q|#q)", "[#@][Qq] at the start"},
    {"(?i)@\xC3\xA9", "@[\\xc2-\\xf4] at the start"},
    {"(?i)@\\x{17f}", "@ at the start"},
    {"(?i)@[\\x{2000}-\\x{3000}]", "@[KSks\\xc2-\\xf4] at the start"},
    {"(?i)@[^\\x{17f}]", "@ at the start"},
    {"@[^a]", "@[\\x00-`b-\\x7f\\xc2-\\xf4] at the start"},
    {"@[[:^alnum:]]", "@[\\x00-/:-@\\[-`{-\\x7f\\xc2-\\xf4] at the start"},
    {"@[]a-]", "@[\\-\\]a] at the start"},
    {"(?s)@.", "@ at the start"},
    {"@\\p{Lu}", "@ at the start"},
    {"@?#", "# 0 to 1 bytes from the start"},
    {"@{0}#", "# at the start"},
    {"(@|)#", "# 0 to 1 bytes from the start"},
    {"@{,2}#", NULL},
    {"(@)#\\1", NULL},
    {"(?<q>@)#\\k<q>", NULL},
    {"@#(?R)?", NULL},
    {"(@)#(?1)", NULL},
    {"(@)?(?(1)#|@@)", NULL},
    {"@(*ACCEPT)#", NULL},
    {"(*UCP)@#", NULL},
    {"\\G@#", NULL},
    {"\\Q@#\\E", NULL},
    {"\\A@#", NULL},
    {"@|", NULL},
    {"(?:@#)*", NULL},
    {"\\w+", NULL},
    {"[^\\s]+", NULL},
    {"(?xx)@[# ]", NULL},
};

/* What is thought to be saved when the pattern is looked for in a scan for many; 0: it is not. */
static double gain_of(const char *pattern)
{
    struct err err = {.set = false};
    double gain = 0;
    struct regex *r = regex_new(engine, str_of(pattern), (struct regex_flags){0}, &err);
    if (r && !regex_spots(r, &gain))
        gain = 0;
    regex_free(r);
    return gain;
}

static void test_many(void)
{
    OK(gain_of("\\d(?=[^a-zA-Z,;\"'()\n]{5})(?=(?:[^\\d\n]?\\d){5})\\d{0,18}") > 0,
       "digits side by side are confirmed together, and so worth a scan");
    OK(gain_of("(?=\\d+ [A-Z]|\\d+[a-z] [A-Z])\\d+[a-z]? [A-Z]") >
           1.5 * gain_of("\\d+[a-z]? [A-Z]"),
       "a lookahead tells form by form what begins here");
}

static void test_anchors(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {.set = false};
        struct buf b = {0};
        struct regex *r =
            regex_new(engine, str_of(cases[i].pattern), (struct regex_flags){0}, &err);
        bool has = r && regex_anchor(r, &b);
        const char *want = cases[i].anchor;
        OK(r && has == (want != NULL) && (!has || str_starts(buf_str(&b), want)),
           "pattern %zu: %s, should be %s", i + 1, r ? has ? b.p : "none" : err.text,
           want ? want : "none");
        buf_free(&b);
        regex_free(r);
    }
}

/* Any bytes at all: nothing is read beyond the end, and nothing runs away. */
static void test_garbage(void)
{
    static const char bytes[] = "()[]{}\\|?*+^$.#-:<=>!,P'i\n x09wQ\xC3\xA9\xE2\x82";
    uint64_t state = 88172645463325252u;
    size_t taken = 0;
    for (int k = 0; k < 20000; k++) {
        char text[24];
        size_t n = 1 + (size_t)k % sizeof text;
        for (size_t i = 0; i < n; i++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            text[i] = bytes[state % (sizeof bytes - 1)];
        }
        char *copy = memcpy(mem_get(n), text, n);
        struct part p;
        taken += syntax_read((struct str){copy, n}, (struct syntax_flags){k & 1, k & 2}, &p);
        free(copy);
    }
    OK(taken, "%zu random strings read as patterns", taken);
    struct buf deep = {0};
    struct part p;
    for (int k = 0; k < 100000; k++)
        buf_addc(&deep, '(');
    OK(!syntax_read(buf_str(&deep), (struct syntax_flags){false, false}, &p), "deep brackets");
    buf_free(&deep);
}

int main(void)
{
    struct err err = {0};
    engine = regex_engine_new(&err);
    if (!OK(engine, "the engine starts: %s", err.text))
        return tap_done();
    test_anchors();
    test_many();
    test_garbage();
    regex_engine_free(engine);
    return tap_done();
}
