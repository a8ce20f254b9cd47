/* Output paths: "{path}.md", "{dir}/{fields.section:-misc}/{stem}.html". */
#ifndef GALLEY_CONF_TEMPLATE_H
#define GALLEY_CONF_TEMPLATE_H

#include "base/arena.h"
#include "base/err.h"
#include "conf/node.h"

enum template_kind {
    TEMPLATE_TEXT,
    TEMPLATE_PATH,
    TEMPLATE_DIR,
    TEMPLATE_STEM,
    TEMPLATE_EXT,
    TEMPLATE_ID,
    TEMPLATE_PART,
    TEMPLATE_FIELD
};

struct template_part {
    enum template_kind kind;
    struct str text; /* literal text, or the field's name */
    bool has_default;
    struct str fallback;
};

/* Lives in an arena. */
struct template
{
    struct template_part *parts;
    size_t n;
    bool by_content; /* has {fields.*} or {part}: known only once the document was processed */
    bool standard;   /* made by template_default: no parts, but an extension */
    struct str extension;
    struct place at;
};

/* What placeholders stand for. */
struct template_values {
    struct str path;  /* below INPUT */
    struct str plain; /* without the suffix of a compression that was undone; "": the same */
    struct str id;    /* hex */
    size_t part;      /* 0: none */
    /* The value of a field; false when it is not set. */
    bool (*field)(void *context, struct str name, struct str *value);
    void *context;
};

/* Why `path` cannot be the name of a file below OUT, or NULL when it can: it is empty, absolute,
 * has a component that is empty, ".", ".." or ".galley", or is too long. */
const char *template_fault(struct str path);

/* Whether both are written the same. */
bool template_same(const struct template *a, const struct template *b);

/* Parses the scalar `n`; NULL after errors (unknown placeholder with the nearest name, unclosed
 * brace, absolute, "..", an unquoted {…} that YAML read as a map). */
struct template *template_read(struct arena *arena, const struct node *n, struct diags *diags);

/* The template of an output that gives none: the plain path, with "." and `extension`
 * behind it unless extension is "" or the path ends in it already; {part} is put before the
 * extension. */
struct template *template_default(struct arena *arena, struct str extension);

/* Adds the path to out. Fails when a field without default is missing or empty, when the result
 * is empty, over 255 bytes in a component or 4,000 in all, absolute, or has a component "." or
 * ".." or ".galley". Values of fields are one component: '/', NUL and control bytes become '_',
 * a leading dot too. `default` paths need `extension` (see template_default), others ignore it.
 */
bool template_fill(const struct template *t, const struct template_values *v, struct buf *out,
                   struct err *err);

#endif
