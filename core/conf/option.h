/* What a stage declares of itself, and options checked against it. The stage's own table is the
 * only definition: checking, help, schema and reference are made from it. */
#ifndef GALLEY_CONF_OPTION_H
#define GALLEY_CONF_OPTION_H

#include "base/arena.h"
#include "conf/node.h"

enum value_type {
    VALUE_NONE,
    VALUE_STRING,
    VALUE_NUMBER,
    VALUE_BOOLEAN,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_FILE
};

/* A checked option value. Lives in an arena. */
struct value {
    enum value_type type;
    struct str text; /* string; path of a file, joined to the pipeline's directory */
    double number;
    bool boolean;
    struct str *keys; /* of a map, in the order they were written */
    struct value *items;
    size_t n;
    struct str content; /* of a file: its bytes */
    struct place at;    /* of a member of a map: of its key; file NULL: a default */
};

/* One declared option. */
struct option_spec {
    struct str name, help;
    enum value_type type;
    bool optional; /* may be absent although it has no default */
    bool has_default;
    struct value fallback; /* the default */
    struct str *choices;   /* of a string, or of each item of a list; NULL: any */
    size_t choice_n;
    bool has_min, has_max;
    double min, max;          /* of a number; the length of a string, list or map */
    struct option_spec *keys; /* of a map: its closed set of keys, or NULL */
    size_t key_n;
    struct option_spec
        *each; /* of a list or an open map: what each item must be, or NULL: any string */
    struct str shorthand; /* of a map: the key that a bare scalar stands for ("operator") */
    bool from_file;    /* of a map: a string instead is the name of a YAML file that holds it */
    bool labels;       /* keys (map) or items (list, string) name labels; check sees that a stage
                       before marks them */
    struct str *known; /* labels that may be named though none marks them; or NULL */
    size_t known_n;
    bool fields; /* the same for fields */
};

/* A label or field that a stage supplies. */
struct supply {
    struct str name;
    bool personal; /* labels: personal data, which a policy must deal with */
};

/* What a stage file declares. Lives in an arena of the host. */
struct decl {
    struct str name, summary, file; /* file: the plugin's path, for messages */
    struct str dir, plugins;        /* where the plugin lies, and the shipped ones */
    char digest[65];                /* SHA-256, hex, of the plugin and the files it requires */
    bool redacts;
    bool clock; /* uses = {"clock"} */
    struct option_spec *options;
    size_t option_n;
    struct supply *labels, *fields; /* "*" as a name: any (decided by options) */
    size_t label_n, field_n;
    bool formats;         /* declares `extension`: writes output, nothing but outputs after it */
    struct str extension; /* without its dot */
};

/* A file that an option named, for the record of the run. Borrows its bytes, which live as long as
 * the options. */
struct option_file {
    struct str path, content;
    struct option_file *next;
};

/* Checks the map `given` (NULL or NODE_NULL: no options) against the options of `decl`, puts in
 * defaults, reads files (relative to the directory `base`, at most 64 MiB each, prepended to
 * *files; those that defaults name are relative to the plugin, or below the shipped plugins'
 * data/). NULL after errors, all of which are in diags. */
struct value *option_check(struct arena *arena, const struct decl *decl, const struct node *given,
                           struct place stage, const char *base, struct option_file **files,
                           struct diags *diags);

/* The member `key` of a map value, or NULL. */
const struct value *value_get(const struct value *map, const char *key);

/* Adds the value as JSON; a file is its path. */
void value_json(struct buf *out, const struct value *v);

/* Adds one stage's help: name, summary, options with type, default and help, labels, fields. */
void option_help(struct buf *out, const struct decl *decl);

/* Adds the same as one JSON object (for editors and the reference). */
void option_json(struct buf *out, const struct decl *decl);

#endif
