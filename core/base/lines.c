#include "base/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static int fd_of(void *cookie)
{
    return (int)(intptr_t)cookie;
}

/* The C library's own streams take an interrupted read for a failed one. */
static ssize_t read_on(void *cookie, char *p, size_t n)
{
    ssize_t k;
    do
        k = read(fd_of(cookie), p, n);
    while (k < 0 && errno == EINTR);
    return k;
}

static int close_it(void *cookie)
{
    return close(fd_of(cookie));
}

/* O_NONBLOCK: to open a FIFO must not wait for a writer. */
static int open_file(int dirfd, const char *name, struct err *err)
{
    struct stat st;
    int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        if (errno != ENOENT)
            err_sys(err, "cannot read `%s`", name);
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    err_set(err, "cannot read `%s`: it is not a regular file", name);
    close(fd);
    return -1;
}

bool lines_open(struct lines *l, int dirfd, const char *name, struct err *err)
{
    static const cookie_io_functions_t io = {.read = read_on, .close = close_it};
    *l = (struct lines){.name = name};
    struct err own = {0};
    int fd = open_file(dirfd, name, &own);
    if (fd < 0)
        return !own.set || err_set(err, "%s", own.text);
    l->f = fopencookie((void *)(intptr_t)fd, "r", io);
    if (!l->f)
        mem_fail();
    return true;
}

bool lines_next(struct lines *l, struct str *line, struct err *err)
{
    *line = (struct str){0};
    errno = 0;
    ssize_t n = l->f ? getline(&l->line, &l->cap, l->f) : -1;
    if (l->f && (ferror(l->f) || (n < 0 && errno == ENOMEM)))
        return err_sys(err, "cannot read `%s`", l->name);
    if (n <= 0)
        return false;
    *line = (struct str){l->line, (size_t)n};
    return true;
}

void lines_close(struct lines *l)
{
    if (l->f)
        fclose(l->f);
    free(l->line);
    *l = (struct lines){0};
}
