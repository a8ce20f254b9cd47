#include "flow/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_tree.h"
#include "base/hash.h"
#include "base/mem.h"

enum { DIGEST_CHUNK = 1 << 18 };

void place_staged(unsigned worker, uint64_t number, char *path, size_t n)
{
    snprintf(path, n, "tmp/%u/%llu", worker, (unsigned long long)number);
}

/* Whether errno says that a file is not there, or not where galley would have put it. */
static bool is_gone(void)
{
    return errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
}

/* Opens the directory of `path` below OUT. */
static int open_parent(const struct store *store, struct str path)
{
    struct buf dir = {0};
    buf_add(&dir, file_dir(path));
    int fd = file_open_beneath(store->out, dir.n ? dir.p : "");
    buf_free(&dir);
    return fd;
}

bool place_prints_fd(int fd, struct place_prints *prints)
{
    struct hasher *h = hash_begin(NULL);
    uint64_t sum = 0;
    char *chunk = mem_get(DIGEST_CHUNK);
    uint8_t raw[HASH_BYTES];
    ssize_t n;
    while ((n = read(fd, chunk, DIGEST_CHUNK)) > 0 || (n < 0 && errno == EINTR)) {
        struct str some = {chunk, n > 0 ? (size_t)n : 0};
        hash_more(h, some);
        sum = crc_more(sum, some);
    }
    hash_end(h, raw);
    hash_hex(raw, prints->digest);
    crc_hex(sum, prints->sum);
    free(chunk);
    return n == 0;
}

/* Whether an earlier run wrote a file with these prints. */
static bool wrote(const struct books *books, struct str path, const struct place_prints *prints,
                  bool *known)
{
    return books_wrote(books, path, prints->digest, known) ||
           books_wrote(books, path, prints->sum, known);
}

/* The prints of the regular file dir/name, which may be a stream of any length; false when there
 * is none that can be read. */
static bool prints_of(int dir, const char *name, struct place_prints *prints)
{
    struct stat st;
    int fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ELOOP || errno == ENXIO) /* a link, a socket */
            errno = 0;
        return false;
    }
    bool known = fstat(fd, &st) == 0, regular = known && S_ISREG(st.st_mode);
    bool good = regular && place_prints_fd(fd, prints);
    int why = known && !regular ? 0 : errno;
    close(fd);
    errno = why;
    return good;
}

static bool is_there(int dir, const char *name)
{
    return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool place_free(const struct store *store, const struct books *books, struct str path, bool force,
                struct buf *why)
{
    struct stat st;
    struct place_prints prints;
    bool known = false, same = false;
    int dir = open_parent(store, path);
    if (dir < 0)
        return true; /* not there yet, or a link: the move will tell */
    struct str name = file_name(path);
    bool there = fstatat(dir, name.p, &st, AT_SYMLINK_NOFOLLOW) == 0;
    bool is_file = there && S_ISREG(st.st_mode);
    if (is_file && !force && prints_of(dir, name.p, &prints))
        same = wrote(books, path, &prints, &known);
    close(dir);
    if (!there || same || (force && is_file))
        return true;
    if (!is_file)
        buf_addz(why, "there is something else than a file in its place");
    else if (known)
        buf_addz(why, "was edited since galley wrote it (--force replaces it)");
    else
        buf_addz(why, "is there and was not written by galley (--force replaces it)");
    return false;
}

/* The prints of the regular file `path`; false when there is none (errno is 0) or it cannot be
 * read. */
static bool find_prints(const struct store *store, struct str path, struct place_prints *prints)
{
    struct buf name = {0};
    int dir = open_parent(store, path);
    buf_add(&name, file_name(path));
    bool good = dir >= 0 && prints_of(dir, name.p, prints);
    int why = is_gone() ? 0 : errno;
    if (dir >= 0)
        close(dir);
    buf_free(&name);
    errno = why;
    return good;
}

bool place_digest(const struct store *store, struct str path, char digest[HASH_HEX])
{
    struct place_prints prints;
    bool good = find_prints(store, path, &prints);
    if (good)
        memcpy(digest, prints.digest, sizeof prints.digest);
    return good;
}

bool place_ours(const struct store *store, const struct books *books, struct str path)
{
    struct place_prints prints;
    bool known;
    if (!find_prints(store, path, &prints))
        return false;
    errno = 0;
    return wrote(books, path, &prints, &known);
}

static bool open_cached(const struct store *store, struct place_cache *cache, struct str path,
                        struct err *err)
{
    struct str dir = file_dir(path);
    if (*cache->dir >= 0 && str_eq(dir, buf_str(cache->name)))
        return true;
    if (*cache->dir >= 0)
        close(*cache->dir);
    buf_clear(cache->name);
    buf_add(cache->name, dir);
    const char *name = dir.n ? cache->name->p : "";
    *cache->dir = file_open_beneath(store->out, name);
    if (*cache->dir < 0 && errno == ENOENT && file_mkdirs(store->out, name, true, err))
        *cache->dir = file_open_beneath(store->out, name);
    return *cache->dir >= 0 || err_sys(err, "cannot open the directory `%s` of an output", name);
}

/* The state directory may be on another file system than OUT. */
static bool copy_beside(const struct store *store, const char *from, int dir, const char *name,
                        struct stamp *stamp, struct err *err)
{
    struct stat st;
    if (!file_copy(store->state, from, dir, name, &st, err))
        return false;
    *stamp = stamp_placed(&st);
    unlinkat(store->state, from, 0);
    return true;
}

bool place_file(const struct store *store, struct place_cache *cache, const char *from,
                struct str path, struct stamp *stamp, struct err *err)
{
    if (!open_cached(store, cache, path, err))
        return false;
    struct str name = file_name(path);
    unsigned flags = store->was_empty ? RENAME_NOREPLACE : 0;
    if (renameat2(store->state, from, *cache->dir, name.p, flags) == 0)
        return true;
    bool exdev = errno == EXDEV, no_flag = errno == EINVAL;
    if (errno == EEXIST || ((exdev || no_flag) && flags && is_there(*cache->dir, name.p)))
        return err_set(err, "another output has its name: `%s`", path.p);
    if (exdev)
        return copy_beside(store, from, *cache->dir, name.p, stamp, err);
    if (no_flag && renameat(store->state, from, *cache->dir, name.p) == 0)
        return true; /* a file system without that flag */
    return err_sys(err, "cannot put `%s` in place", path.p);
}

static void remove_empty_dirs(const struct store *store, struct str path)
{
    struct buf dir = {0};
    buf_add(&dir, file_dir(path));
    while (dir.n > 0 && unlinkat(store->out, dir.p, AT_REMOVEDIR) == 0) {
        dir.n = file_dir(buf_str(&dir)).n;
        dir.p[dir.n] = '\0';
    }
    buf_free(&dir);
}

void place_undo(const struct store *store, struct str path)
{
    int dir = open_parent(store, path);
    if (dir < 0)
        return;
    unlinkat(dir, file_name(path).p, 0);
    close(dir);
    remove_empty_dirs(store, path);
}

enum place_end place_remove(const struct store *store, const struct books *books, struct str path,
                            bool force)
{
    struct buf whole = {0};
    struct place_prints prints;
    bool known;
    enum place_end end = PLACE_DONE;
    buf_add(&whole, path);
    int dir = open_parent(store, path);
    struct str name = file_name(buf_str(&whole));
    if (dir < 0 || !is_there(dir, name.p))
        end = is_gone() ? PLACE_DONE : PLACE_ERROR;
    else if (!prints_of(dir, name.p, &prints))
        end = errno ? PLACE_ERROR : PLACE_EDITED;
    else if (!force && !wrote(books, path, &prints, &known))
        end = PLACE_EDITED;
    else if (unlinkat(dir, name.p, 0) < 0)
        end = PLACE_ERROR;
    else
        remove_empty_dirs(store, buf_str(&whole));
    if (dir >= 0)
        close(dir);
    buf_free(&whole);
    return end;
}
