#include "flow/books.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/lines.h"
#include "base/mem.h"
#include "base/sort.h"
#include "flow/journal.h"
#include "flow/record.h"

enum { SORT_MEMORY = 8 << 20, SPILL = 1 << 18 };

/* An unnamed file that is written from front to end and then mapped. Owns both. */
struct spill {
    int fd;
    struct buf buf;
    uint64_t n; /* bytes put in so far */
    char *map;
};

/* Records are sorted and then laid end to end in `bytes`; `places` are their beginnings, and one
 * more for the end. A record by input is: 'i', input, NUL, path, NUL, digest. One by output: 'o',
 * path, NUL, digest, NUL, input. On disk, so that memory does not grow with the number of names.
 */
struct books {
    struct spill bytes, places;
    size_t n;
    size_t inputs; /* how many are by input: they come first */
};

/* Reading the ledger into the sorter. */
struct reading {
    struct sort *sort;
    struct buf record, input, path;
    struct claims *missed;
    struct err *err;
};

static bool note_output(struct reading *g, const json_value *output)
{
    struct str digest = json_text(json_get(output, "sha256"));
    const json_value *path = json_get(output, "path");
    bool stream = !path;
    buf_clear(&g->path);
    if (!json_name(stream ? json_get(output, "stream") : path, &g->path))
        return true;
    if (stream)
        return true;
    for (int by_input = 0; by_input < 2; by_input++) {
        buf_clear(&g->record);
        buf_addc(&g->record, by_input ? 'i' : 'o');
        if (by_input) {
            buf_add(&g->record, buf_str(&g->input));
            buf_addc(&g->record, '\0');
        }
        buf_add(&g->record, buf_str(&g->path));
        buf_addc(&g->record, '\0');
        buf_add(&g->record, digest);
        if (!by_input) {
            buf_addc(&g->record, '\0');
            buf_add(&g->record, buf_str(&g->input));
        }
        if (!sort_add(g->sort, buf_str(&g->record), g->err))
            return false;
    }
    return true;
}

static bool note_line(struct reading *g, struct str line)
{
    struct err ignored = {0};
    json_value *v = json_read(line, &ignored);
    buf_clear(&g->input);
    bool good = true;
    if (v && json_name(json_get(v, "path"), &g->input)) {
        const json_value *outputs = json_get(v, "outputs");
        for (size_t i = 0; good && i < json_count(outputs); i++)
            good = note_output(g, json_at(outputs, i));
    }
    json_free(v);
    return good;
}

/* A stream that was put in place: known by its path and sum, no input's own. */
static bool note_stream(void *context, struct str name, const struct old_stream *stream)
{
    struct reading *g = context;
    buf_clear(&g->record);
    buf_addc(&g->record, 'o');
    buf_add(&g->record, name);
    buf_addc(&g->record, '\0');
    buf_addz(&g->record, stream->sum);
    return sort_add(g->sort, buf_str(&g->record), g->err);
}

static bool journal_line(void *context, char kind, struct str text)
{
    struct str word;
    if (kind != 'I' && kind != 'X')
        return kind != 'S' || record_stream_line(text, note_stream, context);
    /* Before the ledger line: the group, of X the number in it, name and memo. */
    for (int words = kind == 'X' ? 4 : 3; words > 0; words--)
        str_split(&text, ' ', &word);
    return note_line(context, text);
}

static bool read_ledger(struct reading *g, int state, const char *name,
                        bool (*fn)(struct reading *g, struct str line))
{
    struct lines lines;
    struct str line;
    bool good = lines_open(&lines, state, name, g->err);
    while (good && lines_next(&lines, &line, g->err))
        good = fn(g, line);
    lines_close(&lines);
    return good && !g->err->set;
}

static bool miss_line(struct reading *g, struct str line)
{
    struct err ignored = {0};
    json_value *v = json_read(line, &ignored);
    buf_clear(&g->input);
    if (json_name(json_get(v, "path"), &g->input))
        claims_take(g->missed, buf_str(&g->input));
    json_free(v);
    return true;
}

bool books_missed(int state, struct claims *missed, struct err *err)
{
    struct reading g = {.missed = missed, .err = err};
    bool good = read_ledger(&g, state, BOOKS_GONE, miss_line);
    buf_free(&g.input);
    return good;
}

static bool spill_open(struct spill *s, int dir, struct err *err)
{
    static const char name[] = "tmp/books"; /* where there are no unnamed files */
    *s = (struct spill){.fd = openat(dir, "tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600)};
    if (s->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        s->fd = openat(dir, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        unlinkat(dir, name, 0);
    }
    return s->fd >= 0 || err_sys(err, "cannot make a temporary file");
}

static bool spill_add(struct spill *s, const void *p, size_t n, bool last, struct err *err)
{
    buf_add(&s->buf, (struct str){p, n});
    s->n += n;
    if (s->buf.n < SPILL && !last)
        return true;
    bool good = file_write_fd(s->fd, buf_str(&s->buf));
    buf_clear(&s->buf);
    return good || err_sys(err, "cannot write a temporary file");
}

static bool spill_map(struct spill *s, struct err *err)
{
    if (!spill_add(s, "", 1, true, err))
        return false;
    s->map = mmap(NULL, s->n, PROT_READ, MAP_PRIVATE, s->fd, 0);
    if (s->map == MAP_FAILED)
        s->map = NULL;
    return s->map || err_sys(err, "cannot map a temporary file");
}

static void spill_close(struct spill *s)
{
    if (s->map)
        munmap(s->map, s->n);
    if (s->fd >= 0)
        close(s->fd);
    buf_free(&s->buf);
}

static bool load(struct books *b, struct sort *sort, int state, struct err *err)
{
    struct str record;
    b->places.fd = -1;
    if (!spill_open(&b->bytes, state, err) || !spill_open(&b->places, state, err))
        return false;
    while (sort_next(sort, &record, err)) {
        uint64_t place = b->bytes.n;
        b->n++;
        b->inputs += record.p[0] == 'i';
        if (!spill_add(&b->places, &place, sizeof place, false, err) ||
            !spill_add(&b->bytes, record.p, record.n, false, err))
            return false;
    }
    uint64_t end = b->bytes.n;
    return !err->set && spill_add(&b->places, &end, sizeof end, false, err) &&
           spill_map(&b->places, err) && spill_map(&b->bytes, err);
}

bool books_open(struct books **books, int state, struct err *err)
{
    struct reading g = {.sort = sort_new(state, SORT_MEMORY), .err = err};
    bool good = read_ledger(&g, state, "ledger.jsonl", note_line) &&
                read_ledger(&g, state, BOOKS_GONE, note_line) &&
                record_each_stream(state, note_stream, &g, err) &&
                journal_read(state, journal_line, &g, err) && sort_finish(g.sort, err);
    *books = NULL;
    if (good && sort_count(g.sort) > 0) {
        *books = mem_get(sizeof **books);
        good = load(*books, g.sort, state, err);
    }
    sort_free(g.sort);
    buf_free(&g.record);
    buf_free(&g.input);
    buf_free(&g.path);
    return good;
}

void books_free(struct books *b)
{
    if (!b)
        return;
    spill_close(&b->bytes);
    spill_close(&b->places);
    free(b);
}

static void spill_rest(const struct spill *s)
{
    if (s->map)
        madvise(s->map, s->n, MADV_DONTNEED);
}

void books_rest(const struct books *b)
{
    if (!b)
        return;
    spill_rest(&b->bytes);
    spill_rest(&b->places);
}

static struct str record_at(const struct books *b, size_t i)
{
    uint64_t at[2];
    memcpy(at, b->places.map + i * sizeof *at, sizeof at);
    return (struct str){b->bytes.map + at[0], at[1] - at[0]};
}

/* The first record that is not before `key`. */
static size_t lower_bound(const struct books *b, struct str key)
{
    size_t low = 0, high = b->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(record_at(b, mid), key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool begins(struct str record, struct str key)
{
    return record.n >= key.n && memcmp(record.p, key.p, key.n) == 0;
}

static struct book read_book(struct str record)
{
    struct book book;
    struct str rest = str_cut(record, 1, record.n);
    str_split(&rest, '\0', &book.input);
    str_split(&rest, '\0', &book.path);
    book.digest = rest;
    return book;
}

void books_of_input(const struct books *b, struct str input,
                    void (*fn)(void *context, const struct book *book), void *context)
{
    if (!b)
        return;
    struct buf key = {0};
    buf_addc(&key, 'i');
    buf_add(&key, input);
    buf_addc(&key, '\0');
    for (size_t i = lower_bound(b, buf_str(&key));
         i < b->n && begins(record_at(b, i), buf_str(&key)); i++) {
        struct book book = read_book(record_at(b, i));
        fn(context, &book);
    }
    buf_free(&key);
}

static bool find_output(const struct books *b, struct str path, const char *digest, bool *known,
                        struct str *owner)
{
    *known = false;
    if (!b)
        return false;
    struct buf key = {0};
    bool same = false;
    buf_addc(&key, 'o');
    buf_add(&key, path);
    buf_addc(&key, '\0');
    for (size_t i = lower_bound(b, buf_str(&key));
         i < b->n && begins(record_at(b, i), buf_str(&key)) && !same; i++) {
        struct str wrote;
        *owner = str_cut(record_at(b, i), key.n, SIZE_MAX);
        str_split(owner, '\0', &wrote);
        *known = true;
        same = str_is(wrote, digest);
    }
    buf_free(&key);
    return same;
}

bool books_wrote(const struct books *b, struct str path, const char *digest, bool *known)
{
    struct str owner;
    return find_output(b, path, digest, known, &owner);
}

struct str books_owner(const struct books *b, struct str path, const char *digest)
{
    struct str owner;
    bool known;
    return find_output(b, path, digest, &known, &owner) ? owner : (struct str){0};
}

bool books_at(const struct books *b, size_t number, struct book *book)
{
    if (!b || number >= b->inputs)
        return false;
    *book = read_book(record_at(b, number));
    return true;
}
