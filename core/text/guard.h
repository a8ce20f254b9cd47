/* The leak guard: the last step of each output. It looks for values that were redacted on the way
 * to this output, as whole words, and knows nothing of what they mean.
 *
 * A value stands as a whole word where no letter, digit or mark (Unicode) goes on at either end
 * of it. ASCII letters match in either case, a run of white space matches any other. Text that a
 * redaction itself put in is no leak. */
#ifndef GALLEY_TEXT_GUARD_H
#define GALLEY_TEXT_GUARD_H

#include "base/err.h"
#include "text/doc.h"

/* Values with fewer letters and digits than this are too common to look for. */
enum { GUARD_SHORTEST = 4 };

/* Proposes a secret edit (rule "guard:RULE", the replacement that the first redaction of that
 * value got) for each redacted value that still stands as a whole word in text or fields: a
 * mention that a detector missed. The caller applies. Returns the number of edits proposed. */
size_t guard_mask(struct doc *d);

/* Whether a redacted value stands in `bytes`, plain or in one of the escapings of the set
 * `escapes` (bits 1 << enum escape). On true, err names rule and offset, never the value. A value
 * that is part of what some redaction put in is not looked for: bytes do not say who wrote them.
 */
bool guard_finds(struct doc *d, struct str bytes, unsigned escapes, struct err *err);

#endif
