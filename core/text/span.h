/* What a document is made of. Positions are 0-based bytes, half open: [start, end). */
#ifndef GALLEY_TEXT_SPAN_H
#define GALLEY_TEXT_SPAN_H

#include "base/str.h"

struct evidence;

struct span {
    size_t start, end;
};

static inline size_t span_len(struct span s)
{
    return s.end - s.start;
}

/* Whether a and b share a byte. */
static inline bool span_overlaps(struct span a, struct span b)
{
    return a.start < b.end && b.start < a.end;
}

/* Whether `inner` lies wholly in `outer`. */
static inline bool span_holds(struct span outer, struct span inner)
{
    return outer.start <= inner.start && inner.end <= outer.end;
}

/* One named property of a mark. */
struct attr {
    struct str name, value;
};

/* A stretch of text that a stage recognised. All strings live in the document's arena. */
struct mark {
    struct span span;
    struct str label; /* "email"; personal or structure, as the stage declared it */
    bool personal;
    double score; /* 0 to 1 */
    struct str rule;
    struct attr *attrs;
    size_t attr_n;
};

/* A part of a redacted value that may give it away where it stands alone. */
struct clue {
    struct str text;
    bool doubtful; /* it may as well be an ordinary word */
};

struct clues {
    const struct clue *v;
    size_t n;
};

/* A proposal to put `with` in place of `span`. An empty span inserts. The same says of a span that
 * it is to stay, which changes nothing and is booked: then `with` says nothing. */
struct edit {
    struct span span;
    struct str with;
    struct str rule, stage;
    bool secret; /* the old text must not be seen again: ledger and leak guard */
    const struct evidence *evidence; /* why; NULL: nothing is told */
    struct clues clues;              /* of the old text, when it is secret */
};

/* A named value: a span of the text, or (own) a string in the annex behind it. */
struct field {
    struct str name;
    struct span span;
    bool own;
};

/* A secret edit that was applied, or a stretch that was kept: what the ledger and the leak guard
 * need to know. */
struct secret {
    struct str value;   /* the bytes that stood there */
    struct str with;    /* what was put in their place; "" of a kept one */
    struct span origin; /* in the original; empty at the end of it for text with no origin */
    struct span now;    /* of it in the present text, moved on by later edits */
    struct str rule, stage;
    const struct evidence *evidence; /* why; or NULL */
    bool no_origin;                  /* it stood in a string field */
    struct clues clues;              /* of the value */
    bool away;                       /* it stood outside of this child: `now` says nothing */
};

#endif
