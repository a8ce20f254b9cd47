#include "base/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
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

bool lines_open(struct lines *l, int dirfd, const char *name, struct err *err)
{
    static const cookie_io_functions_t io = {.read = read_on, .close = close_it};
    *l = (struct lines){.name = name};
    int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT || err_sys(err, "cannot read `%s`", name);
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
