/* What a case of a stage's tests says of the document that goes in, beside its text. */
#ifndef GALLEY_FLOW_GIVEN_H
#define GALLEY_FLOW_GIVEN_H

#include "conf/node.h"
#include "text/doc.h"

/* Sets the string fields of the case's `given`, and makes the marks of its `marked`. */
bool given_set(const struct node *test, struct doc *d, struct err *err);

#endif
