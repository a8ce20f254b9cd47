#include "flow/shelf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file_part.h"
#include "base/mem.h"

enum { ALL = SHELF_PLACES * SHELF_ROOM };

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
    if (ftruncate(fd, ALL) < 0 || fcntl(fd, F_ADD_SEALS, seals) < 0) {
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
    uint64_t from = (uint64_t)p->number * SHELF_ROOM;
    return file_read_at(p->shelf->fd, to, n, from) == (ssize_t)n ||
           err_sys(err, "cannot read the bytes of a stream");
}

char *shelf_map(int fd)
{
    void *p = mmap(NULL, ALL, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return p == MAP_FAILED ? NULL : p;
}

void shelf_unmap(char *all)
{
    if (all)
        munmap(all, ALL);
}

static bool has_place(const char *all, uint64_t number)
{
    return all && number < SHELF_PLACES;
}

char *shelf_room(char *all, uint64_t number)
{
    return has_place(all, number) ? all + number * SHELF_ROOM : NULL;
}

struct str shelf_bytes(const char *all, uint64_t number, uint64_t n)
{
    if (!has_place(all, number) || n > SHELF_ROOM)
        return (struct str){0};
    return (struct str){all + number * SHELF_ROOM, n};
}
