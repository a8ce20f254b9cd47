/* The parts of an audit. */
#ifndef GALLEY_FLOW_AUDIT_PART_H
#define GALLEY_FLOW_AUDIT_PART_H

#include "flow/audit.h"
#include "flow/claims.h"
#include "flow/fragment.h"
#include "flow/source.h"
#include "text/span.h"

/* An audit on its way. Owns all but the rules and the audit. */
struct auditing {
    const struct audit_rules *rules;
    struct audit *audit;
    struct fragment run;
    struct source source;        /* the originals */
    struct claims outputs;       /* files that the ledger knows */
    struct arena lasting, arena; /* of all of it, and of a document */
    json_value *line;            /* of the document, in the ledger */
    struct buf bytes;            /* of one of its outputs */
    struct buf original, plain;
    struct buf last;      /* the name of the document before */
    struct arena waiting; /* of outputs that the detectors are to run over */
    struct str *searches;
    size_t search_n, search_cap;
};

/* Adds a finding about `path`; `what` is safe to be shown. */
void audit_wrong(struct audit *a, struct str path, const char *what);

/* Reads a document among the originals; what is wrong with it is a finding, and then there is
 * nothing in `original`. */
void audit_original(struct auditing *g, const struct result *r);

/* Takes from the original what the ledger says was redacted on the way to the output number
 * `number`, and looks for it in the output's bytes, in any escaping. */
void audit_values(struct auditing *g, const struct result *r, size_t number);

/* Reads [start, end] of the ledger; false when it is none, or goes past `most`. */
bool audit_span(const json_value *v, size_t most, struct span *s);

/* Notes an output for the detectors, which run over many at once; then over those that are left.
 * false when no worker did. */
bool audit_search(struct auditing *g, const struct result *r, size_t number, struct err *err);
bool audit_detect(struct auditing *g, struct err *err);

#endif
