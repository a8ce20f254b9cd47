#include "base/unpack.h"

#include <stdlib.h>

#include "base/file_part.h"
#include "base/mem.h"

enum { UNPACK_STEP = 256 << 10, UNPACK_KEEP = 8 };

static const struct {
    const char *suffix, *name, *magic;
    const struct unpack_kind *kind;
} packs[] = {
    [PACK_GZIP] = {".gz", "gzip", "\x1f\x8b\x08", &unpack_gzip},
    [PACK_XZ] = {".xz", "xz", "\xfd\x37zXZ", &unpack_xz},
};

enum { PACKS = sizeof packs / sizeof *packs };

enum pack pack_of(struct str name)
{
    for (size_t i = PACK_GZIP; i < PACKS; i++) {
        size_t n = strlen(packs[i].suffix);
        struct str stem = str_cut(name, 0, name.n > n ? name.n - n : 0);
        if (str_ends(name, packs[i].suffix) && stem.n > 0 && stem.p[stem.n - 1] != '/' &&
            !str_ends(stem, ".tar"))
            return (enum pack)i;
    }
    return PACK_NONE;
}

struct str pack_stem(struct str name)
{
    enum pack kind = pack_of(name);
    return kind == PACK_NONE ? name : str_cut(name, 0, name.n - strlen(packs[kind].suffix));
}

const char *pack_name(enum pack kind)
{
    return packs[kind].name;
}

/* A bomb of two stages, or a mistake: one stage is undone, and what it held is no document. */
static bool packed_again(struct str s)
{
    for (size_t i = PACK_GZIP; i < PACKS; i++)
        if (str_starts(s, packs[i].magic))
            return true;
    return false;
}

static bool within(uint64_t n, uint64_t packed, const struct unpack_limits *limits,
                   struct err *err)
{
    if (n > limits->most)
        return err_set(err, "over the document limit when it is decompressed");
    if (n > UNPACK_FREE && (n - 1) / limits->ratio >= packed)
        return err_set(err, "over %llu times its size when it is decompressed",
                       (unsigned long long)limits->ratio);
    return true;
}

bool unpack(enum pack kind, struct str in, const struct unpack_limits *limits, struct buf *out,
            struct err *err)
{
    const struct unpack_kind *k = packs[kind].kind;
    struct unpack_stream s = {.in = in};
    size_t from = out->n;
    enum unpack_step step = UNPACK_MORE;
    if (!k->open(&s, err))
        return false;
    while (step == UNPACK_MORE && within(out->n - from, in.n, limits, err)) {
        s.to = buf_room(out, UNPACK_STEP);
        s.room = UNPACK_STEP;
        step = k->step(&s, err);
        out->n += UNPACK_STEP - s.room;
        out->p[out->n] = '\0';
    }
    k->close(&s);
    struct str whole = {out->p + from, out->n - from};
    return step == UNPACK_END && within(whole.n, in.n, limits, err) &&
           (!packed_again(whole) || err_set(err, "it is compressed more than once"));
}

struct unpacker {
    enum pack kind;
    int fd;
    struct unpack_limits limits;
    struct unpack_stream s;
    struct buf in;
    uint64_t read, made; /* bytes so far */
    bool open, ended;
};

struct unpacker *unpack_begin(enum pack kind, int fd, const struct unpack_limits *limits,
                              struct err *err)
{
    struct unpacker *u = mem_get(sizeof *u);
    *u = (struct unpacker){.kind = kind, .fd = fd, .limits = *limits};
    u->open = packs[kind].kind->open(&u->s, err);
    if (u->open)
        return u;
    unpack_end(u);
    return NULL;
}

/* Moves what was not read yet to the front and reads on behind it. Some bytes are kept back until
 * the file's end is seen: they tell whether another member follows. */
static bool refill(struct unpacker *u, struct hasher *hasher, struct err *err)
{
    size_t rest = u->s.in.n;
    if (rest > UNPACK_KEEP || (u->read > 0 && u->s.keep == 0))
        return true;
    if (rest > 0)
        memmove(u->in.p, u->s.in.p, rest);
    u->in.n = rest;
    if (!file_fill(u->fd, UNPACK_STEP, &u->in))
        return err_sys(err, "cannot read");
    hash_more(hasher, str_cut(buf_str(&u->in), rest, u->in.n));
    u->read += u->in.n - rest;
    u->s.in = buf_str(&u->in);
    u->s.keep = u->in.n == UNPACK_STEP ? UNPACK_KEEP : 0;
    return true;
}

bool unpack_more(struct unpacker *u, size_t want, struct hasher *hasher, struct buf *out,
                 struct err *err)
{
    while (!u->ended && out->n < want) {
        if (!refill(u, hasher, err))
            return false;
        size_t room = want - out->n;
        u->s.to = buf_room(out, room);
        u->s.room = room;
        enum unpack_step step = packs[u->kind].kind->step(&u->s, err);
        bool first = u->made == 0;
        u->made += room - u->s.room;
        out->n += room - u->s.room;
        if (step == UNPACK_FAULT || !within(u->made, u->read, &u->limits, err))
            return false;
        if (first && packed_again(buf_str(out)))
            return err_set(err, "it is compressed more than once");
        u->ended = step == UNPACK_END;
    }
    return true;
}

void unpack_end(struct unpacker *u)
{
    if (u && u->open)
        packs[u->kind].kind->close(&u->s);
    if (u)
        buf_free(&u->in);
    free(u);
}
