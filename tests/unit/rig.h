/* A plugin host for tests, with plugins that the test writes into a directory of its own. */
#ifndef GALLEY_TESTS_RIG_H
#define GALLEY_TESTS_RIG_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_tree.h"
#include "lua/host.h"
#include "tap.h"

/* Owns everything; `doc` and `err` are those of the last run. */
struct rig {
    char dir[64];
    struct host_rules rules;
    struct watch watch;
    struct host *host;
    struct arena arena;
    struct doc doc;
    struct err err;
    struct buf printed;
    int files;
};

static inline void rig_print(void *context, struct str stage, struct str line)
{
    struct rig *r = context;
    buf_add(&r->printed, stage);
    buf_addz(&r->printed, ": ");
    buf_add(&r->printed, line);
    buf_addc(&r->printed, '\n');
}

/* Limits are set between the two. */
static inline void rig_open(struct rig *r)
{
    *r = (struct rig){.rules = {.time = UINT64_C(2000000000), .memory = 256 << 20}};
    snprintf(r->dir, sizeof r->dir, "/tmp/galley-unit-XXXXXX");
    if (!mkdtemp(r->dir))
        exit(2);
    r->rules.document = 1 << 20;
    r->rules.plugins = r->rules.base = r->dir;
    r->rules.print = rig_print;
    r->rules.context = r;
}

static inline void rig_start(struct rig *r)
{
    struct err err = {0};
    r->host = host_new(&r->rules, &r->watch, &err);
    if (!r->host) {
        printf("Bail out! %s\n", err.text);
        exit(2);
    }
}

static inline void rig_close(struct rig *r)
{
    host_free(r->host);
    arena_free(&r->arena);
    buf_free(&r->printed);
    file_remove_tree(AT_FDCWD, r->dir, NULL);
}

static inline void rig_write(struct rig *r, const char *name, const char *text)
{
    struct buf path = {0};
    struct err err = {0};
    buf_addf(&path, "%s/%s", r->dir, name);
    struct str dir = file_dir(buf_str(&path));
    char *z = strndup(dir.p, dir.n);
    if (!file_mkdirs(AT_FDCWD, z, false, &err) ||
        !file_replace(AT_FDCWD, path.p, str_of(text), &err))
        printf("# %s\n", err.text);
    free(z);
    buf_free(&path);
}

/* Loads a stage file of this text; the error is in r->err. */
static inline const struct decl *rig_load(struct rig *r, const char *text)
{
    char name[32];
    snprintf(name, sizeof name, "t%d.lua", ++r->files);
    rig_write(r, name, text);
    r->err = (struct err){0};
    return host_load(r->host, str_of(name), &r->err);
}

static inline struct stage *rig_stage(struct rig *r, const char *text,
                                      const struct value *options)
{
    const struct decl *d = rig_load(r, text);
    return d ? host_open(r->host, d, options, &r->err) : NULL;
}

/* Makes the document of this text. */
static inline void rig_doc(struct rig *r, const char *text)
{
    arena_reset(&r->arena);
    doc_start(&r->doc, &r->arena, str_of("dir/a.txt"), str_of(text));
    r->doc.text = str_of(text);
    r->doc.len = r->doc.text.n;
}

/* Runs s over the document and applies what it proposed. */
static inline bool rig_run(struct rig *r, struct stage *s)
{
    if (!s)
        return false;
    r->err = (struct err){0};
    host_begin(r->host, &r->doc, 0);
    bool good = stage_run(s, &r->doc, &r->err);
    host_end(r->host);
    return good && (r->doc.state != DOC_GOING || doc_apply(&r->doc, &r->err));
}

/* Runs `body` as the process of a stage with these declarations over the document. */
static inline bool rig_body(struct rig *r, const char *more, const char *body)
{
    struct buf b = {0};
    buf_addf(&b,
             "local re = galley.re\n"
             "return { api = 1, summary = 'A test.', %s process = function(doc, opt, state)\n"
             "%s\nend }\n",
             more, body);
    struct stage *s = rig_stage(r, b.p, NULL);
    buf_free(&b);
    return rig_run(r, s);
}

/* Whether the last error has this in it; shows it when not. */
static inline bool rig_says(struct rig *r, const char *part)
{
    bool good = r->err.set && strstr(r->err.text, part);
    if (!good)
        printf("# error: %s\n", r->err.set ? r->err.text : "none");
    return good;
}

#endif
