/* Directories: made, opened and removed without being led astray by links. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_tree.h"

/* Opens, or with `make` first makes, the directory `part` in the directory `at`. */
static int file_step(int at, struct str part, bool beneath, bool make)
{
    char name[NAME_MAX + 1];
    if (part.n > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name, part.p, part.n);
    name[part.n] = '\0';
    if (beneath && str_is(part, "..")) {
        errno = EXDEV;
        return -1;
    }
    if (make && mkdirat(at, name, 0777) && errno != EEXIST)
        return -1;
    int flags = O_DIRECTORY | O_CLOEXEC | (beneath ? O_NOFOLLOW : 0);
    return openat(at, name, flags | (make ? O_PATH : O_RDONLY));
}

/* Goes down `path` from dirfd one component at a time; a descriptor of the last one, or -1. */
static int file_descend(int dirfd, const char *path, bool beneath, bool make)
{
    if (beneath && path[0] == '/') {
        errno = EXDEV;
        return -1;
    }
    int at = openat(dirfd, path[0] == '/' ? "/" : ".",
                    O_DIRECTORY | O_CLOEXEC | (make ? O_PATH : O_RDONLY));
    struct str rest = str_of(path), part;
    while (at >= 0 && str_split(&rest, '/', &part)) {
        if (part.n == 0)
            continue;
        int next = file_step(at, part, beneath, make);
        int why = errno;
        close(at);
        errno = why;
        at = next;
    }
    return at;
}

bool file_mkdirs(int dirfd, const char *path, bool beneath, struct err *err)
{
    int fd = file_descend(dirfd, path, beneath, true);
    if (fd < 0)
        return err_sys(err, "cannot make the directory %s", path);
    close(fd);
    return true;
}

/* Kernels before 5.6, and containers whose filters do not know openat2, get the slow way. */
int file_open_beneath(int dirfd, const char *path)
{
    struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    long fd;
    do
        fd = syscall(SYS_openat2, dirfd, path[0] ? path : ".", &how, sizeof how);
    while (fd < 0 && (errno == EINTR || errno == EAGAIN));
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        return file_descend(dirfd, path, true, false);
    return (int)fd;
}

/* Removal. Instead of following a tree down with a descriptor for each level, it is made flat:
 * what stands in a directory below the top is moved into the top, under names counted up, until
 * the top holds only empty directories. Each directory moves once at most. */

/* Moves the directory `name` of `from` into `top` under the next free name. An empty directory in
 * the way may be replaced: it was to go anyway. */
static bool file_hoist(int from, const char *name, int top, unsigned long *count)
{
    char to[40];
    do {
        snprintf(to, sizeof to, ".galley-%lu", (*count)++);
        if (renameat(from, name, top, to) == 0)
            return true;
    } while (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR);
    return errno == ENOENT;
}

/* Removes `name` in `at`; 1 when it is gone, 0 when it is a directory with something in it, -1 on
 * an error. */
static int file_drop(int at, const char *name)
{
    if (unlinkat(at, name, 0) == 0 || errno == ENOENT)
        return 1;
    if (errno != EISDIR)
        return -1;
    if (unlinkat(at, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
        return 1;
    return errno == ENOTEMPTY || errno == EEXIST ? 0 : -1;
}

static DIR *file_list(int at, const char *name)
{
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d && fd >= 0)
        close(fd);
    return d;
}

/* The next entry but "." and ".."; NULL at the end, or on an error with errno set. */
static const char *file_entry(DIR *d)
{
    errno = 0;
    struct dirent *e = readdir(d);
    while (e && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0))
        e = readdir(d);
    return e ? e->d_name : NULL;
}

/* Closes d and keeps errno, which tells how reading it ended. */
static bool file_list_end(DIR *d)
{
    int why = errno;
    closedir(d);
    errno = why;
    return why == 0;
}

/* Empties the directory `name` of `top`: files are removed, directories moved up. */
static bool file_flatten(int top, const char *name, unsigned long *count)
{
    DIR *d = file_list(top, name);
    if (!d)
        return false;
    const char *entry;
    while ((entry = file_entry(d))) {
        int gone = file_drop(dirfd(d), entry);
        if (gone < 0 || (gone == 0 && !file_hoist(dirfd(d), entry, top, count)))
            break;
        errno = 0;
    }
    return file_list_end(d);
}

/* Goes over the top once; *left tells that there was something to move up. */
static bool file_sweep(DIR *top, unsigned long *count, bool *left)
{
    const char *entry;
    *left = false;
    rewinddir(top);
    while ((entry = file_entry(top))) {
        int gone = file_drop(dirfd(top), entry);
        if (gone == 0 && file_flatten(dirfd(top), entry, count))
            gone = file_drop(dirfd(top), entry);
        if (gone <= 0)
            return false;
        *left = true;
    }
    return errno == 0;
}

bool file_remove_tree(int dirfd, const char *path, struct err *err)
{
    int gone = file_drop(dirfd, path);
    DIR *top = gone == 0 ? file_list(dirfd, path) : NULL;
    bool good = gone > 0 || top, left = top != NULL;
    unsigned long count = 0;
    while (good && left)
        good = file_sweep(top, &count, &left);
    if (good && top)
        good = file_drop(dirfd, path) > 0;
    if (!good)
        err_sys(err, "cannot remove %s", path);
    if (top)
        closedir(top);
    return good;
}
