#include "text/review.h"

#include "base/buf.h"
#include "base/hash.h"

/* Parts are told apart by their lengths: no two reviews give the same bytes. */
static void put(struct buf *b, struct str s)
{
    buf_addu(b, s.n);
    buf_addc(b, ':');
    buf_add(b, s);
}

void review_id(const struct review *r, struct str key, char id[REVIEW_ID])
{
    struct buf b = {0};
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    put(&b, r->path);
    buf_addf(&b, "%zu-%zu:", r->origin.start, r->origin.end);
    put(&b, r->label);
    put(&b, r->rule);
    put(&b, r->value);
    if (key.n > 0)
        hash_hmac(key, buf_str(&b), digest);
    else
        hash_sha256(buf_str(&b), digest);
    hash_hex(digest, hex);
    memcpy(id, hex, REVIEW_ID - 1);
    id[REVIEW_ID - 1] = '\0';
    buf_free(&b);
}

bool review_find(const struct doc *d, const struct review *r, struct str id, struct str key,
                 struct span *now)
{
    char found[REVIEW_ID];
    struct review here = *r;
    struct span o = r->origin;
    if (o.start >= o.end || o.end < d->map.base)
        return false;
    *now = map_forward(&d->map, o);
    if (now->start >= now->end || now->end > d->len)
        return false;
    struct span back = map_back(&d->map, *now);
    if (back.start != o.start || back.end != o.end)
        return false;
    here.value = str_cut(d->text, now->start, now->end);
    review_id(&here, key, found);
    return str_is(id, found);
}
