/* The outputs of a pipeline as run.json tells of them: all that `galley merge` has to know of a
 * pipeline, whose plugins it does not load. */
#ifndef GALLEY_FLOW_TARGETS_H
#define GALLEY_FLOW_TARGETS_H

#include "base/json.h"
#include "conf/pipeline.h"
#include "flow/setup.h"

/* Whether names of files of the pipeline are known only once a document was processed. */
bool targets_by_content(const struct pipeline *p);

/* Adds them as a JSON array. */
void targets_put(const struct pipeline *p, const struct facts *f, struct buf *out);

/* Makes a pipeline and facts of which only the outputs are set, in the arena; false when `list` is
 * no such array. */
bool targets_get(const json_value *list, struct arena *arena, struct pipeline *p,
                 struct facts *f);

#endif
