#include "cmd/common.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

enum { PIPELINE_MAX = 4 << 20, KEY_MIN = 16 /* bytes of a key */, KEY_MAX = 1 << 16 };

static struct str join(struct arena *arena, struct str a, const char *b)
{
    struct buf path = {0};
    file_join(&path, a, str_of(b));
    struct str s = arena_str(arena, buf_str(&path));
    buf_free(&path);
    return s;
}

bool absolute_path(const char *path, struct arena *arena, struct str *out, struct err *err)
{
    char *real = realpath(path, NULL);
    if (!real)
        return err_sys(err, "cannot read `%s`", path);
    *out = arena_str(arena, str_of(real));
    free(real);
    return true;
}

bool home_find(struct home *h, struct arena *arena, struct err *err)
{
    static const char *const places[] = {"..", "../..", "../share/galley"};
    struct str program = {0};
    if (!absolute_path("/proc/self/exe", arena, &program, err))
        return false;
    h->program = program.p;
    struct str dir = arena_str(arena, file_dir(program));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct str place = join(arena, dir, places[i]);
        h->plugins = join(arena, place, "plugins");
        h->pipelines = join(arena, place, "pipelines");
        if (access(h->plugins.p, R_OK) == 0 && access(h->pipelines.p, R_OK) == 0)
            return absolute_path(h->plugins.p, arena, &h->plugins, err) &&
                   absolute_path(h->pipelines.p, arena, &h->pipelines, err);
    }
    return err_set(err, "the shipped plugins are not beside `%s`", h->program);
}

/* The file that `name` stands for. */
static struct str pipeline_file(const struct home *h, const char *name, struct arena *arena)
{
    struct str file = str_of(name);
    if (access(name, F_OK) == 0 || str_byte(file, '/', 0) < file.n || str_ends(file, ".yaml"))
        return arena_str(arena, file);
    struct buf shipped = {0};
    buf_addf(&shipped, "%s/%s.yaml", h->pipelines.p, name);
    struct str s = arena_str(arena, buf_str(&shipped));
    buf_free(&shipped);
    return access(s.p, F_OK) == 0 ? s : arena_str(arena, file);
}

bool load_pipeline(const struct home *h, const char *name, struct arena *arena,
                   struct setup *setup, struct err *err)
{
    struct buf text = {0};
    struct stat st;
    struct str file = pipeline_file(h, name, arena), real = {0};
    struct err own = {0};
    enum file_fault fault = file_read(AT_FDCWD, file.p, PIPELINE_MAX, &text, &st, &own);
    if (fault == FILE_GONE)
        err_set(err, "there is no pipeline `%s`: no such file, and none of that name is shipped",
                name);
    else if (fault == FILE_ERROR)
        err_set(err, "the pipeline: %s", own.text);
    else if (fault != FILE_OK)
        err_set(err, "`%s` is not a pipeline: a regular file of at most 4 MiB is", name);
    if (fault == FILE_OK && absolute_path(file.p, arena, &real, err)) {
        setup->file = file;
        setup->text = arena_str(arena, buf_str(&text));
        setup->base = arena_str(arena, file_dir(real));
        setup->plugins = h->plugins;
    }
    buf_free(&text);
    return fault == FILE_OK && !err->set;
}

static bool long_enough(struct str key, const char *from, struct err *err)
{
    return key.n >= KEY_MIN ||
           err_set(err,
                   "the key in `%s` has %zu bytes, and could be found by trying: it needs %d at "
                   "least; head -c 32 /dev/urandom | base64 makes one",
                   from, key.n, KEY_MIN);
}

static bool load_key(const struct args *args, struct arena *arena, struct setup *setup,
                     struct err *err)
{
    const char *file = args_value(args, "key-file"), *variable = getenv("GALLEY_KEY");
    struct buf key = {0};
    struct stat st;
    if (!file) {
        setup->key = arena_str(arena, str_trim(str_of(variable ? variable : "")));
        return setup->key.n == 0 || long_enough(setup->key, "$GALLEY_KEY", err);
    }
    struct err own = {0};
    bool good = file_read(AT_FDCWD, file, KEY_MAX, &key, &st, &own) == FILE_OK;
    setup->key = arena_str(arena, str_trim(buf_str(&key)));
    if (key.p)
        explicit_bzero(key.p, key.n);
    buf_free(&key);
    if (!good)
        return err_set(err, "cannot read the key file `%s`", file);
    if (setup->key.n == 0)
        return err_set(err, "the key file `%s` is empty", file);
    return long_enough(setup->key, file, err);
}

bool load_values(const struct args *args, struct arena *arena, struct setup *setup,
                 struct err *err)
{
    setup->set.v = arena_get(arena, args->option_n * sizeof *setup->set.v);
    for (size_t i = 0; i < args->option_n; i++) {
        if (!str_is(str_of(args->options[i].def->name), "set"))
            continue;
        struct str value = str_of(args->options[i].value);
        if (str_byte(value, '=', 0) == value.n || value.p[0] == '=')
            return err_set(err, "--set takes NAME=VALUE, not `%s`", value.p);
        setup->set.v[setup->set.n++] = value;
    }
    return load_key(args, arena, setup, err);
}

int copy_stdin(size_t limit, struct err *err)
{
    struct buf bytes = {0};
    int fd = -1;
    if (file_read_fd(STDIN_FILENO, limit, &bytes, err)) {
        fd = memfd_create("galley-stdin", MFD_CLOEXEC);
        if (fd < 0 || !file_write_fd(fd, buf_str(&bytes)))
            err_sys(err, "cannot keep a copy of standard input");
    }
    buf_free(&bytes);
    return fd;
}

bool wants_colour(const struct args *args, int fd)
{
    const char *when = args_value(args, "colour");
    if (when && str_is(str_of(when), "always"))
        return true;
    if (when && str_is(str_of(when), "never"))
        return false;
    return isatty(fd) && !getenv("NO_COLOR");
}

bool log_option(const struct args *args, struct err *err)
{
    const char *format = args_value(args, "log-format");
    args->log->json = format && strcmp(format, "json") == 0;
    return !format || args->log->json || strcmp(format, "text") == 0 ||
           err_set(err, "option `--log-format` is text or json, not `%s`", format);
}

int usage_error(const struct args *args, const struct err *err)
{
    log_err(args->log, err);
    return EXIT_USAGE;
}
