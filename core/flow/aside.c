#include "flow/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { KEPT_BACK = 64 << 10 };

static const char *name_of(const struct aside *a)
{
    return file_name(str_of(a->path)).p;
}

static bool open_dir(struct aside *a, struct err *err)
{
    struct buf dir = {0};
    buf_add(&dir, file_dir(str_of(a->path)));
    if (dir.n == 0)
        buf_addc(&dir, '.');
    a->dir = open(dir.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (a->dir < 0)
        err_sys(err, "cannot write `%s`", a->path);
    buf_free(&dir);
    return a->dir >= 0;
}

static bool is_free(const struct aside *a, struct err *err)
{
    struct stat st;
    if (*name_of(a) == '\0')
        return err_set(err, "`%s` is no name of a file", a->path);
    return fstatat(a->dir, name_of(a), &st, AT_SYMLINK_NOFOLLOW) < 0 ||
           err_set(err,
                   "`%s` is there already, and is not replaced: what a person wrote into it "
                   "would be lost",
                   a->path);
}

/* With a name of its own, which depends on the path only: one that a killed run left over is used
 * up. */
static void open_named(struct aside *a)
{
    struct buf name = {0};
    buf_addf(&name, ".%s.galley-part", name_of(a));
    a->temporary = name.p;
    unlinkat(a->dir, a->temporary, 0);
    a->fd = openat(a->dir, a->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

bool aside_open(struct aside *a, const char *path, struct err *err)
{
    *a = (struct aside){.path = path, .dir = -1, .fd = -1};
    if (!open_dir(a, err) || !is_free(a, err))
        return false;
    a->fd = openat(a->dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (a->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        open_named(a);
    return a->fd >= 0 || err_sys(err, "cannot write `%s`", path);
}

static bool write_out(struct aside *a, struct err *err)
{
    bool good = file_write_fd(a->fd, buf_str(&a->text));
    buf_clear(&a->text);
    return good || err_sys(err, "cannot write `%s`", a->path);
}

bool aside_add(struct aside *a, struct str text, struct err *err)
{
    for (size_t at = str_byte(text, '\n', 0); at < text.n; at = str_byte(text, '\n', at + 1))
        a->lines++;
    buf_add(&a->text, text);
    return a->text.n < KEPT_BACK || write_out(a, err);
}

/* A link, not a rename: it never takes the place of another file. */
static bool give_name(struct aside *a)
{
    char fd[40];
    snprintf(fd, sizeof fd, "/proc/self/fd/%d", a->fd);
    if (!a->temporary)
        return linkat(AT_FDCWD, fd, a->dir, name_of(a), AT_SYMLINK_FOLLOW) == 0;
    return linkat(a->dir, a->temporary, a->dir, name_of(a), 0) == 0;
}

bool aside_publish(struct aside *a, struct err *err)
{
    if (!write_out(a, err))
        return false;
    if (fsync(a->fd) < 0 || !give_name(a) || fsync(a->dir) < 0)
        return err_sys(err, "cannot put `%s` in place", a->path);
    return true;
}

void aside_close(struct aside *a)
{
    if (a->temporary)
        unlinkat(a->dir, a->temporary, 0);
    if (a->fd >= 0)
        close(a->fd);
    if (a->dir >= 0)
        close(a->dir);
    free(a->temporary);
    buf_free(&a->text);
    *a = (struct aside){.dir = -1, .fd = -1};
}
