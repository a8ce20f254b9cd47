#include "flow/result.h"

#include "base/json.h"
#include "flow/wire.h"
#include "tap.h"

static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static struct result full_result(struct product products[2])
{
    struct result r = {.name = str_of("a\xff\n\"b.txt"),
                       .status = STATUS_FAILED,
                       .reason = str_of("stage x: why"),
                       .report = str_of("line 1\nline 2"),
                       .size = INT64_MAX,
                       .keyed = true,
                       .encoding = str_of("UTF-16LE"),
                       .replaced = 7,
                       .products = products,
                       .product_n = 2,
                       .counts = {"\0\1", 2},
                       .review = str_of("{}\n"),
                       .line = str_of("{}\n")};
    products[0] = (struct product){.output = 4,
                                   .path = str_of("d/\x80.md"),
                                   .place = 9,
                                   .size = 12,
                                   .edits = str_of("[{}]"),
                                   .kept = str_of("[{},{}]")};
    products[1] = (struct product){.output = 1, .stream = true, .path = str_of("all.jsonl")};
    memcpy(r.digest, digest, HASH_HEX);
    memcpy(products[0].digest, digest, HASH_HEX);
    return r;
}

static bool same_product(const struct product *a, const struct product *b)
{
    return a->output == b->output && a->stream == b->stream && str_eq(a->path, b->path) &&
           a->place == b->place && a->size == b->size && strcmp(a->digest, b->digest) == 0;
}

static bool same_result(const struct result *a, const struct result *b)
{
    bool same = str_eq(a->name, b->name) && a->status == b->status &&
                str_eq(a->reason, b->reason) && str_eq(a->report, b->report) &&
                a->size == b->size && a->keyed == b->keyed && strcmp(a->digest, b->digest) == 0 &&
                str_eq(a->encoding, b->encoding) && a->replaced == b->replaced &&
                str_eq(a->counts, b->counts) && str_eq(a->review, b->review) &&
                str_eq(a->line, b->line) && a->product_n == b->product_n;
    for (size_t i = 0; same && i < a->product_n; i++)
        same = same_product(&a->products[i], &b->products[i]);
    return same;
}

static void test_round_trip(void)
{
    struct product products[2];
    struct result full = full_result(products), bare = {0}, got;
    struct buf b = {0};
    struct arena arena = {0};
    result_put(&full, &b);
    result_put(&bare, &b);
    result_put(&full, &b);
    struct str rest = buf_str(&b);
    OK(full.size > 0 && result_size(rest) == full.size, "the size can be read alone");
    result_get(&rest, &arena, &got);
    OK(same_result(&got, &full), "all that a result holds comes back");
    OK(got.products[0].path.p[got.products[0].path.n] == '\0', "a path is a C string too");
    result_get(&rest, &arena, &got);
    OK(same_result(&got, &bare), "an empty one");
    result_get(&rest, &arena, &got);
    OK(same_result(&got, &full) && rest.n == 0, "and the one behind it; nothing is left");

    /* A prefix of a result: whatever it gives, nothing past the end is read. */
    for (size_t cut = 0; cut < 200; cut += 3) {
        char *copy = memcpy(arena_get(&arena, cut + 1), b.p, cut);
        rest = (struct str){copy, cut};
        result_get(&rest, &arena, &got);
    }
    OK(rest.n == 0, "a torn result is read to its end");
    arena_free(&arena);
    buf_free(&b);
}

static void test_names(void)
{
    IS(str_of(status_name(STATUS_DONE)), "done", "done");
    IS(str_of(status_name(STATUS_SKIPPED)), "skipped", "skipped");
    IS(str_of(status_name(STATUS_FAILED)), "failed", "failed");
}

static void test_plain_line(void)
{
    struct product p = {.path = str_of("a.md"), .size = 3};
    struct result r = {.name = str_of("a.txt"), .size = 2, .products = &p, .product_n = 1};
    struct buf b = {0};
    memcpy(p.digest, "d", 2);
    memcpy(r.digest, "i", 2);
    ledger_line(&r, &b);
    IS(buf_str(&b),
       "{\"path\":\"a.txt\",\"status\":\"done\",\"size\":2,\"sha256\":\"i\",\"outputs\":"
       "[{\"path\":\"a.md\",\"size\":3,\"sha256\":\"d\"}]}\n",
       "the line of a plain document");
    buf_clear(&b);
    r.digest[0] = '\0';
    r.product_n = 0;
    r.status = STATUS_SKIPPED;
    r.reason = str_of("a \"binary\" file");
    ledger_line(&r, &b);
    IS(buf_str(&b),
       "{\"path\":\"a.txt\",\"status\":\"skipped\",\"size\":2,"
       "\"reason\":\"a \\\"binary\\\" file\",\"outputs\":[]}\n",
       "a digest that must not be told is not there");
    buf_free(&b);
}

static void test_full_line(void)
{
    struct product products[2];
    struct result r = full_result(products);
    struct buf b = {0}, name = {0};
    struct err err = {0};
    ledger_line(&r, &b);
    OK(str_byte(buf_str(&b), '\n', 0) == b.n - 1, "whatever is in it, it is one line");
    OK(str_find(buf_str(&b), str_of("line 2"), 0) == b.n, "the report is not in the ledger");
    json_value *v = json_read(buf_str(&b), &err);
    OK(v && json_name(json_get(v, "path"), &name) && str_eq(buf_str(&name), r.name),
       "a name of any bytes can be read back");
    IS(json_text(json_get(v, "hmac")), digest, "a keyed digest is called so");
    OK(!json_get(v, "sha256"), "and not otherwise");
    OK(json_int(json_get(v, "replaced"), 0) == 7, "replaced");
    IS(json_text(json_get(v, "encoding")), "UTF-16LE", "encoding");
    const json_value *outputs = json_get(v, "outputs");
    OK(json_count(outputs) == 2, "all outputs");
    OK(json_count(json_get(json_at(outputs, 0), "edits")) == 1, "edits of an output");
    OK(json_count(json_get(json_at(outputs, 0), "kept")) == 2, "and what was kept");
    IS(json_text(json_get(json_at(outputs, 1), "stream")), "all.jsonl", "a record of a stream");
    OK(!json_get(json_at(outputs, 1), "path"), "is no file");
    json_free(v);
    buf_free(&name);
    buf_free(&b);
}

/* What a line tells can be read back. */
static void test_read_line(void)
{
    struct product products[2];
    struct result r = full_result(products), got;
    struct arena arena = {0};
    struct buf b = {0};
    memcpy(products[1].digest, digest, HASH_HEX);
    ledger_line(&r, &b);
    OK(ledger_read(buf_str(&b), &arena, &got), "a line is read back");
    OK(str_eq(got.name, r.name) && got.status == r.status && str_eq(got.reason, r.reason) &&
           got.size == r.size && got.keyed && strcmp(got.digest, r.digest) == 0 &&
           str_eq(got.encoding, r.encoding) && got.replaced == r.replaced,
       "what it tells of the document");
    OK(got.product_n == 2 && !got.products[0].stream &&
           str_eq(got.products[0].path, products[0].path) && got.products[0].size == 12 &&
           strcmp(got.products[0].digest, digest) == 0,
       "and of its outputs");
    OK(got.products[1].stream && str_is(got.products[1].path, "all.jsonl"), "of a stream, too");
    OK(str_eq(got.line, buf_str(&b)), "the whole line stays at hand");
    static const char *const wrong[] = {
        "",
        "{}",
        "[]",
        "{\"path\":\"a\",\"status\":\"lost\",\"outputs\":[]}",
        "{\"path\":\"a\",\"status\":\"done\",\"sha256\":\"d\",\"outputs\":[]}",
        "{\"path\":\"a\",\"status\":\"done\",\"outputs\":[{\"path\":\"b\"}]}",
        "{\"status\":\"done\",\"outputs\":[]}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        OK(!ledger_read(str_of(wrong[i]), &arena, &got), "not %s", wrong[i]);
    arena_free(&arena);
    buf_free(&b);
}

/* A worker may send anything. */
static void test_too_many(void)
{
    struct product products[2];
    struct result r = full_result(products), got;
    struct arena arena = {0};
    struct buf body = {0};
    r.product_n = 0;
    result_put(&r, &body);
    body.n -= 8;
    wire_put(&body, UINT64_C(1) << 60);
    struct str rest = buf_str(&body);
    result_get(&rest, &arena, &got);
    OK(got.product_n == 0, "more products than there is room for are none");
    buf_free(&body);
    arena_free(&arena);
}

int main(void)
{
    test_too_many();
    test_round_trip();
    test_names();
    test_plain_line();
    test_full_line();
    test_read_line();
    return tap_done();
}
