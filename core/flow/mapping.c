#include "flow/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "flow/trail.h"
#include "flow/wire.h"

enum { VERSION = 1, LEAST = 1024 /* places of the table */ };

static const size_t most = (size_t)1 << 30; /* bytes of a file */

/* `slots` has the numbers of pairs from 1, by their hashes; twice as many as pairs, at least. */
struct mapping {
    struct arena arena;
    struct pair *v;
    size_t n, cap;
    size_t *slots;
    size_t slot_n; /* a power of two, or 0 */
    bool sorted;
    bool began; /* pairs go to the trail */
    struct trail trail;
};

struct mapping *mapping_new(void)
{
    struct mapping *m = mem_get(sizeof *m);
    m->trail.fd = -1;
    return m;
}

void mapping_free(struct mapping *m)
{
    if (!m)
        return;
    trail_close(&m->trail);
    arena_free(&m->arena);
    free(m->v);
    free(m->slots);
    free(m);
}

size_t mapping_count(const struct mapping *m)
{
    return m->n;
}

/* --- pairs --- */

static bool same(const struct pair *a, const struct pair *b)
{
    return str_eq(a->with, b->with) && str_eq(a->value, b->value) && str_eq(a->label, b->label);
}

static uint64_t hash_pair(const struct pair *p)
{
    return hash_fast(p->with) * 31 + hash_fast(p->value);
}

/* Where the pair is, or would go. */
static size_t *slot_of(struct mapping *m, const struct pair *p)
{
    size_t at = hash_pair(p) & (m->slot_n - 1);
    while (m->slots[at] && !same(&m->v[m->slots[at] - 1], p))
        at = (at + 1) & (m->slot_n - 1);
    return &m->slots[at];
}

static void make_room(struct mapping *m)
{
    if (2 * (m->n + 1) <= m->slot_n)
        return;
    free(m->slots);
    m->slot_n = m->slot_n ? m->slot_n : LEAST;
    while (m->slot_n < 2 * (m->n + 1))
        m->slot_n *= 2;
    m->slots = mem_get(m->slot_n * sizeof *m->slots);
    for (size_t i = 0; i < m->n; i++)
        *slot_of(m, &m->v[i]) = i + 1;
}

static void put_text(struct buf *b, const char *key, struct str text)
{
    json_key(b, key);
    json_str(b, text);
}

static void put_head(struct str key, struct buf *b)
{
    char name[HASH_KEY];
    hash_key_name(key, name);
    buf_addf(b, "{\"galley_mapping\":%d", VERSION);
    put_text(b, "key", str_of(name));
    buf_addz(b, "}\n");
}

static void put_pair(const struct pair *p, struct buf *b)
{
    buf_addc(b, '{');
    put_text(b, "with", p->with);
    put_text(b, "value", p->value);
    put_text(b, "label", p->label);
    buf_addz(b, "}\n");
}

static void leave(struct mapping *m, const struct pair *p)
{
    struct buf line = {0};
    put_pair(p, &line);
    trail_add(&m->trail, buf_str(&line));
    buf_free(&line);
}

static void add(struct mapping *m, struct pair p)
{
    make_room(m);
    size_t *slot = slot_of(m, &p);
    if (*slot)
        return;
    if (m->n == m->cap)
        m->v = mem_grow(m->v, &m->cap, m->n, sizeof *m->v);
    m->v[m->n++] = (struct pair){arena_str(&m->arena, p.label), arena_str(&m->arena, p.with),
                                 arena_str(&m->arena, p.value)};
    *slot = m->n;
    m->sorted = false;
    if (m->began)
        leave(m, &p);
}

void mapping_add(struct mapping *m, struct str pairs)
{
    while (pairs.n > 0) {
        struct pair p;
        p.label = wire_get_str(&pairs);
        p.with = wire_get_str(&pairs);
        p.value = wire_get_str(&pairs);
        if (p.with.n > 0 && p.value.n > 0)
            add(m, p);
    }
}

static int pair_order(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int order = str_cmp(x->with, y->with);
    order = order ? order : str_cmp(x->label, y->label);
    return order ? order : str_cmp(x->value, y->value);
}

/* The table has numbers that sorting changes: it is made anew when a pair is added again. */
const struct pair *mapping_pairs(struct mapping *m)
{
    if (!m->sorted && m->n > 0) {
        qsort(m->v, m->n, sizeof *m->v, pair_order);
        free(m->slots);
        m->slots = NULL;
        m->slot_n = 0;
        m->sorted = true;
    }
    return m->v;
}

/* --- the file --- */

static bool read_head(struct str line, struct str key, struct err *err)
{
    struct err ignored = {0};
    char name[HASH_KEY];
    json_value *v = json_read(line, &ignored);
    struct str theirs = json_text(json_get(v, "key"));
    hash_key_name(key, name);
    if (json_int(json_get(v, "galley_mapping"), 0) != VERSION || theirs.n == 0)
        err_set(err, "it is no mapping that this galley wrote");
    else if (key.n > 0 && !str_is(theirs, name))
        err_set(err, "it was made under another key");
    json_free(v);
    return !err->set;
}

static bool read_pair(struct mapping *m, struct str line, struct err *err)
{
    struct err own = {0};
    json_value *v = json_read(line, &own);
    struct pair p = {json_text(json_get(v, "label")), json_text(json_get(v, "with")),
                     json_text(json_get(v, "value"))};
    bool good = v && p.label.p && p.with.n > 0 && p.value.n > 0;
    if (good)
        add(m, p);
    else
        err_set(err, "it is no pair of a mapping");
    json_free(v);
    return good;
}

static bool read_lines(struct mapping *m, const char *path, struct str text, struct str key,
                       struct err *err)
{
    struct err own = {0};
    struct str head, line;
    int n = 1;
    if (!str_split(&text, '\n', &head))
        head = str_of("");
    bool good = read_head(head, key, &own);
    while (good && str_split(&text, '\n', &line)) {
        n++;
        /* Files of one key that were joined by cat have it again. */
        good = str_eq(line, head) || read_pair(m, line, &own);
    }
    return good || err_at(err, path, n, 0, "%s", own.text);
}

bool mapping_read(struct mapping *m, const char *path, struct str key, bool must, struct err *err)
{
    struct buf b = {0};
    struct stat st;
    struct err own = {0};
    enum file_fault fault = file_read(AT_FDCWD, path, most, &b, &st, &own);
    bool good = fault == FILE_GONE && !must;
    if (fault == FILE_OK)
        good = read_lines(m, path, buf_str(&b), key, err);
    else if (fault == FILE_GONE && must)
        err_set(err, "there is no file `%s`", path);
    else if (fault == FILE_ERROR)
        err_set(err, "%s", own.text);
    else if (fault != FILE_GONE)
        err_set(err, "`%s` is no mapping: a regular file of at most 1 GiB is", path);
    buf_free(&b);
    return good;
}

/* --- the trail --- */

/* Adds the pairs in what a run left. It may have been cut off in a line, or lost what was not on
 * the disk: *good is how many bytes are whole lines from the first on. */
static bool read_left(struct mapping *m, struct str left, struct str key, size_t *good,
                      struct err *err)
{
    struct str rest = left, line;
    struct err own = {0};
    *good = 0;
    for (int n = 1; str_byte(rest, '\n', 0) < rest.n && str_split(&rest, '\n', &line); n++) {
        if (n == 1 && !read_head(line, key, &own))
            return err_at(err, m->trail.path, 1, 0, "%s", own.text);
        if (n > 1 && !read_pair(m, line, &own))
            break;
        *good = left.n - rest.n;
    }
    return true;
}

bool mapping_begin(struct mapping *m, const char *path, struct str key, struct err *err)
{
    struct buf text = {0};
    size_t kept = 0;
    bool good = trail_open(&m->trail, path, &text, err) && mapping_read(m, path, key, false, err);
    size_t known = m->n;
    good = good && read_left(m, buf_str(&text), key, &kept, err);
    if (good && m->n == known)
        kept = 0; /* it has all of them, as when a run was killed behind the rename */
    good = good && trail_keep(&m->trail, kept, err);
    buf_clear(&text);
    put_head(key, &text);
    if (good && kept == 0)
        m->trail.text = text;
    else
        buf_free(&text);
    m->began = good;
    return good;
}

bool mapping_note(struct mapping *m, struct err *err)
{
    return !mapping_behind(m) || trail_write(&m->trail, err);
}

bool mapping_sync(const struct mapping *m, struct err *err)
{
    return trail_sync(&m->trail, err);
}

bool mapping_behind(const struct mapping *m)
{
    return m->began && m->trail.holds;
}

/* Puts the text into a new file beside `path` that nobody else can read, and then in its place. */
static bool replace(const char *path, struct str text, struct err *err)
{
    struct buf spare = {0};
    buf_addf(&spare, "%s.galley-new", path);
    bool good = unlink(spare.p) == 0 || errno == ENOENT;
    int fd = good ? open(spare.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    good = fd >= 0 && file_write_fd(fd, text) && fsync(fd) == 0;
    good = (fd < 0 || close(fd) == 0) && good && rename(spare.p, path) == 0;
    int why = errno;
    if (!good && fd >= 0)
        unlink(spare.p);
    if (good)
        file_sync_dir(AT_FDCWD, file_dir(str_of(path)));
    errno = why;
    buf_free(&spare);
    return good || err_sys(err, "cannot write the mapping `%s`", path);
}

bool mapping_write(struct mapping *m, const char *path, struct str key, struct err *err)
{
    struct buf b = {0};
    const struct pair *v = mapping_pairs(m);
    put_head(key, &b);
    for (size_t i = 0; i < m->n; i++)
        put_pair(&v[i], &b);
    bool good = replace(path, buf_str(&b), err);
    if (good)
        trail_end(&m->trail);
    m->began = m->began && !good;
    buf_free(&b);
    return good;
}
