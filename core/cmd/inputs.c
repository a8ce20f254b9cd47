#include "cmd/inputs.h"

#include "base/file.h"
#include "cmd/common.h"

/* The last component of an INPUT directory stands before its paths when there are several INPUTs.
 */
static struct str prefix_of(struct arena *arena, struct str path)
{
    struct buf b = {0};
    struct str name = file_name(path);
    buf_add(&b, name.n > 0 ? name : str_of("root"));
    buf_addc(&b, '/');
    struct str s = arena_str(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* A file has no prefix: its own name is what it is told apart by. */
static struct str called(const struct input *in)
{
    if (str_is(in->path, "-"))
        return str_of("stdin");
    return in->prefix.n > 0 ? str_cut(in->prefix, 0, in->prefix.n - 1) : file_name(in->path);
}

static bool same_name(const struct inputs *in, size_t i, struct err *err)
{
    struct str name = called(&in->v[i]);
    for (size_t k = 0; k < i; k++)
        if (in->v[k].is_file == in->v[i].is_file && str_eq(called(&in->v[k]), name))
            return !err_set(err,
                            "two INPUTs are called `%.*s`: their documents could not be "
                            "told apart",
                            (int)name.n, name.p);
    return false;
}

static bool set_input(struct inputs *in, struct arena *arena, size_t i, const char *name,
                      size_t limit, struct err *err)
{
    struct input *input = &in->v[i];
    struct stat st = {.st_mode = S_IFREG};
    *input = (struct input){str_of("-"), str_of(""), true};
    if (!str_is(str_of(name), "-")) {
        if (!absolute_path(name, arena, &input->path, err))
            return false;
        if (stat(input->path.p, &st) < 0)
            return err_sys(err, "cannot read `%s`", name);
        input->is_file = !S_ISDIR(st.st_mode);
    } else if (in->stdin_fd < 0) {
        in->stdin_fd = copy_stdin(limit, err);
    }
    if (in->n > 1 && !input->is_file)
        input->prefix = prefix_of(arena, input->path);
    in->roots[i] = input->path;
    in->prefixes[i] = input->prefix;
    return !err->set && !same_name(in, i, err);
}

bool inputs_read(struct inputs *in, struct arena *arena, const char *const *operands, size_t n,
                 size_t limit, struct err *err)
{
    in->n = n;
    in->stdin_fd = -1;
    in->v = arena_get(arena, n * sizeof *in->v);
    in->roots = arena_get(arena, n * sizeof *in->roots);
    in->prefixes = arena_get(arena, n * sizeof *in->prefixes);
    for (size_t i = 0; i < n; i++)
        if (!set_input(in, arena, i, operands[i], limit, err))
            return false;
    return true;
}
