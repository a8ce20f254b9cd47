/* Why a stage redacted a stretch of text, or kept it. It goes into the ledger, which whoever
 * audits the run may read: so it is made of constants of stages and policies, never of a
 * document's text. Only short plain words pass. */
#ifndef GALLEY_TEXT_EVIDENCE_H
#define GALLEY_TEXT_EVIDENCE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* The most bytes of a string in evidence, and of the rule beside it, which may be several joined
 * by `+`. */
enum { EVIDENCE_LONGEST = 64, EVIDENCE_RULE = 512 };

/* The line of what a person decided: nobody is asked again. */
#define EVIDENCE_DECISION "decision"

/* "" and 0 say nothing. Strings are borrowed, or live in the document's arena. */
struct evidence {
    struct str label;    /* of the mark: "phone" */
    struct str why;      /* the context word or reason for the mark: "passport" */
    struct str operator; /* what was done: "mask" */
    struct str line;     /* what in the policy decided: a label's name, "default" */
    bool scored;
    double score;    /* of the mark, 0 to 1 */
    uint64_t entity; /* equal for all mentions of one entity in the document */
    bool review;     /* a person is to look at it: for --review only */
};

/* Whether all strings of e are of letters, digits, space, `_`, `-`, `.` and `+` (ASCII), and
 * short; err names the member that is not. */
bool evidence_check(const struct evidence *e, struct err *err);

/* The same of the name that a stage gives a rule, which may have `:` and `/` too. It stands in the
 * ledger and in messages. */
bool evidence_check_rule(struct str rule, struct err *err);

/* A copy in the arena; `last` (or NULL), which lies there, when it says the same. */
const struct evidence *evidence_keep(struct arena *a, const struct evidence *last,
                                     const struct evidence *e);

/* Adds what e says as members of a JSON object; the score to four digits. */
void evidence_put(const struct evidence *e, struct buf *out);

#endif
