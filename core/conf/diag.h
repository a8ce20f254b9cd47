/* Everything that is wrong with a pipeline, each with its place, before any document is read. */
#ifndef GALLEY_CONF_DIAG_H
#define GALLEY_CONF_DIAG_H

#include "base/buf.h"

/* Where something was written; line and col count from 1, 0 is not known. `file` is borrowed. */
struct place {
    const char *file;
    int line, col;
};

/* One finding. Owns text. */
struct diag {
    struct place place;
    bool warning;
    char *text; /* may end in a hint: "...; did you mean `detect.contact`?" */
};

/* Owns its findings. {0} is empty. */
struct diags {
    struct diag *list;
    size_t n, cap;
    size_t errors; /* those that are not warnings */
};

/* Adds an error, or a warning. Returns false, for `return diag_error(...)`. */
bool diag_error(struct diags *d, struct place at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diag_warn(struct diags *d, struct place at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds "file:line:col: error: text" or "... warning: ...", a line each in order of place, control
 * bytes escaped. */
void diag_print(const struct diags *d, struct buf *out);

void diag_free(struct diags *d);

/* The candidate nearest to `name` if it is near enough to be a slip (distance at most a third of
 * the length, 1 at least), else NULL. */
const char *diag_nearest(struct str name, const char *const *candidates, size_t n);

/* Adds an error about `name`, which is none of the candidates: the text, and behind it "; did you
 * mean `x`?" or, when none is near and they are few, all of them. Returns false. */
bool diag_unknown(struct diags *d, struct place at, struct str name,
                  const char *const *candidates, size_t n, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

#endif
