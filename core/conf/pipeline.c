#include "conf/pipeline.h"

#include <stdlib.h>

#include "base/glob.h"
#include "base/hash.h"
#include "base/unpack.h"
#include "conf/expect.h"
#include "conf/stage.h"
#include "text/decode.h"

/* A pipeline being read. Owns variables, borrows the rest. */
struct pipeline_reader {
    struct arena *arena;
    struct pipeline *p;
    struct str text;
    const char *const *set;
    size_t set_n;
    struct buf variables; /* those put in, NAME=VALUE, each with a NUL: part of the digest */
    struct diags *diags;
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *pipeline_variable(void *context, const char *name)
{
    struct pipeline_reader *r = context;
    size_t n = strlen(name);
    const char *value = NULL;
    for (size_t i = 0; i < r->set_n && !value; i++) {
        if (strncmp(r->set[i], name, n) == 0 && r->set[i][n] == '=')
            value = r->set[i] + n + 1;
    }
    if (!value)
        value = getenv(name);
    if (value) {
        buf_addf(&r->variables, "%s=%s", name, value);
        buf_addc(&r->variables, '\0');
    }
    return value;
}

/* The place of the key itself, for what is wrong with its being there. */
static struct place pipeline_key(const struct node *map, const char *key)
{
    for (size_t i = 0; i < map->n; i++) {
        if (str_is(map->keys[i]->text, key))
            return map->keys[i]->at;
    }
    return map->at;
}

static bool read_version(struct pipeline_reader *r, const struct node *root)
{
    struct str version;
    const struct node *n = node_get(root, "galley");
    if (!n)
        return diag_error(r->diags, root->at,
                          "`galley: 1` is missing: it says that this is a pipeline, and for "
                          "which version of the format");
    if (node_string(n, &version) && str_is(version, "1"))
        return true;
    return diag_error(r->diags, n->at, "this galley reads pipelines with `galley: 1`%s",
                      n->kind == NODE_SCALAR ? ", not of another version" : "");
}

static void read_files(struct pipeline_reader *r, const struct node *n)
{
    struct pipeline *p = r->p;
    if (!expect_list(n, "files", r->diags))
        return;
    if (n->n == 0)
        diag_error(r->diags, n->at, "`files` is empty: no file would be read");
    p->globs = arena_get(r->arena, n->n * sizeof *p->globs);
    p->glob_n = n->n;
    for (size_t i = 0; i < n->n; i++) {
        struct err err = {0};
        if (expect_text(n->items[i], "files", &p->globs[i], r->diags) &&
            !glob_check(p->globs[i], &err))
            diag_error(r->diags, n->items[i]->at, "%s", err.text);
    }
}

static bool text_is_nocase(struct str s, const char *lower)
{
    size_t i = 0;
    for (; i < s.n && lower[i]; i++) {
        char c = s.p[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != lower[i])
            return false;
    }
    return i == s.n && !lower[i];
}

static bool read_encoding(struct pipeline_reader *r, const struct node *n)
{
    struct str text;
    if (!expect_text(n, "encoding", &text, r->diags))
        return false;
    if (text_is_nocase(text, "utf-8") || text_is_nocase(text, "utf8"))
        return true;
    r->p->encoding = arena_str(r->arena, text).p;
    if (text_is_nocase(text, "auto")) {
        r->p->encoding = "auto";
        return true;
    }
    struct err err = {0};
    if (!decode_knows(r->p->encoding, &err))
        return diag_error(r->diags, n->at, "%s; utf-8 and auto are others", err.text);
    return true;
}

static void read_input(struct pipeline_reader *r, const struct node *n)
{
    static const char *const keys[] = {"files",  "encoding",   "invalid",
                                       "binary", "decompress", "window"};
    static const char *const invalids[] = {"fail", "replace"};
    static const char *const binaries[] = {"skip", "fail"};
    static const char *const windows[] = {"none", "lines"};
    size_t choice;
    const struct node *v;
    if (!expect_map(n, "input", r->diags))
        return;
    expect_keys(n, "`input`", keys, COUNT(keys), r->diags);
    if ((v = node_get(n, "files")) != NULL)
        read_files(r, v);
    if ((v = node_get(n, "encoding")) != NULL)
        read_encoding(r, v);
    if ((v = node_get(n, "invalid")) != NULL &&
        expect_choice(v, "invalid", invalids, 2, &choice, r->diags))
        r->p->invalid_replace = choice == 1;
    if ((v = node_get(n, "binary")) != NULL &&
        expect_choice(v, "binary", binaries, 2, &choice, r->diags))
        r->p->binary = choice == 1 ? BINARY_FAIL : BINARY_SKIP;
    if ((v = node_get(n, "decompress")) != NULL && !node_boolean(v, &r->p->decompress))
        diag_error(r->diags, v->at, "`decompress` must be true or false");
    if ((v = node_get(n, "window")) != NULL &&
        expect_choice(v, "window", windows, 2, &choice, r->diags)) {
        r->p->windows = choice == 1;
        r->p->windows_at = v->at;
    }
}

static void read_on_error(struct pipeline_reader *r, const struct node *n)
{
    struct str text = {0};
    node_string(n, &text);
    if (str_is(text, "stop"))
        r->p->on_error = ON_ERROR_STOP;
    else if (!str_is(text, "quarantine"))
        diag_error(r->diags, n->at,
                   "`on_error` must be `quarantine` (the document is set aside, the others go "
                   "on) or `stop`; passing a failed document on is not a choice");
}

static void read_names(struct pipeline_reader *r, const struct node *n)
{
    static const char *const choices[] = {"keep", "pseudonym", "fail"};
    static const enum name_rule rules[] = {NAMES_KEEP, NAMES_PSEUDONYM, NAMES_FAIL};
    size_t choice;
    if (expect_choice(n, "names", choices, COUNT(choices), &choice, r->diags))
        r->p->names = rules[choice];
}

static void read_guard(struct pipeline_reader *r, const struct node *n)
{
    static const char *const choices[] = {"normal", "strict"};
    size_t choice;
    if (expect_choice(n, "guard", choices, COUNT(choices), &choice, r->diags))
        r->p->strict = choice == 1;
}

static void read_limits(struct pipeline_reader *r, const struct node *n)
{
    static const char *const keys[] = {"time", "memory", "document", "ratio"};
    struct limits *l = &r->p->limits;
    const struct node *v;
    if (!expect_map(n, "limits", r->diags))
        return;
    expect_keys(n, "`limits`", keys, COUNT(keys), r->diags);
    if ((v = node_get(n, "time")) != NULL && (!node_duration(v, &l->time) || l->time == 0))
        diag_error(r->diags, v->at,
                   "`time` must be a duration with its unit, such as 200ms, 5s "
                   "or 2m");
    double ratio = 1;
    if ((v = node_get(n, "ratio")) != NULL &&
        (!node_number(v, &ratio) || ratio < 1 || ratio > 1e9))
        diag_error(r->diags, v->at, "`ratio` must be a number from 1 up, such as 200");
    else if (v)
        l->ratio = (uint64_t)ratio;
    if ((v = node_get(n, "memory")) != NULL && (!node_size(v, &l->memory) || l->memory == 0))
        diag_error(r->diags, v->at, "`memory` must be a size, such as 256MiB or 1GiB");
    if ((v = node_get(n, "document")) != NULL &&
        (!node_size(v, &l->document) || l->document == 0))
        diag_error(r->diags, v->at, "`document` must be a size, such as 512KiB or 64MiB");
}

static bool read_stream(struct pipeline_reader *r, const struct node *n, struct str *stream)
{
    if (!expect_text(n, "stream", stream, r->diags))
        return false;
    if (str_byte(*stream, '{', 0) < stream->n)
        return diag_error(r->diags, n->at, "a stream is one file: its name has no placeholders");
    const char *fault = template_fault(*stream);
    if (fault)
        return diag_error(r->diags, n->at, "`stream` cannot be `%.*s`: %s", (int)stream->n,
                          stream->p, fault);
    for (size_t i = 0; i < r->p->output_n; i++) {
        const struct output_entry *other = &r->p->outputs[i];
        if (other->stream.p && other->stream.p != stream->p && str_eq(other->stream, *stream))
            return diag_error(r->diags, n->at, "the output `%.*s` writes this stream already",
                              (int)other->name.n, other->name.p);
    }
    return true;
}

static void read_output(struct pipeline_reader *r, const struct node *n, struct output_entry *o)
{
    static const char *const keys[] = {"stages", "path", "stream"};
    const struct node *v;
    if (n->kind == NODE_SCALAR)
        diag_error(r->diags, n->at, "an output must be a map: {path: \"%.*s\"}", (int)n->text.n,
                   n->text.p);
    else if (n->kind == NODE_LIST)
        diag_error(r->diags, n->at, "an output must be a map: {stages: [...], path: ...}");
    if (n->kind != NODE_MAP)
        return;
    expect_keys(n, "an output", keys, COUNT(keys), r->diags);
    if ((v = node_get(n, "stages")) != NULL)
        stage_read(r->arena, v, r->text, &o->stages, r->diags);
    if ((v = node_get(n, "path")) != NULL)
        o->path = template_read(r->arena, v, r->diags);
    if ((v = node_get(n, "stream")) != NULL) {
        read_stream(r, v, &o->stream);
        if (node_get(n, "path"))
            diag_error(r->diags, pipeline_key(n, "stream"),
                       "an output has a `path` of files or a `stream`, not both");
    }
}

static void read_outputs(struct pipeline_reader *r, const struct node *n)
{
    if (n->kind == NODE_LIST) {
        diag_error(r->diags, n->at,
                   "`outputs` must be a map of names: `public: {path: ...}`, without `- `");
        return;
    }
    if (!expect_map(n, "outputs", r->diags))
        return;
    if (n->n == 0)
        diag_error(r->diags, n->at, "`outputs` is empty");
    r->p->outputs = arena_get(r->arena, n->n * sizeof *r->p->outputs);
    for (size_t i = 0; i < n->n; i++) {
        struct output_entry *o = &r->p->outputs[i];
        o->name = n->keys[i]->text;
        o->at = n->keys[i]->at;
        if (o->name.n == 0)
            diag_error(r->diags, o->at, "an output needs a name");
        read_output(r, n->items[i], o);
        r->p->output_n = i + 1;
    }
}

static void read_single_output(struct pipeline_reader *r, const struct node *root)
{
    const struct node *n = node_get(root, "output");
    struct output_entry *o = arena_get(r->arena, sizeof *o);
    o->name = str_of("output");
    o->at = pipeline_key(root, "output");
    r->p->outputs = o;
    r->p->output_n = 1;
    if (n)
        read_output(r, n, o);
}

static void read_root(struct pipeline_reader *r, const struct node *root)
{
    static const char *const keys[] = {"galley",  "summary",  "input", "stages", "output",
                                       "outputs", "on_error", "names", "guard",  "limits"};
    const struct node *v;
    expect_keys(root, "a pipeline", keys, COUNT(keys), r->diags);
    if ((v = node_get(root, "summary")) != NULL)
        expect_text(v, "summary", &r->p->summary, r->diags);
    if ((v = node_get(root, "input")) != NULL)
        read_input(r, v);
    if ((v = node_get(root, "stages")) != NULL)
        stage_read(r->arena, v, r->text, &r->p->stages, r->diags);
    if ((v = node_get(root, "on_error")) != NULL)
        read_on_error(r, v);
    if ((v = node_get(root, "names")) != NULL)
        read_names(r, v);
    if ((v = node_get(root, "guard")) != NULL)
        read_guard(r, v);
    if ((v = node_get(root, "limits")) != NULL)
        read_limits(r, v);
    if ((v = node_get(root, "outputs")) == NULL)
        read_single_output(r, root);
    else if (node_get(root, "output"))
        diag_error(r->diags, pipeline_key(root, "outputs"),
                   "a pipeline has one `output` or several `outputs`, not both");
    else
        read_outputs(r, v);
}

static struct pipeline *pipeline_new(struct arena *arena, const char *file)
{
    struct pipeline *p = arena_get(arena, sizeof *p);
    p->file = file;
    p->globs = arena_get(arena, sizeof *p->globs);
    p->globs[0] = str_of("**/*");
    p->glob_n = 1;
    p->encoding = "utf-8";
    p->decompress = true;
    p->limits = (struct limits){.time = UINT64_C(5000000000),
                                .memory = UINT64_C(256) << 20,
                                .document = UINT64_C(64) << 20,
                                .ratio = 200};
    return p;
}

static void pipeline_digest(struct pipeline_reader *r)
{
    uint8_t digest[HASH_BYTES];
    struct buf all = {0};
    buf_add(&all, r->text);
    buf_addc(&all, '\0');
    buf_add(&all, buf_str(&r->variables));
    hash_sha256(buf_str(&all), digest);
    hash_hex(digest, r->p->digest);
    buf_free(&all);
}

struct pipeline *pipeline_read(struct arena *arena, const char *file, struct str text,
                               const char *const *set, size_t set_n, struct diags *diags)
{
    size_t errors = diags->errors;
    struct pipeline_reader r = {
        .arena = arena, .text = text, .set = set, .set_n = set_n, .diags = diags};
    r.p = pipeline_new(arena, file);
    const struct node *root = node_read(arena, file, text, pipeline_variable, &r, diags);
    if (root && root->kind == NODE_NULL)
        diag_error(diags, root->at, "the pipeline is empty; it begins with `galley: 1`");
    else if (root && root->kind != NODE_MAP)
        diag_error(diags, root->at, "a pipeline is a map that begins with `galley: 1`, not %s",
                   expect_kind(root));
    else if (root && read_version(&r, root))
        read_root(&r, root);
    pipeline_digest(&r);
    buf_free(&r.variables);
    return diags->errors == errors ? r.p : NULL;
}

struct str pipeline_plain(const struct pipeline *p, struct str name)
{
    return p->decompress ? pack_stem(name) : name;
}
