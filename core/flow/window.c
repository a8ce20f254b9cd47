#include "flow/window.h"

#include "base/file_part.h"

bool window_open(struct window_reader *r, enum pack kind, const struct unpack_limits *limits,
                 struct err *err)
{
    r->now = (struct window){.line = 1};
    if (kind == PACK_NONE)
        return true;
    r->unpacker = unpack_begin(kind, r->fd, limits, err);
    return r->unpacker != NULL;
}

void window_close(struct window_reader *r)
{
    unpack_end(r->unpacker);
    r->unpacker = NULL;
    buf_free(&r->rest);
}

static uint64_t lines_of(struct str s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

static bool fill(struct window_reader *r, size_t want, struct err *err)
{
    size_t from = r->data->n;
    if (r->unpacker)
        return unpack_more(r->unpacker, want, r->hasher, r->data, err);
    if (!file_fill(r->fd, want, r->data)) {
        r->unread = true;
        return err_sys(err, "cannot read");
    }
    hash_more(r->hasher, str_cut(buf_str(r->data), from, r->data->n));
    return true;
}

/* Where the last line ends that is whole within the first `most` bytes; 0 when there is none. */
static size_t last_line(const struct window_reader *r, size_t most)
{
    const char *end = memrchr(r->data->p, '\n', most);
    return end ? (size_t)(end - r->data->p) + 1 : 0;
}

/* Reads a window's bytes and what more came with them; *cut is where it ends, 0: nowhere. What
 * more comes is a byte at least, unless the file ends: whether it goes on shows at once. */
static bool read_on(struct window_reader *r, size_t *cut, struct err *err)
{
    size_t want = r->most < WINDOW_USUAL ? r->most : WINDOW_USUAL;
    for (*cut = 0; *cut == 0; want = want > r->most / 2 ? r->most : want * 2) {
        if (!fill(r, want + 1, err))
            return false;
        r->ended = r->data->n <= want;
        *cut = r->ended ? r->data->n : last_line(r, want);
        if (r->ended || want == r->most)
            break;
    }
    return true;
}

bool window_next(struct window_reader *r, struct err *err)
{
    if (r->ended)
        return false;
    r->now.at += r->now.text.n;
    r->now.line += r->lines;
    buf_clear(r->data);
    buf_add(r->data, buf_str(&r->rest));
    buf_clear(&r->rest);
    size_t cut;
    if (!read_on(r, &cut, err))
        return false;
    if (cut == 0 && !r->ended)
        return err_set(err,
                       "line %llu, which begins at byte %zu, is over the document limit of %zu "
                       "bytes",
                       (unsigned long long)r->now.line, r->now.at, r->most);
    buf_add(&r->rest, str_cut(buf_str(r->data), cut, r->data->n));
    r->data->n = cut;
    r->now.text = buf_str(r->data);
    r->lines = lines_of(r->now.text);
    return true;
}
