/* A YAML document as a tree of nodes that know their place. The one door to libfyaml is yaml.c.
 */
#ifndef GALLEY_CONF_NODE_H
#define GALLEY_CONF_NODE_H

#include "base/arena.h"
#include "conf/diag.h"

enum node_kind { NODE_NULL, NODE_SCALAR, NODE_LIST, NODE_MAP };

/* Lives in the arena given to node_read. */
struct node {
    enum node_kind kind;
    bool quoted;         /* a scalar in quotes or a block: always a string */
    struct str text;     /* of a scalar, ${NAME} already put in */
    struct node **items; /* of a list; the values of a map */
    struct node **keys;  /* of a map, in the order they were written */
    size_t n;
    struct place at;
};

/* Looks up a variable for ${NAME}: its value, or NULL. getenv fits. */
typedef const char *node_lookup(void *context, const char *name);

/* Parses `text` (read from `file`, used for places; both must outlive the tree). ${NAME} and
 * ${NAME:-default} in scalars that are not single-quoted are replaced by what `lookup` knows;
 * one that is not known is an error; $$ is a dollar sign. With no lookup (NULL) texts stay as
 * they are. Duplicate keys, several documents, tags, more than 100 levels or 100,000 nodes (an
 * alias counts as a copy) are errors. A file with nothing in it is NODE_NULL. NULL after an
 * error. */
struct node *node_read(struct arena *arena, const char *file, struct str text,
                       node_lookup *lookup, void *context, struct diags *diags);

/* The value under `key` of a map; NULL when absent or n is no map. */
struct node *node_get(const struct node *n, const char *key);

/* The node as a string, boolean (true/false), number (decimal, no hex), size ("256MiB", "64KiB",
 * plain bytes) or duration in nanoseconds ("5s", "200ms", "2m"); false when it is not one. */
bool node_string(const struct node *n, struct str *out);
bool node_boolean(const struct node *n, bool *out);
bool node_number(const struct node *n, double *out);
bool node_size(const struct node *n, uint64_t *out);
bool node_duration(const struct node *n, uint64_t *out);

#endif
