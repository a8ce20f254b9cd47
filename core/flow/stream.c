#include "flow/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

enum { CHUNK = 1 << 18, SMALL = 1 << 14 };

static bool begin_file(struct stream *s, struct err *err)
{
    s->whole = false;
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
    if (!s->is_stdout)
        sums_add(&s->sums, bytes);
    return file_write_fd(s->fd, bytes) ||
           err_sys(err, "cannot write %s", s->is_stdout ? "standard output" : "a stream");
}

/* Goes past what was left to others. */
static bool pass_left(struct stream *s, struct err *err)
{
    uint64_t n = s->left;
    s->left = 0;
    if (n == 0)
        return true;
    sums_expect(&s->sums, n);
    return lseek(s->fd, (off_t)n, SEEK_CUR) >= 0 || err_sys(err, "cannot write a stream");
}

bool stream_flush(struct stream *s, struct err *err)
{
    bool good = (s->pending.n == 0 || write_out(s, buf_str(&s->pending), err)) &&
                (s->run.n == 0 || write_out(s, s->run, err)) && pass_left(s, err);
    buf_clear(&s->pending);
    s->run = (struct str){0};
    return good;
}

/* Ends the run, as more is to follow that does not lie behind it: to copy a short one is cheaper
 * than to write it by itself. */
static bool end_run(struct stream *s, struct err *err)
{
    if (s->run.n > SMALL || s->left > 0)
        return stream_flush(s, err);
    buf_add(&s->pending, s->run);
    s->run = (struct str){0};
    return true;
}

static bool put(struct stream *s, struct str bytes, struct err *err)
{
    if (bytes.n == 0)
        return true;
    s->size += bytes.n;
    if (s->run.n > 0 && s->left == 0 && s->run.p + s->run.n == bytes.p)
        s->run.n += bytes.n;
    else if (end_run(s, err))
        s->run = bytes;
    else
        return false;
    return s->pending.n + s->run.n < CHUNK || stream_flush(s, err);
}

static bool copy_from(struct stream *s, int fd, uint64_t place, uint64_t size, struct err *err)
{
    if (!end_run(s, err))
        return false;
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

bool stream_may_leave(const struct stream *s)
{
    return s->open && !s->is_stdout && s->facts->between.n == 0;
}

bool stream_leave(struct stream *s, uint64_t n, uint64_t *place, struct err *err)
{
    if (!depart(s, err) || !put_between(s, err) ||
        (s->pending.n + s->run.n > 0 && !stream_flush(s, err)))
        return false;
    *place = s->size;
    s->size += n;
    s->left += n;
    return true;
}

bool stream_told(struct stream *s, uint64_t place, uint64_t n, uint64_t sum)
{
    return sums_tell(&s->sums, place, n, sum);
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

bool stream_end(struct stream *s, char sum[CRC_HEX], bool *same, struct err *err)
{
    *same = s->whole && s->records == s->old.records &&
            s->kept + s->facts->tail.n == s->old.stamp.size;
    if (*same) {
        memmove(sum, s->old.sum, CRC_HEX);
        s->size = s->old.stamp.size;
        return true;
    }
    if (!depart(s, err) || (s->records == 0 && !put(s, s->facts->head, err)) ||
        !put(s, s->facts->tail, err) || !stream_flush(s, err))
        return false;
    if (!sums_whole(&s->sums))
        return err_set(err, "bytes of a stream were left to a worker and not written");
    sum[0] = '\0';
    if (!s->is_stdout)
        crc_hex(s->sums.sum, sum);
    return true;
}

void stream_close(struct stream *s)
{
    if (s->open && s->fd >= 0 && !s->is_stdout)
        close(s->fd);
    if (s->open && s->old_fd >= 0)
        close(s->old_fd);
    buf_free(&s->pending);
    sums_free(&s->sums);
    *s = (struct stream){0};
}
