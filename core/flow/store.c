#include "flow/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_tree.h"
#include "base/lock.h"

static int open_dir(const char *path, struct buf *absolute, bool *made, struct err *err)
{
    *made = access(path, F_OK) < 0 && errno == ENOENT;
    if (!file_mkdirs(AT_FDCWD, path, false, err))
        return -1;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char *real = fd < 0 ? NULL : realpath(path, NULL);
    if (!real) {
        err_sys(err, "cannot open `%s`", path);
        return fd;
    }
    buf_clear(absolute);
    buf_addz(absolute, real);
    free(real);
    return fd;
}

static bool is_empty(int dir)
{
    int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d)
        return false;
    bool empty = true;
    for (struct dirent *e; empty && (e = readdir(d));)
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
                strcmp(e->d_name, ".galley") == 0;
    closedir(d);
    return empty;
}

/* Its tmp is removed: a state directory must be new, empty, or known by its books. */
static bool is_ours(const struct store *s)
{
    static const char *const books[] = {"lock",     "journal", "ledger.jsonl",
                                        "run.json", "shard",   "tmp/case"};
    for (size_t i = 0; i < sizeof books / sizeof *books; i++)
        if (faccessat(s->state, books[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            return true;
    return is_empty(s->state);
}

/* A lock that was removed between open and flock is not the one that others will see: again. What
 * belongs to a run that goes on must not be touched, so s->lock is set only when it is ours. */
static bool take_lock(struct store *s, struct err *err)
{
    for (;;) {
        struct stat st;
        int fd = openat(s->state, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd < 0)
            return err_sys(err, "cannot make the lock `%s/lock`", s->state_path.p);
        bool ours = lock_take(fd, false);
        if (ours && fstat(fd, &st) == 0 && st.st_nlink > 0) {
            s->lock = fd;
            return true;
        }
        if (!ours && errno == EWOULDBLOCK)
            err_set(err, "another galley runs over `%s`", s->out_path.p);
        else if (!ours)
            err_sys(err, "cannot take the lock `%s/lock`", s->state_path.p);
        close(fd);
        if (!ours)
            return false;
    }
}

/* Two runs with state directories of their own must not share an OUT either. Where directories
 * cannot be locked, the lock in the state directory has to do. */
static bool lock_out(struct store *s, struct err *err)
{
    if (lock_take(s->out, false) || errno != EWOULDBLOCK)
        return true;
    return err_set(err, "another galley runs over `%s`", s->out_path.p);
}

/* Temporaries of file_replace, of a run that was killed. */
static void remove_spares(const struct store *s)
{
    int fd = openat(s->state, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct str name = str_of(e->d_name);
        if (str_starts(name, ".galley-") && str_ends(name, ".tmp"))
            unlinkat(s->state, e->d_name, 0);
    }
    if (d)
        closedir(d);
}

/* A file made in lower case that can be seen in upper case shows what the file system does. */
static bool probe_folding(struct store *s)
{
    static const char lower[] = ".galley-case", upper[] = ".GALLEY-CASE";
    struct stat st;
    struct err err = {0};
    unlinkat(s->out, lower, 0);
    bool folds = file_create(s->out, lower, str_of(""), &err) &&
                 fstatat(s->out, upper, &st, AT_SYMLINK_NOFOLLOW) == 0;
    unlinkat(s->out, lower, 0);
    return folds;
}

bool store_open(struct store *s, const char *out, const char *state, struct err *err)
{
    struct buf path = {0};
    *s = (struct store){.out = -1, .state = -1, .lock = -1};
    s->out = open_dir(out, &s->out_path, &s->made_out, err);
    buf_addz(&path, *state ? state : out);
    buf_addz(&path, *state ? "" : "/.galley");
    s->state = err->set ? -1 : open_dir(path.p, &s->state_path, &s->made_state, err);
    if (!err->set && !is_ours(s))
        err_set(err, "`%s` is not empty and holds no books of galley", s->state_path.p);
    bool good = !err->set && lock_out(s, err) && take_lock(s, err);
    /* Not before: who had the lock may have filled it. */
    s->was_empty = good && is_empty(s->out);
    good =
        good && file_remove_tree(s->state, "tmp", err) && file_mkdirs(s->state, "tmp", true, err);
    if (good)
        remove_spares(s);
    s->folds = good && probe_folding(s);
    buf_free(&path);
    return good;
}

bool store_staging(struct store *s, const char *name, struct buf *path, struct err *err)
{
    struct buf below = {0};
    buf_addf(&below, "tmp/%s", name);
    bool good = file_mkdirs(s->state, below.p, true, err);
    file_join(path, buf_str(&s->state_path), buf_str(&below));
    buf_free(&below);
    return good;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void store_close(struct store *s)
{
    if (s->lock >= 0) {
        /* A tmp that could not be removed needs something beside it that says whose it is. */
        if (file_remove_tree(s->state, "tmp", NULL))
            unlinkat(s->state, "lock", 0);
        if (s->made_state)
            rmdir(s->state_path.p);
        if (s->made_out)
            rmdir(s->out_path.p);
    }
    close_fd(&s->lock);
    close_fd(&s->state);
    close_fd(&s->out);
    buf_free(&s->out_path);
    buf_free(&s->state_path);
}
