/* Path patterns: ? * [a-z] [!a-z] {a,b} within a component, ** across components. */
#ifndef GALLEY_BASE_GLOB_H
#define GALLEY_BASE_GLOB_H

#include "base/err.h"
#include "base/str.h"

/* Longer patterns are refused. */
enum { GLOB_LONGEST = 1024 };

/* A pattern made ready for many paths. Borrows its text. */
struct glob;

/* Of a pattern of at most GLOB_LONGEST bytes. Owned by the caller until glob_free. */
struct glob *glob_new(struct str pattern);
void glob_free(struct glob *g);

/* Whether `path` (components separated by '/', none leading) matches. Bytes, case matters. A
 * double star before a slash matches any number of directories, none included; one at the end,
 * all that is below. Wildcards do not match a leading dot of a component unless the pattern
 * spells it. The time is at most the product of both lengths; that of the path where all that a
 * pattern asks for is a suffix, in any directory. */
bool glob_match(const struct glob *g, struct str path);

/* Whether pattern is well formed: brackets and braces closed within a component, a double star
 * alone in its component, not empty, not absolute, no component that is "", "." or "..". */
bool glob_check(struct str pattern, struct err *err);

#endif
