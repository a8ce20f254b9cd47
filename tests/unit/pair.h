/* Patterns compiled twice: with their anchors, and plain. What they find must be the same, and the
 * same again by places that a scan found. */
#ifndef GALLEY_TESTS_PAIR_H
#define GALLEY_TESTS_PAIR_H

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tap.h"
#include "text/regex.h"
#include "text/scan.h"

/* ---- random things, the same at each run --------------------------------------------------- */

static inline size_t below(size_t n)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state >> 11) % n;
}

static inline const char *pick(const char *const *list)
{
    size_t n = 0;
    while (list[n])
        n++;
    return list[below(n)];
}

static const char *const letters[] = {"@",
                                      "#",
                                      "|",
                                      "~",
                                      "q",
                                      "Q",
                                      "z",
                                      "k",
                                      "K",
                                      "s",
                                      "S",
                                      "7",
                                      "7",
                                      "\xC3\xA9",
                                      "\xC3\x89",
                                      "\xC5\xBF",
                                      " ",
                                      "\n",
                                      "\xE2\x84\xAA",
                                      "\xE2\x82\xAC",
                                      "\xE2\x80\x9C",
                                      "\xF0\x9F\x98\x80",
                                      "\xC3\xBF",
                                      "\xC5\xB8",
                                      "-",
                                      NULL};

static const char *const samples[] = {
    "jane.roe+x@mail.example.org",
    "https://www.example.org/a?b=c#d",
    "www2.example.com",
    "+33 1 99 00 12 34",
    "(202) 555-0123",
    "1-800-555-TIPS",
    "202.555.0123x45",
    "192.0.2.17",
    "::ffff:192.0.2.1",
    "2001:db8:0:1:1:1:1:1",
    "219-09-9999",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "2024-02-29",
    "12/31/1999",
    "January 5th, 2021",
    "5 March 2020",
    "US$1,200.50 million",
    "10:45:30 p.m.",
    "\xE2\x80\x9Cwell\xE2\x80\x9D, said Dr. Mary O\xE2\x80\x99Neil",
    "NY 10001-1234",
    "48.8566, 2.3522",
    "No. 1:21-cv-00123",
    "12 Long Acre Street",
    "jane (dot) roe (at) example (dot) org",
    "call us at 555-0123",
    "\r\n \r\n",
    "<p class=\"x\">",
    NULL};

/* Adds a sample or a piece of it, at times with a byte changed; all ASCII changes keep it UTF-8.
 */
static inline void add_sample(struct buf *b, struct str s)
{
    size_t start = b->n;
    buf_add(b, s);
    for (size_t k = below(3); k; k--) {
        size_t at = start + below(b->n - start + 1);
        if (at < b->n && (unsigned char)b->p[at] < 0x80)
            b->p[at] = "0.-@:/ a+"[below(9)];
    }
}

/* A short text of things that nearly match `pattern`: its own characters among them. */
static inline void make_text(struct buf *b, struct str pattern, struct str found, size_t pieces)
{
    buf_clear(b);
    buf_add(b, (struct str){"", 0});
    for (; pieces; pieces--) {
        size_t how = below(8), at = pattern.n ? below(pattern.n) : 0;
        if (how < 3)
            buf_addz(b, pick(letters));
        else if (how < 5 && pattern.n && (unsigned char)pattern.p[at] < 0x80)
            buf_addc(b, pattern.p[at]);
        else if (how < 7 && found.n)
            add_sample(b, found);
        else
            add_sample(b, str_of(pick(samples)));
    }
}

/* ---- the comparison ------------------------------------------------------------------------ */

/* One pattern, compiled both ways, and a scan for it alone when it has spots. */
struct pair {
    struct regex *quick, *plain;
    struct scan_set *set;
    struct scan *scan;
    size_t tried, found; /* places that were compared, matches among them, */
    size_t scanned;      /* and those that were compared by a scan too */
    bool differ;
};

static inline bool pair_open(struct pair *p, struct regex_engine *engine, struct str pattern,
                             struct regex_flags flags)
{
    struct err err = {.set = false};
    *p = (struct pair){.quick = regex_new(engine, pattern, flags, &err)};
    flags.plain = true;
    p->plain = p->quick ? regex_new(engine, pattern, flags, &err) : NULL;
    double gain;
    const struct spots *spots = p->quick ? regex_spots(p->quick, &gain) : NULL;
    p->set = spots ? scan_set_new(&spots, 1, below(2)) : NULL;
    p->scan = spots ? scan_new(p->set) : NULL;
    return p->plain != NULL;
}

static inline void pair_close(struct pair *p)
{
    regex_free(p->quick);
    regex_free(p->plain);
    scan_free(p->scan);
    scan_set_free(p->set);
}

static inline bool same_match(int rc, const struct regex_match *a, int other_rc,
                              const struct regex_match *b)
{
    bool same = rc == other_rc;
    for (size_t k = 0; same && rc > 0 && k < a->n; k++)
        same = a->groups[k].start == b->groups[k].start && a->groups[k].end == b->groups[k].end;
    return same;
}

/* Finds in all ways; false when there is no match. A limit that only the plain pass runs into is
 * no difference. */
static inline bool find_both(struct pair *p, struct str text, size_t from, struct regex_match *m)
{
    struct err err = {.set = false}, plain_err = {.set = false};
    struct regex_match other;
    int rc = regex_find(p->quick, text, from, NULL, m, &err);
    int plain = regex_find(p->plain, text, from, NULL, &other, &plain_err);
    p->tried++;
    p->found += rc > 0;
    if (plain < 0)
        return false;
    bool same = same_match(rc, m, plain, &other);
    struct anchor_places places;
    if (same && p->scan && scan_text(p->scan, text) && scan_places(p->scan, 0, &places)) {
        rc = regex_find(p->quick, text, from, &places, m, &err);
        same = same_match(rc, m, plain, &other);
        p->scanned++;
    }
    if (!same && !p->differ) {
        struct buf b = {0};
        regex_anchor(p->quick, &b);
        OK(false, "%.*s [%s]: from byte %zu %d at %zu, plain %d at %zu, in \"%.*s\"",
           (int)regex_pattern(p->quick).n, regex_pattern(p->quick).p, b.p ? b.p : "", from, rc,
           rc > 0 ? m->groups[0].start : 0, plain, plain > 0 ? other.groups[0].start : 0,
           (int)(text.n < 400 ? text.n : 400), text.n ? text.p : "");
        buf_free(&b);
    }
    p->differ = p->differ || !same;
    return rc > 0;
}

/* Before another text. */
static inline void pair_forget(struct pair *p)
{
    if (p->scan)
        scan_forget(p->scan);
}

static inline size_t step(struct str text, size_t at)
{
    for (at++; at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80; at++)
        ;
    return at;
}

/* From every place; in a block of just that size, so that sanitizers see what reads on. */
static inline void compare_places(struct pair *p, struct str text)
{
    struct regex_match m;
    char *block = memcpy((char *)mem_get(text.n + 1) + 1, text.p, text.n);
    pair_forget(p);
    for (size_t at = 0; at <= text.n && !p->differ; at = step(text, at))
        find_both(p, (struct str){block, text.n}, at, &m);
    free(block - 1);
}

/* All matches, one after the other; *found is one of them. */
static inline void compare_all(struct pair *p, struct str text, struct str *found)
{
    struct regex_match m;
    pair_forget(p);
    for (size_t at = 0; at <= text.n && find_both(p, text, at, &m);) {
        struct span s = m.groups[0];
        at = s.end > at ? s.end : step(text, at);
        if (s.end > s.start && s.end - s.start < 200 && (!found->n || !below(3)))
            *found = str_cut(text, s.start, s.end);
    }
}

/* Short texts of things that nearly match, from every place; long ones from match to match. */
static inline void compare_made(struct pair *p, struct str found)
{
    struct buf b = {0};
    for (int k = 0; samples[k]; k++)
        compare_all(p, str_of(samples[k]), &found);
    for (int k = 0; k < 40; k++) {
        make_text(&b, regex_pattern(p->quick), found, 1 + below(30));
        compare_places(p, buf_str(&b));
    }
    for (int k = 0; k < 4; k++) {
        struct str last = {NULL, 0};
        make_text(&b, regex_pattern(p->quick), found, 400);
        compare_all(p, buf_str(&b), &last);
    }
    buf_free(&b);
}

#endif
