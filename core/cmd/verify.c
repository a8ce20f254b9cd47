#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "cmd/common.h"
#include "cmd/inputs.h"
#include "cmd/subcommands.h"
#include "conf/diag.h"
#include "flow/audit.h"

/* An audit being put together. Owns the arena and the copy of standard input. */
struct verifying {
    const struct args *args;
    struct arena arena;
    struct home home;
    struct setup setup;
    struct inputs inputs;
    const char *state;
    const char *no_detectors; /* why they are not run; NULL: they are */
    struct err err;
};

/* run.json, which names the pipeline; NULL when it cannot be read. */
static json_value *read_run(const struct verifying *v)
{
    struct buf path = {0}, text = {0};
    struct stat st;
    struct err ignored = {0};
    json_value *run = NULL;
    file_join(&path, str_of(v->args->operands[0]), str_of(*v->state ? v->state : ".galley"));
    if (*v->state) {
        buf_clear(&path);
        buf_addz(&path, v->state);
    }
    buf_addz(&path, "/run.json");
    if (file_read(AT_FDCWD, path.p, (size_t)64 << 20, &text, &st, &ignored) == FILE_OK)
        run = json_read(buf_str(&text), &ignored);
    buf_free(&path);
    buf_free(&text);
    return run;
}

/* The digest of a pipeline is that of its text with all values in place. */
static bool is_of_run(struct verifying *v, const json_value *run)
{
    struct diags diags = {0};
    const char **set = arena_get(&v->arena, v->setup.set.n * sizeof *set);
    for (size_t i = 0; i < v->setup.set.n; i++)
        set[i] = v->setup.set.v[i].p;
    struct pipeline *p =
        pipeline_read(&v->arena, v->setup.file.p, v->setup.text, set, v->setup.set.n, &diags);
    bool same = p && str_is(json_text(json_get(run, "pipeline_sha256")), p->digest);
    diag_free(&diags);
    return same;
}

/* The shipped pipeline of the name in run.json. No other file: OUT may be anybody's, and is not to
 * say by which detectors it is looked through. */
static struct str shipped_pipeline(struct verifying *v, const json_value *run)
{
    struct buf name = {0}, path = {0};
    struct str found = {"", 0};
    json_name(json_get(run, "pipeline"), &name);
    if (name.n > 0 && str_byte(buf_str(&name), '/', 0) == name.n) {
        file_join(&path, v->home.pipelines, buf_str(&name));
        found = arena_str(&v->arena, buf_str(&path));
    }
    buf_free(&name);
    buf_free(&path);
    return found;
}

/* The pipeline of the run: the one that is named, which must be it, or the shipped one of its
 * name, if that is it. */
static bool find_pipeline(struct verifying *v)
{
    const char *given = args_value(v->args, "pipeline");
    json_value *run = read_run(v);
    struct err ignored = {0};
    struct str name = given ? str_of(given) : shipped_pipeline(v, run);
    bool good = name.n > 0 &&
                load_pipeline(&v->home, name.p, &v->arena, &v->setup, given ? &v->err : &ignored);
    if (good && !is_of_run(v, run)) {
        good = false;
        v->no_detectors = "the pipeline is not as the run had it";
    } else if (!good) {
        v->no_detectors = "name the run's pipeline with --pipeline";
    }
    if (!good)
        v->setup.file = v->setup.text = (struct str){"", 0};
    json_free(run);
    return !v->err.set;
}

static bool prepare(struct verifying *v)
{
    const struct args *a = v->args;
    const char *state = args_value(a, "state");
    v->state = state ? state : "";
    if (a->operand_n == 0)
        return err_set(&v->err, "which OUT? galley verify OUT [INPUT...]");
    if (!home_find(&v->home, &v->arena, &v->err) ||
        !load_values(a, &v->arena, &v->setup, &v->err) || !find_pipeline(v) ||
        !inputs_read(&v->inputs, &v->arena, a->operands + 1, a->operand_n - 1, SIZE_MAX, &v->err))
        return false;
    v->setup.plugins = v->home.plugins;
    v->setup.roots = (struct str_list){v->inputs.roots, v->inputs.n};
    v->setup.prefixes = (struct str_list){v->inputs.prefixes, v->inputs.n};
    return true;
}

/* --- what is said --- */

static void say_books(const struct audit *a, struct buf *out)
{
    buf_addf(out, "ledger: %llu documents: %llu done, %llu skipped, %llu failed\n",
             (unsigned long long)a->documents, (unsigned long long)a->status[STATUS_DONE],
             (unsigned long long)a->status[STATUS_SKIPPED],
             (unsigned long long)a->status[STATUS_FAILED]);
    buf_addf(out,
             "outputs: %llu files, %llu records and %llu streams are as the run wrote them\n",
             (unsigned long long)a->files, (unsigned long long)a->records,
             (unsigned long long)a->streams);
}

static void say_originals(const struct verifying *v, const struct audit *a, struct buf *out)
{
    if (v->inputs.n == 0) {
        buf_addz(out, "originals: not proved: give INPUT to read them again\n");
        return;
    }
    buf_addf(out, "originals: %llu were read again, %llu by their digest in the ledger\n",
             (unsigned long long)a->originals, (unsigned long long)a->sealed);
}

static void say_values(const struct verifying *v, const struct audit *a, struct buf *out)
{
    if (!a->redacts) {
        buf_addz(out, "values: the pipeline redacts nothing\n");
        return;
    }
    if (a->kept > 0)
        buf_addf(out, "values: %llu stretches that were marked were kept, as the ledger says\n",
                 (unsigned long long)a->kept);
    if (v->inputs.n == 0) {
        buf_addz(out, "values: not proved: that no redacted value is left in its outputs needs "
                      "INPUT, and the key of the run\n");
        return;
    }
    buf_addf(out,
             "values: of %llu redactions %llu values were read in the originals and looked "
             "for in their outputs; %llu of them fit their keyed hash\n",
             (unsigned long long)a->edits, (unsigned long long)a->values,
             (unsigned long long)a->proved);
    if (a->rewritten > 0)
        buf_addf(out,
                 "values: not proved: %llu were edited before they were redacted, or are "
                 "no stretch of the original\n",
                 (unsigned long long)a->rewritten);
    if (a->proved < a->values)
        buf_addf(out,
                 "values: not proved: without %s, that the other %llu are what was redacted\n",
                 v->setup.key.n > 0 ? "keyed hashes in the ledger" : "the key of the run",
                 (unsigned long long)(a->values - a->proved));
}

static void say_detectors(const struct verifying *v, const struct audit *a, struct buf *out)
{
    if (v->no_detectors)
        buf_addf(out, "detectors: not run: %s\n", v->no_detectors);
    else
        buf_addf(out, "detectors: %llu stages ran over %llu outputs\n",
                 (unsigned long long)a->stages, (unsigned long long)a->searched);
}

static int say(const struct verifying *v, const struct audit *a)
{
    struct buf out = {0};
    buf_add(&out, buf_str(&a->wrong));
    say_books(a, &out);
    say_originals(v, a, &out);
    say_values(v, a, &out);
    say_detectors(v, a, &out);
    if (a->findings > 0)
        buf_addf(&out, "%llu things are wrong\n", (unsigned long long)a->findings);
    else
        buf_addz(&out, "nothing is wrong\n");
    bool good = file_write_fd(STDOUT_FILENO, buf_str(&out));
    buf_free(&out);
    return good && a->findings == 0 ? EXIT_GOOD : EXIT_FAILED;
}

/* What says that OUT is not that of a run which came to its end is no wrong use. */
static int audit(struct verifying *v)
{
    struct audit a;
    struct audit_rules rules = {.out = v->args->operands[0],
                                .state = v->state,
                                .program = v->home.program,
                                .setup = &v->setup};
    int code = EXIT_FAILED;
    if (audit_run(&rules, &a, &v->err))
        code = say(v, &a);
    else
        usage_error(v->args, &v->err);
    buf_free(&a.wrong);
    return code;
}

int verify_command(const struct args *args)
{
    struct verifying v = {.args = args, .inputs = {.stdin_fd = -1}};
    int code = EXIT_USAGE;
    if (prepare(&v))
        code = audit(&v);
    else
        usage_error(args, &v.err);
    if (v.inputs.stdin_fd >= 0)
        close(v.inputs.stdin_fd);
    arena_free(&v.arena);
    return code;
}
