#include "flow/prior.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/lines.h"
#include "base/mem.h"
#include "base/sort.h"
#include "flow/journal.h"

enum {
    SORT_MEMORY = 8 << 20,
    TEXT_MAX = 1 << 19 /* the sorter takes 1 MiB at most, name and header included */
};

static const char magic[] = "galley-index 2 ";

/* One source of entries. Owns its buffers. */
struct side {
    struct prior_entry entry;
    struct buf name, text;
    struct arena arena;
    bool have;
};

struct prior {
    struct lines index, ledger;
    struct buf config;
    int64_t started;
    struct sort *journal; /* committed documents of a run that was stopped, by name and age */
    struct str ahead;     /* the record that comes next */
    bool have_ahead;
    struct buf ahead_copy;
    struct side old, young;
};

/* A whole line: one without its end is torn. */
static bool next_line(struct lines *l, struct str *line, struct err *err)
{
    return lines_next(l, line, err) && str_ends(*line, "\n");
}

static bool get_hex(struct str *rest, uint64_t *n)
{
    struct str word;
    char text[20] = {0};
    if (!str_split(rest, ' ', &word) || word.n == 0 || word.n >= sizeof text)
        return false;
    memcpy(text, word.p, word.n);
    char *end;
    *n = strtoull(text, &end, 16);
    return *end == '\0';
}

/* --- the journal of a run that was stopped --- */

/* A document that is not committed yet. Owns text: "name memo ledger-line". */
struct intended {
    uint64_t group, number;
    struct str text;
};

/* Reading it. Owns all that is intended. */
struct folding {
    struct prior *p;
    struct intended *intended;
    size_t n, cap;
    struct buf config; /* of the run: its start, a space, its header; "" outside of one */
    uint64_t age;
    char *salt;
    struct err *err;
};

/* A record of the sorter: name, NUL, age (so that the youngest comes last), "start header", NUL,
 * "memo ledger-line". Without the latter, where it is very long or not committed: that document is
 * done again. */
static bool add_record(struct folding *g, struct str text, bool committed)
{
    struct buf record = {0};
    struct str name = {0};
    str_split(&text, ' ', &name);
    memo_get_name(name, &record);
    buf_addf(&record, "%c%016llx", '\0', (unsigned long long)g->age++);
    buf_add(&record, buf_str(&g->config));
    buf_addc(&record, '\0');
    if (committed && text.n <= TEXT_MAX)
        buf_add(&record, text);
    bool good = sort_add(g->p->journal, buf_str(&record), g->err);
    buf_free(&record);
    return good;
}

/* Takes out group `group`, or all, as committed or not. Outputs of what is not may be in place all
 * the same: its names stay known, so that they can be found to be gone. */
static bool settle(struct folding *g, uint64_t group, bool all, bool committed)
{
    size_t kept = 0;
    bool good = true;
    for (size_t i = 0; i < g->n; i++) {
        struct intended *d = &g->intended[i];
        if (all || d->group == group) {
            good = good && add_record(g, d->text, committed);
            free((char *)(uintptr_t)d->text.p);
        } else {
            g->intended[kept++] = *d;
        }
    }
    g->n = kept;
    return good;
}

static bool get_number(struct str *text, uint64_t *n)
{
    struct str word;
    return str_split(text, ' ', &word) && str_uint(word, n);
}

static struct str copy(struct str s)
{
    char *p = mem_get(s.n + 1);
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

/* A damaged line may have begun another run, or told what came about instead: nothing that is
 * committed behind it counts, until a run begins. */
static bool end_run(struct folding *g)
{
    bool good = settle(g, 0, true, false);
    buf_clear(&g->config);
    return good;
}

/* "start salt header" */
static bool begin_run(struct folding *g, struct str text)
{
    struct str start = {0}, salt = {0};
    bool good = end_run(g);
    str_split(&text, ' ', &start);
    str_split(&text, ' ', &salt);
    if (salt.n == SALT_HEX - 1)
        memcpy(g->salt, salt.p, salt.n);
    buf_add(&g->config, start);
    buf_addc(&g->config, ' ');
    buf_add(&g->config, text);
    return good;
}

/* "group name memo ledger-line"; its number is its place among those of its group. */
static void intend(struct folding *g, struct str text)
{
    struct intended new = {0};
    if (g->config.n == 0 || !get_number(&text, &new.group))
        return;
    for (size_t i = g->n; i > 0 && new.number == 0; i--)
        if (g->intended[i - 1].group == new.group)
            new.number = g->intended[i - 1].number + 1;
    new.text = copy(text);
    g->intended = mem_grow(g->intended, &g->cap, g->n + 1, sizeof *g->intended);
    g->intended[g->n++] = new;
}

/* "group number name memo ledger-line" */
static void replace(struct folding *g, struct str text)
{
    uint64_t group, number;
    if (!get_number(&text, &group) || !get_number(&text, &number))
        return;
    for (size_t i = 0; i < g->n; i++) {
        struct intended *d = &g->intended[i];
        if (d->group != group || d->number != number)
            continue;
        free((char *)(uintptr_t)d->text.p);
        d->text = copy(text);
    }
}

/* "group count": a group of which a line is missing or damaged does not count. */
static bool commit_group(struct folding *g, struct str text)
{
    uint64_t group, count, found = 0;
    if (!get_number(&text, &group) || !get_number(&text, &count))
        return true;
    for (size_t i = 0; i < g->n; i++)
        found += g->intended[i].group == group;
    return settle(g, group, false, found == count);
}

static bool fold_line(void *context, char kind, struct str text)
{
    struct folding *g = context;
    if (kind == JOURNAL_DAMAGED)
        return end_run(g);
    if (kind == 'R')
        return begin_run(g, text);
    if (kind == 'I')
        intend(g, text);
    if (kind == 'X')
        replace(g, text);
    return kind != 'C' || commit_group(g, text);
}

static bool fold_journal(struct prior *p, int state, char *salt, struct err *err)
{
    struct folding g = {.p = p, .salt = salt, .err = err};
    p->journal = sort_new(state, SORT_MEMORY);
    bool good = journal_read(state, fold_line, &g, err);
    good = settle(&g, 0, true, false) && good && sort_finish(p->journal, err);
    free(g.intended);
    buf_free(&g.config);
    return good;
}

static bool read_ahead(struct prior *p, struct err *err)
{
    struct str record;
    p->have_ahead = sort_next(p->journal, &record, err);
    buf_clear(&p->ahead_copy);
    if (p->have_ahead)
        buf_add(&p->ahead_copy, record);
    p->ahead = buf_str(&p->ahead_copy);
    return p->have_ahead;
}

/* Takes the youngest of the records of the next name. */
static bool next_young(struct prior *p, struct err *err)
{
    struct side *s = &p->young;
    s->have = s->entry.found = false;
    while (p->have_ahead) {
        struct str name = str_cut(p->ahead, 0, str_byte(p->ahead, '\0', 0));
        if (s->have && !str_eq(name, s->entry.name))
            break;
        buf_clear(&s->name);
        buf_add(&s->name, name);
        buf_clear(&s->text);
        buf_add(&s->text, str_cut(p->ahead, name.n + 17, p->ahead.n));
        s->entry.name = buf_str(&s->name);
        s->have = true;
        read_ahead(p, err);
    }
    if (!s->have)
        return false;
    buf_addc(&s->text, '\n');
    struct str rest = buf_str(&s->text), config, memo;
    uint64_t started = 0;
    str_split(&rest, '\0', &config);
    s->entry.unfinished = str_is(rest, "\n");
    str_split(&rest, ' ', &memo);
    get_hex(&config, &started);
    arena_reset(&s->arena);
    if (!memo_get(memo, &s->arena, &s->entry.memo))
        s->entry.memo.status = UINT32_MAX; /* fits nothing: it is done again */
    s->entry.line = rest;
    s->entry.config = config;
    s->entry.started = (int64_t)started;
    return true;
}

/* --- the index of the last run that ended --- */

/* Takes the checksum off the front of a line; false when it is not that of the rest. */
static bool take_sum(struct str *line)
{
    uint64_t sum;
    return get_hex(line, &sum) && sum == hash_fast(*line);
}

/* "magic checksum start salt" and "checksum header". */
static bool read_head(struct prior *p, char *salt, struct err *err)
{
    struct str line, word;
    uint64_t started;
    if (!next_line(&p->index, &line, err) || !str_starts(line, magic))
        return false;
    struct str rest = str_cut(line, strlen(magic), line.n - 1);
    if (!take_sum(&rest) || !get_hex(&rest, &started) || !str_split(&rest, ' ', &word) ||
        word.n != SALT_HEX - 1)
        return false;
    memcpy(salt, word.p, word.n);
    p->started = (int64_t)started;
    if (!next_line(&p->index, &line, err))
        return false;
    rest = str_cut(line, 0, line.n - 1);
    if (!take_sum(&rest))
        return false;
    buf_add(&p->config, rest);
    return true;
}

/* The record of a document: "checksum hash name memo"; the hash is of its ledger line, which is
 * the next. What is damaged or does not fit ends the index: the documents behind it are done
 * again. */
static bool next_old(struct prior *p, struct err *err)
{
    struct side *s = &p->old;
    struct str line, rest, name;
    uint64_t hash;
    s->have = false;
    if (!next_line(&p->index, &line, err))
        return false;
    rest = str_cut(line, 0, line.n - 1);
    buf_clear(&s->name);
    arena_reset(&s->arena);
    if (!take_sum(&rest) || !get_hex(&rest, &hash) || !str_split(&rest, ' ', &name) ||
        !memo_get(rest, &s->arena, &s->entry.memo) ||
        !next_line(&p->ledger, &s->entry.line, err) || hash_fast(s->entry.line) != hash)
        return false;
    memo_get_name(name, &s->name);
    s->entry.name = buf_str(&s->name);
    s->entry.found = false;
    s->entry.config = buf_str(&p->config);
    s->entry.started = p->started;
    s->entry.from_index = true;
    return s->have = true;
}

/* --- both --- */

static void make_salt(char salt[SALT_HEX])
{
    uint8_t bytes[SALT_HEX / 2];
    if (getrandom(bytes, sizeof bytes, 0) < 0)
        memset(bytes, 0, sizeof bytes);
    hex_put_bytes(salt, bytes, sizeof bytes);
    salt[SALT_HEX - 1] = '\0';
}

bool prior_open(struct prior **prior, int state, bool fresh, char salt[SALT_HEX], struct err *err)
{
    struct prior *p = *prior = mem_get(sizeof *p);
    make_salt(salt);
    if (fresh)
        return true;
    if (!lines_open(&p->index, state, "index", err) ||
        !lines_open(&p->ledger, state, "ledger.jsonl", err))
        return false;
    if (p->index.f && read_head(p, salt, err))
        next_old(p, err);
    if (err->set || !fold_journal(p, state, salt, err))
        return false;
    read_ahead(p, err);
    next_young(p, err);
    return !err->set;
}

void prior_close(struct prior *p)
{
    if (!p)
        return;
    lines_close(&p->index);
    lines_close(&p->ledger);
    sort_free(p->journal);
    buf_free(&p->config);
    buf_free(&p->ahead_copy);
    buf_free(&p->old.name);
    buf_free(&p->young.name);
    buf_free(&p->young.text);
    arena_free(&p->old.arena);
    arena_free(&p->young.arena);
    free(p);
}

bool prior_any(const struct prior *p)
{
    return p && (p->old.have || p->young.have);
}

/* The side whose entry comes next; of one name the younger, the older being passed over. */
static struct side *first_side(struct prior *p, struct err *err)
{
    if (!p->young.have)
        return p->old.have ? &p->old : NULL;
    if (!p->old.have)
        return &p->young;
    int order = str_cmp(p->old.entry.name, p->young.entry.name);
    if (order == 0)
        next_old(p, err);
    return order < 0 ? &p->old : &p->young;
}

static void step_on(struct prior *p, struct side *s, struct err *err)
{
    if (s == &p->old)
        next_old(p, err);
    else
        next_young(p, err);
}

/* An entry that was found stays until the next call, which finds its name below the next one. */
const struct prior_entry *prior_find(struct prior *p, struct str name,
                                     void (*gone)(void *context, const struct prior_entry *e),
                                     void *context, struct err *err)
{
    struct side *s;
    while (!err->set && (s = first_side(p, err))) {
        int order = name.p ? str_cmp(s->entry.name, name) : -1;
        if (order > 0)
            return NULL;
        if (order == 0) {
            s->entry.found = true;
            return &s->entry;
        }
        if (!s->entry.found)
            gone(context, &s->entry);
        step_on(p, s, err);
    }
    return NULL;
}

const struct prior_entry *prior_next(struct prior *p, struct err *err)
{
    struct side *s = first_side(p, err);
    if (s && s->entry.found) {
        step_on(p, s, err);
        s = first_side(p, err);
    }
    if (s)
        s->entry.found = true;
    return s ? &s->entry : NULL;
}

struct str prior_config(const struct prior *p, int64_t *started)
{
    *started = p->started;
    return buf_str(&p->config);
}

/* Makes a line of what was added from `from` on: puts its checksum before it. */
static void end_line(struct buf *out, size_t from)
{
    size_t n = out->n - from;
    buf_addx(out, hash_fast((struct str){out->p + from, n}));
    buf_addc(out, ' ');
    char sum[sizeof(uint64_t) * 2 + 1];
    size_t sum_n = out->n - from - n;
    memcpy(sum, out->p + from + n, sum_n);
    memmove(out->p + from + sum_n, out->p + from, n);
    memcpy(out->p + from, sum, sum_n);
    buf_addc(out, '\n');
}

void index_head(int64_t started, const char *salt, struct str config, struct buf *out)
{
    buf_addz(out, magic);
    size_t from = out->n;
    buf_addf(out, "%llx %s", (unsigned long long)started, salt);
    end_line(out, from);
    from = out->n;
    buf_add(out, config);
    end_line(out, from);
}

void index_line(struct str name, const struct memo *memo, struct str ledger_line, struct buf *out)
{
    size_t from = out->n;
    buf_addx(out, hash_fast(ledger_line));
    buf_addc(out, ' ');
    memo_put_name(name, out);
    buf_addc(out, ' ');
    memo_put(memo, out);
    end_line(out, from);
}
