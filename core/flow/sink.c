#include "flow/sink.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "flow/shelf.h"

enum { NAME_MAX_LEN = 24, LARGE = 1 << 20 };

static const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

static void staged_name(uint64_t number, char name[NAME_MAX_LEN])
{
    snprintf(name, NAME_MAX_LEN, "%llu", (unsigned long long)number);
}

static bool stage_file(struct sink *s, struct str head, struct str body, struct product *p,
                       struct err *err)
{
    char name[NAME_MAX_LEN];
    p->place = s->staged++;
    staged_name(p->place, name);
    struct stat st;
    if (!file_create_stat(s->staging, name, head, body, &st, err))
        return false;
    p->file = stamp_of(&st);
    return true;
}

static uint64_t stream_end_of(const struct sink *s)
{
    return s->shelved + s->passed + s->bytes.n;
}

/* What is in the memfd behind `passed` is to go. */
static void cut_memfd(struct sink *s)
{
    off_t end = (off_t)s->passed;
    if (s->fd >= 0 && (ftruncate(s->fd, end) < 0 || lseek(s->fd, end, SEEK_SET) < 0))
        s->broken = true;
}

/* Moves what has gathered into the memfd; where that fails, all is as it was. */
static bool pass_on(struct sink *s, struct str more, struct err *err)
{
    if (s->fd < 0)
        s->fd = memfd_create("galley-stream", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (s->fd < 0 || !file_write_fd(s->fd, buf_str(&s->bytes)) || !file_write_fd(s->fd, more)) {
        err_sys(err, "cannot pass on the bytes of a stream");
        cut_memfd(s);
        return false;
    }
    s->passed += s->bytes.n + more.n;
    buf_clear(&s->bytes);
    return true;
}

static void shelve(struct sink *s, struct str bytes)
{
    if (bytes.n > 0)
        memcpy(s->room + s->shelved, bytes.p, bytes.n);
    s->shelved += bytes.n;
}

/* What is on the shelf goes into the memfd, as will what comes. */
static bool leave_shelf(struct sink *s, struct err *err)
{
    if (s->shelved > 0 && !pass_on(s, (struct str){s->room, s->shelved}, err))
        return false;
    s->room = NULL;
    s->shelved = 0;
    return true;
}

/* Small pieces are gathered; large ones are not copied. */
static bool add_bytes(struct sink *s, struct str head, struct str body, struct err *err)
{
    if (s->discard)
        return true;
    if (s->room && body.n < LARGE && head.n + body.n <= SHELF_ROOM - s->shelved) {
        shelve(s, head);
        shelve(s, body);
        return true;
    }
    if (s->room && !leave_shelf(s, err))
        return false;
    buf_add(&s->bytes, head);
    if (body.n >= LARGE)
        return pass_on(s, body, err);
    buf_add(&s->bytes, body);
    return true;
}

/* Takes back all stream bytes from `place` on. */
static void cut_bytes(struct sink *s, uint64_t place)
{
    if (s->room) {
        s->shelved = place;
        return;
    }
    if (place >= s->passed) {
        s->bytes.n = (size_t)(place - s->passed);
        return;
    }
    buf_clear(&s->bytes);
    s->passed = place;
    cut_memfd(s);
}

static void digest_of(const struct sink *s, struct str head, struct str body,
                      char digest[HASH_HEX])
{
    uint8_t bytes[HASH_BYTES];
    if (head.n == 0) {
        seal_output(s->seal, body, digest);
        return;
    }
    struct hasher *h = hash_begin(NULL);
    hash_more(h, head);
    hash_more(h, body);
    hash_end(h, bytes);
    hash_hex(bytes, digest);
}

bool sink_put(struct sink *s, struct str head, struct str body, struct product *p,
              struct err *err)
{
    bool to_bytes = p->stream || s->staging < 0;
    digest_of(s, head, body, p->digest);
    p->size = head.n + body.n;
    p->place = stream_end_of(s);
    if (!to_bytes)
        return stage_file(s, head, body, p, err);
    if (add_bytes(s, head, body, err))
        return true;
    cut_bytes(s, p->place);
    return false;
}

bool sink_begin(struct sink *s, struct product *p, int *fd, struct err *err)
{
    char name[NAME_MAX_LEN];
    *fd = -1;
    p->place = stream_end_of(s);
    if (s->staging < 0)
        return true;
    p->place = s->staged++;
    staged_name(p->place, name);
    *fd = openat(s->staging, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return *fd >= 0 || err_sys(err, "cannot create %s", name);
}

bool sink_more(struct sink *s, struct str bytes, struct err *err)
{
    return add_bytes(s, (struct str){0}, bytes, err) &&
           (s->bytes.n < LARGE || pass_on(s, (struct str){0}, err));
}

void sink_undo(struct sink *s, const struct product *products, size_t n)
{
    for (size_t i = n; i-- > 0;) {
        const struct product *p = &products[i];
        char name[NAME_MAX_LEN];
        staged_name(p->place, name);
        if ((!p->stream || p->staged) && s->staging >= 0)
            unlinkat(s->staging, name, 0);
        else if (!s->discard)
            cut_bytes(s, p->place);
    }
}

/* In a memfd of their own, sealed: for what does not fit on a shelf. */
static int sealed_memfd(struct sink *s, struct err *err)
{
    int fd = -1;
    if (pass_on(s, str_of(""), err)) {
        fd = s->fd;
        s->fd = -1;
    }
    if (fd >= 0 && (s->broken || fcntl(fd, F_ADD_SEALS, seals) < 0)) {
        err_sys(err, "cannot pass on the bytes of a stream");
        close(fd);
        fd = -1;
    }
    s->passed = 0;
    return fd;
}

void sink_start(struct sink *s, uint64_t number)
{
    s->room = shelf_room(s->shelf, number);
    s->shelved = 0;
}

bool sink_pass(struct sink *s, uint64_t *n, int *fd, struct err *err)
{
    *n = s->shelved;
    *fd = -1;
    s->room = NULL;
    s->shelved = 0;
    if (*n > 0 || (stream_end_of(s) == 0 && s->fd < 0))
        return true;
    *fd = sealed_memfd(s, err);
    return *fd >= 0;
}

void sink_free(struct sink *s)
{
    shelf_unmap(s->shelf);
    if (s->staging >= 0)
        close(s->staging);
    if (s->fd >= 0)
        close(s->fd);
    buf_free(&s->bytes);
}
