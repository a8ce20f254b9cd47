#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file_part.h"
#include "base/hash.h"

enum { FILE_STEP = 64 << 10, FILE_TICK = 10000000 /* ns */ };

static int file_open(int dirfd, const char *path, int flags)
{
    int fd;
    do
        fd = openat(dirfd, path, flags | O_CLOEXEC, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Linux has closed fd even when close says EINTR. */
static bool file_close(int fd)
{
    return close(fd) == 0 || errno == EINTR;
}

/* Whether a read or write that failed is to be done again. Standard streams may have been made
 * non-blocking by whoever shares them. */
static bool file_again(int fd, short events)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN)
        return false;
    struct pollfd p = {.fd = fd, .events = events};
    return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

static ssize_t file_read_some(int fd, char *p, size_t n)
{
    ssize_t k;
    do
        k = read(fd, p, n);
    while (k < 0 && file_again(fd, POLLIN));
    return k;
}

/* Asks for `want` bytes in all until b has `enough` or the file ends; once at least. */
static bool file_fill_up(int fd, size_t want, size_t enough, struct buf *b)
{
    do {
        ssize_t k = file_read_some(fd, buf_room(b, want - b->n), want - b->n);
        if (k <= 0)
            return k == 0;
        b->n += (size_t)k;
        b->p[b->n] = '\0';
    } while (b->n < enough);
    return true;
}

bool file_fill(int fd, size_t want, struct buf *b)
{
    return b->n >= want || file_fill_up(fd, want, want, b);
}

/* Reads a file of `size` bytes, as its fstat said. One more is asked for: a file that grew shows
 * it. One that gives just its size has ended, or the fstat that follows sees it longer, so that
 * no read is spent on its end. */
static bool file_fill_whole(int fd, size_t size, struct buf *b)
{
    return file_fill_up(fd, size + 1, size, b);
}

static bool file_same(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Kernels before 6.13 count the times of files in steps of up to 10 ms: what is written within a
 * step of the last time seen leaves no trace. */
static bool file_fresh(const struct stat *st)
{
    int64_t now = (int64_t)clock_nanos(CLOCK_REALTIME);
    int64_t age = now - ((int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec);
    return age > -FILE_TICK && age < FILE_TICK;
}

/* Reads a file once more, a step later; whether it is the same. */
static bool file_reads_same(int fd, size_t size, struct buf *b)
{
    uint64_t before = hash_fast(buf_str(b));
    nanosleep(&(struct timespec){.tv_nsec = FILE_TICK}, NULL);
    buf_clear(b);
    return lseek(fd, 0, SEEK_SET) == 0 && file_fill_whole(fd, size, b) && b->n == size &&
           hash_fast(buf_str(b)) == before;
}

static enum file_fault file_refuse(enum file_fault fault, const char *path, const char *why,
                                   struct err *err)
{
    err_set(err, "cannot read %s: %s", path, why);
    return fault;
}

static enum file_fault file_fail(const char *path, struct err *err)
{
    bool gone = errno == ENOENT || errno == ENOTDIR;
    bool special = errno == ENXIO || errno == ELOOP; /* a socket, a link */
    err_sys(err, "cannot read %s", path);
    return gone ? FILE_GONE : special ? FILE_SPECIAL : FILE_ERROR;
}

static enum file_fault file_read_open(int fd, const char *path, size_t limit, struct buf *b,
                                      struct stat *st, struct err *err)
{
    struct stat after;
    if (fstat(fd, st))
        return file_fail(path, err);
    if (!S_ISREG(st->st_mode))
        return file_refuse(FILE_SPECIAL, path, "it is not a regular file", err);
    size_t size = (size_t)st->st_size;
    if (size > limit)
        return file_refuse(FILE_TOO_LARGE, path, "it is larger than the limit", err);
    bool fresh = size > 0 && file_fresh(st);
    if (!file_fill_whole(fd, size, b))
        return file_fail(path, err);
    bool stands = b->n == size && (!fresh || file_reads_same(fd, size, b));
    if (fstat(fd, &after))
        return file_fail(path, err);
    if (!stands || !file_same(st, &after))
        return file_refuse(FILE_CHANGED, path, "it changed while it was read", err);
    return FILE_OK;
}

/* Below a directory that was walked, a link in place of what the walk saw is not followed. Kernels
 * before 5.6, and filters that do not know openat2, see to the last component only. */
static int file_open_read(int dirfd, const char *path)
{
    /* O_NONBLOCK and O_NOCTTY: to open a FIFO or a terminal must not wait, nor take it over. */
    int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
    if (dirfd == AT_FDCWD)
        return file_open(dirfd, path, flags);
    struct open_how how = {.flags = (uint32_t)(flags | O_CLOEXEC),
                           .resolve = RESOLVE_NO_SYMLINKS};
    long fd;
    do
        fd = syscall(SYS_openat2, dirfd, path, &how, sizeof how);
    while (fd < 0 && errno == EINTR);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        return file_open(dirfd, path, flags | O_NOFOLLOW);
    return (int)fd;
}

bool file_stands(int fd, const struct stat *st)
{
    struct stat now;
    return fstat(fd, &now) == 0 && file_same(st, &now);
}

enum file_fault file_open_part(int dirfd, const char *path, int *fd, struct stat *st,
                               struct err *err)
{
    *fd = file_open_read(dirfd, path);
    if (*fd < 0 || fstat(*fd, st) < 0)
        return file_fail(path, err);
    if (!S_ISREG(st->st_mode))
        return file_refuse(FILE_SPECIAL, path, "it is not a regular file", err);
    if (!file_fresh(st))
        return FILE_OK;
    nanosleep(&(struct timespec){.tv_nsec = FILE_TICK}, NULL);
    if (!file_stands(*fd, st))
        return file_refuse(FILE_CHANGED, path, "it changed while it was read", err);
    return FILE_OK;
}

enum file_fault file_read(int dirfd, const char *path, size_t limit, struct buf *b,
                          struct stat *st, struct err *err)
{
    buf_clear(b);
    int fd = file_open_read(dirfd, path);
    if (fd < 0)
        return file_fail(path, err);
    enum file_fault fault = file_read_open(fd, path, limit, b, st, err);
    close(fd);
    return fault;
}

bool file_read_fd(int fd, size_t limit, struct buf *b, struct err *err)
{
    size_t from = b->n;
    while (b->n - from <= limit) {
        ssize_t k = file_read_some(fd, buf_room(b, FILE_STEP), FILE_STEP);
        if (k < 0)
            return err_sys(err, "cannot read");
        if (k == 0)
            return true;
        b->n += (size_t)k;
        b->p[b->n] = '\0';
    }
    return err_set(err, "cannot read: more than %zu bytes", limit);
}

bool file_write_fd(int fd, struct str s)
{
    while (s.n) {
        ssize_t k = write(fd, s.p, s.n);
        if (k < 0 && file_again(fd, POLLOUT))
            continue;
        if (k == 0)
            errno = EIO; /* POSIX leaves open what this means for a file: nothing good */
        if (k <= 0)
            return false;
        s = str_cut(s, (size_t)k, s.n);
    }
    return true;
}

/* Some file systems tell only in close that there was no room. */
static bool file_make(int dirfd, const char *path, struct str head, struct str body, bool sync,
                      struct stat *st)
{
    int fd = file_open(dirfd, path, O_WRONLY | O_CREAT | O_EXCL);
    if (fd < 0)
        return false;
    bool good = file_write_fd(fd, head) && file_write_fd(fd, body) && (!sync || fsync(fd) == 0) &&
                (!st || fstat(fd, st) == 0);
    int why = errno;
    if (!file_close(fd) && good) {
        why = errno;
        good = false;
    }
    if (!good)
        unlinkat(dirfd, path, 0);
    errno = why;
    return good;
}

bool file_create(int dirfd, const char *path, struct str s, struct err *err)
{
    return file_create_stat(dirfd, path, (struct str){0}, s, NULL, err);
}

bool file_create_stat(int dirfd, const char *path, struct str head, struct str body,
                      struct stat *st, struct err *err)
{
    return file_make(dirfd, path, head, body, false, st) ||
           err_sys(err, "cannot create %s", path);
}

/* A name beside path that no user has, of a length that always fits. */
static void file_spare_name(struct buf *out, struct str dir, struct str path)
{
    struct buf name = {0};
    buf_addf(&name, ".galley-%016llx.tmp", (unsigned long long)hash_fast(file_name(path)));
    file_join(out, dir, buf_str(&name));
    buf_free(&name);
}

bool file_sync_dir(int dirfd, struct str dir)
{
    struct buf path = {0};
    buf_add(&path, dir.n ? dir : str_of("."));
    int fd = file_open(dirfd, path.p, O_RDONLY | O_DIRECTORY);
    buf_free(&path);
    if (fd < 0)
        return false;
    /* EINVAL: a file system without anything to sync. */
    bool good = fsync(fd) == 0 || errno == EINVAL;
    int why = errno;
    close(fd);
    errno = why;
    return good;
}

/* Renames the spare file to `path` and makes that durable; one that cannot be renamed is removed.
 * false with errno set. */
static bool file_settle(int dirfd, const char *spare, const char *path)
{
    if (renameat(dirfd, spare, dirfd, path) == 0)
        return file_sync_dir(dirfd, file_dir(str_of(path)));
    int why = errno;
    unlinkat(dirfd, spare, 0);
    errno = why;
    return false;
}

bool file_replace(int dirfd, const char *path, struct str s, struct err *err)
{
    struct buf spare = {0};
    file_spare_name(&spare, file_dir(str_of(path)), str_of(path));
    bool good = (unlinkat(dirfd, spare.p, 0) == 0 || errno == ENOENT) &&
                file_make(dirfd, spare.p, (struct str){0}, s, true, NULL) &&
                file_settle(dirfd, spare.p, path);
    if (!good)
        err_sys(err, "cannot write %s", path);
    buf_free(&spare);
    return good;
}

/* Copies all of `from` into `to`, a piece at a time. */
static bool file_pour(int from, int to)
{
    struct buf piece = {0};
    ssize_t n;
    bool good = true;
    while (good && (n = file_read_some(from, buf_room(&piece, FILE_STEP), FILE_STEP)) != 0)
        good = n > 0 && file_write_fd(to, (struct str){piece.p, (size_t)n});
    buf_free(&piece);
    return good;
}

static bool file_copy_to(int from, int dirfd, const char *spare, const char *path,
                         struct stat *st)
{
    int to = file_open(dirfd, spare, O_WRONLY | O_CREAT | O_EXCL);
    if (to < 0)
        return false;
    bool good = file_pour(from, to) && fsync(to) == 0 && fstat(to, st) == 0;
    int why = errno;
    if (!file_close(to) && good) {
        why = errno;
        good = false;
    }
    if (!good)
        unlinkat(dirfd, spare, 0);
    errno = why;
    return good && file_settle(dirfd, spare, path);
}

bool file_copy(int fromfd, const char *from, int dirfd, const char *path, struct stat *st,
               struct err *err)
{
    struct buf spare = {0};
    file_spare_name(&spare, file_dir(str_of(path)), str_of(path));
    int fd = file_open(fromfd, from, O_RDONLY | O_NOFOLLOW);
    bool good = fd >= 0 && (unlinkat(dirfd, spare.p, 0) == 0 || errno == ENOENT) &&
                file_copy_to(fd, dirfd, spare.p, path, st);
    if (!good)
        err_sys(err, "cannot copy to %s", path);
    if (fd >= 0)
        close(fd);
    buf_free(&spare);
    return good;
}

void file_join(struct buf *out, struct str a, struct str b)
{
    bool absolute = b.n && b.p[0] == '/';
    if (!absolute)
        buf_add(out, a);
    if (!absolute && a.n && b.n && a.p[a.n - 1] != '/')
        buf_addc(out, '/');
    buf_add(out, b);
}

/* The place behind the last slash. */
static size_t file_name_start(struct str path)
{
    size_t i = path.n;
    while (i && path.p[i - 1] != '/')
        i--;
    return i;
}

struct str file_dir(struct str path)
{
    size_t i = file_name_start(path);
    return str_cut(path, 0, i > 1 ? i - 1 : i);
}

struct str file_name(struct str path)
{
    return str_cut(path, file_name_start(path), path.n);
}

struct str file_ext(struct str path)
{
    struct str name = file_name(path);
    size_t first = 0, dot = name.n;
    while (first < name.n && name.p[first] == '.')
        first++;
    while (dot > first && name.p[dot - 1] != '.')
        dot--;
    if (dot == first || dot == name.n)
        return str_cut(name, name.n, name.n);
    return str_cut(name, dot - 1, name.n);
}
