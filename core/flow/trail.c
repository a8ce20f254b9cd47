#include "flow/trail.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lock.h"

enum { LEFT_MOST = 1 << 30 };

/* A file that was removed between open and flock is not the one that others will see: again. */
static bool lock(struct trail *t, struct err *err)
{
    for (;;) {
        struct stat st, now;
        t->fd = open(t->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                     0600);
        if (t->fd < 0 || fstat(t->fd, &st) < 0)
            return err_sys(err, "cannot write `%s`", t->path);
        if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
            return err_set(err, "`%s` is no file that a run of yours has left", t->path);
        if (!lock_take(t->fd, false))
            return err_set(err, "another run writes `%s`", t->path);
        if (lstat(t->path, &now) == 0 && now.st_ino == st.st_ino && now.st_dev == st.st_dev)
            return true;
        close(t->fd);
    }
}

bool trail_open(struct trail *t, const char *file, struct buf *left, struct err *err)
{
    struct buf path = {0};
    buf_addf(&path, "%s.galley-part", file);
    /* Another run's is not ours to remove, nor what was not read. */
    *t = (struct trail){.fd = -1, .path = path.p, .holds = true};
    if (!lock(t, err))
        return false;
    fchmod(t->fd, 0600);
    file_sync_dir(AT_FDCWD, file_dir(str_of(t->path)));
    return file_read_fd(t->fd, LEFT_MOST, left, err);
}

bool trail_keep(struct trail *t, size_t n, struct err *err)
{
    t->holds = n > 0;
    return ftruncate(t->fd, (off_t)n) == 0 || err_sys(err, "cannot write `%s`", t->path);
}

void trail_add(struct trail *t, struct str lines)
{
    if (t->fd < 0 || lines.n == 0)
        return;
    buf_add(&t->text, lines);
    t->holds = true;
}

bool trail_write(struct trail *t, struct err *err)
{
    bool good = t->text.n == 0 || file_write_fd(t->fd, buf_str(&t->text));
    buf_clear(&t->text);
    return good || err_sys(err, "cannot write `%s`", t->path);
}

bool trail_sync(const struct trail *t, struct err *err)
{
    return t->fd < 0 || fdatasync(t->fd) == 0 || err_sys(err, "cannot write `%s`", t->path);
}

void trail_end(struct trail *t)
{
    t->holds = false;
    trail_close(t);
}

void trail_close(struct trail *t)
{
    if (t->fd >= 0 && !t->holds)
        unlink(t->path);
    if (t->fd >= 0)
        close(t->fd);
    free(t->path);
    buf_free(&t->text);
    *t = (struct trail){.fd = -1};
}
