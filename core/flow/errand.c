#include "flow/errand.h"

#include <errno.h>
#include <stdlib.h>

#include "base/crc.h"
#include "base/file_part.h"
#include "base/mem.h"
#include "flow/wire.h"

void errand_add(struct errand *e, const struct errand_piece *p)
{
    struct errand_piece *last = e->n ? &e->pieces[e->n - 1] : NULL;
    if (last && last->stream == p->stream && last->from + last->n == p->from) {
        last->n += p->n;
        return;
    }
    e->pieces = mem_grow(e->pieces, &e->cap, e->n + 1, sizeof *e->pieces);
    e->pieces[e->n++] = *p;
}

uint64_t errand_reach(const struct errand *e)
{
    uint64_t reach = 0;
    for (size_t i = 0; i < e->n; i++) {
        uint64_t end = e->pieces[i].from + e->pieces[i].n;
        reach = end > reach ? end : reach;
    }
    return reach;
}

static struct errand_written *written_to(struct errand *e, uint64_t stream)
{
    for (size_t i = 0; i < e->written_n; i++)
        if (e->written[i].stream == stream)
            return &e->written[i];
    return NULL;
}

static struct errand_written *add_written(struct errand *e, const struct errand_written *w)
{
    e->written = mem_grow(e->written, &e->written_cap, e->written_n + 1, sizeof *e->written);
    e->written[e->written_n] = *w;
    return &e->written[e->written_n++];
}

static bool write_piece(struct errand *e, const struct errand_piece *p, struct str bytes,
                        const int streams[ERRAND_STREAMS])
{
    struct str part = str_cut(bytes, p->from, p->from + p->n);
    struct errand_written *w = written_to(e, p->stream);
    errno = EBADMSG;
    if (part.n != p->n || p->stream >= ERRAND_STREAMS || (w && w->to + w->n != p->to) ||
        !file_write_at(streams[p->stream], part, p->to))
        return false;
    if (!w)
        w = add_written(e, &(struct errand_written){.stream = p->stream, .to = p->to});
    w->n += p->n;
    w->sum = crc_more(w->sum, part);
    return true;
}

bool errand_do(struct errand *e, struct str bytes, const int streams[ERRAND_STREAMS])
{
    e->written_n = 0;
    for (size_t i = 0; i < e->n; i++)
        if (!write_piece(e, &e->pieces[i], bytes, streams))
            return false;
    return true;
}

void errand_put(const struct errand *e, struct buf *out)
{
    wire_put(out, e->n);
    for (size_t i = 0; i < e->n; i++) {
        const struct errand_piece *p = &e->pieces[i];
        wire_put(out, p->stream);
        wire_put(out, p->from);
        wire_put(out, p->to);
        wire_put(out, p->n);
    }
}

bool errand_get(struct str *rest, struct errand *e)
{
    size_t n = wire_get_count(rest, 4 * sizeof(uint64_t));
    errand_clear(e);
    for (size_t i = 0; i < n; i++) {
        struct errand_piece p = {.stream = wire_get(rest), .from = wire_get(rest)};
        p.to = wire_get(rest);
        p.n = wire_get(rest);
        errand_add(e, &p);
    }
    return n > 0;
}

void errand_put_end(const struct errand *e, bool done, struct buf *out)
{
    wire_put(out, done);
    wire_put(out, e->written_n);
    for (size_t i = 0; i < e->written_n; i++) {
        const struct errand_written *w = &e->written[i];
        wire_put(out, w->stream);
        wire_put(out, w->to);
        wire_put(out, w->n);
        wire_put(out, w->sum);
    }
}

bool errand_get_end(struct str *rest, struct errand *e, bool *done)
{
    *done = wire_get(rest) != 0;
    size_t n = wire_get_count(rest, 4 * sizeof(uint64_t));
    e->written_n = 0;
    for (size_t i = 0; i < n; i++) {
        struct errand_written w = {.stream = wire_get(rest)};
        w.to = wire_get(rest);
        w.n = wire_get(rest);
        w.sum = wire_get(rest);
        add_written(e, &w);
    }
    return n > 0 || !*done;
}

void errand_clear(struct errand *e)
{
    e->n = e->written_n = 0;
}

void errand_drop(struct errand *e)
{
    shelf_give(&e->place);
    free(e->pieces);
    free(e->written);
    *e = (struct errand){0};
}

void errand_free(struct errand *e)
{
    if (e)
        errand_drop(e);
    free(e);
}
