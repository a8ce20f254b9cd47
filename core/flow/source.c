#include "flow/source.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file_part.h"

static bool open_root(struct root *r, struct arena *arena, struct str path, struct err *err)
{
    *r = (struct root){.dir = -1, .file = -1, .path = path, .is_stdin = str_is(path, "-")};
    if (r->is_stdin)
        return true;
    struct stat st;
    if (stat(path.p, &st) < 0)
        return err_sys(err, "cannot read `%s`", path.p);
    const char *dir = path.p;
    if (!S_ISDIR(st.st_mode)) {
        struct str parent = file_dir(path);
        dir = arena_str(arena, parent.n ? parent : str_of("/")).p;
        r->file = open(path.p, O_PATH | O_CLOEXEC);
    }
    r->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return r->dir >= 0 || err_sys(err, "cannot read `%s`", dir);
}

bool source_open(struct source *s, struct arena *arena, const struct setup *setup,
                 struct err *err)
{
    s->roots = arena_get(arena, setup->roots.n * sizeof *s->roots);
    for (s->n = 0; s->n < setup->roots.n; s->n++) {
        struct root *r = &s->roots[s->n];
        if (!open_root(r, arena, setup->roots.v[s->n], err))
            return false;
        r->prefix = setup->prefixes.v[s->n];
    }
    return true;
}

void source_close(struct source *s)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->roots[i].dir >= 0)
            close(s->roots[i].dir);
        if (s->roots[i].file >= 0)
            close(s->roots[i].file);
    }
    s->n = 0;
}

/* Standard input was copied to a file by the desk, so that it can be read again after a worker's
 * death. */
static enum file_fault read_stdin(size_t limit, struct buf *b, struct err *err)
{
    struct stat st;
    buf_clear(b);
    if (fstat(WORKER_STDIN, &st) < 0 || lseek(WORKER_STDIN, 0, SEEK_SET) < 0) {
        err_sys(err, "cannot read standard input");
        return FILE_ERROR;
    }
    if ((uint64_t)st.st_size > limit)
        return FILE_TOO_LARGE;
    return file_read_fd(WORKER_STDIN, limit, b, err) ? FILE_OK : FILE_ERROR;
}

enum file_fault source_read(const struct source *s, const struct item *item, size_t limit,
                            struct buf *b, struct stamp *stamp, struct err *err)
{
    const struct root *r = &s->roots[item->root];
    *stamp = (struct stamp){0};
    if (r->is_stdin)
        return read_stdin(limit, b, err);
    struct stat st = {0};
    /* An INPUT that was named may be a link; what was found by walking may not. */
    enum file_fault fault =
        r->file >= 0 ? file_read(AT_FDCWD, r->path.p, limit, b, &st, err)
                     : file_read(r->dir, item->name.p + r->prefix.n, limit, b, &st, err);
    *stamp = stamp_of(&st);
    return fault;
}

struct stamp source_look(const struct source *s, const struct item *item)
{
    const struct root *r = &s->roots[item->root];
    bool walked = r->file < 0 && !r->is_stdin;
    return walked ? stamp_at(r->dir, item->name.p + r->prefix.n) : (struct stamp){0};
}

enum file_fault source_open_item(const struct source *s, const struct item *item, int *fd,
                                 struct stat *st, struct err *err)
{
    const struct root *r = &s->roots[item->root];
    if (r->file >= 0)
        return file_open_part(AT_FDCWD, r->path.p, fd, st, err);
    if (!r->is_stdin)
        return file_open_part(r->dir, item->name.p + r->prefix.n, fd, st, err);
    *fd = fcntl(WORKER_STDIN, F_DUPFD_CLOEXEC, 0);
    if (*fd >= 0 && fstat(*fd, st) == 0 && lseek(*fd, 0, SEEK_SET) == 0)
        return FILE_OK;
    err_sys(err, "cannot read standard input");
    return FILE_ERROR;
}
