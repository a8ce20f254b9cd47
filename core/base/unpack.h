/* Compressed bytes: which kind a file's name says, and the whole of them decompressed and checked.
 */
#ifndef GALLEY_BASE_UNPACK_H
#define GALLEY_BASE_UNPACK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"

enum pack { PACK_NONE, PACK_GZIP, PACK_XZ };

/* What decompressed bytes may come to. */
struct unpack_limits {
    size_t most;    /* bytes */
    uint64_t ratio; /* times the compressed bytes, once they are over UNPACK_FREE */
};

enum { UNPACK_FREE = 1 << 20 };

/* By the suffix: "a.txt.gz", "a.txt.xz". Not "a.tar.gz", which is no document, nor ".gz". */
enum pack pack_of(struct str name);

/* The name without that suffix: "a.txt". */
struct str pack_stem(struct str name);

/* "gzip" or "xz". */
const char *pack_name(enum pack kind);

/* Adds to `out` what `in` holds. Fails, leaving in `out` what there was so far, when any byte of
 * `in` is not what its kind says: cut off, a wrong check sum, something behind the end; when what
 * comes out is compressed again; or over a limit. Several members are read as one. */
bool unpack(enum pack kind, struct str in, const struct unpack_limits *limits, struct buf *out,
            struct err *err);

/* The same for a file of any size, read from a descriptor as it is needed. Owns what is below it;
 * the descriptor is the caller's. */
struct unpacker;
struct unpacker *unpack_begin(enum pack kind, int fd, const struct unpack_limits *limits,
                              struct err *err);
/* Adds decompressed bytes to `out` until it has `want`, or the end was reached. What was read of
 * the file for it goes to `hasher` too. */
bool unpack_more(struct unpacker *u, size_t want, struct hasher *hasher, struct buf *out,
                 struct err *err);
void unpack_end(struct unpacker *u);

/* One library behind unpack(): a stream of one kind. */
struct unpack_stream {
    struct str in; /* what is not read yet */
    size_t keep;   /* so many bytes at the end of `in` are not to be read yet: more follows */
    char *to;      /* where the next bytes go, and how many there is room for */
    size_t room;
    void *state; /* owned: from open to close */
};

enum unpack_step { UNPACK_MORE, UNPACK_END, UNPACK_FAULT };

/* Each sets err when it fails. step takes from `in` and gives to `to`, a little at least; it ends
 * when all of `in` was read to a proper end. */
struct unpack_kind {
    bool (*open)(struct unpack_stream *s, struct err *err);
    enum unpack_step (*step)(struct unpack_stream *s, struct err *err);
    void (*close)(struct unpack_stream *s);
};

extern const struct unpack_kind unpack_gzip, unpack_xz;

#endif
