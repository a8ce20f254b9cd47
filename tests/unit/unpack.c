#include "base/unpack.h"

#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"

#include "tap.h"

static const struct unpack_limits wide = {SIZE_MAX, 1000000};

static struct buf gzip(struct str s)
{
    struct buf out = {0};
    z_stream z = {.next_in = (Bytef *)(uintptr_t)s.p, .avail_in = (uInt)s.n};
    deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
    size_t most = deflateBound(&z, s.n) + 64;
    z.next_out = (Bytef *)buf_room(&out, most);
    z.avail_out = (uInt)most;
    deflate(&z, Z_FINISH);
    out.n = most - z.avail_out;
    deflateEnd(&z);
    return out;
}

static struct buf xz(struct str s)
{
    struct buf out = {0};
    size_t most = lzma_stream_buffer_bound(s.n);
    uint8_t *to = (uint8_t *)buf_room(&out, most);
    if (lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, (const uint8_t *)s.p, s.n, to, &out.n,
                                most) != LZMA_OK)
        printf("Bail out! xz\n");
    return out;
}

/* The same from a file, `step` bytes at a time: text, fault and the digest of what was read. */
static void gives_parts(enum pack kind, struct str packed, struct str want, const char *fault,
                        size_t step, const char *what)
{
    struct buf out = {0};
    struct err err = {0};
    uint8_t whole[HASH_BYTES], parts[HASH_BYTES];
    int fd = memfd_create("unpack", MFD_CLOEXEC);
    bool good = fd >= 0 && file_write_fd(fd, packed) && lseek(fd, 0, SEEK_SET) == 0;
    struct hasher *h = hash_begin(NULL);
    struct unpacker *u = unpack_begin(kind, fd, &wide, &err);
    for (size_t before = 1; good && before != out.n;) {
        before = out.n;
        good = unpack_more(u, out.n + step, h, &out, &err);
    }
    unpack_end(u);
    hash_end(h, parts);
    hash_sha256(packed, whole);
    IS(str_of(err.text), fault, "%s: in parts of %zu", what, step);
    OK(good == !*fault &&
           (!good || (str_eq(buf_str(&out), want) && memcmp(whole, parts, sizeof whole) == 0)),
       "%s: in parts of %zu, the bytes", what, step);
    close(fd);
    buf_free(&out);
}

/* "" when it went well and gave `want`, else what was wrong. */
static void gives(enum pack kind, struct str packed, struct str want, const char *fault,
                  const char *what)
{
    struct buf out = {0};
    struct err err = {0};
    bool good = unpack(kind, packed, &wide, &out, &err);
    IS(str_of(err.text), fault, "%s", what);
    OK(good == !*fault && (!good || str_eq(buf_str(&out), want)), "%s: the bytes", what);
    buf_free(&out);
    gives_parts(kind, packed, want, fault, 7, what);
    gives_parts(kind, packed, want, fault, 1 << 20, what);
}

static void test_names(void)
{
    OK(pack_of(str_of("d/a.txt.gz")) == PACK_GZIP && pack_of(str_of("a.xz")) == PACK_XZ,
       "suffix");
    OK(pack_of(str_of("a.txt")) == PACK_NONE && pack_of(str_of(".gz")) == PACK_NONE &&
           pack_of(str_of("d/.xz")) == PACK_NONE && pack_of(str_of("")) == PACK_NONE &&
           pack_of(str_of("gz")) == PACK_NONE && pack_of(str_of("a.GZ")) == PACK_NONE,
       "no suffix");
    OK(pack_of(str_of("a.tar.gz")) == PACK_NONE, "an archive is no document");
    IS(pack_stem(str_of("d/a.txt.gz")), "d/a.txt", "stem");
    IS(pack_stem(str_of("d/a.txt")), "d/a.txt", "stem of what is not compressed");
}

/* What holds for each kind. */
static void test_kind(enum pack kind, struct buf (*pack)(struct str), const char *cut,
                      const char *behind, const char *damaged)
{
    struct str text = str_of("one\ntwo\nthree\n");
    struct buf once = pack(text), twice = {0}, more = {0}, nested = pack(buf_str(&once));
    struct buf empty = pack(str_of(""));
    printf("# %s\n", pack_name(kind));
    gives(kind, buf_str(&once), text, "", "a member");
    gives(kind, buf_str(&empty), str_of(""), "", "an empty one");
    buf_add(&twice, buf_str(&once));
    buf_add(&twice, buf_str(&once));
    gives(kind, buf_str(&twice), str_of("one\ntwo\nthree\none\ntwo\nthree\n"), "", "two members");
    buf_add(&more, buf_str(&once));
    buf_addz(&more, "garbage, more than a header");
    gives(kind, buf_str(&more), text, behind, "something behind");
    gives(kind, buf_str(&nested), text, "it is compressed more than once", "twice");
    size_t whole = 0;
    for (size_t n = 0; n < once.n; n++) {
        struct buf out = {0};
        struct err err = {0};
        whole += unpack(kind, str_cut(buf_str(&once), 0, n), &wide, &out, &err);
        buf_free(&out);
    }
    OK(whole == 0, "cut off anywhere, it is not whole");
    gives(kind, str_cut(buf_str(&once), 0, once.n - 1), text, cut, "cut off");
    gives(kind, str_of(""), text, cut, "nothing");
    once.p[once.n - (kind == PACK_GZIP ? 5 : 40)] ^= 1;
    gives(kind, buf_str(&once), text, damaged, "a wrong check sum");
    buf_free(&once);
    buf_free(&twice);
    buf_free(&more);
    buf_free(&nested);
    buf_free(&empty);
}

static void limited(struct str packed, struct unpack_limits l, const char *fault,
                    const char *what)
{
    struct buf out = {0};
    struct err err = {0};
    OK(unpack(PACK_GZIP, packed, &l, &out, &err) == !*fault, "%s", what);
    IS(str_of(err.text), fault, "%s: reason", what);
    OK(out.n < 8 << 20, "%s: not all of it was made", what);
    buf_free(&out);
}

static void test_limits(void)
{
    struct buf zeros = {0};
    memset(buf_room(&zeros, 32 << 20), 'A', 32 << 20);
    zeros.n = 32 << 20;
    struct buf bomb = gzip(buf_str(&zeros));
    struct buf small = gzip(str_cut(buf_str(&zeros), 0, UNPACK_FREE));
    struct buf four = gzip(str_cut(buf_str(&zeros), 0, 4 << 20));
    limited(buf_str(&bomb), (struct unpack_limits){SIZE_MAX, 200},
            "over 200 times its size when it is decompressed", "a bomb");
    limited(buf_str(&bomb), (struct unpack_limits){3 << 20, 5000},
            "over the document limit when it is decompressed", "the limit of a document");
    limited(buf_str(&small), (struct unpack_limits){UNPACK_FREE, 1}, "", "1 MiB, whatever ratio");
    limited(buf_str(&four), (struct unpack_limits){4 << 20, 2000}, "", "up to the limit");
    limited(buf_str(&four), (struct unpack_limits){(4 << 20) - 1, 2000},
            "over the document limit when it is decompressed", "one over it");
    buf_free(&zeros);
    buf_free(&bomb);
    buf_free(&small);
    buf_free(&four);
}

/* Random bytes do no harm. */
static void test_noise(void)
{
    size_t good = 0;
    srand(1);
    for (int i = 0; i < 2000; i++) {
        struct buf out = {0}, in = {0};
        struct err err = {0};
        buf_addz(&in, i % 2 ? "\x1f\x8b\x08" : "\xfd\x37zXZ");
        buf_addc(&in, '\0');
        for (int k = rand() % 200; k > 0; k--)
            buf_addc(&in, (char)rand());
        good += unpack(i % 2 ? PACK_GZIP : PACK_XZ, buf_str(&in), &wide, &out, &err);
        good += !err.set;
        buf_free(&in);
        buf_free(&out);
    }
    OK(good == 0, "noise is no data");
}

int main(void)
{
    test_names();
    test_kind(PACK_GZIP, gzip, "the gzip data are cut off",
              "something stands behind the end of the gzip data",
              "not gzip data: incorrect data check");
    test_kind(PACK_XZ, xz, "the xz data are cut off",
              "the xz data are damaged, or something stands behind their end",
              "the xz data are damaged, or something stands behind their end");
    test_limits();
    test_noise();
    return tap_done();
}
