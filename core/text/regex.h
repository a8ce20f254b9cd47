/* Patterns. The one door to PCRE2, always compiled with its JIT, UTF and \C refused. An error
 * while matching is never "no match". Where a pattern has an anchor (see text/anchor.h), only
 * those places are tried where it can match: the matches are the same, and a place that holds no
 * match is no longer an error because it took too long to find out. */
#ifndef GALLEY_TEXT_REGEX_H
#define GALLEY_TEXT_REGEX_H

#include "base/buf.h"
#include "base/err.h"
#include "text/anchor.h"

/* What all patterns of a process share: limits (match limit 1e6, heap 64 MiB) and a JIT stack of
 * up to 1 MiB. Owns them. */
struct regex_engine;

/* A compiled pattern. Owns its code and match data. */
struct regex;

/* Options of a pattern. */
struct regex_flags {
    bool caseless;
    bool ucp;   /* \w \d \b and classes by Unicode properties: four times slower */
    bool plain; /* tried at each place, anchor or not */
    bool later; /* compiled to machine code when it is searched for first: it is known to work */
    /* One to four characters or classes, as a pattern, that each match holds at most `back` bytes
     * from its start: in place of what is derived from the pattern, and believed. n 0: none. */
    struct str anchor;
    size_t back;
};

enum { REGEX_GROUPS = 32 };

/* Capture groups of one match; groups[0] is the whole. A group that took no part is
 * {SIZE_MAX, SIZE_MAX}. */
struct regex_match {
    struct span groups[REGEX_GROUPS];
    size_t n;
};

/* NULL and an error when PCRE2 has no JIT. */
struct regex_engine *regex_engine_new(struct err *err);
void regex_engine_free(struct regex_engine *e);

/* Compiles; NULL and an error that says where in the pattern (col, from 1) when it is wrong, uses
 * \C or a callout, has over 31 groups or can match the empty string only, or when the declared
 * anchor is none. What the pattern says of its matches is read when that is asked for first, to
 * search, to scan or to tell of it: who only checks a pipeline does without. */
struct regex *regex_new(struct regex_engine *e, struct str pattern, struct regex_flags flags,
                        struct err *err);
void regex_free(struct regex *r);

/* The first match in `subject` (well-formed UTF-8, not checked again) that starts at or after
 * `from`: 1 found, 0 none, -1 an error of PCRE2, which must fail the document. An empty match
 * at `from` is found: the caller steps on by a code point. `places` holds all places of its spots
 * in the subject, where they are known already; NULL: it looks for its anchor by itself. */
int regex_find(struct regex *r, struct str subject, size_t from,
               const struct anchor_places *places, struct regex_match *m, struct err *err);

/* The same at each place, whatever anchor there is. */
int regex_find_plain(struct regex *r, struct str subject, size_t from, struct regex_match *m,
                     struct err *err);

/* The spots to scan for to know them, and what knowing them is thought to save: nanoseconds a byte
 * of text. NULL when the pattern is better looked for alone. */
const struct spots *regex_spots(struct regex *r, double *gain);

/* The pattern as it was given, and the name of group k (1..n), or NULL. */
struct str regex_pattern(const struct regex *r);
size_t regex_group_n(const struct regex *r);
const char *regex_group_name(const struct regex *r, size_t k);

/* Whether the pattern starts with an unbounded repeat that nothing anchors, such as [\w.]+@: it
 * can go quadratic on long runs. For `galley check`. */
bool regex_quadratic(const struct regex *r);

/* Whether it has no anchor, and takes a pass that tries nearly every byte of a text. For `galley
 * check`; not so for what matches one character, since that is found at once. */
bool regex_slow(struct regex *r);

/* Adds the anchor that its matches are looked for by, as text for people; false when it has none
 * and is tried at each place. */
bool regex_anchor(struct regex *r, struct buf *out);

#endif
