#include "flow/stream.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

enum { CHUNK = 1 << 18 };

bool stream_open(struct stream *s, size_t number, int state, const struct output_facts *facts,
                 struct err *err)
{
    *s = (struct stream){.facts = facts, .fd = STDOUT_FILENO, .is_stdout = state < 0};
    if (s->is_stdout)
        return true;
    s->hasher = hash_begin();
    snprintf(s->name, sizeof s->name, "tmp/stream-%zu", number);
    s->fd = openat(state, s->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return s->fd >= 0 || err_sys(err, "cannot make a stream");
}

static bool put(struct stream *s, struct str bytes, struct err *err)
{
    buf_add(&s->pending, bytes);
    s->size += bytes.n;
    return s->pending.n < CHUNK || stream_flush(s, err);
}

bool stream_flush(struct stream *s, struct err *err)
{
    if (s->hasher)
        hash_more(s->hasher, buf_str(&s->pending));
    bool good = file_write_fd(s->fd, buf_str(&s->pending));
    buf_clear(&s->pending);
    return good || err_sys(err, "cannot write %s", s->is_stdout ? "standard output" : "a stream");
}

bool stream_add(struct stream *s, struct str record, struct err *err)
{
    struct str before = s->records++ ? s->facts->between : s->facts->head;
    return put(s, before, err) && put(s, record, err);
}

bool stream_end(struct stream *s, char digest[HASH_HEX], struct err *err)
{
    uint8_t bytes[HASH_BYTES];
    if (s->records == 0 && !put(s, s->facts->head, err))
        return false;
    if (!put(s, s->facts->tail, err) || !stream_flush(s, err))
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
    if (s->fd >= 0 && !s->is_stdout)
        close(s->fd);
    buf_free(&s->pending);
    *s = (struct stream){.fd = -1};
}
