/* Values to look for in a text as whole words, all in one pass.
 *
 * A value stands as a whole word where no letter, digit or mark (Unicode) goes on at either end
 * of it. ASCII letters match in either case, a run of white space matches any other. */
#ifndef GALLEY_TEXT_NEEDLE_H
#define GALLEY_TEXT_NEEDLE_H

#include "text/output.h"
#include "text/sieve.h"

/* What is known of what is looked for. Of one text, the first kind is the one that counts. */
enum needle_kind {
    NEEDLE_VALUE, /* a whole value */
    NEEDLE_PART,  /* a part of one: its key begins with the letter that it has there */
    NEEDLE_DOUBT, /* the same, but it may as well be an ordinary word */
};

/* A value to look for. Its key is one of its words: where the value stands as a whole word, the
 * key stands as a word of the text. */
struct needle {
    struct str text; /* ASCII letters in lower case */
    struct span key;
    uint64_t hash; /* of the key */
    const struct secret *secret;
    enum needle_kind kind;
    char initial; /* the first byte of the key, in its own case */
    bool known;   /* the caller's: part of what is meant to stand there */
    size_t next;  /* the next of the same slot, counted from 1 */
};

/* All of them, found by the hash of their keys. Every key is longer than `stride`, so that it
 * holds one of the pairs of bytes that stand `stride` bytes apart in a text, wherever it starts;
 * `pairs` has a bit for each two that may stand so near the start of a key. Nearly all of a text
 * is passed over by it. Lives in the arena that they were added with. `escapes` and `least`
 * are set before any is added; all else is 0 then. */
struct needles {
    unsigned escapes; /* those in which values are looked for: bits 1 << enum escape */
    unsigned special; /* those in which a value may look another way */
    size_t least;     /* letters and digits that a value must have */
    struct needle *v;
    size_t n, cap;
    size_t *slots, mask;
    size_t stride;
    uint64_t *pairs;       /* by the first byte; NULL: */
    struct sieve sieve;    /* of how the keys begin, in place of them, */
    bool sieved;           /* when so */
    struct output escaped; /* a value, in one escaping after the other */
};

/* How a text is searched. */
struct needle_search {
    const struct needles *in;
    unsigned escapes; /* those that the text may be in */
    bool spare;       /* needles that are known are passed over, */
    bool certain;     /* and so are those of NEEDLE_DOUBT */
    bool any_case;    /* the key of a part may begin with either case */
};

/* A place where one stands; the longest of those with this key. */
struct hit {
    struct span span;
    const struct needle *needle;
};

/* Adds a value of `secret` as it is, and as it looks in each of the escapings; nothing when it has
 * fewer letters and digits than s->least. */
void needles_add(struct needles *s, struct arena *a, const struct secret *secret,
                 enum needle_kind kind, struct str value);

/* Makes each single and ready to be found; after the last one was added. */
void needles_file(struct needles *s, struct arena *a);

/* The next hit in text whose key stands at or behind *from, which moves past its start. */
bool needles_next(const struct needle_search *s, struct str text, size_t *from, struct hit *hit);

#endif
