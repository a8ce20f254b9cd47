#include "base/sort.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file_part.h"
#include "base/mem.h"

enum {
    SORT_LEAST = 64 << 10,  /* the smallest memory, and what is written at a time */
    SORT_LONGEST = 1 << 20, /* the longest record */
    SORT_WINDOW = 8 << 10,  /* what a run has of the memory in a merge, at least */
    /* What a record costs beside its bytes: its item, and room for growth and for qsort. */
    SORT_ITEM = 3 * sizeof(struct str)
};

/* A sorted stretch of the file: records, each with its length (uint32_t) before it. Owns the
 * window through which it is read. */
struct sort_run {
    off_t start, end;
    off_t at;          /* where the file is read next */
    struct buf window; /* what was read; its bytes before `from` are done with */
    size_t from;
    struct str top; /* the next record of the run, in the window */
};

/* Records are collected in `text` and `items` until another would not fit into `memory`; then
 * they are sorted and written as a run. text never moves while items point into it. */
struct sort {
    int dirfd, fd; /* fd is -1 until there is a run */
    size_t memory;
    uint64_t count;
    struct buf text;
    struct str *items;
    size_t item_n, item_cap;
    size_t next; /* of items, when all stayed in memory */
    struct sort_run *runs;
    size_t run_n, run_cap;
    off_t end;    /* of the file */
    size_t *heap; /* numbers of the runs that are not used up, that with the least top first */
    size_t heap_n;
    size_t window; /* bytes to read at a time from each run */
    bool taken;    /* the first run's top was handed out: step on before the next */
};

struct sort *sort_new(int dirfd, size_t memory)
{
    struct sort *s = mem_get(sizeof *s);
    s->dirfd = dirfd;
    s->fd = -1;
    s->memory = memory > SORT_LEAST ? memory : SORT_LEAST;
    return s;
}

void sort_free(struct sort *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->run_n; i++)
        buf_free(&s->runs[i].window);
    if (s->fd >= 0)
        close(s->fd);
    buf_free(&s->text);
    free(s->items);
    free(s->runs);
    free(s->heap);
    free(s);
}

/* Where the file system has no unnamed files, the name is there for a moment only. */
static bool sort_open(struct sort *s, struct err *err)
{
    s->fd = openat(s->dirfd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (s->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
        char name[64];
        snprintf(name, sizeof name, ".galley-sort-%ld.tmp", (long)getpid());
        unlinkat(s->dirfd, name, 0);
        s->fd = openat(s->dirfd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (s->fd >= 0)
            unlinkat(s->dirfd, name, 0);
    }
    return s->fd >= 0 || err_sys(err, "cannot make a temporary file to sort");
}

/* Writes out to the end of the file and empties it. */
static bool sort_flush(struct sort *s, struct buf *out, struct err *err)
{
    if (!file_write_at(s->fd, buf_str(out), (uint64_t)s->end))
        return err_sys(err, "cannot write the temporary file to sort");
    s->end += (off_t)out->n;
    buf_clear(out);
    return true;
}

static bool sort_put(struct sort *s, struct buf *out, struct str record, struct err *err)
{
    uint32_t n = (uint32_t)record.n;
    buf_add(out, (struct str){(const char *)&n, sizeof n});
    buf_add(out, record);
    return out->n < SORT_LEAST || sort_flush(s, out, err);
}

static void sort_run_add(struct sort *s, off_t start)
{
    if (s->run_n >= s->run_cap)
        s->runs = mem_grow(s->runs, &s->run_cap, s->run_n, sizeof *s->runs);
    s->runs[s->run_n++] = (struct sort_run){.start = start, .end = s->end};
}

static int sort_order(const void *a, const void *b)
{
    const struct str *one = a, *two = b;
    return str_cmp(*one, *two);
}

static void sort_items(struct sort *s)
{
    if (s->item_n)
        qsort(s->items, s->item_n, sizeof *s->items, sort_order);
}

/* Writes what was collected as a run. */
static bool sort_spill(struct sort *s, struct err *err)
{
    struct buf out = {0};
    bool good = s->fd >= 0 || sort_open(s, err);
    off_t start = s->end;
    sort_items(s);
    for (size_t i = 0; i < s->item_n && good; i++)
        good = sort_put(s, &out, s->items[i], err);
    good = good && sort_flush(s, &out, err);
    buf_free(&out);
    if (good)
        sort_run_add(s, start);
    buf_clear(&s->text);
    s->item_n = 0;
    return good;
}

bool sort_add(struct sort *s, struct str record, struct err *err)
{
    if (record.n > SORT_LONGEST)
        return err_set(err, "a record of %zu bytes is too long to sort", record.n);
    size_t used = s->text.n + s->item_n * SORT_ITEM;
    if (s->item_n && used + record.n + SORT_ITEM > s->memory && !sort_spill(s, err))
        return false;
    if (s->text.n == 0)
        buf_room(&s->text, s->memory > record.n ? s->memory : record.n);
    if (s->item_n >= s->item_cap)
        s->items = mem_grow(s->items, &s->item_cap, s->item_n, sizeof *s->items);
    s->items[s->item_n++] = (struct str){s->text.p + s->text.n, record.n};
    buf_add(&s->text, record);
    s->count++;
    return true;
}

/* Sees to it that the window of r holds n bytes from `from` on. */
static bool sort_want(const struct sort *s, struct sort_run *r, size_t n, struct err *err)
{
    struct buf *w = &r->window;
    size_t have = w->n - r->from, size = n > s->window ? n : s->window;
    if (have >= n)
        return true;
    if (have)
        memmove(w->p, w->p + r->from, have);
    w->n = have;
    r->from = 0;
    buf_room(w, size - have);
    size_t left = (size_t)(r->end - r->at), room = size - w->n;
    ssize_t k = file_read_at(s->fd, w->p + w->n, left < room ? left : room, (uint64_t)r->at);
    if (k < 0)
        return err_sys(err, "cannot read the temporary file to sort");
    w->n += (size_t)k;
    r->at += k;
    return w->n >= n || err_set(err, "the temporary file to sort was cut short");
}

/* Goes to the next record of r; *any is false when there is none. */
static bool sort_step(const struct sort *s, struct sort_run *r, bool *any, struct err *err)
{
    uint32_t n;
    *any = r->at < r->end || r->from < r->window.n;
    if (!*any)
        return true;
    if (!sort_want(s, r, sizeof n, err))
        return false;
    memcpy(&n, r->window.p + r->from, sizeof n);
    if (n > SORT_LONGEST)
        return err_set(err, "the temporary file to sort is damaged");
    r->from += sizeof n;
    if (!sort_want(s, r, n, err))
        return false;
    r->top = (struct str){r->window.p + r->from, n};
    r->from += n;
    return true;
}

/* Lets the run at place i of the heap sink to where it belongs. */
static void sort_sink(struct sort *s, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < s->heap_n; child++) {
            if (str_cmp(s->runs[s->heap[child]].top, s->runs[s->heap[least]].top) < 0)
                least = child;
        }
        if (least == i)
            return;
        size_t run = s->heap[i];
        s->heap[i] = s->heap[least];
        s->heap[least] = run;
        i = least;
    }
}

/* Begins to merge the first n runs. */
static bool sort_start(struct sort *s, size_t n, struct err *err)
{
    s->heap = mem_resize(s->heap, n, sizeof *s->heap);
    s->heap_n = 0;
    s->taken = false;
    s->window = s->memory / n;
    for (size_t i = 0; i < n; i++) {
        struct sort_run *r = &s->runs[i];
        bool any;
        r->at = r->start;
        r->from = 0;
        buf_clear(&r->window);
        if (!sort_step(s, r, &any, err))
            return false;
        if (any)
            s->heap[s->heap_n++] = i;
    }
    for (size_t i = s->heap_n; i-- > 0;)
        sort_sink(s, i);
    return true;
}

/* The next record of the merge. At the end the heap is empty, after an error it is not. */
static bool sort_take(struct sort *s, struct str *record, struct err *err)
{
    bool any;
    if (s->taken) {
        if (!sort_step(s, &s->runs[s->heap[0]], &any, err))
            return false;
        if (!any)
            s->heap[0] = s->heap[--s->heap_n];
        sort_sink(s, 0);
    }
    s->taken = s->heap_n > 0;
    if (s->taken)
        *record = s->runs[s->heap[0]].top;
    return s->taken;
}

/* Merges the first n runs into one, behind the others, and gives their room on disk back where
 * the file system can. */
static bool sort_merge(struct sort *s, size_t n, struct err *err)
{
    struct buf out = {0};
    struct str record;
    off_t start = s->end;
    bool good = sort_start(s, n, err);
    while (good && sort_take(s, &record, err))
        good = sort_put(s, &out, record, err);
    good = good && s->heap_n == 0 && sort_flush(s, &out, err);
    buf_free(&out);
    if (!good)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct sort_run *r = &s->runs[i];
        fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, r->start, r->end - r->start);
        buf_free(&r->window);
    }
    s->run_n -= n;
    memmove(s->runs, s->runs + n, s->run_n * sizeof *s->runs);
    sort_run_add(s, start);
    return true;
}

bool sort_finish(struct sort *s, struct err *err)
{
    if (s->run_n == 0) {
        sort_items(s);
        return true;
    }
    bool good = s->item_n == 0 || sort_spill(s, err);
    buf_free(&s->text);
    free(s->items);
    s->items = NULL;
    s->item_cap = 0;
    size_t most = s->memory / SORT_WINDOW;
    while (good && s->run_n > most)
        good = sort_merge(s, most, err);
    return good && sort_start(s, s->run_n, err);
}

bool sort_rewind(struct sort *s, struct err *err)
{
    s->next = 0;
    return s->run_n == 0 || sort_start(s, s->run_n, err);
}

bool sort_next(struct sort *s, struct str *record, struct err *err)
{
    if (s->run_n)
        return sort_take(s, record, err);
    if (s->next == s->item_n)
        return false;
    *record = s->items[s->next++];
    return true;
}

uint64_t sort_count(const struct sort *s)
{
    return s->count;
}
