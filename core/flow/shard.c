#include "flow/shard.h"

#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

enum { TEXT_MAX = 64 };

static const char file[] = "shard";

bool shard_has(const struct shard *s, struct str name)
{
    return s->of == 0 || hash_fast(name) % s->of == s->number - 1;
}

void shard_put(const struct shard *s, struct buf *out)
{
    buf_addf(out, "%llu/%llu", (unsigned long long)s->number, (unsigned long long)s->of);
}

bool shard_get(struct str text, struct shard *s)
{
    size_t slash = str_byte(text, '/', 0);
    return str_uint(str_cut(text, 0, slash), &s->number) &&
           str_uint(str_cut(text, slash + 1, text.n), &s->of) && s->number >= 1 &&
           s->number <= s->of && s->of <= SHARDS_MAX;
}

bool shard_kept(int state, struct shard *s, struct err *err)
{
    struct buf text = {0};
    struct stat st;
    struct err own = {0};
    enum file_fault fault = file_read(state, file, TEXT_MAX, &text, &st, &own);
    *s = (struct shard){0};
    bool good = fault == FILE_GONE ||
                (fault == FILE_OK && shard_get(str_trim(buf_str(&text)), s)) ||
                err_set(err, "cannot tell of which shard it is: %s",
                        own.set ? own.text : "its file `shard` is damaged");
    buf_free(&text);
    return good;
}

static bool has_books(int state)
{
    return faccessat(state, "ledger.jsonl", F_OK, 0) == 0 ||
           faccessat(state, "journal", F_OK, 0) == 0;
}

static bool refuse(const struct shard *kept, const struct store *store, struct err *err)
{
    if (kept->of == 0)
        return err_set(err, "`%s` holds a run over all inputs: give each shard an OUT of its own",
                       store->out_path.p);
    return err_set(err, "`%s` is of shard %llu/%llu: give each shard an OUT of its own",
                   store->out_path.p, (unsigned long long)kept->number,
                   (unsigned long long)kept->of);
}

bool shard_keep(const struct shard *s, const struct store *store, struct err *err)
{
    struct shard kept;
    if (!shard_kept(store->state, &kept, err))
        return false;
    if (kept.number == s->number && kept.of == s->of)
        return true;
    if (kept.of != 0 || has_books(store->state))
        return refuse(&kept, store, err);
    struct buf text = {0};
    shard_put(s, &text);
    buf_addc(&text, '\n');
    bool good = file_replace(store->state, file, buf_str(&text), err);
    buf_free(&text);
    return good;
}
