#include "flow/join.h"

#include <unistd.h>

#include "base/file.h"

enum { CHUNK = 256 << 10 };

/* A stream's frames are put by the desk, which knows what stands before. */
static struct str frame_of(const struct join *j, struct str frame)
{
    return j->product.stream ? (struct str){0} : frame;
}

static bool begin(struct join *j, struct sink *s, struct err *err)
{
    j->begun = true;
    j->hasher = hash_begin(NULL);
    j->product.size = 0;
    j->product.staged = s->staging >= 0 && j->product.stream;
    return sink_begin(s, &j->product, &j->fd, err) &&
           join_add(j, s, frame_of(j, j->frames.head), err);
}

bool join_next(struct join *j, struct sink *s, struct err *err)
{
    return j->begun ? join_add(j, s, j->frames.between, err) : begin(j, s, err);
}

static bool flush(struct join *j, struct str more, struct err *err)
{
    bool good = file_write_fd(j->fd, buf_str(&j->pending)) && file_write_fd(j->fd, more);
    buf_clear(&j->pending);
    return good || err_sys(err, "cannot write an output");
}

bool join_add(struct join *j, struct sink *s, struct str bytes, struct err *err)
{
    hash_more(j->hasher, bytes);
    j->product.size += bytes.n;
    if (j->fd < 0) {
        if (j->product.size > j->most && !s->discard)
            return err_set(err, "over the document limit: give -o OUT for a larger output");
        return sink_more(s, bytes, err);
    }
    if (j->pending.n + bytes.n >= CHUNK)
        return flush(j, bytes, err);
    buf_add(&j->pending, bytes);
    return true;
}

/* Some file systems tell only in close that there was no room. */
static bool close_file(struct join *j, struct err *err)
{
    struct stat st;
    int fd = j->fd;
    j->fd = -1;
    bool good = fstat(fd, &st) == 0;
    if (good)
        j->product.file = stamp_of(&st);
    return (close(fd) == 0 && good) || err_sys(err, "cannot write an output");
}

static struct str end_array(struct buf *json)
{
    if (json->n > 0)
        buf_addc(json, ']');
    return buf_str(json);
}

bool join_end(struct join *j, struct sink *s, struct err *err)
{
    uint8_t digest[HASH_BYTES];
    bool good = join_add(j, s, frame_of(j, j->frames.tail), err);
    if (good && j->fd >= 0)
        good = flush(j, (struct str){0}, err) && close_file(j, err);
    hash_end(j->hasher, digest);
    j->hasher = NULL;
    hash_hex(digest, j->product.digest);
    j->product.edits = end_array(&j->edits);
    j->product.kept = end_array(&j->kept);
    j->product.not_run = end_array(&j->not_run);
    return good;
}

void join_undo(struct join *j, struct sink *s)
{
    if (j->begun)
        sink_undo(s, &j->product, 1);
}

void join_free(struct join *j)
{
    uint8_t digest[HASH_BYTES];
    if (j->hasher)
        hash_end(j->hasher, digest);
    if (j->fd >= 0)
        close(j->fd);
    buf_free(&j->pending);
    buf_free(&j->edits);
    buf_free(&j->kept);
    buf_free(&j->not_run);
}
