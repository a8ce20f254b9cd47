/* The one door to zlib. */
#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"
#include "base/unpack.h"

/* zlib counts in unsigned int. */
enum { GZIP_MOST = 1 << 30, GZIP_ONLY = 16 };

static bool gzip_open(struct unpack_stream *s, struct err *err)
{
    z_stream *z = mem_get(sizeof *z);
    *z = (z_stream){0};
    s->state = z;
    if (inflateInit2(z, GZIP_ONLY + MAX_WBITS) == Z_OK)
        return true;
    free(z);
    return err_set(err, "zlib cannot be started");
}

static void gzip_close(struct unpack_stream *s)
{
    inflateEnd(s->state);
    free(s->state);
}

/* A member may be followed by another one, and by nothing else: what gzip(1) passes over with a
 * warning is a byte that nobody accounts for. */
static enum unpack_step gzip_end(struct unpack_stream *s, struct err *err)
{
    if (s->in.n == 0)
        return UNPACK_END;
    if (!str_starts(s->in, "\x1f\x8b")) {
        err_set(err, "something stands behind the end of the gzip data");
        return UNPACK_FAULT;
    }
    inflateReset(s->state);
    return UNPACK_MORE;
}

static enum unpack_step gzip_step(struct unpack_stream *s, struct err *err)
{
    z_stream *z = s->state;
    size_t given = s->in.n - s->keep < GZIP_MOST ? s->in.n - s->keep : GZIP_MOST;
    z->next_in = (Bytef *)(uintptr_t)s->in.p;
    z->avail_in = (uInt)given;
    z->next_out = (Bytef *)s->to;
    z->avail_out = (uInt)s->room;
    int code = inflate(z, Z_NO_FLUSH);
    s->in = str_cut(s->in, given - z->avail_in, s->in.n);
    s->room = z->avail_out;
    if (code == Z_STREAM_END)
        return gzip_end(s, err);
    if (code == Z_OK || (code == Z_BUF_ERROR && s->keep > 0))
        return UNPACK_MORE;
    if (code == Z_BUF_ERROR)
        err_set(err, "the gzip data are cut off");
    else
        err_set(err, "not gzip data: %s", z->msg ? z->msg : zError(code));
    return UNPACK_FAULT;
}

const struct unpack_kind unpack_gzip = {gzip_open, gzip_step, gzip_close};
