#include "corpus.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"

enum { FILE_MOST = 1 << 28 };

struct sample *corpus_new(struct corpus *c)
{
    c->v = c->n < c->cap ? c->v : arena_grow(&c->arena, c->v, &c->cap, c->n + 1, sizeof *c->v);
    c->v[c->n] = (struct sample){.weight = 1, .set = "", .fold = (uint32_t)c->n};
    return &c->v[c->n++];
}

void sample_gold(struct corpus *c, struct sample *s, struct span span, int label)
{
    if (s->gold_n && span.start < s->gold[s->gold_n - 1].span.end)
        return;
    s->gold = arena_grow(&c->arena, s->gold_n ? s->gold : NULL, &s->gold_cap, s->gold_n + 1,
                         sizeof *s->gold);
    s->gold[s->gold_n++] = (struct gold){span, label};
}

void corpus_free(struct corpus *c)
{
    arena_free(&c->arena);
    *c = (struct corpus){0};
}

static int label_of(struct str name)
{
    static const char *const names[] = {"PER", "person",      "LOC",   "location",
                                        "ORG", "corporation", "group", NULL};
    static const int labels[] = {0, 0, 1, 1, 2, 2, 2};
    for (int i = 0; names[i]; i++)
        if (str_is(name, names[i]))
            return labels[i];
    return -1;
}

/* Which of gum-derived's names are no single one: "Ann Lee of the Board and Bo Li". */
static bool is_doubtful(struct str s)
{
    static const char *const signs[] = {" of ",  " and ",  " from ", ", ",  " in ", " who ",
                                        " for ", " with ", " at ",   "'s ", NULL};
    for (int i = 0; signs[i]; i++)
        if (str_find(s, str_of(signs[i]), 0) < s.n)
            return true;
    return false;
}

/* How many bytes of titles gum-derived's name begins with: they are no part of ours. */
static size_t titles(struct str s)
{
    static const char list[] =
        " President Prime Minister Mr Mrs Ms Dr Sir Lord Lady Judge Justice "
        "Senator Governor Ambassador General Captain Professor King Queen "
        "Prince Princess Chief Secretary Attorney Vice U.S. US Pope Saint "
        "Congressman Chairman Mayor Father Reverend Emperor Colonel Major ";
    size_t at = 0;
    for (;;) {
        size_t end = str_byte(s, ' ', at);
        struct str word = str_cut(s, at, end);
        struct buf key = {0};
        word.n -= word.n > 3 && word.p[word.n - 1] == '.' ? 1 : 0;
        buf_addc(&key, ' ');
        buf_add(&key, str_is(word, "Mr.") || str_is(word, "Dr.") ? str_cut(word, 0, 2) : word);
        buf_addc(&key, ' ');
        bool is = end < s.n && strstr(list, key.p);
        buf_free(&key);
        if (!is)
            return at;
        at = end + 1;
    }
}

/* The byte at which the code point number `want` starts; *at and *count go on from earlier. */
static size_t byte_of(struct str text, size_t want, size_t *at, size_t *count)
{
    if (want < *count)
        *at = *count = 0;
    for (; *count < want && *at < text.n; ++*count)
        for (++*at; *at < text.n && ((unsigned char)text.p[*at] & 0xC0) == 0x80;)
            ++*at;
    return *at;
}

/* Blanks out the second and third line: date and address of an article. */
static void blank_head(char *p, size_t n)
{
    size_t line = 0;
    for (size_t i = 0; i < n && line < 3; i++) {
        line += p[i] == '\n';
        if (p[i] != '\n' && line)
            p[i] = ' ';
    }
}

static bool add_doc(struct corpus *c, const json_value *v, const char *set, enum held held)
{
    struct sample *s = corpus_new(c);
    s->id = arena_str(&c->arena, json_text(json_get(v, "id")));
    s->text = arena_str(&c->arena, json_text(json_get(v, "text")));
    s->set = set;
    s->held = held;
    if (strcmp(set, "train") == 0 || strcmp(set, "test") == 0)
        blank_head((char *)(uintptr_t)s->text.p, s->text.n);
    s->open[2] = strcmp(set, "gum-derived") == 0;
    return s->id.n > 0 && utf8_valid(s->text) == s->text.n;
}

/* Names come in the order of documents. */
struct place {
    size_t sample, at, count;
};

static bool add_name(struct corpus *c, const json_value *v, struct place *p)
{
    struct str id = json_text(json_get(v, "id"));
    while (p->sample < c->n && !str_eq(c->v[p->sample].id, id))
        *p = (struct place){p->sample + 1, 0, 0};
    if (p->sample == c->n)
        return false;
    struct sample *s = &c->v[p->sample];
    struct span span;
    int label = label_of(json_text(json_get(v, "label")));
    int64_t from = json_int(json_get(v, "start"), -1), to = json_int(json_get(v, "end"), -1);
    if (from < 0 || to <= from)
        return false;
    span.start = byte_of(s->text, (size_t)from, &p->at, &p->count);
    span.end = byte_of(s->text, (size_t)to, &p->at, &p->count);
    if (s->open[2] && label == 0 && is_doubtful(str_cut(s->text, span.start, span.end)))
        label = LABEL_ANY;
    size_t title = s->open[2] && label == 0 ? titles(str_cut(s->text, span.start, span.end)) : 0;
    if (title)
        sample_gold(c, s, (struct span){span.start, span.start + title - 1}, LABEL_ANY);
    span.start += title;
    if (label >= 0)
        sample_gold(c, s, span, label);
    return true;
}

static bool read_file(const char *dir, const char *set, const char *name, struct buf *b,
                      struct err *err)
{
    struct buf path = {0};
    struct stat st;
    buf_addf(&path, "%s/%s/%s", dir, set, name);
    bool good = file_read(AT_FDCWD, path.p, FILE_MOST, b, &st, err) == FILE_OK;
    if (!good)
        err_set(err, "cannot read %s", path.p);
    buf_free(&path);
    return good;
}

bool corpus_add(struct corpus *c, const char *dir, const char *name, enum held held,
                struct err *err)
{
    struct buf docs = {0}, names = {0};
    struct place place = {c->n, 0, 0};
    struct str rest, line;
    bool good = read_file(dir, name, "docs.jsonl", &docs, err) &&
                read_file(dir, name, "gold.jsonl", &names, err);
    for (int pass = 0; good && pass < 2; pass++) {
        rest = buf_str(pass ? &names : &docs);
        for (int at = 1; good && str_split(&rest, '\n', &line); at++) {
            json_value *v = json_read(line, err);
            good = v && (pass ? add_name(c, v, &place) : add_doc(c, v, name, held));
            if (!good)
                err_at(err, name, at, 0, "a line of %s makes no sense", pass ? "names" : "docs");
            json_free(v);
        }
    }
    buf_free(&docs);
    buf_free(&names);
    return good;
}

/* ---- other names --------------------------------------------------------------------------- */

/* The document with that id, its names taken out; NULL when there is none. */
static struct sample *reopen(struct corpus *c, struct str id, const char *set)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->v[i].id, id)) {
            c->v[i].gold = NULL;
            c->v[i].gold_n = c->v[i].gold_cap = 0;
            memset(c->v[i].open, 0, sizeof c->v[i].open);
            c->v[i].set = set;
            c->v[i].held = HELD_OUT;
            return &c->v[i];
        }
    return NULL;
}

/* Adds the name of a row; *s is the document of the row before. */
static bool add_row(struct corpus *c, struct str row, const char *set, struct sample **s,
                    struct place *p)
{
    struct str id, from, to;
    struct span span;
    uint64_t start, end;
    if (!str_split(&row, '\t', &id) || !str_split(&row, '\t', &from) ||
        !str_split(&row, '\t', &to) || !str_uint(from, &start) || !str_uint(to, &end))
        return false;
    if (!*s || !str_eq((*s)->id, id)) {
        *s = reopen(c, id, set);
        *p = (struct place){0};
    }
    int label = label_of(row);
    if (!*s || label < 0 || start >= end)
        return false;
    span.start = byte_of((*s)->text, (size_t)start, &p->at, &p->count);
    span.end = byte_of((*s)->text, (size_t)end, &p->at, &p->count);
    sample_gold(c, *s, span, label);
    return true;
}

bool corpus_replace(struct corpus *c, struct str rows, const char *set, struct err *err)
{
    struct sample *s = NULL;
    struct place place = {0};
    struct str row;
    for (int at = 1; str_split(&rows, '\n', &row); at++)
        if (row.n && row.p[0] != '#' && !add_row(c, row, set, &s, &place))
            return err_at(err, set, at, 0, "the row makes no sense");
    return true;
}
