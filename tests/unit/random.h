/* Random patterns, made to be broken: PCRE2 takes most of them. */
#ifndef GALLEY_TESTS_RANDOM_H
#define GALLEY_TESTS_RANDOM_H

#include "pair.h"

static inline void add_branches(struct buf *b, unsigned depth);

static inline void add_letter(struct buf *b)
{
    const char *z = pick(letters);
    if (strchr("|#- ", *z) || !below(20))
        buf_addc(b, '\\');
    buf_addz(b, strchr("qQzkKsS7", *z) && b->n && b->p[b->n - 1] == '\\' ? "~" : z);
}

static inline void add_class(struct buf *b)
{
    static const char *const members[] = {
        "@",         "#",        "~-",  "q-z", "A-S",       "j-l",        "0-9",
        "\\d",       "\\W",      "\\s", "\\h", "[:alpha:]", "[:^digit:]", "\\x41",
        "\\x{20ac}", "\xC3\xA9", "\\]", "\\-", "\\n",       "[:upper:]",  "\\x{100}-\\x{3000}",
        "\\p{Lu}",   NULL};
    buf_addz(b, below(3) ? "[" : "[^");
    if (!below(8))
        buf_addc(b, ']');
    for (size_t k = 1 + below(3); k; k--)
        buf_addz(b, pick(members));
    buf_addc(b, ']');
}

static inline void add_group(struct buf *b, unsigned depth)
{
    static const char *const opens[] = {
        "(",     "(?:",    "(?>", "(?i:", "(?=", "(?!", "(?<=", "(?<!",
        "(?x: ", "(?s-i:", "(?|", "(?:",  "(?:", "(",   "(?i:", NULL};
    buf_addz(b, pick(opens));
    add_branches(b, depth + 1);
    buf_addc(b, ')');
}

static inline void add_item(struct buf *b, unsigned depth)
{
    static const char *const atoms[] = {"\\d", "\\w", "\\s",   ".",     "\\b",   "\\W", "^",
                                        "$",   "\\K", "(?i)",  "(?s)",  "(?-i)", "\\B", "\\x{e9}",
                                        "\\n", "\\H", "(?#@)", "\\x40", "\\pL",  NULL};
    static const char *const times[] = {"?",      "*",   "+",     "{2}", "{0,2}", "{1,3}",
                                        "{2,}",   "??",  "+?",    "++",  "{3}",   "{0}",
                                        "{1,2}+", "{6}", "{5,7}", "*?",  NULL};
    size_t how = below(10);
    if (how < 5)
        add_letter(b);
    else if (how < 7)
        add_class(b);
    else if (how < 8 || depth > 2)
        buf_addz(b, pick(atoms));
    else
        add_group(b, depth);
    if (!below(3))
        buf_addz(b, pick(times));
}

static inline void add_branches(struct buf *b, unsigned depth)
{
    for (size_t k = (size_t)1 + !below(3) + !below(6); k; k--) {
        for (size_t n = 1 + below(4); n; n--)
            add_item(b, depth);
        if (k > 1)
            buf_addc(b, '|');
    }
}

#endif
