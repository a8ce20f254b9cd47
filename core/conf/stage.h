/* The entries of a `stages` list as written, not yet checked against what the stages declare. */
#ifndef GALLEY_CONF_STAGE_H
#define GALLEY_CONF_STAGE_H

#include "conf/pipeline.h"

/* Reads the list `n`; `text` is the pipeline's source, for hints. false after errors. */
bool stage_read(struct arena *arena, const struct node *n, struct str text,
                struct stage_list *list, struct diags *diags);

#endif
