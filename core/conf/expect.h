/* Nodes that must be of a kind, with the message when they are not. `what` names the node. */
#ifndef GALLEY_CONF_EXPECT_H
#define GALLEY_CONF_EXPECT_H

#include "conf/node.h"

/* What n is, for messages: "a list", "a map", "empty", "a text". */
const char *expect_kind(const struct node *n);

/* Each: whether n is one; an error when not. */
bool expect_map(const struct node *n, const char *what, struct diags *diags);
bool expect_list(const struct node *n, const char *what, struct diags *diags);
bool expect_text(const struct node *n, const char *what, struct str *out, struct diags *diags);

/* Whether every key of the map is one of `keys`; an error for each that is not. */
bool expect_keys(const struct node *map, const char *what, const char *const *keys, size_t n,
                 struct diags *diags);

/* Sets *choice to the place of the text among `choices`; an error, with the nearest, when it is
 * none of them. */
bool expect_choice(const struct node *n, const char *what, const char *const *choices,
                   size_t count, size_t *choice, struct diags *diags);

#endif
