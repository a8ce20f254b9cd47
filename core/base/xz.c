/* The one door to liblzma. */
#include <lzma.h>
#include <stdlib.h>

#include "base/crc.h"
#include "base/mem.h"
#include "base/unpack.h"

/* What `xz -9` needs, and half as much again. */
static const uint64_t xz_memory = UINT64_C(100) << 20;

static bool xz_open(struct unpack_stream *s, struct err *err)
{
    lzma_stream *z = mem_get(sizeof *z);
    *z = (lzma_stream)LZMA_STREAM_INIT;
    s->state = z;
    /* A check that this liblzma cannot compute is a check that nobody made. */
    uint32_t flags = LZMA_CONCATENATED | LZMA_TELL_UNSUPPORTED_CHECK;
    if (lzma_stream_decoder(z, xz_memory, flags) == LZMA_OK)
        return true;
    free(z);
    return err_set(err, "liblzma cannot be started");
}

static void xz_close(struct unpack_stream *s)
{
    lzma_end(s->state);
    free(s->state);
}

static const char *xz_fault(lzma_ret code)
{
    switch (code) {
    case LZMA_BUF_ERROR:
        return "the xz data are cut off";
    case LZMA_FORMAT_ERROR:
        return "not xz data";
    case LZMA_DATA_ERROR:
        return "the xz data are damaged, or something stands behind their end";
    case LZMA_MEMLIMIT_ERROR:
        return "the xz data take over 100 MiB of memory to decompress";
    case LZMA_UNSUPPORTED_CHECK:
    case LZMA_OPTIONS_ERROR:
        return "xz data of a kind that is not known";
    default:
        return "the xz data cannot be decompressed";
    }
}

static enum unpack_step xz_step(struct unpack_stream *s, struct err *err)
{
    lzma_stream *z = s->state;
    z->next_in = (const uint8_t *)s->in.p;
    z->avail_in = s->in.n - s->keep;
    z->next_out = (uint8_t *)s->to;
    z->avail_out = s->room;
    lzma_ret code = lzma_code(z, s->keep > 0 ? LZMA_RUN : LZMA_FINISH);
    s->in = str_cut(s->in, s->in.n - s->keep - z->avail_in, s->in.n);
    s->room = z->avail_out;
    if (code == LZMA_STREAM_END)
        return UNPACK_END;
    if (code == LZMA_OK || (code == LZMA_BUF_ERROR && s->keep > 0))
        return UNPACK_MORE;
    err_set(err, "%s", xz_fault(code));
    return UNPACK_FAULT;
}

const struct unpack_kind unpack_xz = {xz_open, xz_step, xz_close};

uint64_t crc_more(uint64_t sum, struct str bytes)
{
    return lzma_crc64((const uint8_t *)bytes.p, bytes.n, sum);
}
