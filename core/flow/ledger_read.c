#include "base/json.h"
#include "flow/result.h"

static bool get_digest(const json_value *v, char digest[HASH_HEX])
{
    struct str s = json_text(v);
    if (s.n != HASH_HEX - 1)
        return false;
    memcpy(digest, s.p, s.n);
    digest[s.n] = '\0';
    return true;
}

static bool get_status(const json_value *v, enum status *status)
{
    for (enum status s = STATUS_DONE; s <= STATUS_FAILED; s++)
        if (str_is(json_text(v), status_name(s))) {
            *status = s;
            return true;
        }
    return false;
}

static bool get_product(const json_value *v, struct arena *arena, struct product *p)
{
    const json_value *stream = json_get(v, "stream");
    p->stream = stream != NULL;
    p->path = json_bytes(stream ? stream : json_get(v, "path"), arena);
    p->size = (uint64_t)json_int(json_get(v, "size"), -1);
    return p->path.n > 0 && p->size <= INT64_MAX && get_digest(json_get(v, "sha256"), p->digest);
}

static bool get_products(const json_value *v, struct arena *arena, struct result *r)
{
    size_t n = json_count(v);
    r->products = arena_get(arena, n * sizeof *r->products);
    for (r->product_n = 0; r->product_n < n; r->product_n++)
        if (!get_product(json_at(v, r->product_n), arena, &r->products[r->product_n]))
            return false;
    return true;
}

static bool get_all(const json_value *v, struct arena *arena, struct result *r)
{
    const json_value *hmac = json_get(v, "hmac"), *sha = json_get(v, "sha256");
    r->name = json_bytes(json_get(v, "path"), arena);
    r->size = (uint64_t)json_int(json_get(v, "size"), 0);
    r->keyed = hmac != NULL;
    r->compressed = json_bytes(json_get(v, "compressed"), arena);
    r->encoding = json_bytes(json_get(v, "encoding"), arena);
    r->replaced = (uint64_t)json_int(json_get(v, "replaced"), 0);
    r->reason = json_bytes(json_get(v, "reason"), arena);
    return r->name.n > 0 && get_status(json_get(v, "status"), &r->status) &&
           ((!hmac && !sha) || get_digest(hmac ? hmac : sha, r->digest)) &&
           get_products(json_get(v, "outputs"), arena, r);
}

bool ledger_read(struct str line, struct arena *arena, struct result *r)
{
    struct err ignored = {0};
    json_value *v = json_read(line, &ignored);
    *r = (struct result){.line = line};
    bool good = v && get_all(v, arena, r);
    json_free(v);
    return good;
}
