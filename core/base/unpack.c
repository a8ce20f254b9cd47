#include "base/unpack.h"

enum { UNPACK_STEP = 256 << 10 };

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

static bool within(size_t n, size_t packed, const struct unpack_limits *limits, struct err *err)
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
