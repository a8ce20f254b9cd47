/* An output that the detectors are to run over, and what they found: between an audit and its
 * worker. */
#ifndef GALLEY_FLOW_SEARCH_H
#define GALLEY_FLOW_SEARCH_H

#include "flow/setup.h"
#include "text/span.h"

/* Borrows everything. */
struct search {
    struct str name; /* of the output, for people */
    struct str path; /* of the file that it is in, below OUT */
    size_t output;   /* number in the pipeline: whose stages mark, too */
    uint64_t place, size;
    struct span *known; /* what redactions put in, and what was kept: no finding */
    size_t known_n;
};

void search_put(const struct search *s, struct buf *out);
void search_get(struct str body, struct arena *arena, struct search *s);

/* What a worker answers: the number of stages that ran, then for each finding the number of its
 * output among the args, and words. */
struct found {
    size_t number;
    struct str what;
};
void search_put_found(struct buf *out, size_t number, struct str what);
bool search_get_found(struct str *rest, struct found *f);

#endif
