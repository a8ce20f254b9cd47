#include "flow/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"

struct shelf {
    int fd;
    unsigned users;
    bool taken[SHELF_PLACES];
};

/* Of a size that neither side can change: a worker can neither cut it nor fill the memory by it.
 */
static const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW;

struct shelf *shelf_new(void)
{
    int fd = memfd_create("galley-shelf", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return NULL;
    if (ftruncate(fd, (off_t)SHELF_PLACES * SHELF_ROOM) < 0 ||
        fcntl(fd, F_ADD_SEALS, seals) < 0) {
        close(fd);
        return NULL;
    }
    struct shelf *s = mem_get(sizeof *s);
    *s = (struct shelf){.fd = fd, .users = 1};
    return s;
}

void shelf_free(struct shelf *s)
{
    if (!s || --s->users > 0)
        return;
    close(s->fd);
    free(s);
}

int shelf_fd(const struct shelf *s)
{
    return s ? s->fd : -1;
}

struct shelf_place shelf_take(struct shelf *s)
{
    for (unsigned i = 0; s && i < SHELF_PLACES; i++)
        if (!s->taken[i]) {
            s->taken[i] = true;
            s->users++;
            return (struct shelf_place){s, i};
        }
    return (struct shelf_place){0};
}

void shelf_give(struct shelf_place *p)
{
    if (p->shelf) {
        p->shelf->taken[p->number] = false;
        shelf_free(p->shelf);
    }
    *p = (struct shelf_place){0};
}

bool shelf_read(const struct shelf_place *p, char *to, size_t n, struct err *err)
{
    off_t from = (off_t)p->number * SHELF_ROOM;
    while (n > 0) {
        ssize_t got = pread(p->shelf->fd, to, n, from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return err_sys(err, "cannot read the bytes of a stream");
        to += got;
        from += got;
        n -= (size_t)got;
    }
    return true;
}

bool shelf_write(int fd, uint64_t number, struct str bytes)
{
    off_t to = (off_t)number * SHELF_ROOM;
    while (bytes.n > 0) {
        ssize_t put = pwrite(fd, bytes.p, bytes.n, to);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        to += put;
        bytes = str_cut(bytes, (size_t)put, bytes.n);
    }
    return true;
}
