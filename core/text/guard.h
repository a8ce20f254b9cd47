/* The leak guard: the last step of each output. It looks for values that were redacted on the way
 * to this output, as whole words (text/needle.h), and knows nothing of what they mean.
 *
 * Stages may name parts of a value that would give it away, such as a surname: they are looked
 * for with their own capitals. Of parts that may as well be ordinary words, of what stages kept,
 * and of what a redaction itself put in, it only tells: a person decides. */
#ifndef GALLEY_TEXT_GUARD_H
#define GALLEY_TEXT_GUARD_H

#include "base/err.h"
#include "text/doc.h"

/* Values and parts with fewer letters and digits than this are too common to look for. */
enum { GUARD_SHORTEST = 4 };

/* Proposes a secret edit (rule "guard:RULE", of a part "guard.part:RULE", the replacement that the
 * first redaction of that value got) for each redacted value, and each part without doubt, that
 * still stands in text or fields: a mention that a detector missed. The caller applies. Returns
 * the number of edits proposed. */
size_t guard_mask(struct doc *d);

/* Why a place is left to a person. */
enum doubt {
    DOUBT_WORD,   /* a part that may be an ordinary word */
    DOUBT_KEPT,   /* a stage kept the text that holds it */
    DOUBT_PUT_IN, /* a redaction put in the text that holds it */
};

/* A place in the present text where something stands, and the redaction that took it out. */
struct finding {
    struct span now;
    enum doubt why;
    const struct secret *secret;
};

/* The doubtful places that are left once the edits of guard_mask are applied, by place, in the
 * document's arena; but for those in what a person decided to keep (EVIDENCE_DECISION). */
struct finding *guard_doubts(struct doc *d, size_t *n);

/* Sets the error that a strict guard has about f; returns false. */
bool guard_refuse(const struct finding *f, struct err *err);

/* How bytes are searched. */
struct guard_look {
    unsigned escapes; /* what the bytes are written in: bits 1 << enum escape, beside plain */
    bool strict;      /* doubts count as well */
    bool name;        /* a file name: parts in any case */
};

/* Whether a redacted value, or a part without doubt, stands in `bytes`. On true, err names rule
 * and offset, never the value. A value that is part of what some redaction put in, or of what was
 * kept (for a strict one: by a person), is not looked for: bytes do not say who wrote them. A
 * document is searched strictly each time, or never. */
bool guard_finds(struct doc *d, struct str bytes, struct guard_look how, struct err *err);

#endif
