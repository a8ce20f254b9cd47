#include "flow/shard_set.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "flow/judge.h"

/* --- in order of name: a binary heap --- */

static bool before(const struct shard_set *s, size_t a, size_t b)
{
    return str_cmp(s->v[s->heap[a]].entry->name, s->v[s->heap[b]].entry->name) < 0;
}

static void sift_down(struct shard_set *s, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < s->heap_n; at = child) {
        if (child + 1 < s->heap_n && before(s, child + 1, child))
            child++;
        if (!before(s, child, at))
            return;
        size_t moved = s->heap[at];
        s->heap[at] = s->heap[child];
        s->heap[child] = moved;
    }
}

static void make_heap(struct shard_set *s)
{
    s->heap_n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].entry)
            s->heap[s->heap_n++] = i;
    for (size_t i = s->heap_n / 2; i-- > 0;)
        sift_down(s, i);
}

const struct fragment *shard_set_first(const struct shard_set *s)
{
    return s->heap_n > 0 ? &s->v[s->heap[0]] : NULL;
}

bool shard_set_step(struct shard_set *s, struct err *err)
{
    struct fragment *f = &s->v[s->heap[0]];
    if (!fragment_step(f, err))
        return false;
    if (!f->entry)
        s->heap[0] = s->heap[--s->heap_n];
    sift_down(s, 0);
    return true;
}

static bool rewind_all(struct shard_set *s, struct err *err)
{
    for (size_t i = 0; i < s->n; i++)
        if (!fragment_rewind(&s->v[i], err))
            return false;
    make_heap(s);
    return true;
}

/* --- whether they belong together --- */

static int by_number(const void *a, const void *b)
{
    const struct fragment *x = a, *y = b;
    if (x->shard.number != y->shard.number)
        return x->shard.number < y->shard.number ? -1 : 1;
    return strcmp(x->path, y->path);
}

static bool all_there(const struct shard_set *s, struct err *err)
{
    const struct fragment *a = &s->v[0];
    for (size_t i = 0; i < s->n; i++) {
        const struct fragment *f = &s->v[i];
        unsigned long long of = f->shard.of, number = f->shard.number;
        if (f->shard.of != a->shard.of)
            return err_set(err, "`%s` is one of %llu shards, `%s` one of %llu", a->path,
                           (unsigned long long)a->shard.of, f->path, of);
        if (i > 0 && f->shard.number == s->v[i - 1].shard.number)
            return err_set(err, "`%s` and `%s` are both shard %llu/%llu", s->v[i - 1].path,
                           f->path, number, of);
        if (f->shard.number != i + 1)
            return err_set(err, "shard %zu/%llu is missing", i + 1, of);
    }
    return s->n == a->shard.of ||
           err_set(err, "shard %zu/%llu is missing", s->n + 1, (unsigned long long)a->shard.of);
}

static bool alike(const struct fragment *a, const struct fragment *f, struct err *err)
{
    if (!str_eq(a->config, f->config)) {
        struct buf difference = {0};
        judge_difference(a->config, f->config, &difference);
        err_set(err, "`%s` and `%s` were not made in the same way; what differs: %s", a->path,
                f->path, difference.p);
        buf_free(&difference);
        return false;
    }
    if (a->all != f->all || !str_eq(a->names, f->names))
        return err_set(err,
                       "`%s` and `%s` have not seen the same inputs (%llu and %llu): run them "
                       "again over the same ones",
                       a->path, f->path, (unsigned long long)a->all, (unsigned long long)f->all);
    return true;
}

static bool all_alike(struct shard_set *s, struct err *err)
{
    uint64_t inputs = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct fragment *f = &s->v[i];
        if (!alike(&s->v[0], f, err))
            return false;
        inputs += f->inputs;
        if (i == 0 || f->started < s->started)
            s->started = f->started;
    }
    s->all = s->v[0].all;
    return inputs == s->all || err_set(err, "the shards have %llu inputs together, not %llu",
                                       (unsigned long long)inputs, (unsigned long long)s->all);
}

/* --- whether each document is there --- */

static bool check_document(const struct fragment *f, struct arena *arena, struct err *err)
{
    struct result r;
    arena_reset(arena);
    if (!shard_has(&f->shard, f->entry->name))
        return err_set(err, "`%s` has a document that is not of its shard: `%.*s`", f->path,
                       (int)f->entry->name.n, f->entry->name.p);
    if (!fragment_result(f, arena, &r, err))
        return false;
    for (size_t i = 0; i < r.product_n; i++)
        if (!fragment_holds(f, &r.products[i], err))
            return false;
    return true;
}

/* Names come in order and each is in one shard only, that of its hash: their digest is that of
 * all inputs, or some are missing. */
static bool check_all(struct shard_set *s, struct err *err)
{
    static const char nul = '\0';
    const struct fragment *f;
    struct hasher *names = hash_begin(NULL);
    struct arena arena = {0};
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    uint64_t n = 0;
    for (; (f = shard_set_first(s)); n++) {
        hash_more(names, f->entry->name);
        hash_more(names, (struct str){&nul, 1});
        if (!check_document(f, &arena, err) || !shard_set_step(s, err))
            break;
    }
    hash_end(names, digest);
    hash_hex(digest, hex);
    arena_free(&arena);
    if (!err->set && (n != s->all || !str_is(s->v[0].names, hex)))
        err_set(err,
                "the ledgers of the shards have %llu documents, not the %llu inputs that "
                "there are: run the shards again",
                (unsigned long long)n, (unsigned long long)s->all);
    return !err->set;
}

/* Each shard keeps some files open. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

bool shard_set_open(struct shard_set *s, const char *const *paths, size_t n, struct err *err)
{
    raise_descriptors();
    *s = (struct shard_set){.v = mem_get(n * sizeof *s->v), .heap = mem_get(n * sizeof *s->heap)};
    for (; s->n < n; s->n++)
        if (!fragment_open(&s->v[s->n], paths[s->n], err)) {
            s->n++;
            return false;
        }
    qsort(s->v, s->n, sizeof *s->v, by_number);
    make_heap(s);
    return all_there(s, err) && all_alike(s, err) && check_all(s, err) && rewind_all(s, err);
}

void shard_set_close(struct shard_set *s)
{
    for (size_t i = 0; i < s->n; i++)
        fragment_close(&s->v[i]);
    free(s->v);
    free(s->heap);
    *s = (struct shard_set){0};
}
