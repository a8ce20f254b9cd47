/* What the syntax of a pattern says of its matches, before any text is seen. */
#ifndef GALLEY_TEXT_SYNTAX_H
#define GALLEY_TEXT_SYNTAX_H

#include "base/str.h"
#include "text/part.h"

/* Options a pattern is compiled with that change what it matches. */
struct syntax_flags {
    bool caseless, ucp;
};

/* Reads a pattern that PCRE2 took, with UTF on and line feeds as newlines. False when it holds
 * anything that is not understood to the last byte: back references, recursion, conditions,
 * verbs, \G, \Q, and all that later versions may bring. */
bool syntax_read(struct str pattern, struct syntax_flags flags, struct part *out);

#endif
