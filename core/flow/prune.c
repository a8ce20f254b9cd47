#include "flow/prune.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "flow/place.h"
#include "flow/record.h"

enum { REST = 1 << 16 }; /* books that are read in one go */

void prune_miss(struct commit *c, struct str input)
{
    claims_take(&c->gone, input);
}

/* --- outputs of inputs that are gone --- */

/* They stay in the books of later runs, in the form of a ledger. */
static void add_gone(struct buf *out, const struct book *book)
{
    struct product product = {.path = book->path};
    struct result r = {.name = book->input, .products = &product, .product_n = 1};
    snprintf(product.digest, sizeof product.digest, "%.*s", (int)book->digest.n, book->digest.p);
    ledger_line(&r, out);
}

static bool keep_gone(int state, const struct buf *lines, struct err *err)
{
    if (lines->n > 0)
        return file_replace(state, BOOKS_GONE, buf_str(lines), err);
    return unlinkat(state, BOOKS_GONE, 0) == 0 || errno == ENOENT ||
           err_sys(err, "cannot remove `%s`", BOOKS_GONE);
}

/* Whether the book is of an input that is gone, and its output still there as it was written. */
static bool is_gone(struct commit *c, const struct book *book, struct err *err)
{
    if (!claims_has(&c->gone, book->input) || claims_has(&c->claims, book->path))
        return false;
    if (place_ours(c->rules.store, c->books, book->path))
        return true;
    if (errno != 0)
        err_sys(err, "cannot read the earlier output `%s`", book->path.p);
    return false;
}

static bool prune_outputs(struct commit *c, bool prune, uint64_t *gone, struct err *err)
{
    struct store *store = c->rules.store;
    struct buf lines = {0};
    struct book book, last = {0};
    for (size_t i = 0; !err->set && books_at(c->books, i, &book); i++) {
        if (i % REST == REST - 1)
            books_rest(c->books);
        bool again = str_eq(book.path, last.path) && str_eq(book.input, last.input);
        if (!again && !is_gone(c, &book, err))
            continue;
        bool same = again && str_eq(book.digest, last.digest);
        last = book;
        *gone += !again;
        if (!prune && !same) /* with each digest that it may have: it is not asked which it has */
            add_gone(&lines, &book);
        else if (prune && !again &&
                 place_remove(store, c->books, book.path, false) == PLACE_ERROR)
            err_sys(err, "cannot remove `%s`", book.path.p);
    }
    bool good = !err->set && keep_gone(store->state, &lines, err);
    buf_free(&lines);
    return good;
}

/* A report is named by the hash of its input's name, by which the inputs that are gone are known
 * too. */
static void prune_reports(const struct commit *c)
{
    int state = c->rules.store->state;
    int fd = openat(state, "failed", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *e; d && (e = readdir(d));) {
        char *end;
        uint64_t hash = strtoull(e->d_name, &end, 16);
        if (end != e->d_name && strcmp(end, ".json") == 0 && claims_has_hash(&c->gone, hash))
            unlinkat(fd, e->d_name, 0);
    }
    if (d)
        closedir(d);
}

bool prune_inputs(struct commit *c, bool prune, uint64_t *gone, struct err *err)
{
    struct store *store = c->rules.store;
    *gone = 0;
    if (!store || (c->gone.n == 0 && faccessat(store->state, BOOKS_GONE, F_OK, 0) != 0))
        return true;
    /* Only of those that this run has missed: one that was gone before, and is there again, may
     * have failed now. */
    prune_reports(c);
    return commit_need_books(c, err) && books_missed(store->state, &c->gone, err) &&
           prune_outputs(c, prune, gone, err);
}

/* --- streams that the pipeline has no more --- */

struct leaving {
    struct commit *c;
    struct err *err;
};

static bool has_output(const struct commit *c, struct str path)
{
    for (size_t i = 0; i < c->rules.pipeline->output_n; i++)
        if (str_eq(c->rules.pipeline->outputs[i].stream, path))
            return true;
    return claims_has(&c->claims, path);
}

static bool drop_stream(void *context, struct str name, const struct old_stream *s)
{
    struct leaving *l = context;
    struct commit *c = l->c;
    (void)s;
    if (has_output(c, name))
        return true;
    if (!commit_need_books(c, l->err))
        return false;
    enum place_end end = place_remove(c->rules.store, c->books, name, c->rules.force);
    if (end == PLACE_EDITED)
        c->rules.tell(
            c->rules.context, name,
            str_of("is a stream that the pipeline has no more; it was edited and is left"));
    return end != PLACE_ERROR || err_sys(l->err, "cannot remove the stream `%s`", name.p);
}

static bool drop_line(void *context, char kind, struct str text)
{
    return kind != 'S' || record_stream_line(text, drop_stream, context);
}

bool prune_streams(struct commit *c, struct err *err)
{
    struct leaving l = {c, err};
    if (c->rules.store->was_empty)
        return true;
    return record_each_stream(c->rules.store->state, drop_stream, &l, err) &&
           journal_read(c->rules.store->state, drop_line, &l, err) && !err->set;
}
