#include "flow/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

enum { CHUNK = 1 << 18 };

static bool begin_file(struct stream *s, struct err *err)
{
    s->whole = false;
    s->hasher = hash_begin();
    s->fd = openat(s->state, s->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return s->fd >= 0 || err_sys(err, "cannot make a stream");
}

bool stream_open(struct stream *s, size_t number, int state, const struct output_facts *facts,
                 int old_fd, const struct old_stream *old, struct err *err)
{
    *s = (struct stream){.facts = facts, .state = state, .fd = STDOUT_FILENO, .old_fd = old_fd};
    s->open = true;
    s->is_stdout = state < 0;
    if (s->is_stdout)
        return true;
    s->fd = -1;
    s->whole = old_fd >= 0 && old->there;
    if (old)
        s->old = *old;
    snprintf(s->name, sizeof s->name, "tmp/stream-%zu", number);
    return s->whole || begin_file(s, err);
}

static bool write_out(struct stream *s, struct str bytes, struct err *err)
{
    if (s->hasher)
        hash_more(s->hasher, bytes);
    return file_write_fd(s->fd, bytes) ||
           err_sys(err, "cannot write %s", s->is_stdout ? "standard output" : "a stream");
}

static bool put(struct stream *s, struct str bytes, struct err *err)
{
    s->size += bytes.n;
    if (bytes.n >= CHUNK)
        return stream_flush(s, err) && write_out(s, bytes, err);
    buf_add(&s->pending, bytes);
    return s->pending.n < CHUNK || stream_flush(s, err);
}

bool stream_flush(struct stream *s, struct err *err)
{
    bool good = write_out(s, buf_str(&s->pending), err);
    buf_clear(&s->pending);
    return good;
}

static bool copy_from(struct stream *s, int fd, uint64_t place, uint64_t size, struct err *err)
{
    while (size > 0) {
        size_t want = size < CHUNK ? (size_t)size : CHUNK;
        char *room = buf_room(&s->pending, want);
        ssize_t n = pread(fd, room, want, (off_t)place);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(err, "bytes of a stream changed while they were read");
        s->pending.n += (size_t)n;
        s->size += (uint64_t)n;
        place += (uint64_t)n;
        size -= (uint64_t)n;
        if (s->pending.n >= CHUNK && !stream_flush(s, err))
            return false;
    }
    return true;
}

/* From here on the stream differs from the old one: what was the same so far is copied. */
static bool depart(struct stream *s, struct err *err)
{
    if (!s->whole)
        return true;
    return begin_file(s, err) && copy_from(s, s->old_fd, 0, s->kept, err);
}

static bool put_between(struct stream *s, struct err *err)
{
    return put(s, s->records++ ? s->facts->between : s->facts->head, err);
}

bool stream_add(struct stream *s, struct str record, uint64_t *place, struct err *err)
{
    if (!depart(s, err) || !put_between(s, err))
        return false;
    *place = s->size;
    return put(s, record, err);
}

bool stream_add_file(struct stream *s, int fd, uint64_t size, uint64_t *place, struct err *err)
{
    if (!depart(s, err) || !put_between(s, err))
        return false;
    *place = s->size;
    return copy_from(s, fd, 0, size, err);
}

bool stream_carry(struct stream *s, uint64_t *place, uint64_t size, struct err *err)
{
    size_t before = s->records ? s->facts->between.n : s->facts->head.n;
    if (s->whole && *place == s->kept + before) {
        s->kept = *place + size;
        s->records++;
        return true;
    }
    uint64_t from = *place;
    if (!depart(s, err) || !put_between(s, err))
        return false;
    *place = s->size;
    return copy_from(s, s->old_fd, from, size, err);
}

bool stream_end(struct stream *s, char digest[HASH_HEX], bool *same, struct err *err)
{
    uint8_t bytes[HASH_BYTES];
    *same = s->whole && s->records == s->old.records &&
            s->kept + s->facts->tail.n == s->old.stamp.size;
    if (*same) {
        memcpy(digest, s->old.digest, HASH_HEX);
        s->size = s->old.stamp.size;
        return true;
    }
    if (!depart(s, err) || (s->records == 0 && !put(s, s->facts->head, err)) ||
        !put(s, s->facts->tail, err) || !stream_flush(s, err))
        return false;
    if (s->hasher) {
        hash_end(s->hasher, bytes);
        s->hasher = NULL;
        hash_hex(bytes, digest);
    }
    return true;
}

void stream_close(struct stream *s)
{
    uint8_t bytes[HASH_BYTES];
    if (s->hasher)
        hash_end(s->hasher, bytes);
    if (s->open && s->fd >= 0 && !s->is_stdout)
        close(s->fd);
    if (s->open && s->old_fd >= 0)
        close(s->old_fd);
    buf_free(&s->pending);
    *s = (struct stream){0};
}
