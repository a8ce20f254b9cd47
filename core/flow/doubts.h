/* What a person is asked to decide about a document, for --review: stretches that were marked with
 * a low score, or kept by a condition, and the findings of the leak guard. A JSON object a line,
 * with a piece of the text around: it goes to the review file, and nowhere else. */
#ifndef GALLEY_FLOW_DOUBTS_H
#define GALLEY_FLOW_DOUBTS_H

#include "flow/setup.h"
#include "text/guard.h"
#include "text/review.h"

/* What is asked. */
struct doubts_rules {
    bool on;
    uint64_t below; /* scores below so many of SCORE_UNIT are doubtful */
};

/* The most bytes of lines for one document; "more": true stands in the last one when it has
 * more. */
enum { DOUBTS_BYTES = 64 << 10 };

/* One line, ready but for its place among the others. */
struct doubt_line {
    struct span at; /* in the original */
    char id[REVIEW_ID];
    struct str text;
};

/* Those of one document. Strings live in `arena`. */
struct doubts {
    struct doubts_rules rules;
    struct arena *arena;
    struct str path, key;
    struct doubt_line *v;
    size_t n, cap, bytes;
    bool more;
};

/* Adds what is doubtful on the way to one output: the edits of d, what was kept, and n findings.
 * What is there already, from another output, is not added again. */
void doubts_add(struct doubts *q, const struct doc *d, const struct finding *found, size_t n);

/* All lines, by place; "" when there are none. */
struct str doubts_lines(struct doubts *q);

#endif
