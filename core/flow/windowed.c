/* A file's way through the pipeline in windows. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file_part.h"
#include "base/mem.h"
#include "flow/passage.h"

enum { STEP = 256 << 10, LARGE = 1 << 20 };

/* One file under way. */
struct course {
    struct passage w;
    struct window_reader reader;
    struct doc doc;
    struct stat st;
    int fd;
};

static void end_digest(struct hasher *h, char seal[HASH_HEX])
{
    uint8_t digest[HASH_BYTES];
    hash_end(h, digest);
    hash_hex(digest, seal);
}

/* Whether the file has the digest that an earlier run saw; then nothing more is read of it. */
static bool is_sealed(struct course *c, struct str seal)
{
    struct process *p = c->w.p;
    char now[HASH_HEX];
    if (seal.n == 0)
        return false;
    struct hasher *h = hash_begin(passage_key(p));
    bool good = true;
    do {
        buf_clear(&p->raw);
        good = file_fill(c->fd, STEP, &p->raw);
        hash_more(h, buf_str(&p->raw));
    } while (good && p->raw.n == STEP);
    end_digest(h, now);
    if (good && str_is(seal, now) && file_stands(c->fd, &c->st)) {
        c->w.r->unchanged = true;
        return true;
    }
    if (lseek(c->fd, 0, SEEK_SET) < 0)
        err_sys(&c->w.err, "cannot read");
    return false;
}

static bool open_joins(struct course *c)
{
    struct process *p = c->w.p;
    const struct pipeline *l = p->program->pipeline;
    c->w.joins = p->joins = mem_get(l->output_n * sizeof *p->joins);
    p->join_n = l->output_n;
    for (size_t i = 0; i < l->output_n; i++) {
        struct join *j = &c->w.joins[i];
        j->fd = -1;
        j->most = l->limits.document;
        j->product.output = i;
        j->product.stream = l->outputs[i].stream.n > 0;
    }
    for (size_t i = 0; i < l->output_n; i++)
        if (!program_frames(p->program, i, &p->arena, &c->w.joins[i].frames, &c->w.err))
            return false;
    return true;
}

/* Whether the books can hold what was redacted so far: a ledger line is sent, written and read
 * whole, and so held to the limit of a document. */
static bool fits_ledger(struct course *c)
{
    const struct pipeline *l = c->w.p->program->pipeline;
    size_t n = 0, most = l->limits.document;
    for (size_t i = 0; i < l->output_n; i++)
        n += c->w.joins[i].edits.n + c->w.joins[i].kept.n;
    return n <= most ||
           err_set(&c->w.err,
                   "its redactions take over %zu bytes of the ledger, the limit of a document: "
                   "raise `limits: {document: ...}`, or split the file",
                   most);
}

static void begin_window(struct course *c, struct str text, size_t at)
{
    struct process *p = c->w.p;
    arena_reset(&p->window);
    doc_start(&c->doc, &p->window, c->w.r->name, text);
    host_begin(p->program->host, &c->doc, at);
}

/* The first window was begun when nothing of it was read, so that opening is within its limits. */
static bool run_window(struct course *c)
{
    c->w.window = &c->reader.now;
    if (c->reader.now.at > 0)
        begin_window(c, c->reader.now.text, c->reader.now.at);
    else
        c->doc.source = c->reader.now.text;
    passage_run(&c->w, &c->doc);
    if (c->w.err.set)
        return false;
    c->w.window = NULL;
    c->w.at = NULL;
    return fits_ledger(c);
}

static void run_windows(struct course *c)
{
    struct process *p = c->w.p;
    const struct pipeline *l = p->program->pipeline;
    enum pack kind = l->decompress ? pack_of(c->w.r->name) : PACK_NONE;
    struct unpack_limits limits = {SIZE_MAX, l->limits.ratio};
    c->reader = (struct window_reader){.fd = c->fd,
                                       .most = l->limits.document,
                                       .hasher = hash_begin(passage_key(p)),
                                       .data = &p->raw};
    if (kind != PACK_NONE)
        c->w.r->compressed = str_of(pack_name(kind));
    begin_window(c, (struct str){0}, 0);
    if (open_joins(c) && window_open(&c->reader, kind, &limits, &c->w.err))
        while (window_next(&c->reader, &c->w.err) && run_window(c)) {
        }
    host_end(p->program->host);
    end_digest(c->reader.hasher, c->w.r->seal);
    c->w.not_stored = c->w.not_stored || c->reader.unread;
    window_close(&c->reader);
}

/* Makes the products of what was joined. */
static bool end_joins(struct course *c)
{
    struct result *r = c->w.r;
    size_t n = c->w.p->program->pipeline->output_n;
    r->products = arena_get(&c->w.p->arena, n * sizeof *r->products);
    for (size_t i = 0; i < n; i++) {
        struct join *j = &c->w.joins[i];
        if (!j->begun)
            continue;
        if (!join_end(j, c->w.p->sink, &c->w.err))
            return false;
        r->products[r->product_n++] = j->product;
    }
    return true;
}

static void undo_joins(struct course *c)
{
    for (size_t i = c->w.p->program->pipeline->output_n; i-- > 0;)
        join_undo(&c->w.joins[i], c->w.p->sink);
    c->w.r->product_n = 0;
}

static void run_file(struct course *c)
{
    run_windows(c);
    bool whole = !c->w.err.set;
    /* A digest of a part of the file is no digest of the file. */
    if (whole)
        passage_tell_digest(c->w.p, c->w.r);
    else
        c->w.r->seal[0] = '\0';
    if (whole && !file_stands(c->fd, &c->st)) {
        c->w.not_stored = true;
        err_set(&c->w.err, "changed while it was read");
    }
    passage_decided(&c->w);
    if (!c->w.err.set && !end_joins(c))
        c->w.not_stored = true;
    if (c->w.err.set)
        undo_joins(c);
    passage_end(&c->w);
    /* The ledger line is made next: it takes the place of what the windows took. */
    arena_reset(&c->w.p->window);
    if (c->w.p->raw.n >= LARGE)
        buf_free(&c->w.p->raw);
}

enum file_fault passage_windows(struct process *p, const struct item *item, struct str seal,
                                struct result *r, struct stamp *stamp, struct err *err)
{
    struct course c = {.w = {.p = p, .r = r, .doubts = passage_doubts(p, item->name)}, .fd = -1};
    arena_reset(&p->arena);
    process_forget(p);
    *stamp = (struct stamp){0};
    enum file_fault fault = source_open_item(p->source, item, &c.fd, &c.st, err);
    if (fault == FILE_OK) {
        *r = (struct result){.name = item->name, .size = (uint64_t)c.st.st_size};
        *stamp = p->source->roots[item->root].is_stdin ? *stamp : stamp_of(&c.st);
        c.w.id = passage_id(p, item->name);
        if (!is_sealed(&c, seal))
            run_file(&c);
    }
    if (c.fd >= 0)
        close(c.fd);
    return fault;
}
