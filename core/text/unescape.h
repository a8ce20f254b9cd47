/* Bytes as their readers see them: with characters in the place of what stands for them. A format
 * has more ways to write a character than the one that its escape (text/output.h) takes, and an
 * address of the web may have any byte as %4A. */
#ifndef GALLEY_TEXT_UNESCAPE_H
#define GALLEY_TEXT_UNESCAPE_H

#include "base/buf.h"

/* Whether a character of s is written in a way that no escape takes. `escapes`: what s may be
 * written in, bits 1 << enum escape. */
bool unescape_needed(struct str s, unsigned escapes);

/* Adds to out what s stands for, or no more of it than `most` bytes. Returns the byte of s that
 * comes next. Entities are undone for HTML and Markdown, backslashes for JSON and YAML, doubled
 * quotes for CSV, %XX always. */
size_t unescape_add(struct buf *out, struct str s, unsigned escapes, size_t most);

#endif
