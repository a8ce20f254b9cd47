/* The plugin host: one Lua state, the sandbox around it and the stages loaded into it. Plugins
 * are loaded and run in workers only. The folder core/lua is the one door to <lua.h>. */
#ifndef GALLEY_LUA_HOST_H
#define GALLEY_LUA_HOST_H

#include "conf/option.h"
#include "lua/ruling.h"
#include "lua/sought.h"
#include "lua/watch.h"
#include "text/doc.h"

struct host_rules {
    uint64_t time;       /* CPU nanoseconds for one document, and for loading; 0: no limit */
    uint64_t memory;     /* bytes of the Lua state; over it the process ends (HOST_MEMORY_EXIT);
                            0: no limit */
    size_t document;     /* bytes: the most a string function may make; 0: 64 MiB */
    const char *plugins; /* the directory of shipped plugins */
    const char *base;    /* the pipeline's directory: `mine/x.lua` and what it requires */
    struct str key;      /* for galley.hmac; n = 0: none */
    bool mapping;        /* somebody wants to know what doc:pair says */
    bool trial; /* slow patterns are told, wrong anchors are errors: for check, try, test */
    /* Takes what stages print (a line without its end); NULL: dropped. */
    void (*print)(void *context, struct str stage, struct str line);
    void *context;
};

/* The exit status of a worker that went over its memory limit. */
enum { HOST_MEMORY_EXIT = 40 };

/* Owns the Lua state, its stages, patterns and timer. */
struct host;

/* One use of a plugin in a pipeline: its options and what `open` returned. Owned by the host. */
struct stage;

/* A `when` expression. Owned by the host. */
struct when;

/* A sum that stages counted while one document ran. */
struct count {
    struct str stage, name;
    double n;
};

/* What stands for a secret in the outputs, and the secret: for the mapping, and nothing else. */
struct pair {
    struct str label, with, value;
};

/* What a stage that redacts looks for, beside the labels that it marks. */
#define HOST_REDACTIONS "redactions"

/* What stages told while one document ran. Borrowed until host_begin. */
struct told {
    const struct count *counts;
    size_t count_n;
    const struct count *found; /* personal labels that were marked, HOST_REDACTIONS and what is
                                  sought: whole numbers, in the order in which they came up */
    size_t found_n;
    const struct pair *pairs;
    size_t pair_n;
};

/* rules and watch must outlive the host. */
struct host *host_new(const struct host_rules *rules, struct watch *watch, struct err *err);
void host_free(struct host *h);

/* Loads the stage called `name` ("redact.apply": below plugins; "mine/x.lua": below base) and
 * reads its declaration; the same one again is not loaded twice. NULL and an error with a place
 * in the plugin when it is not right: unknown keys, wrong types, another api than 1, no process,
 * and so on. When no such file is there, err has no place. */
const struct decl *host_load(struct host *h, struct str name, struct err *err);

/* Adds the names of all shipped stages to out, a line each, sorted. */
bool host_list(struct host *h, struct buf *out, struct err *err);

/* Makes a stage with these options (checked by option_check; they must outlive the host) and
 * calls its `open`. From here on the text of an error names the plugin's line itself, and the
 * frames of plugins that led there follow it on lines of their own; err's place is the same line.
 */
struct stage *host_open(struct host *h, const struct decl *decl, const struct value *options,
                        struct err *err);

/* Begins a document: clears what was told, starts its time, seeds math.random from its path. With
 * `at` over 0 it goes on with the part of it that lies there: what was told stays. */
void host_begin(struct host *h, struct doc *d, uint64_t at);

/* Ends it: the time limit is off again. */
void host_end(struct host *h);

/* Runs `process` of s over d. false with "plugin:line: message" and a traceback in err when it
 * failed (a Lua error, a limit, a wrong return value, doc:fail); then d must not be used for any
 * output. Proposals are not applied: the caller calls doc_apply. d->state tells of drop and fail.
 */
bool stage_run(struct stage *s, struct doc *d, struct err *err);

/* What a format stage with these options puts before the first record of a stream, between two,
 * and after the last: which is "head", "between" or "tail". Adds nothing when not declared. */
bool stage_frame(struct stage *s, const char *which, struct buf *out, struct err *err);

/* Compiles the condition `text`, which was written at `at`: errors are about that place. */
struct when *host_when(struct host *h, struct str text, struct place at, struct err *err);

/* Evaluates it over fields, path and len of d. An error, or a value that is no boolean, fails. */
bool when_test(struct when *w, const struct doc *d, bool *yes, struct err *err);

/* What was told since host_begin. */
struct told host_told(const struct host *h);

/* Patterns of the loaded stages that `galley check` should warn of (regex_quadratic), as text. */
void host_lint(const struct host *h, struct diags *diags);

/* Runs the Lua file `path` in the sandbox (no galley.re, no stages) and turns the table that it
 * returns into nodes: for NAME.test.lua. Integer keys 1..n make a list; other keys must be
 * strings, and come behind "1", "2" and so on in a table that has both. An empty table is an
 * empty list. NULL after an error. */
struct node *host_table(struct host *h, struct arena *arena, const char *path, struct err *err);

#endif
