#include "flow/result.h"

#include <stdio.h>

#include "base/json.h"
#include "flow/wire.h"

/* Numbers, stamp, and two texts of no length. */
enum { PRODUCT_LEAST = 11 * sizeof(uint64_t) };

static void put_digest(struct buf *out, const char *digest)
{
    wire_put_str(out, str_of(digest));
}

static void get_digest(struct str *rest, char digest[HASH_HEX])
{
    struct str s = str_cut(wire_get_str(rest), 0, HASH_HEX - 1);
    if (s.n > 0)
        memcpy(digest, s.p, s.n);
    digest[s.n] = '\0';
}

static void put_stamp(struct buf *out, const struct stamp *s)
{
    wire_put(out, s->size);
    wire_put(out, s->inode);
    wire_put(out, (uint64_t)s->modified);
    wire_put(out, (uint64_t)s->changed);
}

static struct stamp get_stamp(struct str *rest)
{
    struct stamp s;
    s.size = wire_get(rest);
    s.inode = wire_get(rest);
    s.modified = (int64_t)wire_get(rest);
    s.changed = (int64_t)wire_get(rest);
    return s;
}

void result_put(const struct result *r, struct buf *out)
{
    wire_put_str(out, r->name);
    wire_put(out, r->status);
    wire_put_str(out, r->reason);
    wire_put_str(out, r->report);
    wire_put(out, r->size);
    wire_put(out, r->keyed);
    put_digest(out, r->digest);
    put_digest(out, r->seal);
    put_stamp(out, &r->input);
    wire_put(out, r->by_content);
    wire_put(out, r->unchanged);
    wire_put_str(out, r->compressed);
    wire_put_str(out, r->encoding);
    wire_put(out, r->replaced);
    wire_put_str(out, r->counts);
    wire_put_str(out, r->pairs);
    wire_put_str(out, r->review);
    wire_put_str(out, r->line);
    wire_put(out, r->product_n);
    for (size_t i = 0; i < r->product_n; i++) {
        const struct product *p = &r->products[i];
        wire_put(out, p->output);
        wire_put(out, p->stream);
        wire_put(out, p->staged);
        wire_put_str(out, p->path);
        wire_put(out, p->place);
        wire_put(out, p->size);
        put_digest(out, p->digest);
        put_stamp(out, &p->file);
    }
}

void result_get(struct str *rest, struct arena *arena, struct result *r)
{
    r->name = wire_get_str(rest);
    r->status = (enum status)wire_get(rest);
    r->reason = wire_get_str(rest);
    r->report = wire_get_str(rest);
    r->size = wire_get(rest);
    r->keyed = wire_get(rest) != 0;
    get_digest(rest, r->digest);
    get_digest(rest, r->seal);
    r->input = get_stamp(rest);
    r->by_content = wire_get(rest) != 0;
    r->unchanged = wire_get(rest) != 0;
    r->compressed = wire_get_str(rest);
    r->encoding = wire_get_str(rest);
    r->replaced = wire_get(rest);
    r->counts = wire_get_str(rest);
    r->pairs = wire_get_str(rest);
    r->review = wire_get_str(rest);
    r->line = wire_get_str(rest);
    r->product_n = wire_get_count(rest, PRODUCT_LEAST);
    r->products = arena_get(arena, r->product_n * sizeof *r->products);
    for (size_t i = 0; i < r->product_n; i++) {
        struct product *p = &r->products[i];
        p->output = wire_get(rest);
        p->stream = wire_get(rest) != 0;
        p->staged = wire_get(rest) != 0;
        p->path = arena_str(arena, wire_get_str(rest)); /* used as a C string */
        p->place = wire_get(rest);
        p->size = wire_get(rest);
        get_digest(rest, p->digest);
        p->file = get_stamp(rest);
    }
}

uint64_t result_size(struct str record)
{
    wire_get_str(&record);
    wire_get(&record);
    wire_get_str(&record);
    wire_get_str(&record);
    return wire_get(&record);
}

struct memo result_memo(const struct result *r, struct arena *arena)
{
    struct memo m = {.status = r->status, .by_content = r->by_content, .input = r->input};
    memcpy(m.seal, r->seal, sizeof m.seal);
    m.output_n = r->product_n;
    m.outputs = arena_get(arena, m.output_n * sizeof *m.outputs);
    for (size_t i = 0; i < m.output_n; i++) {
        const struct product *p = &r->products[i];
        m.outputs[i] = (struct memo_output){.stream = p->stream,
                                            .output = p->output,
                                            .path = p->path,
                                            .file = p->file,
                                            .place = p->place,
                                            .size = p->size};
        m.outputs[i].file.changed = 0;
    }
    return m;
}

const char *status_name(enum status s)
{
    static const char *const names[] = {"done", "skipped", "failed"};
    return names[s];
}

static void add_product(const struct product *p, struct buf *out)
{
    json_key(out, p->stream ? "stream" : "path");
    json_str(out, p->path);
    json_key(out, "size");
    buf_addu(out, p->size);
    json_key(out, "sha256");
    json_str(out, str_of(p->digest));
    if (p->not_run.n > 0) {
        json_key(out, "not_run");
        buf_add(out, p->not_run);
    }
    if (p->edits.n > 0) {
        json_key(out, "edits");
        buf_add(out, p->edits);
    }
    if (p->kept.n > 0) {
        json_key(out, "kept");
        buf_add(out, p->kept);
    }
}

void ledger_line(const struct result *r, struct buf *out)
{
    buf_addc(out, '{');
    json_key(out, "path");
    json_str(out, r->name);
    json_key(out, "status");
    json_str(out, str_of(status_name(r->status)));
    json_key(out, "size");
    buf_addu(out, r->size);
    if (r->digest[0]) {
        json_key(out, r->keyed ? "hmac" : "sha256");
        json_str(out, str_of(r->digest));
    }
    if (r->compressed.n > 0) {
        json_key(out, "compressed");
        json_str(out, r->compressed);
    }
    if (r->encoding.n > 0) {
        json_key(out, "encoding");
        json_str(out, r->encoding);
    }
    if (r->replaced > 0) {
        json_key(out, "replaced");
        buf_addu(out, r->replaced);
    }
    if (r->reason.n > 0) {
        json_key(out, "reason");
        json_str(out, r->reason);
    }
    if (r->found.n > 0) {
        json_key(out, "found");
        buf_add(out, r->found);
    }
    json_key(out, "outputs");
    buf_addc(out, '[');
    for (size_t i = 0; i < r->product_n; i++) {
        buf_addz(out, i ? ",{" : "{");
        add_product(&r->products[i], out);
        buf_addc(out, '}');
    }
    buf_addz(out, "]}\n");
}
