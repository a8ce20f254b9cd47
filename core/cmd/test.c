#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sort.h"
#include "cmd/common.h"
#include "cmd/subcommands.h"
#include "flow/walk.h"

static const uint64_t case_time = 60000000000;

/* One run of all tests. Borrows args; owns the rest. */
struct testing {
    const struct args *args;
    struct home home;
    struct arena arena;
    struct str dir; /* that is being walked */
    struct str *files;
    size_t file_n, file_cap;
    unsigned points, failed;
};

static const char suffix[] = ".test.lua";

static void add_file(struct testing *t, struct str path)
{
    t->files = arena_grow(&t->arena, t->files, &t->file_cap, t->file_n + 1, sizeof *t->files);
    t->files[t->file_n++] = arena_str(&t->arena, path);
}

static bool take(void *context, const struct item *item, struct err *err)
{
    struct testing *t = context;
    struct buf path = {0};
    (void)err;
    file_join(&path, t->dir, item->name);
    if (item->kind == ITEM_FILE && str_ends(item->name, suffix))
        add_file(t, buf_str(&path));
    buf_free(&path);
    return true;
}

/* A test file, a stage file beside its tests, or a directory of them. */
static bool add_path(struct testing *t, const char *name, struct err *err)
{
    struct stat st;
    struct str path;
    if (!absolute_path(name, &t->arena, &path, err))
        return false;
    if (stat(path.p, &st) == 0 && S_ISDIR(st.st_mode)) {
        struct walk w = {.fn = take, .context = t};
        t->dir = path;
        return walk_tree(&w, path.p, err);
    }
    struct buf file = {0};
    buf_add(&file, path);
    if (!str_ends(path, suffix) && str_ends(path, ".lua")) {
        file.n -= 4;
        buf_addz(&file, suffix);
    }
    bool good = access(file.p, R_OK) == 0 || err_sys(err, "no tests of `%s`", name);
    add_file(t, buf_str(&file));
    buf_free(&file);
    return good;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Gives the worker's test points their numbers. */
static void number_points(struct testing *t, struct str text, struct buf *out)
{
    struct str line;
    while (str_split(&text, '\n', &line)) {
        bool bad = str_starts(line, "not ok ");
        if (bad || str_starts(line, "ok ")) {
            t->points++;
            t->failed += bad;
            buf_addf(out, "%s %u ", bad ? "not ok" : "ok", t->points);
            line = str_cut(line, bad ? 7 : 3, line.n);
        }
        buf_add(out, line);
        buf_addc(out, '\n');
    }
}

/* Each file has a worker of its own, so that a stage that kills it spoils one file only. */
static void run_file(struct testing *t, struct str file, struct buf *out)
{
    struct setup setup = {.mode = JOB_TEST,
                          .plugins = t->home.plugins,
                          .base = arena_str(&t->arena, file_dir(file)),
                          .args = {&file, 1},
                          .key = str_of("galley test"),
                          .colour = wants_colour(t->args, STDOUT_FILENO)};
    struct answer answer = {0};
    struct err err = {0};
    struct arena arena = {0};
    buf_addf(out, "# %s\n", file.p);
    if (!ask_worker(t->home.program, &setup, -1, case_time, &answer, &err)) {
        buf_addz(&answer.text, "not ok - the tests came to an end\n# ");
        log_escape(&answer.text, str_of(err.text), 0);
    }
    number_points(t, buf_str(&answer.text), out);
    buf_free(&answer.text);
    arena_free(&arena);
}

static bool collect(struct testing *t, struct err *err)
{
    const struct args *a = t->args;
    if (!home_find(&t->home, &t->arena, err))
        return false;
    for (size_t i = 0; i < a->operand_n; i++)
        if (!add_path(t, a->operands[i], err))
            return false;
    if (a->operand_n == 0 && !add_path(t, ".", err))
        return false;
    if (t->file_n == 0)
        return err_set(err, "no files *%s here", suffix);
    qsort(t->files, t->file_n, sizeof *t->files, by_name);
    return true;
}

int test_command(const struct args *args)
{
    struct testing t = {.args = args};
    struct err err = {0};
    int code = EXIT_GOOD;
    if (!collect(&t, &err))
        code = usage_error(args, &err);
    for (size_t i = 0; code != EXIT_USAGE && i < t.file_n; i++) {
        struct buf out = {0};
        run_file(&t, t.files[i], &out);
        if (!file_write_fd(STDOUT_FILENO, buf_str(&out)))
            code = EXIT_USAGE;
        buf_free(&out);
    }
    struct buf plan = {0};
    if (code != EXIT_USAGE) {
        buf_addf(&plan, "1..%u\n", t.points);
        code = file_write_fd(STDOUT_FILENO, buf_str(&plan)) && t.failed == 0 ? EXIT_GOOD
                                                                             : EXIT_FAILED;
    }
    buf_free(&plan);
    arena_free(&t.arena);
    return code;
}
