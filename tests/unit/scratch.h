/* A directory of its own for a test, with files that it makes there. */
#ifndef GALLEY_TESTS_SCRATCH_H
#define GALLEY_TESTS_SCRATCH_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_tree.h"
#include "tap.h"

/* Owns the directory and its descriptor. */
struct scratch {
    char path[64];
    int fd;
};

static inline void scratch_open(struct scratch *s)
{
    snprintf(s->path, sizeof s->path, "/tmp/galley-unit-XXXXXX");
    s->fd = mkdtemp(s->path) ? open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (s->fd < 0) {
        printf("Bail out! no scratch directory\n");
        exit(2);
    }
}

static inline void scratch_close(struct scratch *s)
{
    file_remove_tree(AT_FDCWD, s->path, NULL);
    close(s->fd);
}

/* Writes a file, making its directories. */
static inline void scratch_write(const struct scratch *s, const char *path, struct str text)
{
    struct err err = {0};
    struct str dir = file_dir(str_of(path));
    char *z = strndup(dir.p, dir.n);
    unlinkat(s->fd, path, 0);
    if ((*z && !file_mkdirs(s->fd, z, false, &err)) || !file_create(s->fd, path, text, &err))
        OK(false, "%s", err.text);
    free(z);
}

static inline bool scratch_has(const struct scratch *s, const char *path)
{
    struct stat st;
    return fstatat(s->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* What a file holds; "(none)" when it cannot be read. The caller frees it. */
static inline struct buf scratch_read(const struct scratch *s, const char *path)
{
    struct buf b = {0};
    struct stat st;
    if (file_read(s->fd, path, SIZE_MAX, &b, &st, NULL) != FILE_OK) {
        buf_clear(&b);
        buf_addz(&b, "(none)");
    }
    return b;
}

static inline void scratch_is(const struct scratch *s, const char *path, const char *want)
{
    struct buf b = scratch_read(s, path);
    IS(buf_str(&b), want, "%s", path);
    buf_free(&b);
}

#endif
