/* What people most likely meant where YAML gave up. */
#ifndef GALLEY_CONF_HINT_H
#define GALLEY_CONF_HINT_H

#include "conf/diag.h"

/* A hint for an error of the parser at line:col of text, or NULL. `message` is the parser's. */
const char *hint_syntax(struct str text, int line, int col, const char *message);

/* The line of text with the number `line`, counted from 1, without its end; "" past the last. */
struct str hint_line(struct str text, int line);

#endif
