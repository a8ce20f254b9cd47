#include "flow/porter.h"

#include <unistd.h>

void porter_open(struct porter *p, const char *shelf)
{
    *p = (struct porter){.shelf = shelf};
    for (size_t i = 0; i < ERRAND_STREAMS; i++)
        p->streams[i] = -1;
}

static void learn(struct porter *p, const struct frame *f)
{
    struct str rest = f->body;
    uint64_t number = wire_get(&rest);
    bool fresh = number < ERRAND_STREAMS && p->streams[number] < 0;
    if (fresh)
        p->streams[number] = f->fd;
    else if (f->fd >= 0)
        close(f->fd);
}

static bool do_errand(struct porter *p, const struct frame *f, int socket)
{
    struct str rest = f->body;
    uint64_t number = wire_get(&rest);
    bool done = errand_get(&rest, &p->errand);
    struct str bytes = shelf_bytes(p->shelf, number, errand_reach(&p->errand));
    done = done && errand_do(&p->errand, bytes, p->streams);
    buf_clear(&p->reply);
    errand_put_end(&p->errand, done, &p->reply);
    return wire_send(socket, FRAME_WRITTEN, buf_str(&p->reply), -1, NULL);
}

bool porter_serve(struct porter *p, const struct frame *f, int socket)
{
    if (f->kind == FRAME_STREAM)
        learn(p, f);
    return f->kind == FRAME_STREAM || (f->kind == FRAME_WRITE && do_errand(p, f, socket));
}

void porter_close(struct porter *p)
{
    for (size_t i = 0; i < ERRAND_STREAMS; i++)
        if (p->streams[i] >= 0)
            close(p->streams[i]);
    errand_drop(&p->errand);
    buf_free(&p->reply);
}
