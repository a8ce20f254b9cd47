#include "flow/memo.h"

#include <fcntl.h>

#include "base/hex.h"

static const int64_t second = 1000000000;

struct stamp stamp_of(const struct stat *st)
{
    return (struct stamp){(uint64_t)st->st_size, (uint64_t)st->st_ino,
                          (int64_t)st->st_mtim.tv_sec * second + st->st_mtim.tv_nsec,
                          (int64_t)st->st_ctim.tv_sec * second + st->st_ctim.tv_nsec};
}

struct stamp stamp_placed(const struct stat *st)
{
    struct stamp s = stamp_of(st);
    s.changed = 0;
    return s;
}

struct stamp stamp_at(int dir, const char *name)
{
    struct stat st;
    bool good = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    return good ? stamp_of(&st) : (struct stamp){0};
}

bool stamp_known(const struct stamp *s)
{
    return !stamp_same(s, &(struct stamp){0});
}

bool stamp_same(const struct stamp *a, const struct stamp *b)
{
    return a->size == b->size && a->inode == b->inode && a->modified == b->modified &&
           a->changed == b->changed;
}

bool stamp_recent(const struct stamp *s, int64_t when)
{
    return s->modified >= when - 2 * second || s->changed >= when - 2 * second;
}

/* Numbers are written in hexadecimal, each with the mark behind it that ends it. */
static void put(struct buf *out, uint64_t n, char mark)
{
    buf_addx(out, n);
    buf_addc(out, mark);
}

/* Whether it is a digit as they are written here: a capital is damage. */
static bool is_digit(char c)
{
    return hex_value(c) < 16 && !(c >= 'A' && c <= 'F');
}

static bool get(struct str *rest, char mark, uint64_t *n)
{
    size_t i = 0;
    for (*n = 0; i < rest->n && rest->p[i] != mark; i++) {
        if (i == HEX_NUMBER || !is_digit(rest->p[i]))
            return false;
        *n = *n << 4 | hex_value(rest->p[i]);
    }
    if (i == 0 || i == rest->n)
        return false;
    *rest = str_cut(*rest, i + 1, rest->n);
    return true;
}

static void put_stamp(struct buf *out, const struct stamp *s)
{
    put(out, s->size, ',');
    put(out, s->inode, ',');
    put(out, (uint64_t)s->modified, ',');
    put(out, (uint64_t)s->changed, ',');
}

static bool get_stamp(struct str *rest, struct stamp *s)
{
    uint64_t modified, changed;
    if (!get(rest, ',', &s->size) || !get(rest, ',', &s->inode) || !get(rest, ',', &modified) ||
        !get(rest, ',', &changed))
        return false;
    s->modified = (int64_t)modified;
    s->changed = (int64_t)changed;
    return true;
}

void memo_put(const struct memo *m, struct buf *out)
{
    put(out, m->status, ',');
    put(out, m->by_content, ',');
    put_stamp(out, &m->input);
    buf_addz(out, m->seal);
    buf_addc(out, ',');
    put(out, m->output_n, ',');
    for (size_t i = 0; i < m->output_n; i++) {
        const struct memo_output *o = &m->outputs[i];
        put(out, o->output, o->stream ? 's' : 'f');
        if (o->stream) {
            put(out, o->place, ',');
            put(out, o->size, ',');
        } else {
            memo_put_name(o->path, out);
            buf_addc(out, ',');
            put_stamp(out, &o->file);
        }
    }
}

static bool get_output(struct str *rest, struct arena *arena, struct memo_output *o)
{
    uint64_t number;
    struct str as_file = *rest, path;
    if (get(&as_file, 'f', &number)) {
        *rest = as_file;
        *o = (struct memo_output){.output = number};
        if (!str_split(rest, ',', &path))
            return false;
        struct buf name = {0};
        memo_get_name(path, &name);
        o->path = arena_str(arena, buf_str(&name));
        buf_free(&name);
        return get_stamp(rest, &o->file);
    }
    if (!get(rest, 's', &number))
        return false;
    *o = (struct memo_output){.stream = true, .output = number};
    return get(rest, ',', &o->place) && get(rest, ',', &o->size);
}

static bool is_seal(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]))
            return false;
    return s.n == 0 || s.n == HASH_HEX - 1;
}

bool memo_get(struct str text, struct arena *arena, struct memo *m)
{
    uint64_t status, by_content, n;
    struct str seal;
    *m = (struct memo){0};
    if (!get(&text, ',', &status) || !get(&text, ',', &by_content) ||
        !get_stamp(&text, &m->input) || !str_split(&text, ',', &seal) || !is_seal(seal) ||
        !get(&text, ',', &n) || n > text.n)
        return false;
    m->status = (unsigned)status;
    m->by_content = by_content != 0;
    if (seal.n > 0)
        memcpy(m->seal, seal.p, seal.n);
    m->outputs = arena_get(arena, n * sizeof *m->outputs);
    for (m->output_n = 0; m->output_n < n; m->output_n++)
        if (!get_output(&text, arena, &m->outputs[m->output_n]))
            return false;
    return text.n == 0;
}

struct memo memo_copy(const struct memo *m, struct arena *arena)
{
    struct memo copy = *m;
    copy.outputs = arena_get(arena, m->output_n * sizeof *m->outputs);
    for (size_t i = 0; i < m->output_n; i++) {
        copy.outputs[i] = m->outputs[i];
        copy.outputs[i].path = arena_str(arena, m->outputs[i].path);
    }
    return copy;
}

static bool plain(unsigned char c)
{
    return c > ' ' && c != '%' && c != ',' && c != 0x7f;
}

void memo_put_name(struct str name, struct buf *out)
{
    for (size_t i = 0, from = 0; from < name.n; from = ++i) {
        while (i < name.n && plain((unsigned char)name.p[i]))
            i++;
        buf_add(out, str_cut(name, from, i));
        if (i < name.n)
            buf_addf(out, "%%%02x", (unsigned char)name.p[i]);
    }
}

void memo_get_name(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        bool coded = text.p[i] == '%' && i + 2 < text.n && is_digit(text.p[i + 1]) &&
                     is_digit(text.p[i + 2]);
        buf_addc(out, coded ? (char)(hex_value(text.p[i + 1]) << 4 | hex_value(text.p[i + 2]))
                            : text.p[i]);
        i += coded ? 2 : 0;
    }
}
