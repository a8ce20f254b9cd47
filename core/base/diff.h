/* What changed between two texts, line by line, for people. */
#ifndef GALLEY_BASE_DIFF_H
#define GALLEY_BASE_DIFF_H

#include "base/buf.h"

/* Adds a unified diff of the lines of `before` and `after` with three lines around each change;
 * nothing when they are equal. "\ No newline at end of file" is told. Texts of more than 2,000
 * changed lines are shown as one change. With `colour`, ANSI red and green. Bytes that could act
 * on a terminal are shown as \xHH. */
void diff_lines(struct buf *out, struct str before, struct str after, bool colour);

#endif
