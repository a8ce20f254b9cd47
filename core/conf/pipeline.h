/* What a pipeline is: the YAML file as a checked structure. */
#ifndef GALLEY_CONF_PIPELINE_H
#define GALLEY_CONF_PIPELINE_H

#include "conf/option.h"
#include "conf/template.h"

/* What `when` leads to in a stage that redacts when it is false. */
enum otherwise { OTHERWISE_NONE, OTHERWISE_PASS, OTHERWISE_DROP, OTHERWISE_FAIL };

/* One entry of a `stages` list. decl and options are set by pipeline_resolve. */
struct stage_entry {
    struct str name;    /* "redact.apply", or "mine/house-style.lua" relative to the pipeline */
    struct node *given; /* options as written, or NULL */
    struct str when;    /* expression, or {NULL, 0} */
    struct place when_at;
    enum otherwise otherwise;
    struct place at;
    const struct decl *decl;
    struct value *options;
};

struct stage_list {
    struct stage_entry *v;
    size_t n;
};

struct output_entry {
    struct str name; /* "output" when there is one without a name */
    struct stage_list stages;
    struct template *path; /* of files; NULL for a stream */
    struct str stream;     /* file name below OUT of a stream, or {NULL, 0} */
    struct place at;
};

enum on_error { ON_ERROR_QUARANTINE, ON_ERROR_STOP };
enum name_rule { NAMES_KEEP, NAMES_PSEUDONYM, NAMES_FAIL };
enum binary_rule { BINARY_SKIP, BINARY_FAIL };

struct limits {
    uint64_t time;     /* CPU nanoseconds for a document; default 5s */
    uint64_t memory;   /* bytes of a worker's Lua state; default 256 MiB */
    uint64_t document; /* bytes of a document as read, and decompressed; default 64 MiB */
    uint64_t ratio;    /* of decompressed to compressed bytes, over 1 MiB; default 200 */
};

/* Lives in the arena given to pipeline_read, but for nothing. */
struct pipeline {
    const char *file;
    struct str summary;
    struct str *globs; /* input.files; by default every file whose name has no leading dot */
    size_t glob_n;
    const char *encoding; /* default "utf-8" */
    bool invalid_replace;
    enum binary_rule binary;
    bool windows; /* input.window is "lines": a file is read in windows of whole lines */
    struct place windows_at;
    bool decompress; /* files whose names end in .gz or .xz; default true */
    struct stage_list stages;
    struct output_entry *outputs; /* one at least */
    size_t output_n;
    enum on_error on_error;
    enum name_rule names;
    bool strict; /* `guard: strict`: the leak guard fails what it is in doubt about */
    struct limits limits;
    bool redacts;              /* set by pipeline_resolve: some stage redacts */
    struct option_file *files; /* set by pipeline_resolve: files that options named */
    char digest[65];           /* SHA-256, hex, of the text and the variables put in */
};

/* Parses and checks all that can be checked without the plugins. Variables for ${NAME} are first
 * looked for in `set` ("NAME=VALUE", n of them), then in the environment. NULL after errors. */
struct pipeline *pipeline_read(struct arena *arena, const char *file, struct str text,
                               const char *const *set, size_t set_n, struct diags *diags);

/* The name of an input without the suffix of a compression that is undone. */
struct str pipeline_plain(const struct pipeline *p, struct str name);

/* Finds the declaration of a stage; after an error that it added to diags, NULL. */
typedef const struct decl *pipeline_load(void *context, const struct stage_entry *entry,
                                         struct diags *diags);

/* Checks stages against their declarations: options; `when` only on a stage that does not redact,
 * or with `otherwise`; labels and fields that options, `when`, or a path name are supplied by an
 * earlier stage (of the list, or of the common list for an output); no edit or mark after a
 * format stage; at most one format stage a branch, and last; a stream needs a format stage.
 * Default paths get the format's extension. false after errors. */
bool pipeline_resolve(struct arena *arena, struct pipeline *p, pipeline_load *load, void *context,
                      struct diags *diags);

#endif
