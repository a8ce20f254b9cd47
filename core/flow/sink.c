#include "flow/sink.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

enum { NAME_MAX_LEN = 24 };

static void staged_name(uint64_t number, char name[NAME_MAX_LEN])
{
    snprintf(name, NAME_MAX_LEN, "%llu", (unsigned long long)number);
}

static bool stage_file(struct sink *s, struct str bytes, struct product *p, struct err *err)
{
    char name[NAME_MAX_LEN];
    p->place = s->staged++;
    staged_name(p->place, name);
    struct stat st;
    if (!file_create_stat(s->staging, name, bytes, &st, err))
        return false;
    p->file = stamp_of(&st);
    return true;
}

/* An output that is its input again has its digest too: to compare them is thirty times as fast as
 * to hash once more. */
static void digest_of(const struct sink *s, struct str bytes, char out[HASH_HEX])
{
    uint8_t digest[HASH_BYTES];
    if (s->known.n > 0 && str_eq(s->known, bytes)) {
        memcpy(out, s->known_digest, HASH_HEX);
        return;
    }
    hash_sha256(bytes, digest);
    hash_hex(digest, out);
}

bool sink_put(struct sink *s, struct str head, struct str body, struct product *p,
              struct err *err)
{
    bool to_bytes = p->stream || s->staging < 0;
    size_t from = s->bytes.n;
    struct str whole = body;
    if (head.n > 0 || to_bytes) {
        buf_add(&s->bytes, head);
        buf_add(&s->bytes, body);
        whole = str_cut(buf_str(&s->bytes), from, s->bytes.n);
    }
    digest_of(s, whole, p->digest);
    p->size = whole.n;
    p->place = from;
    bool good = to_bytes || stage_file(s, whole, p, err);
    if (!to_bytes || s->discard)
        s->bytes.n = from;
    return good;
}

void sink_undo(struct sink *s, const struct product *products, size_t n)
{
    for (size_t i = n; i-- > 0;) {
        const struct product *p = &products[i];
        char name[NAME_MAX_LEN];
        staged_name(p->place, name);
        if (p->stream || s->staging < 0)
            s->bytes.n = s->discard ? s->bytes.n : p->place;
        else
            unlinkat(s->staging, name, 0);
    }
}

int sink_memfd(struct sink *s, struct err *err)
{
    if (s->bytes.n == 0)
        return -1;
    int fd = memfd_create("galley-stream", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || !file_write_fd(fd, buf_str(&s->bytes)) ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0) {
        err_sys(err, "cannot pass on the bytes of a stream");
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    buf_clear(&s->bytes);
    return fd;
}
