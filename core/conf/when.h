/* The fields that a `when` expression reads, found without running Lua. */
#ifndef GALLEY_CONF_WHEN_H
#define GALLEY_CONF_WHEN_H

#include "base/str.h"

/* Finds the next `fields.NAME` or `fields["NAME"]` of the Lua expression at or after *at, outside
 * its strings and comments, and moves *at behind it; false when there is none. */
bool when_field(struct str expression, size_t *at, struct str *name);

#endif
