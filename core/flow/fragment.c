#include "flow/fragment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_part.h"
#include "base/file_tree.h"
#include "base/lock.h"
#include "base/mem.h"
#include "flow/place.h"
#include "flow/record.h"

enum { RUN_JSON = 64 << 20 };

/* --- opening --- */

static bool say(const struct fragment *f, struct err *err, const char *what)
{
    return err_set(err, "`%s` %s", f->path, what);
}

/* The lock is there only while a run goes on, or after one that was killed. */
static bool is_locked(const struct fragment *f)
{
    int fd = openat(f->state, "lock", O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool locked = fd >= 0 && !lock_take(fd, true) && errno == EWOULDBLOCK;
    if (fd >= 0)
        close(fd);
    return locked;
}

static bool open_dirs(struct fragment *f, const char *state, struct err *err)
{
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    f->out = open(f->path, flags);
    if (f->out < 0)
        return err_sys(err, "cannot read `%s`", f->path);
    f->state = *state ? open(state, flags) : openat(f->out, ".galley", flags | O_NOFOLLOW);
    if (f->state < 0)
        return say(f, err, "holds no books of galley: it is the OUT of no run");
    if (is_locked(f))
        return say(f, err, "is being run over: wait until that is done");
    if (faccessat(f->state, "journal", F_OK, 0) == 0)
        return say(f, err, "is of a run that was stopped: the same command goes on with it");
    return true;
}

static bool read_run(struct fragment *f, struct err *err)
{
    struct buf text = {0};
    struct stat st;
    struct err own = {0};
    if (file_read(f->state, "run.json", RUN_JSON, &text, &st, &own) == FILE_OK)
        f->run = json_read(buf_str(&text), &own);
    buf_free(&text);
    return f->run || say(f, err, "has no run.json: its run has not come to an end");
}

/* What joins it with the other shards. */
static bool read_shard(struct fragment *f, struct err *err)
{
    if (!shard_kept(f->state, &f->shard, err))
        return false;
    if (f->shard.of == 0)
        return say(f, err, "is of no shard: it was run without --shard");
    f->inputs = (uint64_t)json_int(json_get(f->run, "inputs"), -1);
    f->all = (uint64_t)json_int(json_get(f->run, "all_inputs"), -1);
    f->names = json_text(json_get(f->run, "all_names_sha256"));
    return f->names.n > 0 || say(f, err, "has a run.json that tells nothing of other shards");
}

static bool edited(const struct fragment *f, struct str path, struct err *err)
{
    return err_set(err, "`%s`: its output `%s` is not as its run left it: run it again", f->path,
                   path.p);
}

/* By its stamp or, in a copy of the shard, by its sum. */
static bool stream_fits(const struct fragment *f, struct str name, int fd)
{
    struct old_stream noted;
    struct stat st;
    struct place_prints now_prints;
    if (!record_stream(f->state, name, &noted) || fstat(fd, &st) < 0)
        return false;
    struct stamp now = stamp_placed(&st);
    return stamp_same(&now, &noted.stamp) ||
           (now.size == noted.stamp.size && place_prints_fd(fd, &now_prints) &&
            strcmp(now_prints.sum, noted.sum) == 0);
}

/* Through no link, and waiting for nobody. */
static bool open_stream(const struct fragment *f, const char *name, int *fd, struct err *err)
{
    struct err own = {0};
    struct stat st;
    return file_open_part(f->out, name, fd, &st, &own) == FILE_OK ||
           err_set(err, "a stream of `%s`: %s", f->path, own.text);
}

/* The streams, which are outputs without a `by_content` in run.json. */
static bool open_streams(struct fragment *f, bool look, struct err *err)
{
    const json_value *targets = json_get(f->run, "targets");
    struct buf name = {0};
    f->stream_n = json_count(targets);
    f->streams = mem_get(f->stream_n * sizeof *f->streams);
    for (size_t i = 0; i < f->stream_n; i++)
        f->streams[i] = -1;
    for (size_t i = 0; i < f->stream_n && !err->set; i++) {
        buf_clear(&name);
        if (!json_name(json_get(json_at(targets, i), "stream"), &name))
            continue;
        if (open_stream(f, name.p, &f->streams[i], err) && look &&
            !stream_fits(f, buf_str(&name), f->streams[i]))
            edited(f, buf_str(&name), err);
    }
    buf_free(&name);
    return !err->set;
}

bool fragment_open(struct fragment *f, const char *path, struct err *err)
{
    *f = (struct fragment){.path = path, .out = -1, .state = -1};
    return open_dirs(f, "", err) && read_run(f, err) && read_shard(f, err) &&
           open_streams(f, true, err) && fragment_rewind(f, err);
}

bool fragment_open_run(struct fragment *f, const char *path, const char *state, struct err *err)
{
    *f = (struct fragment){.path = path, .out = -1, .state = -1};
    return open_dirs(f, state, err) && read_run(f, err) && open_streams(f, false, err) &&
           fragment_rewind(f, err);
}

void fragment_close(struct fragment *f)
{
    for (size_t i = 0; f->streams && i < f->stream_n; i++)
        if (f->streams[i] >= 0)
            close(f->streams[i]);
    free(f->streams);
    prior_close(f->prior);
    json_free(f->run);
    if (f->state >= 0)
        close(f->state);
    if (f->out >= 0)
        close(f->out);
    *f = (struct fragment){.out = -1, .state = -1};
}

bool fragment_rewind(struct fragment *f, struct err *err)
{
    prior_close(f->prior);
    f->prior = NULL;
    if (!prior_open(&f->prior, f->state, false, f->salt, err))
        return false;
    f->config = prior_config(f->prior, &f->started);
    if (f->config.n == 0)
        return say(f, err, "has no index that can be read: run it again");
    return fragment_step(f, err);
}

bool fragment_step(struct fragment *f, struct err *err)
{
    f->entry = prior_next(f->prior, err);
    return !err->set;
}

/* --- documents --- */

static bool misfit(const struct fragment *f, struct err *err)
{
    return err_set(err, "`%s`: its ledger and its index do not fit each other: run it again",
                   f->path);
}

/* The message of a failure is in a file of its own. */
static struct str read_report(const struct fragment *f, struct str name, struct arena *arena)
{
    struct buf text = {0};
    struct stat st;
    struct err ignored = {0};
    struct str report = {0};
    char path[40];
    snprintf(path, sizeof path, "failed/%016llx.json", (unsigned long long)hash_fast(name));
    if (file_read(f->state, path, RUN_JSON, &text, &st, &ignored) == FILE_OK) {
        json_value *v = json_read(buf_str(&text), &ignored);
        report = arena_str(arena, json_text(json_get(v, "report")));
        json_free(v);
    }
    buf_free(&text);
    return report;
}

/* What a ledger line does not tell of an output is in the index. */
static bool complete_product(const struct fragment *f, struct product *p,
                             const struct memo_output *o)
{
    if (p->stream != o->stream || o->output >= f->stream_n ||
        p->stream != (f->streams[o->output] >= 0))
        return false;
    p->output = o->output;
    p->place = o->place;
    p->file = o->file;
    return p->stream ? p->size == o->size : str_eq(p->path, o->path);
}

bool fragment_result(const struct fragment *f, struct arena *arena, struct result *r,
                     struct err *err)
{
    const struct memo *m = &f->entry->memo;
    if (!ledger_read(f->entry->line, arena, r) || !str_eq(r->name, f->entry->name) ||
        r->status != (enum status)m->status || r->product_n != m->output_n)
        return misfit(f, err);
    for (size_t i = 0; i < r->product_n; i++)
        if (!complete_product(f, &r->products[i], &m->outputs[i]))
            return misfit(f, err);
    r->input = m->input;
    r->by_content = m->by_content;
    memcpy(r->seal, m->seal, sizeof r->seal);
    if (r->status == STATUS_FAILED)
        r->report = read_report(f, r->name, arena);
    return true;
}

/* --- outputs --- */

/* The directory that an output is in. */
static int open_parent(const struct fragment *f, struct str path)
{
    struct buf dir = {0};
    buf_add(&dir, file_dir(path));
    int fd = file_open_beneath(f->out, dir.n > 0 ? dir.p : "");
    buf_free(&dir);
    return fd;
}

static bool stamp_fits(const struct stat *st, const struct product *p)
{
    struct stamp now = stamp_placed(st);
    return S_ISREG(st->st_mode) && stamp_same(&now, &p->file);
}

static bool digest_fits(struct str bytes, const struct product *p)
{
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    hash_sha256(bytes, digest);
    hash_hex(digest, hex);
    return bytes.n == p->size && strcmp(hex, p->digest) == 0;
}

/* The whole output, which is read only where its stamp tells nothing: in a copy of the shard. */
static bool read_output(const struct fragment *f, const struct product *p, int dir,
                        struct buf *bytes, struct err *err)
{
    struct stat st;
    struct err own = {0};
    enum file_fault fault =
        file_read(dir, file_name(p->path).p, (size_t)p->size, bytes, &st, &own);
    if (fault == FILE_ERROR)
        return err_set(err, "`%s`: %s", f->path, own.text);
    return (fault == FILE_OK && digest_fits(buf_str(bytes), p)) || edited(f, p->path, err);
}

/* Whether dir/name has the stamp that the run of the shard noted. */
static bool is_as_noted(int dir, const struct product *p)
{
    struct stat st;
    return dir >= 0 && fstatat(dir, file_name(p->path).p, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           stamp_fits(&st, p);
}

bool fragment_holds(const struct fragment *f, const struct product *p, struct err *err)
{
    struct buf bytes = {0};
    if (p->stream)
        return true; /* fragment_record looks at each record */
    int dir = open_parent(f, p->path);
    bool good = is_as_noted(dir, p);
    if (!good)
        good = dir >= 0 ? read_output(f, p, dir, &bytes, err) : edited(f, p->path, err);
    buf_free(&bytes);
    if (dir >= 0)
        close(dir);
    return good;
}

bool fragment_file(const struct fragment *f, const struct product *p, struct buf *bytes,
                   struct err *err)
{
    int dir = open_parent(f, p->path);
    if (dir < 0)
        return edited(f, p->path, err);
    bool good = read_output(f, p, dir, bytes, err);
    close(dir);
    return good;
}

static bool stage(const struct fragment *f, const struct product *p, int from, int dir,
                  const char *name, struct err *err)
{
    struct buf bytes = {0};
    struct stat st;
    if (linkat(from, file_name(p->path).p, dir, name, 0) == 0) {
        /* What was linked is what is looked at: nothing can come between. */
        if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && stamp_fits(&st, p))
            return true;
        unlinkat(dir, name, 0);
    }
    bool good =
        read_output(f, p, from, &bytes, err) && file_create(dir, name, buf_str(&bytes), err);
    buf_free(&bytes);
    return good;
}

bool fragment_stage(const struct fragment *f, const struct product *p, int dir, const char *name,
                    struct stamp *stamp, struct err *err)
{
    struct stat st;
    int from = open_parent(f, p->path);
    bool good = from >= 0 ? stage(f, p, from, dir, name, err) : edited(f, p->path, err);
    if (from >= 0)
        close(from);
    if (good && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        good = err_sys(err, "cannot read what was staged for `%s`", p->path.p);
    if (good)
        *stamp = stamp_of(&st);
    return good;
}

bool fragment_record(const struct fragment *f, const struct product *p, struct buf *out,
                     struct err *err)
{
    struct stat st;
    if (fstat(f->streams[p->output], &st) < 0 || p->place > (uint64_t)st.st_size ||
        p->size > (uint64_t)st.st_size - p->place)
        return edited(f, p->path, err);
    char *room = buf_room(out, (size_t)p->size + 1);
    ssize_t n = file_read_at(f->streams[p->output], room, (size_t)p->size, p->place);
    if (n < 0)
        return err_sys(err, "cannot read the stream `%s` of `%s`", p->path.p, f->path);
    if (!digest_fits((struct str){room, (size_t)n}, p))
        return edited(f, p->path, err);
    out->n += (size_t)n;
    return true;
}
