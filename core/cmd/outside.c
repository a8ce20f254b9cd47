#include "cmd/outside.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"

bool outside_path(const char *path, struct buf *out, struct err *err)
{
    struct buf head = {0}, tail = {0};
    buf_addz(&head, path);
    char *real;
    while (!(real = realpath(head.n ? head.p : ".", NULL)) && errno == ENOENT && head.n > 0 &&
           !str_is(file_name(buf_str(&head)), "..")) {
        struct buf rest = {0};
        buf_addc(&rest, '/');
        buf_add(&rest, file_name(buf_str(&head)));
        buf_add(&rest, buf_str(&tail));
        buf_free(&tail);
        tail = rest;
        head.n = file_dir(buf_str(&head)).n;
        head.p[head.n] = '\0';
    }
    bool good = real || err_sys(err, "cannot use `%s`", path);
    if (real) {
        buf_addz(out, real);
        buf_add(out, buf_str(&tail));
    }
    free(real);
    buf_free(&head);
    buf_free(&tail);
    return good;
}

bool outside_holds(struct str dir, struct str path)
{
    size_t n = dir.n == 1 ? 0 : dir.n; /* "/" is above everything */
    struct str rest = str_cut(path, n, path.n);
    return str_eq(str_cut(path, 0, n), str_cut(dir, 0, n)) &&
           (rest.n == 0 || str_byte(rest, '/', 0) == 0);
}

/* A link is not followed: it is replaced, so it is its own place that counts. */
static bool place_of(const char *path, struct buf *out, struct err *err)
{
    struct buf dir = {0}, real = {0};
    struct str name = file_name(str_of(path));
    bool named = name.n > 0 && !str_is(name, ".") && !str_is(name, "..");
    buf_add(&dir, file_dir(str_of(path)));
    if (!named)
        err_set(err, "cannot use `%s`: it is no name of a file", path);
    else if (outside_path(dir.n > 0 ? dir.p : ".", &real, err))
        file_join(out, buf_str(&real), name);
    buf_free(&dir);
    buf_free(&real);
    return !err->set;
}

/* What cannot be written at the end is refused at the beginning. */
static bool has_directory(struct str place)
{
    struct stat st;
    struct buf dir = {0};
    buf_add(&dir, file_dir(place));
    bool there = stat(dir.p, &st) == 0;
    if (there && !S_ISDIR(st.st_mode)) {
        there = false;
        errno = ENOTDIR;
    }
    buf_free(&dir);
    return there;
}

/* By the number of the directory: a bind mount has another name for it, and so does each case of
 * its letters where the file system takes them for one. */
static bool leads_through(const char *dir, struct str path)
{
    struct stat want, st;
    struct buf at = {0};
    bool same = false;
    if (stat(dir, &want) < 0)
        return false;
    buf_add(&at, path);
    while (!same && at.n > 1) { /* "/" is its own directory */
        at.n = file_dir(buf_str(&at)).n;
        at.p[at.n] = '\0';
        same = stat(at.p, &st) == 0 && st.st_dev == want.st_dev && st.st_ino == want.st_ino;
    }
    buf_free(&at);
    return same;
}

static bool below(const char *dir, struct str path, struct err *err)
{
    struct buf real = {0};
    bool good = dir && *dir && outside_path(dir, &real, err);
    bool holds = good && (outside_holds(buf_str(&real), path) || leads_through(dir, path));
    buf_free(&real);
    return holds;
}

bool outside_check(const struct job *job, const char *option, const char *path, struct err *err)
{
    struct buf place = {0};
    if (!place_of(path, &place, err)) {
        buf_free(&place);
        return false;
    }
    struct str at = buf_str(&place);
    if (below(job->out, at, err) || below(job->state, at, err))
        err_set(err, "%s: `%s` holds what was redacted: it cannot lie in the output directory",
                option, path);
    for (size_t i = 0; i < job->input_n; i++)
        if (outside_holds(job->inputs[i].path, at) || leads_through(job->inputs[i].path.p, at))
            err_set(err, "%s: `%s` cannot be, or lie in, an INPUT", option, path);
    if (!err->set && !has_directory(at))
        err_sys(err, "cannot use `%s`", path);
    buf_free(&place);
    return !err->set;
}
