/* Variables in a pipeline: ${NAME} and ${NAME:-default}. */
#ifndef GALLEY_CONF_EXPAND_H
#define GALLEY_CONF_EXPAND_H

#include "conf/node.h"

/* Sets *out to `text` with its variables put in, and $$ as a dollar sign; text itself when it has
 * none. false after an error at `at`. */
bool expand_text(struct arena *arena, struct str text, struct place at, node_lookup *lookup,
                 void *context, struct diags *diags, struct str *out);

#endif
